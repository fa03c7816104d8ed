/** A copy of a folder in a git repository of its own, whose remote is a project of some GitLab. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Workspace {
  readonly folder: string;
  remove(): void;
}

/**
 * Copies `from` into a new folder `name` and commits it on `main`.
 * @param remote the URL of `origin`.
 */
export function makeWorkspace(from: string, remote: string, name: string): Workspace {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'deploy-gates-example-')));
  const folder = join(scratch, name);
  process.once('exit', remove);
  cpSync(from, folder, { recursive: true });
  const git = (...args: readonly string[]) =>
    execFileSync('git', [...quiet, ...args], {
      cwd: folder,
      env: surroundings(),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  git('init', '--quiet');
  // Gits before 2.28 do not know `init --initial-branch`.
  git('symbolic-ref', 'HEAD', 'refs/heads/main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'The storefront');
  git('remote', 'add', 'origin', remote);
  // As a clone would have it: the default branch is known without asking anybody.
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  return { folder, remove };

  function remove(): void {
    process.removeListener('exit', remove);
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** Whatever the user has set up for his own commits: signing, hooks, a name. */
const quiet = [
  ['user.name', 'Example'],
  ['user.email', 'example@acme.example'],
  ['commit.gpgSign', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['core.autocrlf', 'false'],
].flatMap(([key, value]) => ['-c', `${key}=${value}`]);

/** Inside a git hook GIT_DIR points to another repository. */
function surroundings(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
}
