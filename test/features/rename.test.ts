/** Other names, in every file that says them; and why some names stay. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prepareRename, rename, unreached } from '../../server/src/features/rename.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import { applied, cursorIn, type Files } from './cursor.ts';

const options = { aside: [], versionOf: () => null, versioned: false };

/** What the files become, or why they do not. */
function renamed(given: Files | string, newName: string): Files | string {
  const { around, offset, files } = cursorIn(given);
  const answer = rename(around, offset, newName, options);
  if (!answer) return 'nothing';
  return 'refused' in answer ? String(answer.refused) : applied(files, answer);
}

function refusedAt(given: Files | string): string {
  const { around, offset } = cursorIn(given);
  const answer = prepareRename(around, offset);
  return 'refused' in answer ? answer.refused : `may be renamed: ${answer.placeholder}`;
}

test('a job is renamed wherever it is named, in the style of each place', () => {
  const files = {
    '.gitlab-ci.yml': `include: more.yml
bui$0ld:
  script: make # build it
start:
  trigger:
    include:
      - artifact: child.yml
        job: build
`,
    'more.yml': `one:
  extends: build
  needs: ["build", { job: 'build' }]
two:
  script: !reference [build, script]
  dependencies: [build]
  environment: { name: build, on_stop: build }
  stage: build
`,
  };
  assert.deepEqual(renamed(files, 'make: all'), {
    '.gitlab-ci.yml': `include: more.yml
'make: all':
  script: make # build it
start:
  trigger:
    include:
      - artifact: child.yml
        job: 'make: all'
`,
    'more.yml': `one:
  extends: 'make: all'
  needs: ["make: all", { job: 'make: all' }]
two:
  script: !reference ['make: all', script]
  dependencies: ['make: all']
  environment: { name: build, on_stop: 'make: all' }
  stage: build
`,
  });
});

test('instances of a matrix keep what is in their brackets', () => {
  const text = 'bui$0ld:\n  script: x\n  parallel: 2\na:\n  script: x\n  needs: [build 1/2, "build 2/2"]\n';
  assert.deepEqual(renamed(text, 'make'), {
    '.gitlab-ci.yml': 'make:\n  script: x\n  parallel: 2\na:\n  script: x\n  needs: [make 1/2, "make 2/2"]\n',
  });
});

test('a name that GitLab would read as something else is put in quotes', () => {
  assert.deepEqual(renamed('stages: [a$0]\nx:\n  stage: a\n  script: x\n', 'on'), {
    '.gitlab-ci.yml': "stages: ['on']\nx:\n  stage: 'on'\n  script: x\n",
  });
});

test('an environment is renamed with the job that stops it, and only where it is named whole', () => {
  const text = `up:
  script: x
  environment: { name: review, on_stop: down }
down:
  script: review
  environment:
    name: rev$0iew
    action: stop
other:
  script: x
  environment: review/app
`;
  assert.deepEqual(renamed(text, 'preview'), {
    '.gitlab-ci.yml': `up:
  script: x
  environment: { name: preview, on_stop: down }
down:
  script: review
  environment:
    name: preview
    action: stop
other:
  script: x
  environment: review/app
`,
  });
});

test('a variable is renamed in rules, names and scripts', () => {
  const text = `variables:
  WH$0ERE: eu
a:
  script:
    - echo "$WHERE" \${WHERE:-x} $WHEREVER
    - |
      deploy $WHERE
  rules:
    - if: $WHERE == "$WHERE"
  environment: review/$WHERE
`;
  assert.deepEqual(renamed(text, 'REGION'), {
    '.gitlab-ci.yml': `variables:
  REGION: eu
a:
  script:
    - echo "$REGION" \${REGION:-x} $WHEREVER
    - |
      deploy $REGION
  rules:
    - if: $REGION == "$WHERE"
  environment: review/$REGION
`,
  });
});

test('anchors are renamed with their aliases', () => {
  assert.deepEqual(renamed('.a: &ba$0se\n  script: x\nb:\n  <<: *base\n', 'common'), {
    '.gitlab-ci.yml': '.a: &common\n  script: x\nb:\n  <<: *common\n',
  });
});

test('line ends stay as they are', () => {
  assert.deepEqual(renamed('build:\r\n  script: x\r\na:\r\n  script: x\r\n  needs:\r\n    - bui$0ld\r\n', 'make'), {
    '.gitlab-ci.yml': 'make:\r\n  script: x\r\na:\r\n  script: x\r\n  needs:\r\n    - make\r\n',
  });
});

test('a file that the rules of its include leave out is changed, too', () => {
  const { around, offset, files } = cursorIn('build$0:\n  script: x\n');
  const aside = [parse('ci/mr.yml', 'review:\n  script: x\n  needs: [build]\n')];
  const answer = rename(around, offset, 'make', { ...options, aside });
  assert.ok(answer && !('refused' in answer));
  const all = new Map([...files, ['ci/mr.yml', aside[0]?.text ?? '']]);
  assert.deepEqual(applied(all, answer)['ci/mr.yml'], 'review:\n  script: x\n  needs: [make]\n');
});

