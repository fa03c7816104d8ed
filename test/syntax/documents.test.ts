/** Files are cut into documents on their text, before YAML comes into it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { splitDocuments, splitEntries } from '../../server/src/syntax/documents.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import { plain } from './plain-values.ts';

function documents(text: string): readonly string[] {
  return splitDocuments(text).map(({ start, end }) => text.slice(start, end));
}

function entries(text: string): readonly string[] {
  return splitEntries(text).map(({ start, end }) => text.slice(start, end));
}

describe('documents', () => {
  test('are divided by three dashes and white space at the start of a line', () => {
    assert.deepEqual(documents('a: 1\n---\nb: 2\n'), ['a: 1\n', 'b: 2\n']);
    assert.deepEqual(documents('a: 1\n---b: 2\n'), ['a: 1\n---b: 2\n']);
    assert.deepEqual(documents('a: |\n  ---\n  x\n'), ['a: |\n  ---\n  x\n']);
  });

  test('are three at most: the last keeps the rest', () => {
    assert.deepEqual(documents('---\na\n---\nb\n---\nc\n'), ['', 'a\n', 'b\n---\nc\n']);
  });

  test('dashes at the very end divide nothing', () => {
    assert.deepEqual(documents('a: 1\n---'), ['a: 1\n---']);
  });
});

describe('which document counts', () => {
  for (const [name, yaml, header, root] of [
    ['the first one', 'a: 1\n---\nb: 2\n', undefined, { a: 1 }],
    ['the one behind a header', 'spec:\n---\nb: 2\n', { spec: null }, { b: 2 }],
    ['the last one, with a header', 'spec: {}\n---\na: 1\n---\nb: 2\n', { spec: {} }, { b: 2 }],
    ['the header itself, when nothing follows', 'spec: {}\n---\n# none\n', undefined, { spec: {} }],
    ['the first that is not blank', '# c\n---\na: 1\n', undefined, { a: 1 }],
    ['none of blank ones', '---\n{}\n---\n""\n', undefined, undefined],
  ] as const) {
    test(name, () => {
      const file = parse('ci.yml', yaml);
      assert.deepEqual([plain(file.header), plain(file.root)], [header, root]);
    });
  }

  test('an ignored document must still be a mapping', () => {
    const { problems } = parse('ci.yml', 'a: 1\n---\n- b\n');
    assert.deepEqual(
      problems.map((it) => it.gitlab),
      ['Invalid configuration format'],
    );
  });
});

describe('top-level entries', () => {
  test('start where a line can only begin a key', () => {
    assert.deepEqual(entries('# head\na:\n  b: 1\n\n# c\n".d": 2\n'), ['# head\na:\n  b: 1\n\n# c\n', '".d": 2\n']);
  });

  test('go on at column 0 with items, brackets, comments and blank lines', () => {
    assert.deepEqual(entries('a:\n- b\n# c\n- d\ne: [\n]\n'), ['a:\n- b\n# c\n- d\n', 'e: [\n]\n']);
  });

  for (const [name, text] of [
    ['an indented mapping', '  a: 1\n  b: 2\n'],
    ['a list', '- a\n- b\n'],
    ['a flow mapping', '{a: 1,\nb: 2}\n'],
    ['an explicit key', 'a: 1\n? b\n: c\n'],
    ['a directive', '%YAML 1.1\n---\na: 1\n'],
    ['the end of a document', 'a: 1\n...\nb: 2\n'],
    ['an anchor on the mapping', '&a\nb: 1\n'],
  ] as const) {
    test(`${name} is read as a whole`, () => assert.deepEqual(entries(text), []));
  }
});
