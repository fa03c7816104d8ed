/** What is found does not hang on the language in which it is said: no rule reads what a gate says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { speak } from '../../server/src/lsp/language.ts';
import { lintEntry } from '../precision/corpus.ts';
import { speakInBrackets } from './brackets.ts';

/** By analysis, signed out and as somebody of each company. */
function found() {
  const { signedOut, signedIn } = lintEntry('test/example', { root: '.', file: '.gitlab-ci.yml' });
  return [signedOut, ...signedIn].map(({ lint, reports }) => ({
    lint: lint.map(({ rule, job, severity, span, related, fixes }) => ({
      ...{ rule: rule.id, job, severity, start: span.start, related: related?.map((it) => it.span.start) },
      edits: fixes?.map((fix) => fix.edits.map((it) => it.text)),
    })),
    verdicts: reports.map((it) => [it.job.job.name, it.verdict.kind, it.findings.map(({ gate }) => gate.id)]),
  }));
}

test('the same in English, German and any other language', () => {
  const english = found();
  const rules = new Set(english.flatMap((it) => it.lint.map(({ rule }) => rule)));
  for (const it of [
    'approval/unreachable',
    'approval/self-only',
    'job-token/not-allowed',
    'job-token/protected-branch',
  ])
    assert.ok(rules.has(it), it);
  speak('de');
  assert.deepEqual(found(), english);
  speakInBrackets();
  assert.deepEqual(found(), english);
});
