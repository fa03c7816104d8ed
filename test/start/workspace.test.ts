/** The copy of the example that a newcomer works in. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeWorkspace } from './workspace.ts';

test('the copy is a clean checkout of main whose remote is the project', (t) => {
  const remote = 'http://127.0.0.1:4567/acme/storefront.git';
  const { folder, remove } = makeWorkspace(join('test', 'example'), remote, 'storefront');
  t.after(remove);
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
  assert.equal(git('rev-parse', '--abbrev-ref', 'HEAD'), 'main');
  assert.equal(git('remote', 'get-url', 'origin'), remote);
  assert.equal(git('status', '--porcelain'), '');
  assert.match(readFileSync(join(folder, '.gitlab-ci.yml'), 'utf8'), /^include:/m);
});

test('nothing stays behind', () => {
  const { folder, remove } = makeWorkspace(join('test', 'example'), 'http://127.0.0.1:4567/a/b.git', 'storefront');
  assert.ok(existsSync(folder));
  remove();
  assert.ok(!existsSync(join(folder, '..')));
});