test('what is written outside of the checkout stays', () => {
  const files = {
    '.gitlab-ci.yml': 'include:\n  - project: acme/lib\n    file: base.yml\na:\n  extends: .ba$0se\n',
    'acme/lib:base.yml': '.base:\n  script: x\n',
  };
  assert.match(
    refusedAt(files),
    /^`\.base` is written in `project:acme\/lib:base\.yml`, which is no file of this checkout\.$/,
  );
});

test('what is also named outside of the checkout stays, and what is not does not', () => {
  const base = 'include:\n  - project: acme/lib\n    file: base.yml\nbui$0ld:\n  script: x\n';
  const lib = (needs: string) => ({
    '.gitlab-ci.yml': base,
    'acme/lib:base.yml': `a:\n  script: x\n  needs: [${needs}]\n`,
  });
  assert.match(refusedAt(lib('build')), /is also named in `project:acme/);
  assert.equal(refusedAt(lib('')), 'may be renamed: build');
});

test("GitLab's own names stay", () => {
  assert.match(
    refusedAt('a:\n  script: !reference [defa$0ult, before_script]\n'),
    /^`default` is GitLab's own name\.$/,
  );
  assert.match(refusedAt('a:\n  stage: .p$0re\n  script: x\n'), /^`\.pre` is GitLab's own name\.$/);
  assert.match(refusedAt('a:\n  script: echo $CI_COMMIT$0_SHA\n'), /^`CI_COMMIT_SHA` is GitLab's own name\.$/);
  assert.equal(refusedAt('variables:\n  CI_OU$0RS: x\n'), 'may be renamed: CI_OURS');
});

test('what nothing defines stays', () => {
  assert.match(refusedAt('a:\n  script: echo $TO$0KEN\n'), /variable of the project or its groups/);
  assert.match(refusedAt('a:\n  stage: bui$0ld\n  script: x\n'), /one of those that there are without `stages`/);
  assert.match(
    refusedAt('include:\n  - project: acme/x\n    file: y.yml\na:\n  extends: .ba$0se\n'),
    /not all of it could be read: .*could not be included/,
  );
});

test('nothing is renamed where no name stands', () => {
  assert.match(refusedAt('a:\n  scr$0ipt: x\n'), /No name/);
});

test('a name that makes another thing of an entry is refused', () => {
  const entry = (name: string) => `${name}$0:\n  script: x\n`;
  for (const [name, newName] of [
    ['build', '.build'],
    ['.base', 'base'],
  ] as const) {
    assert.match(String(renamed(entry(name), newName)), /starts with a dot/);
  }
  assert.match(String(renamed(entry('pages'), 'site')), /called `pages`/);
  assert.match(String(renamed(entry('site'), 'pages')), /called `pages`/);
  assert.deepEqual(renamed(entry('.base'), '.pages'), { '.gitlab-ci.yml': '.pages:\n  script: x\n' });
});

test('a name that is taken, a keyword or of the wrong form is refused', () => {
  const text = 'bui$0ld:\n  script: x\ntest:\n  script: x\n';
  assert.equal(renamed(text, 'test'), 'The job `test` exists already: `.gitlab-ci.yml`, line 3.');
  assert.equal(renamed(text, 'stages'), "`stages` is GitLab's own name.");
  assert.match(String(renamed(text, '')), /empty/);
  assert.match(String(renamed('variables:\n  A$0: x\n', 'A-B')), /^Names of variables/);
  assert.match(String(renamed('a:\n  script: x\n  environment: p$0\n', 'p q?')), /^Names of environments/);
  assert.deepEqual(renamed(text, 'build'), { '.gitlab-ci.yml': 'build:\n  script: x\ntest:\n  script: x\n' });
});

test('a name in what cannot be read stays, as long as nobody can tell what it is there', () => {
  const files = (more: string) => ({
    '.gitlab-ci.yml': 'include: more.yml\nbui$0ld:\n  script: x\n',
    'more.yml': more,
  });
  assert.equal(
    renamed(files('test:\n  script: x\n\tneeds: [build]\n'), 'make'),
    '`more.yml` cannot be read as YAML around line 3, where `build` stands as well.',
  );
  // An error elsewhere, a comment, another name, or a name that can be made out all the same.
  for (const more of [
    'test:\n  script: [x\nnext:\n  needs: [build]\n',
    'test:\n  script: [x # as build\n  needs: [rebuild, build-2]\n',
    'test:\n  stage: build\n  needs: [build]\n  script: [x\n',
  ]) {
    const answer = renamed(files(more), 'make');
    assert.ok(typeof answer === 'object', String(answer));
  }
});

test('what could not be read may say the name as well, of which somebody who renames is warned', () => {
  const warned = (text: string) => {
    const { around, offset } = cursorIn(text);
    return unreached(around, offset);
  };
  const job = 'b$0uild:\n  script: make\n';
  assert.equal(warned(job), undefined);
  assert.match(
    warned(`include:\n  - project: acme/ci\n    file: jobs.yml\n${job}`) ?? '',
    /^Not all of the pipeline could be read, and what is missing may name `build` as well: `[^`]*jobs\.yml` could not be included/,
  );
  assert.equal(warned('include: [{project: acme/ci, file: jobs.yml}]\nbuild:\n  script: &a$0 [make]\n'), undefined);
});
