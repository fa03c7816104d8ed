/** The line that answers: whether the job is there comes before what holds it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderText } from '../../server/src/engine/render.ts';
import { answer, shortAnswer } from '../../server/src/features/answer.ts';
import { analysisOf } from '../support/world.ts';

const plain = 'build:\n  script: make\n';

function answered(text: string) {
  const analysis = analysisOf(new Map([['.gitlab-ci.yml', `${plain}${text}`]]));
  const report = analysis.reports.find((it) => it.job.job.name === 'ship');
  assert.ok(report);
  return {
    long: answer(analysis, report),
    short: shortAnswer(analysis, report),
    lines: renderText(analysis, report).split('\n'),
  };
}

const ship = (...rules: string[]) =>
  `ship:\n  script: ./ship\n  environment: prod\n  rules:\n${rules.map((it) => `    - ${it}\n`).join('')}`;

test('a job that may not be there is held only where it is', () => {
  const open = answered(ship('{ if: $FORCE, when: manual }'));
  assert.equal(
    open.long,
    'Unknown: rule 1 depends on `$FORCE`: `$FORCE`. If it is there, it waits to be started by hand, and the pipeline waits with it.',
  );
  assert.equal(
    open.short,
    'Unknown: rule 1 depends on `$FORCE`: `$FORCE`: if it is there, it waits to be started by hand',
  );
  assert.equal(open.lines[1], '  may not be in this pipeline: rule 1 depends on `$FORCE`: `$FORCE`');
  const there = answered(ship('{ when: manual }'));
  assert.equal(there.long, 'Waits to be started by hand, and the pipeline waits with it.');
  assert.doesNotMatch(there.lines.join('\n'), /may not be/);
});

test('where the workflow lets no pipeline come about, that is why the job is not there', () => {
  const only = (condition: string) => `workflow:\n  rules:\n    - if: ${condition}\n`;
  const rule = ship('if: $CI_COMMIT_BRANCH');
  const why = 'GitLab makes no pipeline, since its workflow rule does not match';
  const none = answered(only('$CI_COMMIT_TAG') + rule);
  assert.equal(none.long, `Not in this pipeline: ${why}.`);
  assert.equal(none.lines[1], `  ${why}`);
  assert.match(answered(only('$CI_COMMIT_BRANCH') + rule).long, /^Runs|^Will run/);
  assert.equal(
    answered(only('$CI_COMMIT_BRANCH') + ship('if: $CI_COMMIT_TAG')).lines[1],
    '  its rule does not match: `$CI_COMMIT_TAG`',
  );
});
