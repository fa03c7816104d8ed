/** What can be written where somebody types, in files that are broken at just that place. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CompletionItem, TextEdit } from 'vscode-languageserver';
import { completion } from '../../server/src/features/completion.ts';
import { snapshotWithout } from '../support/world.ts';
import { cursorIn, edited, type Files } from './cursor.ts';

const nobody = { schema: false, variables: false };
type Settings = Parameters<typeof cursorIn>[1];

function itemsAt(given: Files | string, settings: Settings = {}, besides = nobody): readonly CompletionItem[] {
  const { around, offset } = cursorIn(given, settings);
  return completion(around, offset, besides);
}

function namesAt(given: Files | string, settings: Settings = {}, besides = nobody): readonly string[] {
  return itemsAt(given, settings, besides).map((it) => it.label);
}

function wordsOf(item: CompletionItem | undefined): string {
  const { documentation = '' } = item ?? {};
  return typeof documentation === 'string' ? documentation : documentation.value;
}

/** The text after `name` is chosen. */
function chosen(marked: string, name: string, settings: Settings = {}): string {
  const item = itemsAt(marked, settings).find((it) => it.label === name);
  assert.ok(item, `${name} is offered`);
  return edited(marked.replace('$0', ''), [item.textEdit as TextEdit]);
}

const known = {
  environments: [
    { name: 'production', tier: 'production' as const, state: 'available' },
    { name: 'staging', tier: 'staging' as const, state: 'available' },
    { name: 'old', tier: 'other' as const, state: 'stopped' },
  ],
  protectedEnvironments: [
    {
      name: 'production',
      deployAccess: [{ accessLevel: 40 }],
      approvalRules: [{ accessLevel: 40, required: 2 }],
    },
  ],
};

test('environments of the project, with who may deploy there and what a deployment waits for', () => {
  const items = itemsAt('ship:\n  script: x\n  environment: $0\n', known);
  assert.deepEqual(
    items.filter((it) => it.kind === 21).map((it) => [it.label, it.detail]),
    [
      ['production', 'production · deploy: Maintainers · 2 approvals'],
      ['staging', 'staging · not protected'],
      ['old', 'other · not protected'],
    ],
  );
  const words = wordsOf(items[0]);
  assert.match(words, /^The project protects `production`: only Maintainers may deploy\.$/m);
  assert.match(words, /^A deployment waits for 2 approvals by Maintainers; /m);
  assert.match(words, /^Dana may not deploy there\.$/m);
});

test('the environment that a job is called after comes first', () => {
  assert.equal(namesAt('deploy-staging:\n  script: x\n  environment: $0\n', known)[0], 'staging');
});

test('nobody signed in: names that other jobs use, and that their protection is not known', () => {
  const text = 'a:\n  script: x\n  environment: eu\nb:\n  script: x\n  environment: $0\n';
  const [item] = itemsAt(text, snapshotWithout('signed-out'));
  assert.deepEqual([item?.label, item?.detail], ['eu', 'other · protection not known']);
});

test('what is half typed is no name of an environment', () => {
  const names = namesAt('a:\n  script: x\n  environment: prod$0\n', known);
  assert.ok(names.includes('production'));
  assert.ok(!names.includes('prod'));
});

for (const [where, text, after] of [
  ['behind the colon', 'a:\n  environment:$0\n  script: x\n', 'a:\n  environment: production\n  script: x\n'],
  ['behind the blank', 'a:\n  environment: $0\n  script: x\n', 'a:\n  environment: production\n  script: x\n'],
  ['in half a word', 'a:\n  environment: pr$0od # here\n', 'a:\n  environment: production # here\n'],
  ['at the end of the file', 'a:\n  environment: pro$0', 'a:\n  environment: production'],
  ['in double quotes', 'a:\n  environment: "pr$0"\n', 'a:\n  environment: "production"\n'],
  [
    'in a quote that is open',
    "a:\n  environment: 'pr$0\n  script: x\n",
    "a:\n  environment: 'production'\n  script: x\n",
  ],
  [
    'in a mapping',
    'a:\n  environment:\n    name: $0\n    url: x\n',
    'a:\n  environment:\n    name: production\n    url: x\n',
  ],
  ['in brackets', 'a:\n  environment: { name: pr$0 }\n', 'a:\n  environment: { name: production }\n'],
  [
    'in brackets that are open',
    'a:\n  environment: {name: $0\n  script: x\n',
    'a:\n  environment: {name: production\n  script: x\n',
  ],
  ['with CRLF', 'a:\r\n  environment: $0\r\n  script: x\r\n', 'a:\r\n  environment: production\r\n  script: x\r\n'],
  [
    'after what is broken',
    'z:\n  script: "open\na:\n  environment: $0\n',
    'z:\n  script: "open\na:\n  environment: production\n',
  ],
] as const) {
  test(`a name is put ${where}`, () => assert.equal(chosen(text, 'production', known), after));
}

