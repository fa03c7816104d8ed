/** Edits keep comments, anchors, indentation and line ends, and leave alone what they cannot edit safely. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addEntry, addItem, type Edit, removeEntry, replaceValue } from '../../server/src/syntax/edit.ts';
import { at, entryAt, type MapNode, type SeqNode } from '../../server/src/syntax/node.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import { place, type SourceFile } from '../../server/src/syntax/source.ts';

function apply(file: SourceFile, edit: Edit | undefined): string | undefined {
  if (!edit) return undefined;
  const { start, end } = place(file, edit.span);
  const text = file.text.slice(0, start) + edit.text + file.text.slice(end);
  assert.deepEqual(
    parse('ci.yml', text).problems.filter((it) => it.severity === 'error'),
    [],
    'still YAML',
  );
  return text;
}

function map(file: SourceFile, ...path: readonly string[]): MapNode {
  const node = at(file.root, ...path);
  assert.equal(node?.kind, 'map');
  return node as MapNode;
}

function added(text: string, lines: readonly string[], after?: string, ...path: readonly string[]): string | undefined {
  const file = parse('ci.yml', text);
  const where = path.length > 0 ? path : ['job'];
  const owner = entryAt(at(file.root, ...where.slice(0, -1)), where.at(-1) ?? '')?.key;
  return apply(file, addEntry(map(file, ...where), owner, lines, after));
}

describe('an entry is added', () => {
  test('behind the last one, before the comments of what follows', () => {
    assert.equal(
      added('job:\n  script: x # why\n\n# next\nother:\n  script: y\n', ['when: manual']),
      'job:\n  script: x # why\n  when: manual\n\n# next\nother:\n  script: y\n',
    );
  });

  test('behind a certain one with all that belongs to it', () => {
    assert.equal(
      added(
        'job:\n    script:\n    - a\n      # of a\n    - b\n    # of when\n    when: manual\n',
        ['x:', '  y: z'],
        'script',
      ),
      'job:\n    script:\n    - a\n      # of a\n    - b\n    x:\n      y: z\n    # of when\n    when: manual\n',
    );
  });

  test('in a file that ends without a line break, or with others', () => {
    assert.equal(added('job:\n  script: x', ['when: manual']), 'job:\n  script: x\n  when: manual');
    assert.equal(added('job:\r\n  script: x\r\n', ['when: manual']), 'job:\r\n  script: x\r\n  when: manual\r\n');
  });

  test('behind a block scalar, whose kept blank lines stay its own', () => {
    assert.equal(
      added('job:\n  script: |\n    a\n\n\nx: 1\n', ['when: manual']),
      'job:\n  script: |\n    a\n  when: manual\n\n\nx: 1\n',
    );
    assert.equal(
      added('job:\n  script: |+\n    a\n\nx: 1\n', ['when: manual']),
      'job:\n  script: |+\n    a\n\n  when: manual\nx: 1\n',
    );
  });

  test('beside merge keys and anchors, which stay', () => {
    assert.equal(
      added('.a: &a {x: 1}\njob: &job # deploys\n  <<: *a\n', ['when: manual']),
      '.a: &a {x: 1}\njob: &job # deploys\n  <<: *a\n  when: manual\n',
    );
  });

  test('in a nested mapping, and at the root', () => {
    assert.equal(
      added('job:\n  environment:\n    name: p\n  script: x\n', ['action: stop'], undefined, 'job', 'environment'),
      'job:\n  environment:\n    name: p\n    action: stop\n  script: x\n',
    );
    const file = parse('ci.yml', 'a: 1\nb:\n  c: 2\n\n# end\n');
    assert.equal(apply(file, addEntry(map(file), undefined, ['d: 3'])), 'a: 1\nb:\n  c: 2\nd: 3\n\n# end\n');
  });

  for (const [name, text] of [
    ['a flow mapping', 'job: {script: x}\n'],
    ['an alias', '.a: &a\n  script: x\njob: *a\n'],
    ['a key that is there already', 'job:\n  when: always\n'],
    ['a text that goes on with less indentation', 'job:\n  script: "x\ny"\n'],
  ] as const) {
    test(`but not to ${name}`, () => assert.equal(added(text, ['when: manual']), undefined));
  }
});

describe('a value is replaced', () => {
  const replaced = (text: string, value: string): string | undefined => {
    const file = parse('ci.yml', text);
    const node = at(file.root, 'job', 'when');
    assert.ok(node);
    return apply(file, replaceValue(node, value));
  };

  test('where it stands, whatever its quotes, and with what stands behind it', () => {
    assert.equal(replaced("job:\n  when: 'always' # c\n", 'manual'), 'job:\n  when: manual # c\n');
    assert.equal(replaced('job: {when: [a, b], x: y}\n', 'c'), 'job: {when: c, x: y}\n');
    assert.equal(replaced('job:\n  when:\n  x: y\n', 'c'), 'job:\n  when: c\n  x: y\n');
  });

  test('but not one with an anchor, nor a block', () => {
    assert.equal(replaced('job:\n  when: &w always\n', 'manual'), undefined);
    assert.equal(replaced('job:\n  when: |\n    a\n', 'manual'), undefined);
    assert.equal(replaced('job:\n  when:\n    - a\n', 'manual'), undefined);
  });
});

describe('an item is added', () => {
  const withItem = (text: string, lines: readonly string[], where: 'first' | 'last'): string | undefined => {
    const file = parse('ci.yml', text);
    const node = at(file.root, 'job', 'rules');
    assert.equal(node?.kind, 'seq');
    return apply(file, addItem(node as SeqNode, lines, where));
  };

  test('first or last, in the style of the list', () => {
    const text = 'job:\n  rules:\n    # main\n    - if: $A\n      when: never\n    - when: always\n  x: y\n';
    assert.equal(
      withItem(text, ['if: $B', 'when: manual'], 'first'),
      'job:\n  rules:\n    # main\n    - if: $B\n      when: manual\n    - if: $A\n      when: never\n    - when: always\n  x: y\n',
    );
    assert.equal(
      withItem(text, ['if: $B', 'when: manual'], 'last'),
      'job:\n  rules:\n    # main\n    - if: $A\n      when: never\n    - when: always\n    - if: $B\n      when: manual\n  x: y\n',
    );
  });

  test('to a list at the indentation of its key', () => {
    assert.equal(withItem('job:\n  rules:\n  - a\n  x: y\n', ['b'], 'last'), 'job:\n  rules:\n  - a\n  - b\n  x: y\n');
  });

  test('to a list in brackets, if it needs no quotes there', () => {
    assert.equal(withItem('job: {rules: [a, b]}\n', ['c'], 'last'), 'job: {rules: [a, b, c]}\n');
    assert.equal(withItem('job: {rules: [ a ]}\n', ['"c"'], 'first'), 'job: {rules: ["c",  a ]}\n');
    assert.equal(withItem('job: {rules: []}\n', ['c'], 'last'), 'job: {rules: [c]}\n');
    assert.equal(withItem('job: {rules: [a]}\n', ['c: d'], 'last'), undefined);
    assert.equal(withItem('job: {rules: [a]}\n', ['c', 'd'], 'last'), undefined);
  });
});

describe('an entry is removed', () => {
  const removed = (text: string, name: string): string | undefined => {
    const file = parse('ci.yml', text);
    return apply(file, removeEntry(map(file, 'job'), entryAt(file.root, 'job')?.key, name));
  };

  test('with its lines', () => {
    assert.equal(removed('job:\n  rules:\n  - a\n  - b\n  # of x\n  x: y\n', 'rules'), 'job:\n  # of x\n  x: y\n');
    assert.equal(removed('job:\n  x: y\n  z: |\n    a\n', 'z'), 'job:\n  x: y\n');
  });

  test('but not the only one, nor one that stands elsewhere', () => {
    assert.equal(removed('job:\n  x: y\n', 'x'), undefined);
    assert.equal(removed('.a: &a {z: 1}\njob:\n  <<: *a\n  x: y\n', 'z'), undefined);
  });
});
