/** Inputs: their declaration, their values, and where they are put in. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ConfigContext } from '../../server/src/config/config.ts';
import { at } from '../../server/src/syntax/node.ts';
import { configOf, messages, rootOf } from './resolving.ts';

function inserted(spec: string, content: string, inputs?: ConfigContext['inputs']): unknown {
  const config = configOf(`spec:\n  inputs: ${spec}\n---\nx: ${content}\n`, { REGION: 'eu' }, inputs && { inputs });
  assert.deepEqual(messages(config), []);
  return (rootOf(config) as Record<string, unknown>)['x'];
}

function errorsOf(spec: string, content: string, inputs?: ConfigContext['inputs']): readonly string[] {
  return messages(configOf(`spec:\n  inputs: ${spec}\n---\nx: ${content}\n`, {}, inputs && { inputs }));
}

describe('a value', () => {
  test('is what was given, else the default', () => {
    assert.equal(inserted('{a: {default: d}}', '$[[ inputs.a ]]'), 'd');
    assert.equal(inserted('{a: {default: d}}', '$[[ inputs.a ]]', { a: 'g' }), 'g');
    assert.equal(inserted('{a: }', '$[[inputs.a]]', { a: 1 }), '1');
  });

  test('alone in a scalar keeps its type, in a text it is printed', () => {
    assert.equal(inserted('{n: {type: number, default: 2}}', '"$[[ inputs.n ]]"'), 2);
    assert.equal(inserted('{n: {type: number, default: 2}}', 'v$[[ inputs.n ]]'), 'v2');
    assert.equal(inserted('{b: {type: boolean}}', '$[[ inputs.b ]]', { b: 'true' }), true);
    assert.equal(inserted('{a: {type: array, default: [p, {q: 1}]}}', 'is $[[ inputs.a ]]'), 'is ["p", {"q"=>1}]');
  });

  test('that is a list is spliced into a list', () => {
    assert.deepEqual(inserted('{a: {type: array, default: [p, q]}}', '[o, "$[[ inputs.a ]]", r]'), [
      'o',
      'p',
      'q',
      'r',
    ]);
    assert.deepEqual(inserted('{a: {type: array, default: [p, q]}}', '$[[ inputs.a ]]'), ['p', 'q']);
  });

  test('stands in keys as well, and not in references', () => {
    assert.deepEqual(inserted('{a: {default: d}}', '{"k-$[[ inputs.a ]]": 1}'), { 'k-d': 1 });
    const config = configOf(
      'spec: {inputs: {a: {default: d}}}\n---\nd: {y: 1}\nx: !reference ["$[[ inputs.a ]]", y]\n',
    );
    assert.deepEqual(messages(config), ['!reference ["$[[ inputs.a ]]", "y"] could not be found']);
  });

  test('is nothing without a header', () => {
    assert.deepEqual(rootOf(configOf('x: $[[ inputs.a ]]\n')), { x: '$[[ inputs.a ]]' });
  });

  test('of a rule follows other inputs', () => {
    const spec =
      '{env: {default: dev}, size: {rules: [{if: \'$[[ inputs.env ]] == "prod"\', options: [l], default: l}, {options: [s], default: s}]}}';
    assert.equal(inserted(spec, '$[[ inputs.size ]]'), 's');
    assert.equal(inserted(spec, '$[[ inputs.size ]]', { env: 'prod' }), 'l');
    assert.deepEqual(errorsOf(spec, '1', { size: 'x' }), [
      '`size` input: `x` cannot be used because it is not in the list of allowed options',
    ]);
  });

  test('leaves the rest of the file the very same nodes', () => {
    const config = configOf('spec: {inputs: {a: {default: d}}}\n---\nx: $[[ inputs.a ]]\ny: {z: 1}\n');
    assert.equal(at(config.root, 'y'), at(config.files.get('.gitlab-ci.yml')?.root, 'y'));
  });
});

describe('functions', () => {
  test('are applied from left to right', () => {
    assert.equal(inserted('{a: {default: abcdef}}', '$[[ inputs.a | truncate(1,3) | truncate(1, 9) ]]'), 'cd');
    assert.equal(inserted('{a: {default: $REGION/$OTHER}}', '$[[ inputs.a | expand_vars ]]'), 'eu/$OTHER');
    assert.equal(inserted('{a: {default: "a b\'c"}}', '$[[ inputs.a | posix_escape ]]'), "a\\ b\\'c");
  });

  for (const [block, message] of [
    [
      'inputs.a | upcase',
      'no function matching `upcase`: check that the function name, arguments, and types are correct',
    ],
    [
      'inputs.n | truncate(0,1)',
      'error in `truncate` function: invalid input type: truncate can only be used with string inputs',
    ],
    ['inputs.a | expand_vars | expand_vars | expand_vars | expand_vars', 'too many functions in interpolation block'],
    ['inputs.b', 'unknown interpolation provided: `b` in `inputs.b`'],
    ['vars.b', 'unknown interpolation provided: `vars` in `vars.b`'],
    ['inputs', 'invalid pattern used for interpolation. valid pattern is $[[ inputs.input ]]'],
    ['inputs.a.b', 'unknown interpolation provided: `b` in `inputs.a.b`'],
  ] as const) {
    test(`\`${block}\` is refused`, () => {
      assert.deepEqual(errorsOf('{a: {default: d}, n: {type: number, default: 1}}', `$[[ ${block} ]]`), [message]);
    });
  }

  test('values of a matrix are left for later', () => {
    assert.equal(inserted('{a: {default: d}}', '$[[ matrix.X ]]'), '$[[ matrix.X ]]');
  });
});

describe('values that do not fit', () => {
  for (const [name, spec, inputs, found] of [
    ['none', '{a: }', undefined, ['`a` input: required value has not been provided']],
    [
      'two missing ones, in one message',
      '{a: , b: }',
      undefined,
      [
        '`a` input: required value has not been provided, `b` input: required value has not been provided',
        '`b` input: required value has not been provided',
      ],
    ],
    ['no number', '{a: {type: number}}', { a: 'x' }, ['`a` input: provided value is not a number']],
    ['no boolean', '{a: {type: boolean, default: yep}}', undefined, ['`a` input: default value is not a boolean']],
    ['no array', '{a: {type: array}}', { a: 'x' }, ['`a` input: provided value is not an array']],
    [
      'no option',
      '{a: {options: [b], default: b}}',
      { a: 'c' },
      ['`a` input: `c` cannot be used because it is not in the list of allowed options'],
    ],
    [
      'no numeric option',
      '{a: {type: number, options: [1], default: 1}}',
      { a: 2 },
      ['`a` input: `2` cannot be used because it is not in the list of the allowed options'],
    ],
    [
      'options of a boolean',
      '{a: {type: boolean, options: [true], default: true}}',
      undefined,
      ['`a` input: Options can only be used with string and number inputs'],
    ],
    [
      'not the pattern',
      '{a: {regex: ^v, default: v1}}',
      { a: 'w' },
      ['`a` input: provided value does not match required RegEx pattern'],
    ],
    ['a pattern of its own', '{a: {regex: "(", default: v1}}', undefined, ['`a` input: invalid regular expression']],
    ['unknown names', '{a: {default: 1}}', { b: 1, c: 2 }, ['unknown input arguments: b, c']],
  ] as const) {
    test(name, () => assert.deepEqual(errorsOf(spec, '1', inputs), found));
  }
});

describe('a header', () => {
  for (const [header, message] of [
    ['spec: {}\nfoo: 1', 'header config contains unknown keys: foo'],
    ['spec: {Foo: 1}', 'header:spec config contains unknown keys: foo'],
    ['spec: {inputs: [a]}', 'header:spec:inputs config should be a hash'],
    [
      'spec: {inputs: {a: 1}}',
      'header:spec:inputs:a config should be a hash, header:spec:inputs:a config should be a hash',
    ],
    ['spec: {inputs: {a: {x: 1}}}', 'header:spec:inputs:a config contains unknown keys: x'],
    ['spec: {inputs: {a: {type: text}}}', 'header:spec:inputs:a input type unknown value: text'],
    ['spec: {inputs: {a: {options: x}}}', 'header:spec:inputs:a input options should be an array'],
    [
      'spec: {inputs: {a: {options: [x], rules: []}}}',
      'header:spec:inputs:a config these keys cannot be used together: options, rules',
    ],
    ['spec: {inputs: {a: {rules: [{if: "=="}]}}}', '`a` input: if invalid expression syntax'],
    [
      'spec: {inputs: {a: {rules: [{if: "$[[ inputs.b ]]"}]}}}',
      "`a` input: rule must define 'options' with at least one value and a 'default'",
    ],
    ['spec: {component: [name, color]}', 'header:spec:component config contains unknown values: color'],
  ] as const) {
    test(`\`${header}\` is refused`, () => assert.equal(messages(configOf(`${header}\n---\nx: 1\n`))[0], message));
  }

  test('may take inputs from other files', () => {
    const files = {
      '.gitlab-ci.yml':
        'spec: {include: [{local: in.yml}], inputs: {b: {default: 2}}}\n---\nx: ["$[[ inputs.a ]]", "$[[ inputs.b ]]"]\n',
      'in.yml': 'inputs: {a: {default: 1}}\n',
    };
    assert.deepEqual(rootOf(configOf(files)), { x: ['1', '2'] });
    assert.deepEqual(messages(configOf({ ...files, 'in.yml': 'inputs: {b: {default: 1}}\n' })).slice(0, 1), [
      'Duplicate input keys found: b. Input keys must be unique across all included files and inline specifications.',
    ]);
    assert.deepEqual(messages(configOf({ ...files, 'in.yml': 'other: 1\n' })).slice(0, 1), [
      'Header include file `in.yml` contains unknown keys: [:other]',
    ]);
  });
});

describe('an included file', () => {
  const files = { 'a.yml': 'spec: {inputs: {env: }}\n---\n"job-$[[ inputs.env ]]": {script: x}\n' };

  test('gets its inputs where it is included, each time others', () => {
    const yaml = 'include:\n  - {local: a.yml, inputs: {env: p}}\n  - {local: a.yml, inputs: {env: q}}\n';
    assert.deepEqual(rootOf(configOf({ ...files, '.gitlab-ci.yml': yaml })), {
      'job-p': { script: 'x' },
      'job-q': { script: 'x' },
    });
  });

  test('without them says so under its name, at the place of the include', () => {
    const config = configOf({ ...files, '.gitlab-ci.yml': 'include: a.yml\n' });
    assert.deepEqual(messages(config), ['`a.yml`: `env` input: required value has not been provided']);
    assert.equal(config.errors[0]?.span.piece.file, '.gitlab-ci.yml');
  });

  test('that declares none takes none', () => {
    const yaml = 'include: {local: b.yml, inputs: {env: p}}\n';
    assert.deepEqual(messages(configOf({ '.gitlab-ci.yml': yaml, 'b.yml': 'x: 1\n' })), [
      '`b.yml`: Given inputs not defined in the `spec` section of the included configuration file',
    ]);
    assert.deepEqual(messages(configOf({ ...files, '.gitlab-ci.yml': 'include: {local: a.yml, inputs: [p]}\n' })), [
      '`a.yml`: Given inputs must be a hash',
    ]);
  });

  test('read again with the same inputs gives the same nodes', () => {
    const all = { ...files, '.gitlab-ci.yml': 'include: {local: a.yml, inputs: {env: p}}\n' };
    assert.equal(configOf(all).root, configOf(all).root);
  });
});
