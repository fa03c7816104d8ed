import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { type Checkout, discover, type Wishes } from '../../server/src/host/discover.ts';
import { gitWith } from '../../server/src/host/git.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'deploy-gates-')));
after(() => rmSync(folder, { recursive: true }));

const clean = {
  PATH: process.env['PATH'],
  HOME: folder,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CEILING_DIRECTORIES: folder,
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};
const never = new AbortController().signal;

let made = 0;

/** A repository on `main` after these git commands. */
function repository(...commands: readonly string[]): string {
  const root = join(folder, `r${++made}`);
  mkdirSync(root);
  for (const command of ['init -q -b main', ...commands]) git(root, command);
  return root;
}

function git(root: string, command: string): void {
  execFileSync('git', command.split(' '), { cwd: root, env: clean, stdio: 'pipe' });
}

function look(directory: string, wishes: Partial<Wishes> = {}): Promise<Checkout> {
  const aliasOf = wishes.aliasOf ?? (() => Promise.resolve(undefined));
  return discover(directory, { env: clean, git: gitWith(clean), ...wishes, aliasOf }, never);
}

describe('the project', () => {
  test('from the remote', async () => {
    const root = repository('remote add origin git@gitlab.com:acme/shop.git');
    assert.deepEqual(await look(root), {
      root,
      head: { kind: 'branch', name: 'main' },
      remote: 'origin',
      instance: 'https://gitlab.com',
      project: 'acme/shop',
      certain: true,
    });
  });

  test('from a folder deep inside', async () => {
    const root = repository('remote add origin git@gitlab.com:acme/shop.git');
    mkdirSync(join(root, 'a', 'b'), { recursive: true });
    assert.equal((await look(join(root, 'a', 'b'))).root, root);
  });

  test('upstream comes before origin, and gitlab between them', async () => {
    const root = repository(
      'remote add origin https://gitlab.com/me/shop',
      'remote add gitlab https://gitlab.com/x/shop',
    );
    assert.equal((await look(root)).project, 'x/shop');
    git(root, 'remote add upstream https://gitlab.com/acme/shop');
    assert.equal((await look(root)).project, 'acme/shop');
  });

  test('a remote on a known instance comes before one that is a guess', async () => {
    const root = repository(
      'remote add upstream https://github.com/acme/shop',
      'remote add origin https://gitlab.com/a/b',
    );
    assert.deepEqual([(await look(root)).remote, (await look(root)).project], ['origin', 'a/b']);
  });

  test('a host that nobody knows is a guess', async () => {
    const { certain, instance } = await look(repository('remote add origin git@git.example.org:a/b.git'));
    assert.deepEqual([certain, instance], [false, 'https://git.example.org']);
  });

  test('insteadOf is applied', async () => {
    const root = repository('remote add origin corp:a/b', 'config url.git@gitlab.com:.insteadOf corp:');
    assert.equal((await look(root)).instance, 'https://gitlab.com');
  });

  test('an alias of the ssh configuration is looked up', async () => {
    const aliasOf = (host: string) => Promise.resolve(host === 'work' ? 'gitlab.com' : undefined);
    const { instance, certain } = await look(repository('remote add origin work:a/b.git'), { aliasOf });
    assert.deepEqual([instance, certain], ['https://gitlab.com', true]);
  });
});

describe('what is asked for comes first', () => {
  test('a project', async () => {
    const root = repository('remote add origin https://gitlab.com/a/b');
    assert.equal((await look(root, { project: '42' })).project, '42');
  });

  test('an instance chooses among the remotes', async () => {
    const root = repository(
      'remote add upstream https://gitlab.com/a/b',
      'remote add origin https://gl.example.com/c/d',
    );
    const { instance, project } = await look(root, { instance: 'gl.example.com' });
    assert.deepEqual([instance, project], ['https://gl.example.com', 'c/d']);
  });

  test('an instance stands for an ssh host that nobody knows', async () => {
    const root = repository('remote add origin git@ssh.example.com:a/b.git');
    const { instance, project, certain } = await look(root, { instance: 'https://web.example.com/gitlab/' });
    assert.deepEqual([instance, project, certain], ['https://web.example.com/gitlab', 'a/b', true]);
  });

  test("but a project of another instance is not the instance's", async () => {
    const root = repository('remote add origin https://gitlab.com/a/b');
    const { project, reason } = await look(root, { instance: 'https://gl.example.com' });
    assert.deepEqual([project, reason], [undefined, 'no remote of the repository is on a server']);
  });

  test('GITLAB_HOST makes a host known', async () => {
    const env = { ...clean, GITLAB_HOST: 'git.example.org' };
    assert.equal((await look(repository('remote add origin git@git.example.org:a/b.git'), { env })).certain, true);
  });

  test('in a pipeline GitLab says it', async () => {
    const env = { ...clean, GITLAB_CI: 'true', CI_SERVER_URL: 'https://gl.example.com:8443', CI_PROJECT_PATH: 'a/b' };
    const { instance, project, certain } = await look(repository(), { env });
    assert.deepEqual([instance, project, certain], ['https://gl.example.com:8443', 'a/b', true]);
  });
});

describe('the ref', () => {
  test('a branch without a commit', async () => {
    assert.deepEqual((await look(repository())).head, { kind: 'branch', name: 'main' });
  });

  test('a branch with slashes', async () => {
    const root = repository('commit -q --allow-empty -m x', 'checkout -q -b feature/one');
    assert.deepEqual((await look(root)).head, { kind: 'branch', name: 'feature/one' });
  });

  test('a tag', async () => {
    const root = repository('commit -q --allow-empty -m x', 'tag v1', 'checkout -q v1');
    assert.deepEqual((await look(root)).head, { kind: 'tag', name: 'v1' });
  });

  test('a commit', async () => {
    const root = repository('commit -q --allow-empty -m x', 'checkout -q --detach');
    const { head } = await look(root);
    assert.ok(head?.kind === 'detached' && /^[0-9a-f]{40}$/.test(head.sha ?? ''));
  });

  test('the default branch, where a clone has set it', async () => {
    const root = repository('remote add origin https://gitlab.com/a/b', 'commit -q --allow-empty -m x');
    assert.equal((await look(root)).defaultBranch, undefined);
    git(root, 'update-ref refs/remotes/origin/trunk/one HEAD');
    git(root, 'symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/trunk/one');
    assert.equal((await look(root)).defaultBranch, 'trunk/one');
  });
});

describe('calm without', () => {
  test('a repository', async () => {
    const plain = join(folder, 'plain');
    mkdirSync(plain);
    writeFileSync(join(plain, '.gitlab-ci.yml'), '');
    assert.deepEqual(await look(plain), { certain: false, reason: `${plain} is not in a git repository` });
  });

  test('git', async () => {
    assert.equal((await look(folder, { git: gitWith({ PATH: folder }) })).reason, 'git is not installed');
  });

  test('a remote', async () => {
    assert.equal((await look(repository())).reason, 'the repository has no remote');
  });

  test('a remote on a server', async () => {
    const { reason, project } = await look(repository('remote add origin ../other'));
    assert.deepEqual([reason, project], ['no remote of the repository is on a server', undefined]);
  });

  test('but what was asked for stands', async () => {
    const checkout = await look(folder, { instance: 'https://gitlab.com', project: 'a/b' });
    assert.deepEqual(checkout, { instance: 'https://gitlab.com', project: 'a/b', certain: true });
  });
});
