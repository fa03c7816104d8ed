/** Characters that do not belong there: what GitLab reads is read, what it refuses is told at its place. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { place, position } from '../../server/src/syntax/source.ts';
import { deploy, entry, judged } from './judged.ts';

const passes = { errors: [], verdicts: { deploy: 'pass' } };

function outcome(text: string) {
  const { errors, verdicts } = judged(text);
  return { errors, verdicts };
}

describe('is read', () => {
  for (const [name, text] of [
    ['with CRLF', deploy.replaceAll('\n', '\r\n')],
    ['with lone CR', deploy.replaceAll('\n', '\r')],
    ['with CR, LF and CRLF', 'deploy:\r  script: ./deploy\n  environment: production\r\n'],
    ['with NEL, which ends a line for GitLab', deploy.replaceAll('\n', '\u0085')],
    ['with U+2028, which does as well', deploy.replaceAll('\n', '\u2028')],
    ['with U+2028 inside a text', 'deploy:\n  script: "a\u2028b"\n  environment: production\n'],
    ['with tabs behind values', 'deploy:\n  script:\t./deploy\t\n  environment:\tproduction\t\n'],
    ['with a byte order mark before a comment', `\ufeff# a comment\n${deploy}`],
    ['without a line break at the end', deploy.trimEnd()],
    ['with trailing spaces and empty lines', `\n \n${deploy.replaceAll('\n', '   \n\n')}`],
    ['with characters beyond the BMP', `# \u{1f680}\n${deploy.replace('./deploy', '"echo \u{1f680}"')}`],
    ['with U+FFFD', deploy.replace('./deploy', 'a\ufffdb')],
  ] as const) {
    test(name, () => assert.deepEqual(outcome(text), passes));
  }

  test('with a byte order mark before a key: only the first key counts', () => {
    const { verdicts, analysis } = judged(`\ufeff${deploy}other:\n  script: x\n`);
    assert.deepEqual([verdicts, analysis.pipeline.jobs.map((it) => it.name)], [{ deploy: 'pass' }, ['deploy']]);
    assert.match(analysis.pipeline.config.hints[0]?.message ?? '', /Save the file as UTF-8 without BOM/);
  });
});

describe('is refused', () => {
  for (const [name, text, error, message] of [
    [
      'NUL',
      deploy.replace('./deploy', 'a\0b'),
      ':2:12 (<unknown>): control characters are not allowed at line 1 column 1',
      /U\+0000/,
    ],
    [
      'an escape character',
      deploy.replace('./deploy', 'a\u001b[0m'),
      ':2:12 (<unknown>): control characters are not allowed at line 1 column 1',
      /U\+001B/,
    ],
    [
      'half a surrogate pair',
      deploy.replace('./deploy', 'a\ud800b'),
      ':2:12 (<unknown>): invalid Unicode character at line 1 column 1',
      /U\+D800/,
    ],
    [
      'indentation by tabs',
      deploy.replaceAll('  ', '\t'),
      ':2:1 (<unknown>): found character that cannot start any token while scanning for the next token at line 2 column 1',
      /Indent with spaces instead of tabs/,
    ],
    ['nothing', '', ':1:1 Please provide content of .gitlab-ci.yml', /empty/],
    ['white space', ' \n\t\n', ':1:1 Please provide content of .gitlab-ci.yml', /empty/],
    ['comments', '# a\n# b\n', ':1:1 jobs config should contain at least one visible job', /Add one/],
    ['document marks', '---\n---\n---\n', ':1:1 jobs config should contain at least one visible job', /Add one/],
    ['one word', 'deploy\n', ':1:1 Invalid configuration format', /GitLab expects keys here/],
    ['a list', '- deploy\n', ':1:1 Invalid configuration format', /GitLab expects keys here/],
    [
      'a quote that nothing closes',
      `a: "\n${deploy}`,
      ':5:1 (<unknown>): found unexpected end of stream while scanning a quoted scalar at line 1 column 4',
      /A quote is not closed/,
    ],
  ] as const) {
    test(name, () => {
      const { errors, messages } = judged(text);
      assert.deepEqual(errors.slice(0, 1), [`${entry}${error}`]);
      assert.match(messages[0] ?? '', message);
    });
  }
});

test('places count UTF-16 units behind characters beyond the BMP', () => {
  const { analysis } = judged('# \u{1f680}\u{1f680}\n"\u{1f680} deploy": {script: x, environment: "qa\u{1f680}"}\n');
  const [error] = analysis.pipeline.errors;
  const file = analysis.pipeline.config.files.get(entry);
  assert.ok(error && file);
  const { start, end } = place(file, error.span);
  assert.match(error.gitlab, /environment name can contain only letters/);
  assert.deepEqual([file.text.slice(start, end), position(file, start)], ['environment', { line: 1, character: 25 }]);
});

test('a key of a megabyte: GitLab reads no key of more than 1024 characters', () => {
  const { errors } = judged(`${'x'.repeat(1 << 20)}:\n  script: x\n`);
  assert.equal(
    errors[0],
    `${entry}:1:1048577 (<unknown>): mapping values are not allowed in this context at line 1 column 1048577`,
  );
});