test('nothing is offered in comments, and in texts that name nothing', () => {
  assert.deepEqual(namesAt('a:\n  environment: x # $0\n', known), []);
  assert.deepEqual(namesAt('a:\n  image: $0\n', known), []);
  assert.deepEqual(namesAt('# $0\na:\n  script: x\n', known), []);
});

test('a name that YAML reads as something else is put in quotes', () => {
  const settings = { environments: [{ name: '1.0', tier: 'other', state: 'available' }] };
  assert.equal(chosen('a:\n  environment: $0\n', '1.0', settings), "a:\n  environment: '1.0'\n");
  assert.equal(chosen('a:\n  environment: "$0"\n', '1.0', settings), 'a:\n  environment: "1.0"\n');
});

const pipeline = `stages: [build, test, deploy]
build:
  stage: build
  script: x
check:
  stage: test
  script: x
ask:
  stage: test
  script: x
  rules:
    - when: manual
.base:
  script: x
  environment: production
late:
  stage: deploy
  needs: [ship]
  script: x
`;

test('needs: jobs of stages before and of the same one, near ones first, without circles', () => {
  const at = (line: string) => namesAt(`${pipeline}ship:\n  stage: deploy\n  script: x\n${line}\n`);
  assert.deepEqual(at('  needs: [$0'), ['check', 'ask', 'build']);
  assert.deepEqual(at('  needs:\n    - $0'), ['check', 'ask', 'build', ...[]]);
  assert.deepEqual(at('  needs: [check, $0]'), ['ask', 'build']);
  assert.deepEqual(at('  needs:\n    - job: check\n    - job: $0'), ['ask', 'build']);
  assert.deepEqual(at('  rules:\n    - if: $X\n      needs: [bu$0]'), ['check', 'ask', 'build']);
});

test('needing a manual job says that it waits', () => {
  const items = itemsAt(`${pipeline}ship:\n  stage: deploy\n  script: x\n  needs: [$0\n`);
  const ask = items.find((it) => it.label === 'ask');
  assert.equal(ask?.detail, 'test · manual: what comes after it waits');
  assert.match(wordsOf(ask), /waits until somebody has started `ask`/);
});

test('where no list is begun a choice begins it', () => {
  assert.equal(
    chosen('build:\n  script: x\na:\n  needs: bu$0\n', 'build'),
    'build:\n  script: x\na:\n  needs: [build]\n',
  );
  assert.equal(
    chosen('build:\n  script: x\na:\n  needs: [b$0]\n', 'build'),
    'build:\n  script: x\na:\n  needs: [build]\n',
  );
  assert.equal(
    chosen('build:\n  script: x\na:\n  needs:\n    -$0\n', 'build'),
    'build:\n  script: x\na:\n  needs:\n    - build\n',
  );
});

test('names with marks are quoted in the way of their place', () => {
  assert.equal(
    chosen('"build: it":\n  script: x\na:\n  needs: [$0]\n', 'build: it'),
    `"build: it":\n  script: x\na:\n  needs: ['build: it']\n`,
  );
});

test('dependencies are among what is needed', () => {
  const text = `${pipeline}ship:\n  stage: deploy\n  script: x\n  needs: [check]\n  dependencies: [$0]\n`;
  assert.deepEqual(namesAt(text), ['check']);
});

test('extends: templates first, what they bring, and nothing that extends this one', () => {
  const text =
    '.base:\n  script: x\n  environment: production\nother:\n  script: x\nchild:\n  extends: own\nown:\n  extends: [$0';
  const items = itemsAt(text);
  assert.deepEqual(
    items.map((it) => it.label),
    ['.base', 'other'],
  );
  assert.match(wordsOf(items[0]), /deploys to `production`.* brings `environment`/);
});

test('extends in an included file knows the other files', () => {
  const files = { '.gitlab-ci.yml': 'include: more.yml\n.base:\n  script: x\n', 'more.yml': 'own:\n  extends: .$0\n' };
  assert.deepEqual(namesAt(files), ['.base']);
});

