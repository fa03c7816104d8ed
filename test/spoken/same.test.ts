/** What is found does not hang on the language in which it is said: no rule reads what a gate says. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Analysis } from '../../server/src/engine/analysis.ts';
import { gates } from '../../server/src/gates/index.ts';
import { rules } from '../../server/src/lint/index.ts';
import { speak } from '../../server/src/lsp/language.ts';
import { lintEntry } from '../precision/corpus.ts';
import { casesOf } from '../support/page.ts';
import { analysisOf, attemptOf, snapshotWithout } from '../support/world.ts';
import { speakInBrackets } from './brackets.ts';

const pages = [
  ...gates.map(({ id }) => join('gates', `${id}.md`)),
  ...rules.map(({ id }) => join('lint', `${id.replace('/', '-')}.md`)),
];

/** The example, signed out and as somebody of each company, and what the pages of gates and rules show. */
function* analyses(): Iterable<Analysis> {
  const { signedOut, signedIn } = lintEntry('test/example', { root: '.', file: '.gitlab-ci.yml' });
  yield* [signedOut, ...signedIn];
  for (const page of pages) {
    for (const it of casesOf(readFileSync(join('server', 'src', page), 'utf8'))) {
      const settings = it.attempt['signedOut'] === true ? snapshotWithout('signed-out') : (it.settings ?? {});
      yield analysisOf(it.files, settings, attemptOf(it.attempt), it.elsewhere);
    }
  }
}

function found() {
  return [...analyses()].map(({ lint, reports }) => ({
    lint: lint.map(({ rule, job, severity, span, related, fixes }) => ({
      ...{ rule: rule.id, job, severity, start: span.start, related: related?.map((it) => it.span.start) },
      edits: fixes?.map((fix) => fix.edits.map((it) => it.text)),
    })),
    verdicts: reports.map((it) => [it.job.job.name, it.verdict.kind, it.findings.map(({ gate }) => gate.id)]),
  }));
}

test('the same in English, German and any other language', () => {
  const english = found();
  const seen = new Set(english.flatMap((it) => it.lint.map(({ rule }) => rule)));
  assert.deepEqual(
    rules.map(({ id }) => id).filter((it) => !seen.has(it)),
    [],
    'never found',
  );
  speak('de');
  assert.deepEqual(found(), english);
  speakInBrackets();
  assert.deepEqual(found(), english);
});
