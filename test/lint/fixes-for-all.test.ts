/** Changes of several jobs at once, jobs that cannot be changed alone, and stop jobs without a repository. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixAll } from '../../server/src/features/fix-all.ts';
import { fixed, titles } from '../support/fixed.ts';
import { analysisOf } from '../support/world.ts';

const freezes = { freezePeriods: [{ start: '0 18 * * 5', end: '0 7 * * 1', timeZone: 'Europe/Berlin' }] };

test('one fix makes all jobs look at the freeze, and each one alone is offered as well', () => {
  const file = `a:
  script: ./deploy a
  environment: production/a
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
b:
  script: ./deploy b
  environment: production/b
  rules:
    - if: $CI_COMMIT_TAG
`;
  assert.deepEqual(titles('freeze/ignored', file, freezes), [
    'Leave the job out during a freeze',
    'Leave the job out during a freeze (both jobs)',
    'Make the job manual during a freeze',
    'Make the job manual during a freeze (both jobs)',
  ]);
  assert.deepEqual(fixed('freeze/ignored', file, 'Leave the job out during a freeze (both jobs)', freezes), {
    '.gitlab-ci.yml': `a:
  script: ./deploy a
  environment: production/a
  rules:
    - if: $CI_DEPLOY_FREEZE
      when: never
    - if: $CI_COMMIT_BRANCH == "main"
b:
  script: ./deploy b
  environment: production/b
  rules:
    - if: $CI_DEPLOY_FREEZE
      when: never
    - if: $CI_COMMIT_TAG
`,
  });
});

test('jobs that share their rules are mended once, so there is no fix for all of them', () => {
  const file = `.rules: &rules
  - if: $CI_COMMIT_BRANCH == "main"
a:
  script: ./deploy a
  environment: production/a
  rules: *rules
b:
  script: ./deploy b
  environment: production/b
  rules: *rules
`;
  assert.equal(
    titles('freeze/ignored', file, freezes).some((it) => it.includes('both jobs')),
    false,
  );
});

test('a job that another one needs is not left out in a freeze', () => {
  const file = (needs: string) => `deploy:
  script: ./deploy
  environment: production
  rules:
    - if: $CI_COMMIT_BRANCH
warm-up:
  script: ./warm-up
  needs: ${needs}
  rules:
    - if: $CI_COMMIT_BRANCH
`;
  assert.deepEqual(titles('freeze/ignored', file('[deploy]'), freezes), ['Make the job manual during a freeze']);
  assert.deepEqual(titles('freeze/ignored', file('[{job: deploy, optional: true}]'), freezes), [
    'Leave the job out during a freeze',
    'Make the job manual during a freeze',
  ]);
});

test('a stop job is told to fetch nothing', () => {
  const file = (variables: string) => `review:
  script: ./deploy
  except: [main]
  environment:
    name: review/$CI_COMMIT_REF_SLUG
    on_stop: stop-review
stop-review:
  script: ./stop
  when: manual
  except: [main]
${variables}  environment:
    name: review/$CI_COMMIT_REF_SLUG
    action: stop
`;
  const title = 'Set `GIT_STRATEGY: none`';
  assert.deepEqual(fixed('stop/needs-git', file('  variables:\n    REGION: eu\n'), title), {
    '.gitlab-ci.yml': file('  variables:\n    REGION: eu\n    GIT_STRATEGY: none\n'),
  });
  assert.match(
    fixed('stop/needs-git', file(''), title)['.gitlab-ci.yml'] ?? '',
    /\n {2}variables:\n {4}GIT_STRATEGY: none\n/,
  );
  assert.deepEqual(titles('stop/needs-git', file('  variables: {GIT_DEPTH: "0"}\n')), []);
});

test('the command says which environment is meant, where the name of the job does not', () => {
  const file = (target: string) => `publish:\n  stage: deploy\n  script: ./deploy.sh ${target}\n`;
  assert.deepEqual(titles('environment/missing', file('staging')), ['Add `environment: staging`']);
  assert.deepEqual(titles('environment/missing', file('"$TARGET"')), ['Add `environment: production`']);
});

test('what mends all findings of a file mends all jobs of each', () => {
  const plan = (name: string, environment: string) =>
    `${name}:\n  script: terraform plan\n  environment: ${environment}\n`;
  const file = [plan('a', 'one'), plan('b', 'one'), plan('c', 'two')].join('');
  const analysis = analysisOf(new Map([['.gitlab-ci.yml', file]]));
  const findings = analysis.lint.filter((it) => it.rule.id === 'environment/not-a-deployment');
  assert.deepEqual(
    findings.map((it) => it.job),
    ['a', 'c'],
  );
  const [finding] = findings;
  assert.equal(finding && fixAll(analysis, finding)?.edits.length, 3);
});

test('a fix that some of the jobs cannot take says of how many it is', () => {
  const job = (name: string) =>
    `${name}:\n  script: ./deploy\n  environment: production/${name}\n  rules:\n    - if: $CI_COMMIT_TAG\n`;
  const file = `${job('a')}${job('b')}${job('c')}after:\n  script: make\n  needs: [c]\n  rules:\n    - if: $CI_COMMIT_TAG\n`;
  assert.deepEqual(
    titles('freeze/ignored', file, freezes).filter((it) => it.includes('(')),
    ['Leave the job out during a freeze (2 of 3 jobs)', 'Make the job manual during a freeze (all 3 jobs)'],
  );
});
