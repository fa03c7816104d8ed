/** `lint --format junit`: a test report. Errors and warnings are failures, what is milder is passed with its text. */
import type { Listed } from './listing.ts';

/** @see https://docs.gitlab.com/ci/testing/unit_test_reports/ */
export function junit(all: readonly Listed[]): string {
  const cases =
    all.length > 0 ? all.map(caseOf) : ['    <testcase classname="deploy-gates" name="nothing found" time="0"/>'];
  const failures = all.filter(isFailure).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${cases.length}" failures="${failures}">`,
    `  <testsuite name="deploy-gates" tests="${cases.length}" failures="${failures}" time="0">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function isFailure({ severity }: Listed): boolean {
  return severity === 'error' || severity === 'warning';
}

function caseOf(it: Listed): string {
  const name = `${it.rule}${it.job === undefined ? '' : ` ${it.job}`} (${it.file}:${it.line})`;
  const text = escaped([`${it.file}:${it.line}:${it.column}`, it.headline, ...it.details].join('\n'));
  const inner = isFailure(it)
    ? `<failure type="${it.severity}" message="${escaped(it.headline)}">${text}</failure>`
    : `<system-out>${text}</system-out>`;
  return `    <testcase classname="${escaped(it.file)}" name="${escaped(name)}" file="${escaped(it.file)}" time="0">${inner}</testcase>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML has no way to write most control characters at all. */
function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is left out
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').replace(/[&<>"]/g, (it) => entities[it] ?? it);
}
