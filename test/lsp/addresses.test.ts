/** Places and addresses: files of this machine, and of file systems that only the editor can reach. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import {
  folderOf,
  folderUri,
  holds,
  isVirtual,
  nameOf,
  pathIn,
  placeOf,
  uriIn,
} from '../../server/src/lsp/addresses.ts';
import * as ours from '../../server/src/lsp/posix-paths.ts';

describe('a place of a file system of the editor', () => {
  const root = 'vscode-vfs://github/acme/shop';

  test('is its address with the letters as they are', () => {
    assert.equal(placeOf('vscode-vfs://github/acme/shop/ci%20cd/a.yml'), `${root}/ci cd/a.yml`);
    assert.equal(placeOf('vscode-test-web://mount/'), 'vscode-test-web://mount');
    assert.equal(placeOf('memfs:/shop/a.yml'), 'memfs:/shop/a.yml');
    assert.equal(placeOf('file:///home/dana/a.yml'), '/home/dana/a.yml');
  });

  test('is none for what lies in no folder', () => {
    for (const uri of [
      'untitled:Untitled-1',
      'untitled:/home/dana/a.yml',
      'git:/a.yml?HEAD',
      'vscode-vfs://github/%zz',
    ]) {
      assert.equal(placeOf(uri), undefined, uri);
    }
  });

  test('is told from a path, also from one of Windows', () => {
    assert.ok(isVirtual(root));
    assert.ok(isVirtual('memfs:'));
    assert.ok(!isVirtual('/home/dana'));
    assert.ok(!isVirtual('C:\\dana'));
  });

  test('has folders above it as far as its authority', () => {
    assert.equal(folderOf(`${root}/.gitlab-ci.yml`), root);
    assert.equal(folderOf('vscode-test-web://mount/a.yml'), 'vscode-test-web://mount');
    assert.equal(folderOf('vscode-test-web://mount'), 'vscode-test-web://mount');
    assert.equal(folderOf('memfs:/a.yml'), 'memfs:');
  });

  test('is named by the path below its folder, and leads back to its address', () => {
    assert.equal(pathIn(root, `${root}/ci cd/a.yml`), 'ci cd/a.yml');
    assert.equal(pathIn(root, root), '');
    assert.equal(uriIn(root, 'ci cd/a.yml'), 'vscode-vfs://github/acme/shop/ci%20cd/a.yml');
    assert.equal(uriIn('vscode-test-web://mount', '.gitlab-ci.yml'), 'vscode-test-web://mount/.gitlab-ci.yml');
    assert.equal(uriIn('memfs:', 'a.yml'), 'memfs:/a.yml');
    assert.equal(folderUri(root), root);
    assert.equal(nameOf(root), 'shop');
  });

  test('is not held by a folder whose name only begins so', () => {
    assert.ok(holds(root, `${root}/a.yml`));
    assert.ok(!holds(root, `${root}-old/a.yml`));
    assert.ok(!holds('/app', '/apples/a.yml'));
  });
});

describe('what stands for node:path and node:url in a browser', () => {
  const paths = ['/a/b/c.yml', '/a', '/', '/a/b/', 'a/b', 'a'];

  test('says the same as they do', () => {
    for (const it of paths) {
      assert.equal(ours.dirname(it), path.posix.dirname(it), it);
      assert.equal(ours.basename(it), path.posix.basename(it), it);
      assert.equal(ours.isAbsolute(it), path.posix.isAbsolute(it), it);
      assert.equal(ours.join('/x', it), path.posix.join('/x', it).replace(/(.)\/$/, '$1'), it);
    }
    for (const [from, to] of [
      ['/a/b', '/a/b/c/d'],
      ['/a/b', '/a/x'],
      ['/a', '/a'],
      ['/', '/a'],
    ] as const) {
      assert.equal(ours.relative(from, to), path.posix.relative(from, to), `${from} ${to}`);
    }
    assert.equal(ours.join('/x', '../../y', './z'), path.posix.join('/x', '../../y', './z'));
    assert.equal(ours.join(), '.');
  });

  test('turns paths into addresses and back', () => {
    assert.equal(ours.pathToFileURL('/a b/ü#?.yml').href, 'file:///a%20b/%C3%BC%23%3F.yml');
    assert.equal(ours.fileURLToPath('file:///a%20b/%C3%BC%23%3F.yml'), '/a b/ü#?.yml');
    assert.throws(() => ours.fileURLToPath('file://host/a'));
    assert.throws(() => ours.fileURLToPath('file:///a%2Fb'));
  });
});
