/** What is offered at a job although nothing is wrong with it, and what becomes of the file. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refactorings } from '../../server/src/features/refactorings.ts';
import { changedBy } from '../support/changed.ts';
import { analysisOf } from '../support/world.ts';

type Settings = Readonly<Record<string, unknown>>;

const main = '.gitlab-ci.yml';

/** `|` in the text is the cursor. */
function offered(marked: string, settings: Settings = {}) {
  const text = marked.replace('|', '');
  const analysis = analysisOf(new Map([[main, text]]), settings);
  const all = refactorings(analysis, main, marked.indexOf('|'));
  return {
    titles: all.map((it) => it.title),
    /** The file after one of them, which GitLab accepts. */
    after: (title: string): string | undefined => {
      const fix = all.find((it) => it.title === title);
      assert.ok(fix, `not offered: ${title}; but ${all.map((it) => it.title).join(', ')}`);
      const changed = changedBy(analysis, fix);
      const again = analysisOf(new Map([[main, text], ...Object.entries(changed)]), settings);
      assert.deepEqual(
        again.pipeline.errors.map((it) => it.gitlab),
        [],
      );
      return changed[main];
    },
  };
}

test('a job without environment is offered those of the project', () => {
  const { titles, after } = offered('deploy-|prod:\n  script: ./ship # it\n', {
    environments: [{ name: 'production', tier: 'production' }],
    protectedEnvironments: [{ name: 'prod/eu', deployAccess: [{ accessLevel: 40 }] }],
  });
  assert.deepEqual(titles, ['Add `environment: production`', 'Add `environment: prod/eu`']);
  assert.equal(after('Add `environment: prod/eu`'), 'deploy-prod:\n  script: ./ship # it\n  environment: prod/eu\n');
});

test('outside of jobs nothing is offered', () => {
  assert.deepEqual(offered('stages: [te|st]\ndeploy:\n  script: ./ship\n').titles, []);
  assert.deepEqual(offered('.hid|den:\n  script: ./ship\n').titles, []);
});

test('the tier that GitLab has stored is the one that is declared', () => {
  const settings = { environments: [{ name: 'shop', tier: 'production' }] };
  const { after } = offered('deploy:\n  script: ./ship\n  environment: sh|op # the shop\n', settings);
  assert.equal(
    after('Declare the tier that it has: `production`'),
    'deploy:\n  script: ./ship\n  environment:\n    name: shop\n    deployment_tier: production # the shop\n',
  );
});

test('a declared tier can be changed where the environment is, and not from elsewhere in the job', () => {
  const text = (cursor: string, other: string, tier = 'staging') =>
    `deploy:\n  script: ./sh${other}ip\n  environment:\n    name: sh${cursor}op\n    deployment_tier: ${tier}\n`;
  assert.equal(offered(text('|', '')).after('Change `deployment_tier` to `production`'), text('', '', 'production'));
  assert.ok(!offered(text('', '|')).titles.some((it) => it.includes('deployment_tier')));
});

test('the action is added, or changed where there is one', () => {
  const plain = 'plan:\n  script: terraform plan\n  environment: pro|d\n';
  assert.equal(
    offered(plain).after('Add `action: verify`'),
    'plan:\n  script: terraform plan\n  environment:\n    name: prod\n    action: verify\n',
  );
  const given = 'plan:\n  script: terraform plan\n  environment: { name: prod, action: pre|pare }\n';
  assert.equal(
    offered(given).after('Change `action` to `access`'),
    'plan:\n  script: terraform plan\n  environment: { name: prod, action: access }\n',
  );
  assert.ok(!offered(given).titles.includes('Change `action` to `prepare`'));
});

test('a manual job is made blocking or optional where that is said', () => {
  const job = 'deploy:\n  script: ./ship\n  wh|en: manual # pressed by us\n  environment: prod\n';
  assert.equal(
    offered(job).after('Make it blocking with `allow_failure: false`'),
    'deploy:\n  script: ./ship\n  when: manual # pressed by us\n  allow_failure: false\n  environment: prod\n',
  );
  const rule =
    'deploy:\n  scri|pt: ./ship\n  environment: prod\n  rules:\n    - if: $CI_COMMIT_BRANCH\n      when: manual\n';
  assert.equal(
    offered(rule).after('Make it optional with `allow_failure: true`'),
    `${rule.replace('|', '')}      allow_failure: true\n`,
  );
  assert.ok(
    !offered('deploy:\n  scri|pt: ./ship\n  environment: prod\n').titles.some((it) => it.startsWith('Make it')),
  );
});

test('a freeze keeps out the job, or the whole pipeline', () => {
  const text = '# the shop\nde|ploy:\n  script: ./ship\n  environment: prod\n  rules:\n    - if: $CI_COMMIT_TAG\n';
  const { titles, after } = offered(text);
  assert.equal(
    after('Leave the job out during a freeze'),
    '# the shop\ndeploy:\n  script: ./ship\n  environment: prod\n  rules:\n    - if: $CI_DEPLOY_FREEZE\n      when: never\n    - if: $CI_COMMIT_TAG\n',
  );
  assert.equal(
    after('Create no pipeline during a freeze'),
    `${text.replace('|', '')}workflow:\n  rules:\n    - if: $CI_DEPLOY_FREEZE\n      when: never\n    - when: always\n`,
  );
  assert.ok(titles.includes('Make the job manual during a freeze'));
  const reacts = 'workflow:\n  rules:\n    - if: $CI_DEPLOY_FREEZE\n      when: never\n    - when: always\n';
  assert.ok(!offered(`${reacts}${text}`).titles.some((it) => it.includes('freeze')));
});

