/** Finds out what a checkout is: instance and project from its remotes, the ref that is checked out, the default branch. */
import { execFile } from 'node:child_process';
import { t } from '@vscode/l10n';
import { baseOf } from './account.ts';
import { type Env, variable } from './environment.ts';
import type { Git, GitAnswer } from './git.ts';
import { type Instance, parseRemote, type RemoteProject, sshHostOf } from './remote.ts';

export interface Wishes {
  /** `--gitlab-url`, or the editor's setting. */
  readonly instance?: string;
  /** `--project`: a path, or a number. */
  readonly project?: string;
  /** Instances that are known otherwise: of accounts, of glab. */
  readonly instances?: readonly (string | Instance)[];
  readonly env: Env;
  readonly git: Git;
  /** The host behind an alias of the ssh configuration. Default: asks `ssh -G`. */
  readonly aliasOf?: (host: string, signal: AbortSignal) => Promise<string | undefined>;
}

export interface Checkout {
  /** The folder that holds `.git`; absent where there is no repository, or no git. */
  readonly root?: string;
  readonly head?: Head;
  /** As the remote tells. */
  readonly defaultBranch?: string;
  /** The remote that instance and project were taken from. */
  readonly remote?: string;
  /** Absent where it is not known; `reason` then says why. */
  readonly instance?: string;
  /** Path or number. */
  readonly project?: string;
  /** Whether the instance is one that is known, and not guessed from a host's name. */
  readonly certain: boolean;
  /** A sentence for people, where instance or project could not be found. */
  readonly reason?: string;
}

/** What is checked out. Detached at a commit that has a tag, it is that tag. */
export type Head =
  | { readonly kind: 'branch'; readonly name: string }
  | { readonly kind: 'tag'; readonly name: string }
  | { readonly kind: 'detached'; readonly sha?: string };

/** Never fails for what the checkout is or is not. @throws Fault `cancelled` */
export async function discover(directory: string, wishes: Wishes, signal: AbortSignal): Promise<Checkout> {
  const { git } = wishes;
  const top = await git(directory, ['rev-parse', '--show-toplevel'], signal);
  if (top.kind !== 'text') {
    return chosen(wishes, undefined, noRepository(top, directory));
  }
  const root = top.text;
  const remotes = await ranked(git, root, signal);
  const found = await projectOf(root, remotes, wishes, signal);
  const head = await headOf(git, root, signal);
  const defaultBranch = await defaultBranchOf(git, root, found?.remote ?? remotes[0], signal);
  const reason = remotes.length === 0 ? t`the repository has no remote` : t`no remote of the repository is on a server`;
  return { root, head, ...(defaultBranch !== undefined && { defaultBranch }), ...chosen(wishes, found, reason) };
}

function noRepository(answer: GitAnswer, directory: string): string {
  if (answer.kind === 'absent') return t`git is not installed`;
  const isForeign = answer.kind === 'refused' && answer.message.includes('dubious ownership');
  return isForeign
    ? t`git does not read ${directory}, which belongs to another user (\`safe.directory\`)`
    : t`${directory} is not in a git repository`;
}

/** What was asked for comes before what was found; in a pipeline GitLab's own variables come before the remote. */
function chosen(wishes: Wishes, found: Found | undefined, reason: string): Checkout {
  const { instance, certain } = instanceOf(wishes, found);
  // An instance that was named stands for a remote whose instance is a guess: ssh may have a host of its own.
  const own = found && (found.base === instance || !found.certain) ? found.path : undefined;
  const project = wishes.project ?? own ?? jobOf(wishes.env)?.project;
  return {
    ...(found && { remote: found.remote }),
    ...(instance !== undefined && { instance }),
    ...(project !== undefined && { project }),
    certain,
    ...((instance === undefined || project === undefined) && { reason }),
  };
}

interface Found extends RemoteProject {
  readonly remote: string;
}

function instanceOf({ instance, env }: Wishes, found: Found | undefined): { instance?: string; certain: boolean } {
  const named = (instance === undefined ? undefined : baseOf(instance)) ?? jobOf(env)?.instance;
  if (named !== undefined) return { instance: named, certain: true };
  if (found) return { instance: found.base, certain: found.certain };
  const host = baseOf(variable(env, 'GITLAB_HOST') ?? '');
  return { ...(host !== undefined && { instance: host }), certain: host !== undefined };
}

