/** What the gates on jobs ahead point at and advise, beyond their pages. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding, GateId } from '../../server/src/gates/gate.ts';
import { place, position } from '../../server/src/syntax/source.ts';
import { analysisOf, attemptOf } from '../support/world.ts';

const files = new Map([
  ['.gitlab-ci.yml', 'stages: [approve, canary, deploy]\ninclude: [approve.yml, deploy.yml]\n'],
  ['approve.yml', 'approve:\n  stage: approve\n  script: echo go\n  rules:\n    - when: manual\n'],
  [
    'deploy.yml',
    `canary:
  stage: canary
  script: ./deploy
  environment: canary
  when: delayed
  start_in: 1 hour
deploy:
  stage: deploy
  script: ./deploy
  environment: production
`,
  ],
]);

type Files = Parameters<typeof analysisOf>[0];

function finding(of: Files, job: string, gate: GateId, settings = {}): Finding | undefined {
  const { reports } = analysisOf(of, settings);
  return reports.find((it) => it.job.job.name === job)?.findings.find((it) => it.gate.id === gate);
}

function relatedOf(of: Files, job: string): readonly string[] {
  const { pipeline } = analysisOf(of);
  return (finding(of, job, 'upstream')?.related ?? []).map(({ span, message }) => {
    const file = pipeline.config.files.get(span.piece.file);
    assert.ok(file);
    return `${file.path}:${position(file, place(file, span).start).line + 1} ${message}`;
  });
}

test('every job that holds another is shown where it says so, nearest first', () => {
  assert.deepEqual(relatedOf(files, 'deploy'), [
    'deploy.yml:5 `canary` is a delayed job',
    'approve.yml:5 `approve` is a blocking manual job',
  ]);
});

test('they are to be pressed from the farthest to the nearest, timers aside', () => {
  assert.equal(
    finding(files, 'deploy', 'upstream')?.todo,
    'Start `approve` first. This job still runs as the user of the pipeline then, not as whoever pressed.',
  );
});

test('a skipped job belongs to whoever brings it back', () => {
  const yaml = `
approve: { script: echo go, when: manual }
deploy: { stage: deploy, needs: [approve], script: ./deploy, environment: production }
`;
  assert.equal(
    finding(yaml, 'deploy', 'upstream')?.todo,
    'Start `approve` first. This job then runs as whoever pressed.',
  );
});

test('a blocking job says what waits for it', () => {
  const yaml = `
deploy: { script: ./deploy, environment: staging, rules: [{ when: manual }] }
check: { stage: deploy, script: make check }
tell: { stage: .post, script: make tell }
`;
  assert.equal(
    finding(yaml, 'deploy', 'manual')?.why,
    'Rule 1 says `when: manual`; in a rule that is blocking unless `allow_failure` says otherwise. Until then `check` and `tell` are held back.',
  );
});

test('a job that its rules keep out is answered for as if it were there', () => {
  const yaml = `
approve: { script: echo go, rules: [{ when: manual }] }
deploy: { stage: deploy, script: ./deploy, environment: production, rules: [{ if: $CI_COMMIT_TAG }] }
`;
  assert.equal(finding(yaml, 'deploy', 'upstream')?.what, 'waits for somebody to start `approve`');
});

test('a job that waits for a failure by way of another says which', () => {
  const yaml = `
test: { script: make test }
prepare: { stage: deploy, script: make, when: on_failure }
deploy: { stage: .post, needs: [prepare], script: ./deploy, environment: production }
`;
  assert.equal(
    finding(yaml, 'deploy', 'upstream')?.what,
    'is skipped unless something fails, since it needs `prepare`',
  );
});

test('the settings decide nothing that the file decides', () => {
  const [seen, hidden] = ['known', 'hidden'].map((how) =>
    finding(files, 'deploy', 'upstream', how === 'hidden' ? { protectedEnvironments: 'signed-out' } : {}),
  );
  assert.equal(seen?.verdict.kind, 'wait');
  assert.equal(hidden?.verdict.kind, 'wait');
  assert.equal(seen?.what, hidden?.what);
});

test('in another pipeline it is another matter', () => {
  const { reports } = analysisOf(
    `
approve: { script: echo go, rules: [{ if: $CI_COMMIT_BRANCH, when: manual }] }
deploy: { stage: deploy, script: ./deploy, environment: production }
`,
    {},
    attemptOf({ ref: 'v1', tag: true }),
  );
  assert.equal(
    reports[0]?.findings.find((it) => it.gate.id === 'upstream'),
    undefined,
  );
});
