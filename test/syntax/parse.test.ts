/** Reading keeps what did not change, loses nothing of a broken file, and stays within bounds. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { at, type Node } from '../../server/src/syntax/node.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import { place, position, type SourceFile } from '../../server/src/syntax/source.ts';
import { nodesOf, plain } from './plain-values.ts';

const yaml = `stages: [build, deploy]

.base: &base
  image: alpine
  tags:
  - linux

build:
  <<: *base
  script: |
    make
    make install

deploy:
  <<: *base
  script: [./deploy]
  environment: production
`;

function entry(file: SourceFile, name: string): Node | undefined {
  return at(file.root, name);
}

describe('after an edit', () => {
  test('entries whose text is the same are the same nodes, wherever they moved', () => {
    const before = parse('ci.yml', yaml);
    const after = parse('ci.yml', `# new\n\n${yaml.replace('make install', 'make all')}`, before);
    assert.equal(entry(after, 'deploy'), entry(before, 'deploy'));
    assert.equal(entry(after, '.base'), entry(before, '.base'));
    assert.notEqual(entry(after, 'build'), entry(before, 'build'));
    const node = entry(after, 'deploy');
    assert.ok(node);
    const { start } = place(after, node.span);
    assert.deepEqual(position(after, start), { line: 16, character: 2 });
  });

  test('entries that use an anchor follow it', () => {
    const before = parse('ci.yml', yaml);
    const after = parse('ci.yml', yaml.replace('alpine', 'debian'), before);
    assert.deepEqual(plain(at(after.root, 'deploy', 'image')), 'debian');
    assert.equal(entry(after, 'stages'), entry(before, 'stages'));
  });

  test('two entries of the same text have each their own place', () => {
    const text = 'a: 1\n\na: 1\n\n';
    const file = parse('ci.yml', text, parse('ci.yml', text));
    assert.deepEqual([...file.starts.values()], [0, 6]);
  });

  test('the tree is that of a cold read', () => {
    const words = ['a', 'b: ', '- ', '\n', '\n  ', '"', "'", '[', '}', ': ', '# x', '&n ', '*n', '\r\n', '<<: *base'];
    const edit = fc.record({
      at: fc.nat(),
      remove: fc.nat(6),
      insert: fc.array(fc.constantFrom(...words), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 5 }), (edits) => {
        let text = yaml;
        let file = parse('ci.yml', text);
        for (const { at: offset, remove, insert } of edits) {
          const start = offset % (text.length + 1);
          text = text.slice(0, start) + insert.join('') + text.slice(start + remove);
          file = parse('ci.yml', text, file);
          const cold = parse('ci.yml', text);
          assert.deepEqual(plain(file.root), plain(cold.root));
          assert.deepEqual(places(file), places(cold));
        }
      }),
      { numRuns: 200 },
    );
  });
});

function places(file: SourceFile): readonly unknown[] {
  const nodes = [...nodesOf(file.root)].map(({ span }) => place(file, span));
  return [...nodes, ...file.problems.map(({ gitlab, message, span }) => [gitlab, message, place(file, span)])];
}

function assertSpansInside(file: SourceFile): void {
  for (const { span } of [...nodesOf(file.root), ...nodesOf(file.header), ...file.problems]) {
    const base = file.starts.get(span.piece);
    assert.ok(base !== undefined, 'the piece belongs to the file');
    assert.ok(span.start >= 0 && span.start <= span.end && span.end <= span.piece.text.length);
    assert.equal(file.text.slice(base, base + span.piece.text.length), span.piece.text);
  }
}

describe('a broken file', () => {
  test('keeps the entries before and behind the error, and what can be made out in between', () => {
    const file = parse('ci.yml', 'a:\n  script: x\nb:\n  script: [y\n  when: manual\nc:\n  script: z\n');
    assert.deepEqual(plain(at(file.root, 'a')), { script: 'x' });
    assert.deepEqual(plain(at(file.root, 'c')), { script: 'z' });
    assert.ok(at(file.root, 'b'));
    assert.match(
      file.problems[0]?.gitlab ?? '',
      /^\(<unknown>\): did not find expected ',' or ']'.* at line 4 column 11$/,
    );
  });

  test('has the line of the whole document in its message', () => {
    const file = parse('ci.yml', 'a: 1\n\nb:\n  c: d: e\n');
    assert.equal(
      file.problems[0]?.gitlab,
      '(<unknown>): mapping values are not allowed in this context at line 4 column 7',
    );
    assert.deepEqual(plain(at(file.root, 'a')), 1);
  });

  test('read up to any character does not throw, and every span lies in its piece', () => {
    for (let n = 0; n <= yaml.length; n++) assertSpansInside(parse('ci.yml', yaml.slice(0, n)));
  });

  test('of any kind does not throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => assertSpansInside(parse('ci.yml', text))),
      { numRuns: 500 },
    );
  });
});

describe('within bounds', () => {
  test('a bomb of aliases is refused', () => {
    const levels = Array.from(
      { length: 30 },
      (_, n) => `l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`).join(', ')}]`,
    );
    const file = parse('ci.yml', ['l0: &l0 [x]', ...levels].join('\n'));
    assert.ok(file.problems.some((it) => it.gitlab === 'The parsed YAML is too big'));
  });

  test('a hundred levels are read, one more is not', () => {
    const nested = (depth: number): string => `a: ${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}\n`;
    assert.deepEqual(parse('ci.yml', nested(100)).problems, []);
    assert.deepEqual(
      parse('ci.yml', nested(101)).problems.map((it) => it.gitlab),
      ['The parsed YAML is too big'],
    );
    assert.deepEqual(
      parse('ci.yml', nested(100_000)).problems.map((it) => it.gitlab),
      ['The parsed YAML is too big'],
    );
  });

  test('10,000 jobs are read', () => {
    const jobs = Array.from({ length: 10_000 }, (_, n) => `job${n}: {script: x}\n`).join('');
    const { root } = parse('ci.yml', jobs);
    assert.equal(root?.kind === 'map' && root.entries.size, 10_000);
  });

  test('5 MB are read, and are too big for GitLab', () => {
    const jobs = Array.from({ length: 50_000 }, (_, n) => `job${n}:\n  script:\n    - ${'x'.repeat(80)}\n`).join('');
    const file = parse('ci.yml', jobs);
    assert.ok(file.text.length > 5_000_000);
    assert.equal(file.problems[0]?.gitlab, 'The parsed YAML is too big');
    assert.ok(at(file.root, 'job49999'));
  });
});

describe('lines', () => {
  test('end with any of the usual breaks', () => {
    assert.deepEqual(parse('ci.yml', 'a: 1\r\nb: 2\n\rc').lines, [0, 6, 11, 12]);
  });
});
