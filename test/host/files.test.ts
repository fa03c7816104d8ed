/** The checkout is read as git has it, and nothing outside of it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { checkoutReader, FileStore, parseMapping } from '../../server/src/host/files.ts';

const directory = mkdtempSync(join(tmpdir(), 'deploy-gates-files-'));
after(() => rmSync(directory, { recursive: true, force: true }));

function write(path: string, text: string): string {
  const file = join(directory, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const root = join(directory, 'app');
write('app/.gitlab-ci.yml', 'x: 1\n');
write('app/ci/a.yml', 'a: 1\n');
write('app/sub/.git', 'gitdir: elsewhere\n');
write('app/sub/s.yml', 's: 1\n');
write('secret.yml', 'secret: 1\n');
symlinkSync('../secret.yml', join(root, 'link.yml'));
symlinkSync('..', join(root, 'up'));

function textOf(path: string, options = {}): string | undefined {
  const found = checkoutReader(root, options).find({ kind: 'file', path });
  return found.kind === 'file' ? found.file.text : found.kind;
}

describe('a file of the checkout', () => {
  test('is read', () => {
    assert.equal(textOf('ci/a.yml'), 'a: 1\n');
    assert.equal(textOf('gone.yml'), 'absent');
    assert.equal(textOf('ci'), 'absent');
  });

  test('is never one outside', () => {
    for (const path of ['../secret.yml', 'ci/../../secret.yml', '/etc/passwd', 'up/secret.yml', './ci/a.yml', 'a\0b']) {
      assert.equal(textOf(path), 'absent', path);
    }
  });

  test('that is a symbolic link holds where it points to, as in git', () => {
    assert.equal(textOf('link.yml'), '../secret.yml');
  });

  test('of a submodule is none of its own', () => {
    assert.equal(textOf('sub/s.yml'), 'absent');
  });

  test('is parsed again only when it has changed', () => {
    const store = new FileStore();
    const read = () => checkoutReader(root, { store }).find({ kind: 'file', path: 'b.yml' });
    const file = write('app/b.yml', 'b: 1\n');
    const first = read();
    assert.equal(read(), first);
    writeFileSync(file, 'b: 2\n');
    utimesSync(file, new Date(), new Date(Date.now() + 5000));
    const second = read();
    assert.equal(second.kind === 'file' && second.file.text, 'b: 2\n');
  });
});

describe('the list of files', () => {
  test('is in tree order', () => {
    const list = checkoutReader(root).list(undefined);
    assert.deepEqual(Array.isArray(list) && list.filter((it) => !it.startsWith('sub')), [
      '.gitlab-ci.yml',
      'b.yml',
      'ci/a.yml',
      'link.yml',
      'up',
    ]);
  });

  test('in a repository leaves out what git ignores, and what is gone', () => {
    const repository = join(directory, 'repository');
    for (const [path, text] of [
      ['.gitignore', 'out/\n'],
      ['out/x.yml', ''],
      ['a.yml', ''],
      ['gone.yml', ''],
    ] as const) {
      write(`repository/${path}`, text);
    }
    execFileSync('git', ['init', '-q'], { cwd: repository });
    execFileSync('git', ['add', 'gone.yml'], { cwd: repository });
    rmSync(join(repository, 'gone.yml'));
    assert.deepEqual(checkoutReader(repository).list(undefined), ['.gitignore', 'a.yml']);
  });
});

describe('what stands elsewhere on disk', () => {
  write('templates/Jobs/Build.gitlab-ci.yml', 't: 1\n');
  write('templates/Security/SAST.gitlab-ci.yml', 't: 2\n');
  write('lib/templates/deploy.yml', 'c: 1\n');
  write('lib/templates/test/template.yml', 'c: 2\n');
  write('lib/p.yml', 'p: 1\n');
  const map = [
    `template=${join(directory, 'templates')}`,
    `project:Group/Lib=${join(directory, 'lib')}`,
    `component:example.com/group/parts=${join(directory, 'lib')}`,
    `remote:https://example.com/x.yml?a=b=${join(directory, 'lib/p.yml')}`,
  ];
  const reader = checkoutReader(root, { map });
  const read = (location: Parameters<typeof reader.find>[0]): string => {
    const found = reader.find(location);
    return found.kind === 'file' ? found.file.text : found.kind;
  };

  test('templates, also under their categories', () => {
    assert.equal(read({ kind: 'template', name: 'Jobs/Build.gitlab-ci.yml' }), 't: 1\n');
    assert.equal(read({ kind: 'template', name: 'SAST.gitlab-ci.yml' }), 't: 2\n');
    assert.equal(read({ kind: 'template', name: 'No.gitlab-ci.yml' }), 'absent');
  });

  test('projects, components and remote files', () => {
    assert.equal(read({ kind: 'file', path: 'p.yml', project: { path: 'group/lib', ref: 'v1' } }), 'p: 1\n');
    assert.equal(read({ kind: 'file', path: 'p.yml', project: { path: 'group/other' } }), 'unresolved');
    assert.equal(read({ kind: 'component', address: 'example.com/group/parts/deploy@1.0' }), 'c: 1\n');
    assert.equal(read({ kind: 'component', address: 'example.com/group/parts/test@~latest' }), 'c: 2\n');
    assert.equal(read({ kind: 'component', address: 'example.com/group/parts/none@1' }), 'absent');
    assert.equal(read({ kind: 'component', address: 'example.com/group/others/deploy@1' }), 'unresolved');
    assert.equal(read({ kind: 'remote', url: 'https://example.com/x.yml?a=b' }), 'p: 1\n');
    assert.equal(read({ kind: 'remote', url: 'https://example.com/y.yml' }), 'unresolved');
  });

  test('anything else is no mapping', () => {
    assert.equal(parseMapping('project=x'), undefined);
    assert.equal(parseMapping('template'), undefined);
    assert.equal(parseMapping('template='), undefined);
  });
});
