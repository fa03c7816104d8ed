/** What the gate on pushes says of shallow clones. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analysisOf } from '../support/world.ts';

const push = 'release:\n  script: git push origin HEAD:main\n';

function why(yaml: string, jobTokenPushAllowed: boolean | string = true): string {
  const [report] = analysisOf(yaml, { jobTokenPushAllowed }).reports;
  const finding = report?.findings.find((it) => it.gate.id === 'job-token');
  assert.ok(finding);
  return finding.why;
}

const helps = 'should git answer "shallow update not allowed", `GIT_DEPTH: 0` in the job\'s variables helps.';

test('a job that pushes is told of them where the depth is not given', () => {
  assert.ok(
    why(push).endsWith(
      `Unless the project has it fetch everything, the runner fetches no more than the newest commits: ${helps}`,
    ),
  );
  assert.ok(why(push, 'forbidden').endsWith(helps));
});

test('a depth is named, and 0 is none', () => {
  const ten = 'With `GIT_DEPTH: 10` the runner fetches no more than the newest commits';
  assert.ok(why(`${push}  variables: { GIT_DEPTH: 10 }\n`).endsWith(`${ten}: ${helps}`));
  assert.ok(!why(`${push}  variables: { GIT_DEPTH: 0 }\n`).includes('shallow'));
  assert.ok(!why(`variables: { GIT_DEPTH: "0" }\n${push}`).includes('shallow'));
  assert.ok(!why(`${push}  variables: { GIT_STRATEGY: none }\n`).includes('shallow'));
});

test('a push that is refused anyway has other troubles', () => {
  assert.ok(!why(push, false).includes('shallow'));
});
