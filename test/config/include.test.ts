/** `include`: which files come in, in which order they are merged, and what GitLab says when they do not. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { at } from '../../server/src/syntax/node.ts';
import { configOf, messages, rootOf } from './resolving.ts';

describe('merging', () => {
  test('lays the file over what it includes, mappings in mappings', () => {
    const config = configOf({
      '.gitlab-ci.yml': 'a: {x: 1, m: {p: 1}, l: [1], n: ~}\ninclude: other.yml\n',
      'other.yml': 'b: 2\na: {y: 2, m: {q: 2}, l: [2, 3], n: {z: 1}}\n',
    });
    assert.deepEqual(JSON.stringify(rootOf(config)), '{"b":2,"a":{"y":2,"m":{"q":2,"p":1},"l":[1],"n":null,"x":1}}');
  });

  test('later includes lie over earlier ones', () => {
    const files = {
      '.gitlab-ci.yml': 'include: [a.yml, b.yml]\n',
      'a.yml': 'x: {k: a, a: 1}\n',
      'b.yml': 'x: {k: b}\n',
    };
    assert.deepEqual(rootOf(configOf(files)), { x: { k: 'b', a: 1 } });
  });

  test('an entry that one file alone defines stays its very node, and leads back to its file', () => {
    const files = { '.gitlab-ci.yml': 'include: a.yml\nown: {script: x}\n', 'a.yml': 'job: {script: y}\n' };
    const first = configOf(files);
    const second = configOf(files);
    assert.equal(at(first.root, 'job'), at(first.files.get('a.yml')?.root, 'job'));
    assert.equal(first.root, second.root);
    assert.equal(at(first.root, 'job')?.span.piece.file, 'a.yml');
  });

  test('nothing is merged without includes', () => {
    const config = configOf('a: {script: x}\n');
    assert.equal(config.root, config.files.get('.gitlab-ci.yml')?.root);
  });
});

describe('local files', () => {
  test('are found from the root, with or without a slash, also from files in directories', () => {
    const files = {
      '.gitlab-ci.yml': 'include: /ci/a.yml\n',
      'ci/a.yml': 'include: {local: ci/b.yml}\n',
      'ci/b.yml': 'x: 1\n',
    };
    assert.deepEqual(rootOf(configOf(files)), { x: 1 });
  });

  test('that are not there, empty or no YAML file', () => {
    const include = (what: string): readonly string[] =>
      messages(configOf({ '.gitlab-ci.yml': `include: ${what}\n`, 'e.yml': '\n', 'c.yml': '# c\n' }));
    assert.deepEqual(include('/gone.yml'), ['Local file `gone.yml` does not exist!']);
    assert.deepEqual(include('e.yml'), ['Local file `e.yml` is empty!']);
    assert.deepEqual(include('c.yml'), ['Included file `c.yml` does not have valid YAML syntax!']);
    assert.deepEqual(include('a.txt'), ['Included file `a.txt` does not have YAML extension!']);
    assert.deepEqual(include('.yml'), ['Included file `.yml` does not have YAML extension!']);
  });

  test('of a wildcard come in tree order, without those that another list has brought before', () => {
    const config = configOf({
      '.gitlab-ci.yml': 'include: [ci/b.yml, all.yml]\n',
      'all.yml': 'include: {local: "ci/*.yml"}\n',
      'ci/a.yml': 'x: a\n',
      'ci/b.yml': 'x: b\n',
      'ci/c.yml': 'y: c\n',
      'ci/deep/c.yml': 'x: c\n',
    });
    assert.deepEqual(rootOf(config), { x: 'a', y: 'c' });
    const paths = config.includes.map((it) => it.location?.kind === 'file' && it.location.path);
    assert.deepEqual(paths, ['ci/b.yml', 'all.yml', 'ci/a.yml', 'ci/c.yml']);
  });

  test('of a wildcard without match are no error', () => {
    assert.deepEqual(messages(configOf('include: {local: "none/*.yml"}\n')), []);
  });
});

describe('entries', () => {
  for (const [name, yaml, message] of [
    ['neither text nor mapping', 'include: [7]', 'Each include must be a hash or a string'],
    [
      'of no kind',
      'include: {file: a.yml}',
      '`{"file":"a.yml"}` does not have a valid subkey for include. Valid subkeys are: `local`, `project`, `remote`, `template`, `artifact`, `component`',
    ],
    [
      'of several kinds',
      'include: {local: a.yml, remote: "https://b/c.yml"}',
      'Each include must use only one of: `local`, `project`, `remote`, `template`, `artifact`, `component`',
    ],
    ['that is no template', 'include: {template: Foo.yml}', 'Template file `Foo.yml` is not a valid location!'],
    ['that is no address', 'include: {remote: foo.yml}', 'Remote file `foo.yml` does not have a valid address!'],
    ['that is no text', 'include: {remote: [a.yml]}', 'Included file `["a.yml"]` needs to be a string'],
    [
      'of an artifact',
      'include: {artifact: a.yml, job: b}',
      'Including configs from artifacts is only allowed when triggering child pipelines',
    ],
    [
      'of a component without version',
      'include: {component: gitlab.com/a/b/c}',
      "Component 'gitlab.com/a/b/c' - the component path is not supported",
    ],
  ] as const) {
    test(name, () => assert.deepEqual(messages(configOf(`${yaml}\n`)), [message]));
  }

  test('null is no entry, and a project without file includes nothing', () => {
    assert.deepEqual(messages(configOf('include: [~, {project: a/b}]\nx: 1\n')), []);
  });

  test('are expanded; what is not set is nothing', () => {
    const files = { '.gitlab-ci.yml': 'include: $DIR$NONE/a.yml\n', 'ci/a.yml': 'x: 1\n' };
    assert.deepEqual(rootOf(configOf(files, { DIR: 'ci' })), { x: 1 });
  });

  test('with a variable that nobody knows are open', () => {
    const config = configOf('include: $DIR/a.yml\njob: {extends: .base}\n', { DIR: null });
    assert.deepEqual(config.open, [{ kind: 'variable', name: 'DIR' }]);
    assert.deepEqual(messages(config), []);
    assert.deepEqual(
      config.includes.map((it) => it.state),
      ['unresolved'],
    );
  });
});

describe('rules', () => {
  const files = (rules: string) => ({
    '.gitlab-ci.yml': `include:\n  - local: a.yml\n    rules: ${rules}\n`,
    'a.yml': 'x: 1\n',
    Dockerfile: '',
  });
  const isIn = (rules: string, variables = {}): boolean => {
    const config = configOf(files(rules), variables);
    assert.deepEqual(messages(config), []);
    return config.includes[0]?.state === 'included';
  };

  test('the first that holds decides', () => {
    assert.equal(isIn('[{if: $A}]'), false);
    assert.equal(isIn('[{if: $A}]', { A: 'x' }), true);
    assert.equal(isIn('[{if: $A, when: never}, {when: always}]', { A: 'x' }), false);
    assert.equal(isIn('[{if: $A, when: never}, {when: always}]'), true);
    assert.equal(isIn('~'), true);
  });

  test('ask for files', () => {
    assert.equal(isIn('[{exists: [Dockerfile]}]'), true);
    assert.equal(isIn('[{exists: ["*.none"]}]'), false);
    assert.equal(isIn('[{changes: [a]}]'), true, 'GitLab lets changes match where it knows none');
  });

  test('that depend on what nobody knows are undecided, unless it does not matter', () => {
    const config = configOf(files('[{if: $A}]'), { A: null });
    assert.deepEqual(
      config.includes.map((it) => it.state),
      ['undecided'],
    );
    assert.deepEqual(config.open, [{ kind: 'variable', name: 'A' }]);
    assert.equal(isIn('[{if: $A}, {when: always}]', { A: null }), true);
  });

  test('that let nothing in leave `include` where it is, for the checks to come', () => {
    assert.deepEqual(Object.keys(rootOf(configOf(files('[{if: $A}]'))) as object), ['include']);
    assert.deepEqual(Object.keys(rootOf(configOf(files('[{if: $A}]'), { A: null })) as object), []);
    assert.deepEqual(Object.keys(rootOf(configOf(files('[{if: $A}]'), { A: '1' })) as object), ['x']);
  });

  for (const [rules, message] of [
    ['[]', "include:rules config can't be blank"],
    ['{if: $A}', 'include:rules config should be an array'],
    ['[{if: $A, allow_failure: true}]', 'include:rule config contains unknown keys: allow_failure'],
    ['[{if: "A =="}]', 'include:rule if invalid expression syntax'],
    ['[{when: manual}]', 'include:rule when unknown value: manual'],
    ['[{changes: a}]', 'include:rule:changes should be an array or a hash'],
    ['[{exists: 1}]', 'include:rule:exists should be a string, an array of strings, or a hash'],
  ] as const) {
    test(`${rules} is refused`, () => assert.deepEqual(messages(configOf(files(rules))), [message]));
  }
});

describe('other places', () => {
  test('that cannot be read are open, and then nothing that is missing is an error', () => {
    const config = configOf(
      'include: {project: Group/Lib, file: /a.yml}\njob: {extends: .base, script: !reference [.x, y]}\n',
    );
    assert.deepEqual(messages(config), []);
    assert.deepEqual(config.open, [{ kind: 'include', location: 'project:group/lib:a.yml', why: 'offline' }]);
  });

  test('files of a project are looked up there, at its ref', () => {
    const config = configOf({
      '.gitlab-ci.yml': 'include: {project: g/p, ref: v1, file: [a.yml]}\n',
      'project:g/p@v1:a.yml': 'include: b.yml\n',
      'project:g/p@v1:b.yml': 'x: 1\n',
      'b.yml': 'x: 2\n',
    });
    assert.deepEqual(rootOf(config), { x: 1 });
  });

  test('remote files and templates have no local files and see no variables', () => {
    const config = configOf(
      {
        '.gitlab-ci.yml': 'include: "https://example.com/a.yml"\n',
        'remote:https://example.com/a.yml':
          'include:\n  - local: b.yml\n  - remote: https://example.com/c.yml\n    rules: [{if: $A}]\n',
        'b.yml': 'x: 1\n',
      },
      { A: '1' },
    );
    assert.deepEqual(messages(config), ['Local file `b.yml` does not have project!']);
    assert.equal(
      config.includes.some((it) => it.state === 'skipped-by-rules'),
      true,
    );
  });

  test('a project that includes from itself is read in the checkout when GitLab cannot be asked', () => {
    const files = { '.gitlab-ci.yml': 'include: {project: G/App, file: a.yml}\n', 'a.yml': 'x: 1\n' };
    assert.deepEqual(rootOf(configOf(files, {}, { projectPath: 'g/app' })), { x: 1 });
    assert.deepEqual(rootOf(configOf(files, {}, { projectPath: 'g/other' })), {});
  });

  test('components may name themselves, the files that they include may not', () => {
    const header = 'spec: {component: [name, reference]}\n---\n';
    const all = {
      '.gitlab-ci.yml': 'include: {component: example.com/g/p/deploy@1.0}\n',
      'component:example.com/g/p/deploy@1.0': `${header}x: $[[ component.name ]]@$[[ component.reference ]]\n`,
    };
    assert.deepEqual(rootOf(configOf(all)), { x: 'deploy@1.0' });
    const nested = configOf({
      ...all,
      'component:example.com/g/p/deploy@1.0': 'include: n.yml\n',
      'project:g/p@1.0:n.yml': `${header}x: $[[ component.name ]]\n`,
    });
    assert.deepEqual(messages(nested), ['`n.yml`: unknown interpolation provided: `name` in `component.name`']);
  });

  test('components of another instance are not supported', () => {
    const include = 'include: {component: $CI_SERVER_FQDN/g/p/c@1}\n';
    const config = configOf(
      { '.gitlab-ci.yml': include, 'component:example.com/g/p/c@1': 'x: 1\n' },
      { CI_SERVER_FQDN: 'example.com' },
      { serverFqdn: 'example.com' },
    );
    assert.deepEqual(rootOf(config), { x: 1 });
    assert.deepEqual(messages(configOf(include, { CI_SERVER_FQDN: 'other.com' }, { serverFqdn: 'example.com' })), [
      "Component 'other.com/g/p/c@1' - the component path is not supported",
    ]);
  });
});

describe('errors', () => {
  test('of an included file name it; those of the entry do not', () => {
    const files = { '.gitlab-ci.yml': 'include: a.yml\n', 'a.yml': 'x: y: z\n' };
    assert.deepEqual(messages(configOf(files)), [
      '`a.yml`: (<unknown>): mapping values are not allowed in this context at line 1 column 5',
    ]);
  });

  test('in a nested include come first, then those of the files themselves', () => {
    const files = { '.gitlab-ci.yml': 'include: [gone.yml, a.yml]\n', 'a.yml': 'include: lost.yml\n' };
    assert.deepEqual(messages(configOf(files)), [
      'Local file `lost.yml` does not exist!',
      'Local file `gone.yml` does not exist!',
    ]);
  });

  test('of an early step over the whole list come before those of a later one', () => {
    const files = { '.gitlab-ci.yml': 'include: [gone.yml, 7]\n' };
    assert.equal(messages(configOf(files))[0], 'Each include must be a hash or a string');
  });

  test('do not bring others about that are their consequence', () => {
    assert.deepEqual(messages(configOf('include: gone.yml\njob: {extends: .base}\n')), [
      'Local file `gone.yml` does not exist!',
    ]);
  });
});

describe('limits', () => {
  const files = (n: number): Record<string, string> => ({
    '.gitlab-ci.yml': `include: [${Array.from({ length: n }, () => 'a.yml').join(', ')}]\n`,
    'a.yml': 'x: 1\n',
  });

  test('150 files are allowed, the same one counts each time; one more is not', () => {
    assert.deepEqual(messages(configOf(files(150))), []);
    assert.deepEqual(messages(configOf(files(151))), ['Maximum of 150 nested includes are allowed!']);
  });

  test('a circle ends there', () => {
    const circle = {
      '.gitlab-ci.yml': 'include: a.yml\n',
      'a.yml': 'include: [b.yml, b.yml]\nx: 1\n',
      'b.yml': 'include: a.yml\n',
    };
    assert.deepEqual(messages(configOf(circle)), ['Maximum of 150 nested includes are allowed!']);
  });

  test('an empty file has no content to speak of', () => {
    assert.deepEqual(messages(configOf(' \n')), ['Please provide content of .gitlab-ci.yml']);
  });
});

describe('a rule of an include that raises in GitLab', () => {
  const files = {
    '.gitlab-ci.yml': `include: {local: a.yml, rules: [{if: '$A =~ ($A == "x")'}]}\njob: {script: x}\n`,
    'a.yml': '.x: {script: x}\n',
  };

  test('is an error of the configuration', () =>
    assert.deepEqual(messages(configOf(files, { A: 'x' })), ['Undefined error']));
  test('is none for other values', () => assert.deepEqual(messages(configOf(files, { A: 'y' })), []));
});

test('the errors of a file that is included twice are told once', () => {
  const files = { '.gitlab-ci.yml': 'include: [a.yml, a.yml]\njob: {script: x}\n', 'a.yml': '.x: {script: *gone}\n' };
  assert.deepEqual(messages(configOf(files)), ['`a.yml`: An alias referenced an unknown anchor: gone']);
});