test('both parts of a reference', () => {
  const base = '.a:\n  script: x\n.b:\n  rules:\n    - when: manual\n  variables: { X: y }\n';
  assert.deepEqual(namesAt(`${base}own:\n  rules:\n    - !reference [$0`), ['.b', '.a']);
  assert.deepEqual(namesAt(`${base}own:\n  rules:\n    - !reference [.b, $0]\n`), ['rules', 'variables']);
  assert.deepEqual(namesAt(`${base}own:\n  variables:\n    X: !reference [.b, variables, $0]\n`), ['X']);
});

test('stages with what is held before them', () => {
  const items = itemsAt(`${pipeline}ship:\n  script: x\n  stage: $0\n`);
  assert.deepEqual(
    items.map((it) => it.label),
    ['build', 'test', 'deploy', '.pre', '.post'],
  );
  assert.match(wordsOf(items[2]), /waits here until somebody has started `ask`/);
});

test('stages that jobs name and the list lacks', () => {
  assert.equal(namesAt('stages: [a, $0]\nx:\n  stage: b\n  script: x\ny:\n  stage: a\n  script: x\n')[0], 'b');
});

test('on_stop: jobs that stop this very environment, and no others', () => {
  const text = `up:
  script: x
  environment:
    name: review/$CI_COMMIT_REF_SLUG
    on_stop: $0
down:
  script: x
  when: manual
  environment: { name: review/$CI_COMMIT_REF_SLUG, action: stop }
other:
  script: x
  when: manual
  environment: { name: production, action: stop }
again:
  script: x
  environment: { name: review/$CI_COMMIT_REF_SLUG }
`;
  assert.deepEqual(namesAt(text), ['down']);
});

test('resource groups in use here and in GitLab', () => {
  const settings = { resourceGroups: [{ key: 'cluster', processMode: 'oldest_first' }] };
  const text = 'a:\n  script: x\n  resource_group: eu\nb:\n  script: x\n  resource_group: $0\n';
  const items = itemsAt(text, settings);
  assert.deepEqual(
    items.map((it) => [it.label, it.detail]),
    [
      ['eu', 'a'],
      ['cluster', 'in GitLab'],
    ],
  );
  assert.match(wordsOf(items[1]), /the oldest pipeline first/);
});

const vars = 'variables:\n  IMAGE: x\n.base:\n  variables: { REGION: eu }\nown:\n  extends: .base\n  script: x\n';

test('variables: of the job, of the pipeline, then of GitLab', () => {
  const rules = namesAt(`${vars}  rules:\n    - if: $$0`);
  assert.deepEqual(rules.slice(0, 3), ['REGION', 'IMAGE', 'CI_COMMIT_BRANCH']);
  assert.ok(!rules.includes('CI_JOB_TOKEN'));
  assert.ok(namesAt(`${vars}  after_script:\n    - echo "$CI$0"\n`).includes('CI_JOB_TOKEN'));
  assert.ok(!namesAt(`${vars}  environment: review/$CI$0\n`).includes('CI_ENVIRONMENT_NAME'));
  assert.ok(namesAt(`${vars}  resource_group: $CI$0\n`).includes('CI_ENVIRONMENT_NAME'));
});

test('a variable tells where it comes from, and never what GitLab has for it', () => {
  const items = itemsAt(`${vars}  rules:\n    - if: $RE$0\n`);
  assert.equal(items.find((it) => it.label === 'REGION')?.detail, 'of this job, .gitlab-ci.yml:4');
  assert.equal(items.find((it) => it.label === 'CI_PROJECT_PATH')?.detail, "GitLab's");
  assert.equal(items.find((it) => it.label === 'CI_COMMIT_TAG')?.detail, "GitLab's, not set in this attempt");
});

test('only the word of a variable is replaced, and an open brace is closed', () => {
  assert.equal(chosen(`${vars}  environment: review/$RE$0/x\n`, 'REGION'), `${vars}  environment: review/$REGION/x\n`);
  const braced = (text: string) => chosen(`${vars}  environment: review/$\{RE$0${text}\n`, 'REGION');
  assert.equal(braced(''), `${vars}  environment: review/$\{REGION}\n`);
  assert.equal(braced('}'), `${vars}  environment: review/$\{REGION}\n`);
  assert.match(chosen(`${vars}  before_script:\n    - |\n      deploy $RE$0\n`, 'REGION'), /deploy \$REGION\n$/);
});

test('what is no variable offers none', () => {
  assert.deepEqual(namesAt(`${vars}  before_script: echo $$X$0\n`), []);
});

