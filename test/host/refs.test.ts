/** Branches and tags of a real repository. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gitWith } from '../../server/src/host/git.ts';
import { refsOf } from '../../server/src/host/refs.ts';

const signal = new AbortController().signal;

test('branches of the checkout and of its remotes, the latest first, each once; and tags', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'deploy-gates-refs-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  let day = 1;
  const git = (...args: readonly string[]) => {
    const date = `2026-01-0${day}T12:00:00Z`;
    const who = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    execFileSync('git', ['-C', folder, '-c', 'user.name=d', '-c', 'user.email=d@d', ...args], {
      env: { ...process.env, ...who, GIT_CONFIG_GLOBAL: '/dev/null' },
      stdio: 'ignore',
    });
  };
  git('init', '-b', 'main');
  git('commit', '--allow-empty', '-m', 'one');
  git('tag', 'v1.0');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  day = 2;
  git('checkout', '-b', 'feature/login');
  git('commit', '--allow-empty', '-m', 'two');
  day = 3;
  git('commit', '--allow-empty', '-m', 'three');
  git('update-ref', 'refs/remotes/origin/release/2.0', 'HEAD');
  git('reset', '--hard', 'HEAD~1');
  git('tag', 'v2.0');

  assert.deepEqual(await refsOf(gitWith(process.env), folder, signal), {
    branches: ['release/2.0', 'feature/login', 'main'],
    tags: ['v2.0', 'v1.0'],
  });
});

test('a folder without a repository has none', async () => {
  assert.deepEqual(await refsOf(async () => ({ kind: 'refused', message: 'no' }), '/', signal), {
    branches: [],
    tags: [],
  });
});
