/** What the offered changes make of a file, and that the finding is gone then. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixed, titles } from '../support/fixed.ts';

const freezes = { freezePeriods: [{ start: '0 18 * * 5', end: '0 7 * * 1', timeZone: 'Europe/Berlin' }] };

test('an environment is added to a trigger job', () => {
  assert.deepEqual(
    fixed(
      'trigger/no-environment',
      `deploy-staging:
  # through the platform's project
  trigger: acme/deployer # theirs
`,
      'Add `environment: staging`',
    ),
    {
      '.gitlab-ci.yml': `deploy-staging:
  # through the platform's project
  trigger: acme/deployer # theirs
  environment: staging
`,
    },
  );
});

test('an environment is added to the job, not to the template that deploys', () => {
  assert.deepEqual(
    fixed(
      'environment/missing',
      new Map([
        ['.gitlab-ci.yml', 'include: deploy.yml\n\ninstall:\n    extends: .deploy\n\nother:\n    script: make\n'],
        ['deploy.yml', '.deploy:\n  script: helm upgrade shop ./chart\n'],
      ]),
      'Add `environment: production`',
    ),
    {
      '.gitlab-ci.yml':
        'include: deploy.yml\n\ninstall:\n    extends: .deploy\n    environment: production\n\nother:\n    script: make\n',
    },
  );
});

test('names that the pipeline uses are offered first', () => {
  assert.deepEqual(
    titles(
      'environment/missing',
      `install-prod: { script: helm upgrade shop . }
one: { script: make, environment: prod/eu }
two: { script: make, environment: review/$CI_COMMIT_REF_SLUG }
`,
    ),
    [],
    'a job in braces is left alone',
  );
  assert.deepEqual(
    titles(
      'environment/missing',
      `install-prod:
  script: helm upgrade shop .
one: { script: make, environment: prod/eu }
two: { script: make, environment: review/$CI_COMMIT_REF_SLUG }
`,
    ),
    ['Add `environment: prod/eu`'],
  );
});

test('a tier is added to an environment that is only a name', () => {
  assert.deepEqual(
    fixed(
      'environment/tier-guessed',
      'deploy:\n  environment: print-live # the old one\n  script: ./deploy\n',
      'Add `deployment_tier: production`',
    ),
    {
      '.gitlab-ci.yml':
        'deploy:\n  environment:\n    name: print-live\n    deployment_tier: production # the old one\n  script: ./deploy\n',
    },
  );
});

test('a tier is added behind the name, in the file where the environment stands', () => {
  assert.deepEqual(
    fixed(
      'environment/tier-guessed',
      new Map([
        ['.gitlab-ci.yml', 'include: deploy.yml\ndeploy:\n  extends: .deploy\n'],
        ['deploy.yml', '.deploy:\n  script: ./deploy\n  environment:\n    name: print-live\n    url: https://shop\n'],
      ]),
      'Add `deployment_tier: production`',
    ),
    {
      'deploy.yml':
        '.deploy:\n  script: ./deploy\n  environment:\n    name: print-live\n    deployment_tier: production\n    url: https://shop\n',
    },
  );
});

test('a freeze rule goes before the others', () => {
  assert.deepEqual(
    fixed(
      'freeze/ignored',
      `deploy:
  script: ./deploy
  environment: production
  rules:
    # the default branch only
    - if: $CI_COMMIT_BRANCH == "main"
      when: manual
`,
      'Leave the job out during a freeze',
      freezes,
    ),
    {
      '.gitlab-ci.yml': `deploy:
  script: ./deploy
  environment: production
  rules:
    # the default branch only
    - if: $CI_DEPLOY_FREEZE
      when: never
    - if: $CI_COMMIT_BRANCH == "main"
      when: manual
`,
    },
  );
});

test('a job without rules stays in branch and tag pipelines', () => {
  assert.deepEqual(
    fixed(
      'freeze/ignored',
      'deploy:\n  script: ./deploy\n  environment: production\n',
      'Make the job manual during a freeze',
      freezes,
    ),
    {
      '.gitlab-ci.yml': `deploy:
  script: ./deploy
  environment: production
  rules:
    - if: $CI_DEPLOY_FREEZE
      when: manual
    - if: $CI_COMMIT_BRANCH || $CI_COMMIT_TAG
`,
    },
  );
});

test('a job with `only` gets an `except`', () => {
  assert.deepEqual(
    fixed(
      'freeze/ignored',
      'deploy:\n  script: ./deploy\n  environment: production\n  only: [main]\n',
      'Leave the job out during a freeze',
      freezes,
    ),
    {
      '.gitlab-ci.yml':
        'deploy:\n  script: ./deploy\n  environment: production\n  only: [main]\n  except:\n    variables:\n      - $CI_DEPLOY_FREEZE\n',
    },
  );
});

test('a manual job is only ever left out', () => {
  assert.deepEqual(
    titles('freeze/ignored', 'deploy:\n  script: ./deploy\n  when: manual\n  environment: production\n', freezes),
    ['Leave the job out during a freeze'],
  );
});

test('a rule that lets a manual job run by itself is made manual', () => {
  assert.deepEqual(
    fixed(
      'manual/overridden-by-rule',
      `deploy:
  script: ./deploy
  environment: production
  when: manual
  rules:
    - { if: $CI_COMMIT_TAG, when: on_success }
`,
      'Change the rule to `when: manual`',
    ),
    {
      '.gitlab-ci.yml': `deploy:
  script: ./deploy
  environment: production
  when: manual
  rules:
    - { if: $CI_COMMIT_TAG, when: manual }
`,
    },
  );
});

test('a rule that other jobs share, and that are meant to run by themselves, is left alone', () => {
  const shared = '.main:\n  rules:\n    - { if: $CI_COMMIT_BRANCH, when: on_success }\n';
  const production = 'production:\n  extends: .main\n  script: ./deploy\n  when: manual\n  environment: production\n';
  const staging = 'staging:\n  extends: .main\n  script: ./deploy\n  environment: staging\n';
  assert.deepEqual(titles('manual/overridden-by-rule', shared + production), ['Change the rule to `when: manual`']);
  assert.deepEqual(titles('manual/overridden-by-rule', shared + production + staging), []);
});

test('the gate is added to the needs', () => {
  assert.deepEqual(
    fixed(
      'upstream/bypassed-gate',
      `stages: [build, approve, deploy]
build: { stage: build, script: make }
approve: { stage: approve, script: echo go, rules: [{ when: manual }] }
deploy:
  stage: deploy
  needs: [build]
  script: ./deploy
  environment: production
`,
      'Add `approve` to `needs`',
    ),
    {
      '.gitlab-ci.yml': `stages: [build, approve, deploy]
build: { stage: build, script: make }
approve: { stage: approve, script: echo go, rules: [{ when: manual }] }
deploy:
  stage: deploy
  needs: [build, approve]
  script: ./deploy
  environment: production
`,
    },
  );
});

test('a strategy is added to a trigger that is only a project', () => {
  assert.deepEqual(
    fixed(
      'trigger/no-strategy',
      'deploy:\n  trigger: acme/deployer\n  environment: production\n',
      'Add `strategy: depend`',
    ),
    {
      '.gitlab-ci.yml':
        'deploy:\n  trigger:\n    project: acme/deployer\n    strategy: depend\n  environment: production\n',
    },
  );
});

test('a stop job is made manual', () => {
  assert.deepEqual(
    fixed(
      'stop/not-manual',
      `deploy:
  script: ./deploy
  environment: { name: review, on_stop: stop }
stop:
  script: ./stop
  environment: { name: review, action: stop }
`,
      'Add `when: manual`',
    ),
    {
      '.gitlab-ci.yml': `deploy:
  script: ./deploy
  environment: { name: review, on_stop: stop }
stop:
  script: ./stop
  environment: { name: review, action: stop }
  when: manual
`,
    },
  );
});

test('quotes round a variable are taken away', () => {
  assert.deepEqual(
    fixed(
      'rules/literal-compare',
      `deploy:
  script: ./deploy
  environment: production
  rules:
    - if: '"$CI_COMMIT_BRANCH" == "main"'
`,
      'Remove the quotes',
    ),
    {
      '.gitlab-ci.yml': `deploy:
  script: ./deploy
  environment: production
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
`,
    },
  );
});

test('the name of the protected environment is written', () => {
  assert.deepEqual(
    fixed(
      'environment/near-miss',
      'deploy:\n  script: ./deploy\n  environment:\n    name: prod\n',
      'Change the name to `production`',
      { protectedEnvironments: [{ name: 'production', deployAccess: [{ accessLevel: 30 }] }] },
    ),
    { '.gitlab-ci.yml': 'deploy:\n  script: ./deploy\n  environment:\n    name: production\n' },
  );
});

test('an approval is made blocking', () => {
  assert.deepEqual(
    fixed(
      'manual/optional-gate',
      `stages: [approve, deploy]
approve:
  stage: approve
  when: manual
  script: echo go
deploy:
  stage: deploy
  script: ./deploy
  environment: production
`,
      'Make it blocking with `allow_failure: false`',
    ),
    {
      '.gitlab-ci.yml': `stages: [approve, deploy]
approve:
  stage: approve
  when: manual
  allow_failure: false
  script: echo go
deploy:
  stage: deploy
  script: ./deploy
  environment: production
`,
    },
  );
});

test('a stop job is made optional in the rule that makes it manual', () => {
  assert.deepEqual(
    fixed(
      'manual/blocking-by-accident',
      `stop:
  script: ./stop
  rules:
    - if: $CI_COMMIT_BRANCH
      when: manual # by hand
  environment:
    name: review/$CI_COMMIT_REF_SLUG
    action: stop
`,
      'Make it optional with `allow_failure: true`',
    ),
    {
      '.gitlab-ci.yml': `stop:
  script: ./stop
  rules:
    - if: $CI_COMMIT_BRANCH
      when: manual # by hand
      allow_failure: true
  environment:
    name: review/$CI_COMMIT_REF_SLUG
    action: stop
`,
    },
  );
});

test('the stop job is named where the environment is made', () => {
  assert.deepEqual(
    fixed(
      'stop/orphan',
      `deploy:
  script: ./deploy
  environment: review/$CI_COMMIT_REF_SLUG
stop:
  script: ./stop
  when: manual
  environment:
    name: review/$CI_COMMIT_REF_SLUG
    action: stop
`,
      'Add `on_stop` to `deploy`',
    ),
    {
      '.gitlab-ci.yml': `deploy:
  script: ./deploy
  environment:
    name: review/$CI_COMMIT_REF_SLUG
    on_stop: stop
stop:
  script: ./stop
  when: manual
  environment:
    name: review/$CI_COMMIT_REF_SLUG
    action: stop
`,
    },
  );
});

test('a plan that only prepares says so, unless a template that deploys shares the environment', () => {
  assert.deepEqual(
    fixed(
      'environment/not-a-deployment',
      'plan:\n  script: terraform plan\n  environment: production\n',
      'Add `action: prepare`',
    ),
    {
      '.gitlab-ci.yml': 'plan:\n  script: terraform plan\n  environment:\n    name: production\n    action: prepare\n',
    },
  );
  const shared = '.t:\n  environment: production\nplan:\n  extends: .t\n  script: terraform plan\n';
  assert.deepEqual(titles('environment/not-a-deployment', shared), []);
});

test('an approval accesses the environment', () => {
  assert.deepEqual(
    fixed(
      'manual/empty-approval',
      'ok:\n  script: echo ok\n  when: manual\n  environment:\n    name: production\ndeploy:\n  script: ./deploy\n  environment: production\n',
      'Add `action: access`',
    ),
    {
      '.gitlab-ci.yml':
        'ok:\n  script: echo ok\n  when: manual\n  environment:\n    name: production\n    action: access\ndeploy:\n  script: ./deploy\n  environment: production\n',
    },
  );
});

test('the tier that the group protects is declared', () => {
  assert.deepEqual(
    fixed(
      'environment/group-escape',
      'deploy:\n  script: ./deploy\n  environment:\n    name: production-eu\n    deployment_tier: other\n',
      'Change `deployment_tier` to `production`',
      { groupProtectedEnvironments: [{ name: 'production', groupId: 10, deployAccess: [{ accessLevel: 40 }] }] },
    ),
    {
      '.gitlab-ci.yml':
        'deploy:\n  script: ./deploy\n  environment:\n    name: production-eu\n    deployment_tier: production\n',
    },
  );
});

test('a resource group is added', () => {
  const files = new Map([
    ['.deploy-gates.yml', 'profile: strict\n'],
    ['.gitlab-ci.yml', 'deploy:\n  environment: production\n  script: ./deploy\n'],
  ]);
  assert.deepEqual(fixed('concurrency/no-resource-group', files, 'Add `resource_group: production`'), {
    '.gitlab-ci.yml': 'deploy:\n  environment: production\n  resource_group: production\n  script: ./deploy\n',
  });
});

test('a deployment that is approved while the pipeline goes on is made blocking', () => {
  assert.deepEqual(
    fixed(
      'approval/manual-optional',
      `stages: [deploy, check]
deploy:
  stage: deploy
  script: ./deploy
  environment: production
  when: manual
check:
  stage: check
  script: ./check
`,
      'Make it blocking with `allow_failure: false`',
      {
        protectedEnvironments: [
          {
            name: 'production',
            deployAccess: [{ accessLevel: 30 }],
            approvalRules: [{ accessLevel: 40, required: 1 }],
          },
        ],
      },
    ),
    {
      '.gitlab-ci.yml': `stages: [deploy, check]
deploy:
  stage: deploy
  script: ./deploy
  environment: production
  when: manual
  allow_failure: false
check:
  stage: check
  script: ./check
`,
    },
  );
});

test('what a rule itself makes optional is made blocking in that rule', () => {
  const pipeline = (allowed: boolean) => `stages: [gate, deploy]
approve:
  stage: gate
  script: echo approved
  rules:
    - if: $CI_COMMIT_BRANCH
      when: manual
      allow_failure: ${allowed}
deploy:
  stage: deploy
  script: ./deploy
  environment: production
`;
  assert.deepEqual(fixed('manual/optional-gate', pipeline(true), 'Make it blocking with `allow_failure: false`'), {
    '.gitlab-ci.yml': pipeline(false),
  });
});

test('a needed job that may be missing is needed optionally, in whatever style the need is written', () => {
  const pipeline = (one: string, other: string) => `build, all:
  script: make
  rules:
    - if: $CI_COMMIT_TAG
test:
  script: make test
  rules:
    - if: $CI_COMMIT_TAG
deploy:
  needs:
    # the image
    - ${one}
  script: ./deploy
  environment: production
smoke:
  needs: [${other}]
  script: ./smoke
`;
  assert.deepEqual(fixed('upstream/unreachable', pipeline('job: test # it', 'test'), 'Need it with `optional: true`'), {
    '.gitlab-ci.yml': pipeline('job: test # it\n      optional: true', '{ job: test, optional: true }'),
  });
  assert.deepEqual(
    fixed('upstream/unreachable', pipeline('build, all', '"build, all"'), 'Need it with `optional: true`'),
    {
      '.gitlab-ci.yml': pipeline('{ job: "build, all", optional: true }', '{ job: "build, all", optional: true }'),
    },
  );
});