test('what a variable is compared with stays inside the quotes of YAML', () => {
  const settings = { protectedBranches: [{ name: "it's" }] };
  const single = (text: string) => `a:\n  rules:\n    - if: '$CI_COMMIT_BRANCH == "${text}"'\n`;
  assert.equal(chosen(single('$0'), "it's", settings), single("it''s"));
  const double = 'a:\n  rules:\n    - if: "$CI_COMMIT_BRANCH == \\"ma$0\n';
  assert.equal(chosen(double, 'main'), double.replace('ma$0', 'main\\"'));
  const plain = (text: string) => `a:\n  rules:\n    - if: $CI_COMMIT_BRANCH == "${text}"\n`;
  assert.equal(chosen(plain('$0'), "it's", settings), plain("it's"));
});

test('what a variable is compared with', () => {
  assert.ok(namesAt('a:\n  rules:\n    - if: $CI_PIPELINE_SOURCE == "$0"\n').includes('merge_request_event'));
  assert.equal(
    chosen('a:\n  rules:\n    - if: $CI_COMMIT_BRANCH == "ma$0\n', 'main'),
    'a:\n  rules:\n    - if: $CI_COMMIT_BRANCH == "main"\n',
  );
  assert.deepEqual(namesAt('a:\n  rules:\n    - if: $OTHER == "$0"\n'), []);
});

test('inputs of the file', () => {
  const files = {
    '.gitlab-ci.yml': 'include: more.yml\n',
    'more.yml':
      'spec:\n  inputs:\n    where: { default: eu, description: the region }\n---\na:\n  script: x $[[ inputs.$0 ]]\n',
  };
  assert.deepEqual(
    itemsAt(files).map((it) => [it.label, it.detail]),
    [['where', 'the region']],
  );
});

test('when depends on its place', () => {
  assert.deepEqual(namesAt('a:\n  script: x\n  when: $0\n'), [
    'on_success',
    'manual',
    'delayed',
    'always',
    'on_failure',
  ]);
  assert.ok(namesAt('a:\n  rules:\n    - when: $0\n').includes('never'));
  assert.deepEqual(namesAt('workflow:\n  rules:\n    - when: $0\n'), ['always', 'never']);
  assert.deepEqual(namesAt('a:\n  artifacts:\n    when: $0\n'), []);
});

test('tiers, with the groups that protect them', () => {
  const settings = {
    groupProtectedEnvironments: [
      { name: 'production', groupId: 10, groupPath: 'acme', deployAccess: [{ accessLevel: 40 }] },
    ],
  };
  const items = itemsAt('a:\n  script: x\n  environment:\n    name: x\n    deployment_tier: $0\n', settings);
  assert.deepEqual(
    items.slice(0, 2).map((it) => [it.label, it.detail]),
    [
      ['production', 'protected by a group'],
      ['staging', 'not protected by a group'],
    ],
  );
});

test('keys that are not there yet, and a colon where there is none', () => {
  const text = 'a:\n  script: x\n  environment:\n    name: x\n    on$0\n';
  assert.ok(!namesAt(text).includes('name'));
  assert.equal(chosen(text, 'on_stop'), 'a:\n  script: x\n  environment:\n    name: x\n    on_stop: \n');
  assert.equal(chosen('a:\n  rules:\n    - wh$0: manual\n', 'when'), 'a:\n  rules:\n    - when: manual\n');
  assert.deepEqual(namesAt('a:\n  sc$0\n'), []);
});

test('a mapping may begin below the key', () => {
  const names = namesAt('a:\n  environment:\n    $0\n', known);
  assert.ok(names.includes('production') && names.includes('deployment_tier'));
});

test('words of the schema and variables of GitLab are left to those who offer them already', () => {
  const schema = { schema: true, variables: false };
  const variables = { schema: false, variables: true };
  assert.deepEqual(namesAt('a:\n  script: x\n  when: $0\n', {}, schema), []);
  assert.deepEqual(namesAt('a:\n  environment:\n    name: x\n    on$0\n', {}, schema), []);
  assert.ok(namesAt('a:\n  script: x\n  environment: $0\n', known, schema).includes('production'));
  assert.deepEqual(namesAt('variables: { X: y }\na:\n  script: x $C$0\n', {}, variables), ['X']);
  const files = { '.gitlab-ci.yml': 'include: more.yml\n', 'more.yml': 'a:\n  script: x\n  when: $0\n' };
  assert.ok(namesAt(files, {}, schema).includes('manual'));
});
