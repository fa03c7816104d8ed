/** What lies on disk where a CI file should: through the built command line, as a person would meet it. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { folderOf, run, scratch } from '../cli/run.ts';

const limit = { timeout: 300_000 };
const deploy = 'deploy:\n  script: ./deploy\n  environment: production\n';
const name = '.gitlab-ci.yml';

interface Report {
  readonly pipeline: {
    readonly problems: readonly { readonly message: string; readonly line: number; readonly column: number }[];
  };
}

/** A folder in which the CI file is these bytes. */
function folderWith(bytes: Uint8Array | string): string {
  const folder = scratch();
  writeFileSync(join(folder, name), bytes);
  return folder;
}

async function explained(folder: string) {
  const { code, out, err } = await run(['explain', '--format', 'json'], { cwd: folder });
  assert.notEqual(out, '', err);
  const { pipeline } = JSON.parse(out) as Report;
  return {
    code,
    problems: pipeline.problems.map(({ message, line, column }) => `${line}:${column} ${message}`),
  };
}

describe('no file at all', limit, () => {
  /** Every command that reads ends with 3 and says what is there instead. */
  async function unread(folder: string, message: RegExp) {
    for (const command of ['explain', 'lint', 'resolve']) {
      const { code, out, err } = await run([command], { cwd: folder });
      assert.deepEqual([code, out], [3, ''], err);
      assert.match(err, message);
    }
  }

  test('but a directory', () => {
    const folder = scratch();
    mkdirSync(join(folder, name));
    return unread(folder, /\.gitlab-ci\.yml in .* is a directory\. Name the CI file as PATH\./);
  });

  test('but one of thirty megabytes', () => {
    const folder = folderWith(deploy);
    truncateSync(join(folder, name), 30_000_000);
    return unread(folder, /\.gitlab-ci\.yml in .* is larger than 20 MB/);
  });

  const isRoot = process.getuid?.() === 0;
  test('but one that nobody may read', { skip: isRoot && 'nothing is closed to this user' }, () => {
    const folder = folderWith(deploy);
    chmodSync(join(folder, name), 0);
    return unread(folder, /\.gitlab-ci\.yml in .* cannot be read\. Check who may read it\./);
  });

  test('under the name of an include: it does not exist', async () => {
    const folder = folderOf({ [name]: `include: more.yml\n${deploy}` });
    mkdirSync(join(folder, 'more.yml'));
    const { code, out } = await run(['explain'], { cwd: folder });
    assert.equal(code, 3);
    assert.match(out, /^\.gitlab-ci\.yml:1:10: error: Local file `more\.yml` does not exist!/m);
  });
});

describe('a symbolic link', limit, () => {
  for (const [what, target] of [
    ['to itself', name],
    ['to nothing', 'gone.yml'],
    ['to a file', 'ci.yml'],
  ] as const) {
    test(`${what}: GitLab reads the path that it holds`, async () => {
      const folder = folderOf({ 'ci.yml': deploy });
      rmSync(join(folder, name), { force: true });
      symlinkSync(target, join(folder, name));
      const { code, problems } = await explained(folder);
      assert.equal(code, 3);
      assert.deepEqual(problems, [
        '1:1 Invalid configuration format',
        '1:1 This is a symbolic link. GitLab does not follow it: to GitLab the file holds the path that it leads to.',
      ]);
    });
  }

  test('as a directory on the way to an include: nothing lies behind it', async () => {
    const folder = folderOf({ [name]: `include: ci/more.yml\n${deploy}`, 'real/more.yml': '.x: {script: x}\n' });
    symlinkSync('real', join(folder, 'ci'));
    const { out } = await run(['explain'], { cwd: folder });
    assert.match(out, /Local file `ci\/more\.yml` does not exist!/);
  });
});

describe('bytes', limit, () => {
  for (const [what, bytes] of [
    ['UTF-16, low byte first', Buffer.from(`\ufeff${deploy}`, 'utf16le')],
    ['UTF-16, high byte first', Buffer.from(`\ufeff${deploy}`, 'utf16le').swap16()],
  ] as const) {
    test(`${what}: read, and told of`, async () => {
      const { code, problems } = await explained(folderWith(bytes));
      assert.equal(code, 0);
      assert.ok(
        problems.includes('1:1 The file is UTF-16. GitLab has to guess that: save it as UTF-8.'),
        problems.join('\n'),
      );
    });
  }

  test('that are no UTF-8: read, and told of where they stand', async () => {
    const { code, problems } = await explained(
      folderWith(Buffer.from(deploy.replace('./deploy', '"caf\u00e9"'), 'latin1')),
    );
    assert.equal(code, 0);
    assert.deepEqual(problems, [
      '2:15 The file is not UTF-8 from here on. GitLab has to guess what is meant: save it as UTF-8.',
    ]);
  });

  test('of UTF-8, U+FFFD among them: nothing to tell', async () => {
    const { problems } = await explained(folderWith(deploy.replace('./deploy', '"caf\u00e9 \ufffd \u{1f680}"')));
    assert.deepEqual(problems, []);
  });

  test('of a program', async () => {
    const bytes = Uint8Array.from({ length: 200_000 }, (_, n) => (n * n * 31 + (n >> 3)) % 256);
    const { code, problems } = await explained(folderWith(bytes));
    assert.equal(code, 3);
    assert.match(problems[0] ?? '', /^1:\d+ \(<unknown>\): control characters are not allowed/);
  });

  test('of nothing but NUL', async () => {
    const { code, problems } = await explained(folderWith(new Uint8Array(100_000)));
    assert.equal(code, 3);
    assert.match(problems[0] ?? '', /^1:1 \(<unknown>\): control characters are not allowed/);
  });
});

describe('five megabytes in the terminal', limit, () => {
  test('of comments and one job', async () => {
    const { code, out } = await run(['explain'], {
      cwd: folderWith(`${deploy}${`# ${'x'.repeat(60)}\n`.repeat(80_000)}`),
    });
    assert.equal(code, 0);
    assert.match(out, /^deploy to production: unknown/m);
  });

  test('of a bomb in a kilobyte', async () => {
    const levels = Array.from(
      { length: 30 },
      (_, n) => `.a${n + 1}: &a${n + 1} [${`*a${n}, `.repeat(9)}*a${n}]\n`,
    ).join('');
    const { code, out } = await run(['explain'], { cwd: folderWith(`.a0: &a0 [ha]\n${levels}${deploy}`) });
    assert.equal(code, 3);
    assert.match(out, /^\.gitlab-ci\.yml:1:1: error: The parsed YAML is too big/m);
  });
});