test('a job that others need is not left out in a freeze: GitLab would refuse the pipeline', () => {
  const text = (need: string) =>
    `dep|loy:\n  script: ./ship\n  environment: prod\nsmoke:\n  script: ./look\n  needs: [${need}]\n`;
  const leave = 'Leave the job out during a freeze';
  const { titles } = offered(text('deploy'));
  assert.ok(!titles.includes(leave));
  assert.ok(titles.includes('Make the job manual during a freeze'));
  assert.ok(offered(text('{ job: deploy, optional: true }')).titles.includes(leave));
  assert.ok(offered(text('')).titles.includes(leave));
});

test('a workflow that has rules gets one more, as its first', () => {
  const text =
    'workflow:\n  rules:\n    # all branches\n    - if: $CI_COMMIT_BRANCH\ndep|loy:\n  script: ./ship\n  environment: prod\n';
  assert.equal(
    offered(text).after('Create no pipeline during a freeze'),
    'workflow:\n  rules:\n    # all branches\n    - if: $CI_DEPLOY_FREEZE\n      when: never\n    - if: $CI_COMMIT_BRANCH\ndeploy:\n  script: ./ship\n  environment: prod\n',
  );
});

test('one at a time', () => {
  assert.equal(
    offered('dep|loy:\n  environment: review/$CI_COMMIT_REF_SLUG\n  script: ./ship\n').after(
      'Add `resource_group: review/$CI_COMMIT_REF_SLUG`',
    ),
    'deploy:\n  environment: review/$CI_COMMIT_REF_SLUG\n  resource_group: review/$CI_COMMIT_REF_SLUG\n  script: ./ship\n',
  );
});

test('a name that YAML would read as something else is put in quotes', () => {
  const job = (name: string) => `deploy:\n  script: ./ship\n  environment: "${name}"\n`;
  const marked = (name: string) => job(name).replace('deploy', 'dep|loy');
  assert.equal(offered(marked('1.5')).after('Add `resource_group: 1.5`'), `${job('1.5')}  resource_group: "1.5"\n`);
  assert.equal(
    offered(marked('eu-1.5')).after('Add `resource_group: eu-1.5`'),
    `${job('eu-1.5')}  resource_group: eu-1.5\n`,
  );
  const stop = offered(marked('on')).after('Add a job `stop-deploy` that takes the environment down');
  assert.match(stop ?? '', /\n {4}name: "on"\n {4}action: stop\n/);
  const other = 'ship:\n  script: kubectl apply -f x\n';
  const analysis = analysisOf(new Map([[main, `${job('1.5')}${other}`]]));
  const missing = analysis.lint.find((it) => it.rule.id === 'environment/missing');
  const fix = missing?.fixes?.find((it) => it.title === 'Add `environment: 1.5`');
  assert.ok(fix);
  assert.equal(changedBy(analysis, fix)[main], `${job('1.5')}${other}  environment: "1.5"\n`);
});

test('the job that stops the environment is named where there is one', () => {
  const text =
    'dep|loy:\n  script: ./ship\n  environment: { name: review/$CI_COMMIT_REF_SLUG }\nstop:\n  script: ./sink\n  when: manual\n  environment: { name: review/$CI_COMMIT_REF_SLUG, action: stop }\n';
  const flow = offered(text).titles;
  assert.ok(!flow.some((it) => it.includes('on_stop')), 'a mapping in braces is left alone');
  const block = text.replace(
    'environment: { name: review/$CI_COMMIT_REF_SLUG }',
    'environment:\n    name: review/$CI_COMMIT_REF_SLUG # by branch',
  );
  assert.equal(
    offered(block).after('Add `on_stop: stop`'),
    block.replace('|', '').replace('# by branch\n', '# by branch\n    on_stop: stop\n'),
  );
});

test('else it is added, in the same pipelines, behind the one that deploys', () => {
  const text = `review:
  stage: deploy
  script:
    - ./ship
  environment: review/$CI_COMMIT_REF_SLUG
  rules:
    - if: $CI_COMMIT_TAG
      when: never
    - if: '$CI_COMMIT_BRANCH == "it #1"'

# The others
other:
  script: make
`;
  const after = offered(text.replace('script', 'scr|ipt')).after(
    'Add a job `stop-review` that takes the environment down',
  );
  assert.equal(
    after,
    `review:
  stage: deploy
  script:
    - ./ship
  environment:
    name: review/$CI_COMMIT_REF_SLUG
    on_stop: stop-review
  rules:
    - if: $CI_COMMIT_TAG
      when: never
    - if: '$CI_COMMIT_BRANCH == "it #1"'

stop-review:
  stage: deploy
  script: echo "Say here how to take it down" && exit 1
  variables:
    # The branch may be gone by then.
    GIT_STRATEGY: none
  environment:
    name: review/$CI_COMMIT_REF_SLUG
    action: stop
  rules:
    - if: $CI_COMMIT_TAG
      when: never
    - if: '$CI_COMMIT_BRANCH == "it #1"'
      when: manual
      allow_failure: true

# The others
other:
  script: make
`,
  );
});

test('conditions that are more than `if` are not guessed at', () => {
  const text =
    'rev|iew:\n  script: ./ship\n  environment: review/$CI_COMMIT_REF_SLUG\n  rules:\n    - changes: [src/**/*]\n';
  assert.ok(!offered(text).titles.some((it) => it.includes('stop-review')));
});

test('Windows line ends stay', () => {
  assert.equal(
    offered('dep|loy:\r\n  environment: prod\r\n  script: ./ship\r\n').after('Add `resource_group: prod`'),
    'deploy:\r\n  environment: prod\r\n  resource_group: prod\r\n  script: ./ship\r\n',
  );
});