/** In a pipeline. */
function jobOf(env: Env): { instance?: string | undefined; project?: string | undefined } | undefined {
  if (variable(env, 'GITLAB_CI') === undefined) return undefined;
  return { instance: baseOf(variable(env, 'CI_SERVER_URL') ?? ''), project: variable(env, 'CI_PROJECT_PATH') };
}

/** Remotes in glab's order: `upstream`, `gitlab`, `origin`, then the others. */
async function ranked(git: Git, root: string, signal: AbortSignal): Promise<readonly string[]> {
  const list = await git(root, ['remote'], signal);
  const names = list.kind === 'text' ? list.text.split(/\r?\n/).filter((it) => it !== '') : [];
  const first = ['upstream', 'gitlab', 'origin'];
  const rank = (name: string) => (first.includes(name) ? first.indexOf(name) : first.length);
  return names.toSorted((a, b) => rank(a) - rank(b));
}

/** The first remote that an instance is known for, else the first that may be one. */
async function projectOf(
  root: string,
  remotes: readonly string[],
  wishes: Wishes,
  signal: AbortSignal,
): Promise<Found | undefined> {
  const named = [wishes.instance, variable(wishes.env, 'GITLAB_HOST'), variable(wishes.env, 'CI_SERVER_URL')];
  const bases = named.flatMap((it) => (it === undefined ? [] : (baseOf(it) ?? [])));
  const instances = [...bases, ...(wishes.instances ?? [])];
  const found: Found[] = [];
  for (const remote of remotes) {
    // The effective address: `insteadOf` is applied. No network is used.
    const url = await wishes.git(root, ['ls-remote', '--get-url', '--', remote], signal);
    const project = url.kind === 'text' ? await remoteProject(url.text, instances, wishes, signal) : undefined;
    if (project?.certain && (bases.length === 0 || bases.includes(project.base))) return { ...project, remote };
    if (project) found.push({ ...project, remote });
  }
  return found.find((it) => it.certain) ?? found[0];
}

async function remoteProject(
  url: string,
  instances: readonly (string | Instance)[],
  { aliasOf = sshAlias }: Wishes,
  signal: AbortSignal,
): Promise<RemoteProject | undefined> {
  const project = parseRemote(url, instances);
  const host = sshHostOf(url);
  // A name without a dot is hardly a server's: it may be an alias of the ssh configuration.
  if (!project || project.certain || host === undefined || host.includes('.') || host.startsWith('[')) return project;
  const real = await aliasOf(host, signal);
  return real === undefined || real === host
    ? project
    : parseRemote(url.replace(new RegExp(host, 'i'), real), instances);
}

function sshAlias(host: string, signal: AbortSignal): Promise<string | undefined> {
  if (!/^[\w.-]+$/.test(host) || host.startsWith('-')) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    execFile('ssh', ['-G', host], { timeout: 2000, signal, windowsHide: true }, (error, stdout) => {
      resolve(error ? undefined : /^hostname (\S+)$/im.exec(stdout)?.[1]);
    });
  });
}

async function headOf(git: Git, root: string, signal: AbortSignal): Promise<Head> {
  const branch = await git(root, ['symbolic-ref', '--quiet', '--short', 'HEAD'], signal);
  if (branch.kind === 'text') return { kind: 'branch', name: branch.text };
  const tag = await git(root, ['tag', '--points-at', 'HEAD'], signal);
  const [name] = tag.kind === 'text' ? tag.text.split(/\r?\n/).filter((it) => it !== '') : [];
  if (name !== undefined) return { kind: 'tag', name };
  const sha = await git(root, ['rev-parse', '--verify', '--quiet', 'HEAD'], signal);
  return { kind: 'detached', ...(sha.kind === 'text' && { sha: sha.text }) };
}

/** `origin/HEAD`, which a clone sets. Absent where nobody set it; GitLab's own word comes with the settings. */
async function defaultBranchOf(
  git: Git,
  root: string,
  remote: string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (remote === undefined) return undefined;
  const head = await git(root, ['symbolic-ref', '--quiet', `refs/remotes/${remote}/HEAD`], signal);
  const prefix = `refs/remotes/${remote}/`;
  return head.kind === 'text' && head.text.startsWith(prefix) ? head.text.slice(prefix.length) : undefined;
}
