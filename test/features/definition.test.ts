/** From a name to where it is defined, and to everything that says the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { definition } from '../../server/src/features/definition.ts';
import { highlights, references } from '../../server/src/features/references.ts';
import { cursorIn, type Files, shown } from './cursor.ts';

function definitionsOf(given: Files | string): readonly string[] {
  const { around, offset, files } = cursorIn(given);
  return shown(files, definition(around, offset));
}

function referencesOf(given: Files | string): readonly string[] {
  const { around, offset, files } = cursorIn(given);
  return shown(files, references(around, offset, true));
}

const build = 'build:\n  script: make\n';

for (const [where, text] of Object.entries({
  'a list of needs': 'a:\n  script: x\n  needs: [bu$0ild]\n',
  'a need with a job': 'a:\n  script: x\n  needs:\n    - job: build$0\n',
  'needs of a rule': 'a:\n  script: x\n  rules:\n    - if: $X\n      needs: [$0build]\n',
  dependencies: 'a:\n  script: x\n  dependencies:\n    - "bu$0ild"\n',
  extends: 'a:\n  extends: [bu$0ild]\n',
  'the first part of a reference': 'a:\n  script: !reference [bu$0ild, script]\n',
  on_stop: 'a:\n  script: x\n  environment:\n    name: p\n    on_stop: build$0\n',
})) {
  test(`a job that is named in ${where}`, () => {
    assert.deepEqual(definitionsOf(build + text), ['.gitlab-ci.yml:1: build']);
  });
}

test('a job of another project or pipeline is none of this one', () => {
  const text = `${build}a:\n  script: x\n  needs:\n    - project: acme/lib\n      job: bui$0ld\n      ref: main\n`;
  assert.deepEqual(definitionsOf(text), []);
});

test('the second part of a reference leads to the key', () => {
  assert.deepEqual(definitionsOf(`${build}a:\n  script: !reference [build, scr$0ipt]\n`), ['.gitlab-ci.yml:2: script']);
});

test('a job that several files write: what wins comes first', () => {
  const files = {
    '.gitlab-ci.yml': 'include: deploy.yml\ndeploy:\n  stage: deploy\nafter:\n  script: x\n  needs: [dep$0loy]\n',
    'deploy.yml': 'deploy:\n  script: ./deploy\n',
  };
  assert.deepEqual(definitionsOf(files), ['.gitlab-ci.yml:2: deploy', 'deploy.yml:1: deploy']);
});

test('an instance of a matrix leads to the job that makes it', () => {
  const text =
    'deploy:\n  script: x\n  parallel:\n    matrix:\n      - REGION: [eu, us]\nafter:\n  script: x\n  needs: ["deploy: [e$0u]"]\n';
  assert.deepEqual(definitionsOf(text), ['.gitlab-ci.yml:1: deploy']);
});

test('a stage leads to the list of stages, and one that is in no list nowhere', () => {
  assert.deepEqual(definitionsOf('stages: [one, two]\na:\n  stage: tw$0o\n  script: x\n'), ['.gitlab-ci.yml:1: two']);
  assert.deepEqual(definitionsOf('a:\n  stage: te$0st\n  script: x\n'), []);
});

test('an environment that is stopped leads to the jobs that deploy to it', () => {
  const text =
    'up:\n  script: x\n  environment: { name: review, on_stop: down }\ndown:\n  script: x\n  environment:\n    name: rev$0iew\n    action: stop\n';
  assert.deepEqual(definitionsOf(text), ['.gitlab-ci.yml:3: review']);
});

const variables = `variables:
  WHERE: everywhere
.base:
  variables:
    WHERE: here
one:
  extends: .base
  script: echo $WH$0ERE
two:
  script: x
  variables: { WHERE: there }
`;

test('a variable leads to what the job extends, then to the pipeline, and not to other jobs', () => {
  assert.deepEqual(definitionsOf(variables), ['.gitlab-ci.yml:5: WHERE', '.gitlab-ci.yml:2: WHERE']);
});

test('a variable is found in expressions, names and braces, but not in their texts', () => {
  const one = (line: string) => definitionsOf(`variables:\n  WHERE: x\na:\n  script: x\n${line}\n`);
  assert.equal(one('  rules:\n    - if: $WHE$0RE == "a"').length, 1);
  assert.equal(one('  rules:\n    - if: $A == "$WHE$0RE"').length, 0);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the pipeline's.
  assert.equal(one('  environment: review/${WHE$0RE}').length, 1);
  assert.equal(one('  before_script: echo $$WHE$0RE').length, 0);
});

test('a variable of GitLab is defined nowhere', () => {
  assert.deepEqual(definitionsOf('a:\n  script: echo $CI_COMMIT$0_SHA\n'), []);
});

test('an alias leads to the anchor that holds at its place', () => {
  const text = '.a: &x\n  script: one\n.b: &x\n  script: two\nc: *$0x\n';
  assert.deepEqual(definitionsOf(text), ['.gitlab-ci.yml:3: x']);
  assert.deepEqual(definitionsOf('.a: &x\n  script: one\nb:\n  <<: *$0x\n.c: &x\n  script: two\n'), [
    '.gitlab-ci.yml:1: x',
  ]);
});

test('an input leads to the header of its file', () => {
  const files = {
    '.gitlab-ci.yml': 'include:\n  - local: deploy.yml\n    inputs: { where: production }\n',
    'deploy.yml': 'spec:\n  inputs:\n    where:\n---\ndeploy:\n  script: x\n  environment: $[[ inputs.wh$0ere ]]\n',
  };
  assert.deepEqual(definitionsOf(files), ['deploy.yml:3: where']);
});

test('a job whose name is made of an input is found in the merged configuration', () => {
  const files = {
    '.gitlab-ci.yml':
      'include:\n  - local: deploy.yml\n    inputs: { where: eu }\nafter:\n  script: x\n  needs: [deploy-$0eu]\n',
    'deploy.yml': 'spec:\n  inputs:\n    where:\n---\n"deploy-$[[ inputs.where ]]":\n  script: x\n',
  };
  assert.equal(definitionsOf(files).length, 1);
  assert.match(definitionsOf(files)[0] ?? '', /^deploy\.yml:5/);
});

test('an include leads to its file, a wildcard to all of them, a file of elsewhere nowhere', () => {
  const files = { 'ci/a.yml': 'a:\n  script: x\n', 'ci/b.yml': 'b:\n  script: x\n' };
  assert.deepEqual(definitionsOf({ ...files, '.gitlab-ci.yml': 'include: ci/$0a.yml\n' }), ['ci/a.yml:1: ']);
  assert.equal(definitionsOf({ ...files, '.gitlab-ci.yml': 'include: ci/$0*.yml\n' }).length, 2);
  assert.deepEqual(definitionsOf('include:\n  - project: acme/lib\n    file: de$0ploy.yml\n'), []);
});

test('the file of a child pipeline is found, and its jobs are its own', () => {
  const files = {
    '.gitlab-ci.yml': 'start:\n  trigger:\n    include: chi$0ld.yml\nbuild:\n  script: x\n',
    'child.yml': 'build:\n  script: x\nafter:\n  script: x\n  needs: [build]\n',
  };
  assert.deepEqual(definitionsOf(files), ['child.yml:1: ']);
  const inChild = {
    '.gitlab-ci.yml': files['.gitlab-ci.yml'].replace('$0', ''),
    'child.yml': files['child.yml'].replace('[build]', '[bu$0ild]'),
  };
  assert.deepEqual(referencesOf(inChild), ['child.yml:1: build', 'child.yml:5: build']);
});

test('references are in all files of the pipeline, with or without the definition', () => {
  const files = {
    '.gitlab-ci.yml': 'include: deploy.yml\nbui$0ld:\n  script: make\n',
    'deploy.yml': 'deploy:\n  script: x\n  needs: [build]\n  dependencies: [build]\n',
  };
  assert.deepEqual(referencesOf(files), ['.gitlab-ci.yml:2: build', 'deploy.yml:3: build', 'deploy.yml:4: build']);
  const { around, offset, files: texts } = cursorIn(files);
  assert.deepEqual(shown(texts, references(around, offset, false)), ['deploy.yml:3: build', 'deploy.yml:4: build']);
});

test('highlights tell writing from reading, in this file alone', () => {
  const { around, offset } = cursorIn('build:\n  script: x\na:\n  script: x\n  needs: [bu$0ild]\n');
  assert.deepEqual(
    highlights(around, offset).map((it) => [it.range.start.line, it.kind]),
    [
      [0, 3],
      [4, 2],
    ],
  );
});

test('a file that is broken at one place still leads from the others', () => {
  const text = 'build:\n  script: make\na:\n  script: "open\nb:\n  script: x\n  needs: [bu$0ild]\n';
  assert.deepEqual(definitionsOf(text), ['.gitlab-ci.yml:1: build']);
});

test('nothing stands in a comment', () => {
  assert.deepEqual(definitionsOf(`# bui$0ld\n${build}`), []);
});
