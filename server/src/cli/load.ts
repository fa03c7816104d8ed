/** From `PATH` and the options to everything the engine takes: the checkout, the settings, the attempt, the pipeline. */
import { lstat, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve as resolvePath, sep } from 'node:path';
import { completeAttempt } from '../engine/complete.ts';
import { type Account, baseOf } from '../host/account.ts';
import { type Checkout, discover } from '../host/discover.ts';
import { DownstreamReader, type SettingsOf, settingsReadOnce } from '../host/downstream.ts';
import type { Env } from '../host/environment.ts';
import { checkoutReader, maxFileSize, parseMapping } from '../host/files.ts';
import { gitWith } from '../host/git.ts';
import { takeSnapshot } from '../host/gitlab.ts';
import { networkFrom } from '../host/network.ts';
import { SnapshotError } from '../host/parse-snapshot.ts';
import { remoteReader } from '../host/remote-files.ts';
import { chain, type Reader, settle } from '../host/settle.ts';
import { readSnapshot } from '../host/snapshot-file.ts';
import { tokenFor } from '../host/token.ts';
import { Transport } from '../host/transport.ts';
import { unasked } from '../host/unasked.ts';
import { type Policy, policyPath, standardPolicy } from '../lint/policy.ts';
import { readPolicy } from '../lint/policy-file.ts';
import type { Obstacle } from '../logic/tri.ts';
import type { Attempt } from '../pipeline/attempt.ts';
import { configContext } from '../pipeline/context.ts';
import { asksForFiles } from '../pipeline/downstream.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { readPipeline } from '../pipeline/read.ts';
import type { Known, SettingKey, Snapshot } from '../settings/settings.ts';
import type { Instant } from '../text/instant.ts';
import { type Options, UsageError } from './options.ts';
import type { Output } from './output.ts';
import { whyUnread } from './unread.ts';

/** What the process hands in; tests hand in another. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: Env;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly now: Instant;
  readonly signal: AbortSignal;
}

/** The settings could not be read and `--require-settings` was given. */
export class SettingsError extends Error {}

/** The CI file is not there or cannot be opened. */
export class UnreadableError extends Error {}

export interface Loaded {
  readonly root: string;
  readonly pipeline: Pipeline;
  readonly attempt: Attempt;
  readonly snapshot: Snapshot;
  readonly files: readonly string[] | 'unresolved';
  /** Reads the pipelines that trigger jobs start, while the project is open. */
  readonly downstream: DownstreamReader;
  /** How the project wants to be linted. */
  readonly policy: Policy;
}

/** The project behind `PATH`: where it is, and what GitLab says of it. */
export interface Project {
  readonly root: string;
  /** The CI file that `PATH` names, relative to `root`; absent where `PATH` is a directory. */
  readonly entry?: string;
  readonly checkout: Checkout;
  readonly snapshot: Snapshot;
  readonly account?: Account;
  /** Open while the project is. */
  readonly transport?: Transport;
  close(): void;
}

/**
 * Finds the checkout and reads its settings, as far as the options ask for them.
 * @throws UsageError, UnreadableError, SettingsError with a sentence for people.
 */
export async function openProject(
  path: string,
  options: Options,
  around: Surroundings,
  output: Output,
): Promise<Project> {
  const where = await locatePath(resolvePath(around.cwd, path));
  if (options.gitlabUrl !== undefined && baseOf(options.gitlabUrl) === undefined) {
    throw new UsageError(
      `--gitlab-url is "${options.gitlabUrl}"; it is an address such as https://gitlab.example.com.`,
    );
  }
  const wishes = {
    env: around.env,
    git: gitWith(around.env),
    ...(options.gitlabUrl !== undefined && { instance: options.gitlabUrl }),
    ...(options.project !== undefined && { project: options.project }),
  };
  const checkout = await discover(where.directory, wishes, around.signal);
  const root = where.standsAlone ? where.directory : (checkout.root ?? where.directory);
  const settings = await settingsOf(checkout, options, around, output);
  return {
    root,
    checkout,
    ...settings,
    ...(where.file !== undefined && { entry: relative(root, where.file).split(sep).join('/') }),
  };
}

interface Where {
  readonly directory: string;
  readonly file?: string;
  /** The directory is the project's root by itself, whatever repository it lies in. */
  readonly standsAlone: boolean;
}

const usualFile = '.gitlab-ci.yml';

async function locatePath(path: string): Promise<Where> {
  const there = await stat(path).catch(() => undefined);
  if (!there) throw new UsageError(`There is no ${path}. PATH is a checkout or a CI file.`);
  if (!there.isDirectory()) {
    return { directory: dirname(path), file: path, standsAlone: basename(path) === usualFile };
  }
  const own = await stat(join(path, usualFile)).catch(() => undefined);
  return { directory: path, standsAlone: own !== undefined };
}

async function settingsOf(
  checkout: Checkout,
  options: Options,
  around: Surroundings,
  output: Output,
): Promise<Pick<Project, 'snapshot' | 'account' | 'transport' | 'close'>> {
  const nothing = { close: () => undefined };
  if (options.settings !== undefined) {
    return { snapshot: await storedSnapshot(resolvePath(around.cwd, options.settings), options), ...nothing };
  }
  const { instance = '', project = '', reason } = checkout;
  const empty = unasked(instance, project, around.now);
  if (options.offline) return { snapshot: withObstacle(empty, 'not-asked', 'asked to stay offline'), ...nothing };
  if (instance === '' || project === '') {
    output.note(
      `Settings are not read: ${reason ?? 'no GitLab project is known'}. Use --gitlab-url and --project, or --settings FILE.`,
    );
    return { snapshot: withObstacle(empty, 'not-asked', reason ?? 'no GitLab project is known'), ...nothing };
  }
  const account = await accountOf(instance, checkout, options, around, output);
  if (!account) return { snapshot: empty, ...nothing };
  const { transport, ...own } = account;
  const snapshot = await takeSnapshot(own.account, project, { now: around.now, signal: around.signal, transport });
  const unread = whyUnread(snapshot);
  if (unread !== undefined) output.note(unread);
  return { snapshot, account: own.account, transport, close: () => transport.close() };
}

async function storedSnapshot(path: string, { requireSettings }: Options): Promise<Snapshot> {
  try {
    return await readSnapshot(path);
  } catch (error) {
    if (!(error instanceof SnapshotError)) throw error;
    throw requireSettings ? new SettingsError(error.message) : new UsageError(`--settings: ${error.message}.`);
  }
}

function accountOf(base: string, checkout: Checkout, options: Options, around: Surroundings, output: Output) {
  const named = options.gitlabUrl !== undefined || checkout.remote !== undefined || checkout.certain;
  return signIn(base, named, around, output);
}

/**
 * The way to an instance with the token that is stored for it; `undefined` where there is none.
 * @param named whether the user named the instance, in some way.
 */
export async function signIn(
  base: string,
  named: boolean,
  { env, platform, home, now }: Surroundings,
  output: Output,
): Promise<{ readonly account: Account; readonly transport: Transport } | undefined> {
  const { token, from, caFile, note } = await tokenFor(base, { env, platform, home, now, named });
  if (note !== undefined) output.note(`${note}.`);
  if (!token) {
    output.note(`Signed out: set GITLAB_TOKEN (scope read_api) to have the settings of ${base} read.`);
    return undefined;
  }
  output.detail(`token for ${base} from ${from ?? 'somewhere'}`);
  const account: Account = { base, token };
  const network = networkFrom(env, caFile === undefined ? {} : { caFile });
  const onRequest = (request: unknown) => output.detail(JSON.stringify(request));
  return { account, transport: new Transport(account, { network, onRequest }) };
}

function withObstacle(snapshot: Snapshot, why: Obstacle, detail: string): Snapshot {
  const unread: Known<never> = { known: false, why, detail };
  const keys = Object.keys(snapshot.settings) as SettingKey[];
  return {
    ...snapshot,
    settings: Object.fromEntries(keys.map((key) => [key, unread])) as unknown as Snapshot['settings'],
  };
}

/** The pipeline of the project for the attempt that the options describe. */
export async function load(project: Project, options: Options, around: Surroundings): Promise<Loaded> {
  const { root, snapshot, checkout } = project;
  if (options.requireSettings && (snapshot.source === 'none' || whyUnread(snapshot) !== undefined)) {
    throw new SettingsError('The settings could not be read, and --require-settings was given.');
  }
  const attempt = completeAttempt(attemptOf(options, checkout, snapshot, around.now), snapshot);
  const entry = project.entry ?? entryOf(snapshot);
  const reader = readerOf(project, options, around);
  const { config } = await settle({ kind: 'file', path: entry }, reader, configContext(attempt), around.signal);
  if (!config.files.has(entry)) throw new UnreadableError(await whyNoEntry(root, entry));
  const pipeline = readPipeline(config);
  const files = asksForFiles(pipeline) ? await reader.list(undefined, around.signal) : 'unresolved';
  const policy = await policyOf(reader, around.signal);
  return { root, pipeline, attempt, snapshot, files, policy, downstream: downstreamReader(project, reader, around) };
}

/** What keeps the CI file from being read, and what to do. */
async function whyNoEntry(root: string, entry: string): Promise<string> {
  const there = await lstat(join(root, entry)).catch(() => undefined);
  if (!there) return `There is no ${entry} in ${root}. Name the CI file as PATH.`;
  if (there.isDirectory()) return `${entry} in ${root} is a directory. Name the CI file as PATH.`;
  if (!there.isFile()) return `${entry} in ${root} is no file. Name the CI file as PATH.`;
  if (there.size > maxFileSize) return `${entry} in ${root} is larger than 20 MB, which GitLab does not load either.`;
  return `${entry} in ${root} cannot be read. Check who may read it.`;
}

/** What the project file says; the usual where there is none. */
async function policyOf(reader: Reader, signal: AbortSignal): Promise<Policy> {
  const found = await reader.find({ kind: 'file', path: policyPath }, signal);
  return found.kind === 'file' ? readPolicy(found.file) : standardPolicy;
}

/** Other projects are asked as this one was: not at all where it was not, and never where a file holds the settings. */
function downstreamReader(
  { snapshot, account, transport }: Project,
  reader: Reader,
  { now }: Surroundings,
): DownstreamReader {
  const { currentUser } = snapshot.settings;
  const why = !currentUser.known && currentUser.why === 'signed-out' ? 'signed-out' : 'not-asked';
  const none = (path: string) => unasked(snapshot.instance.url, path, now, why);
  const read: SettingsOf = async (path, signal) =>
    account && transport ? takeSnapshot(account, path, { now, signal, transport }) : none(path);
  return new DownstreamReader(reader, settingsReadOnce(snapshot, read, none));
}

/** Local directories that stand in, then the checkout, then GitLab. */
function readerOf({ root, account, transport }: Project, { maps }: Options, { now }: Surroundings): Reader {
  const wrong = maps.find((it) => !parseMapping(it));
  if (wrong !== undefined) {
    throw new UsageError(
      `--map is "${wrong}"; it is template=DIR, project:GROUP/NAME=DIR, component:HOST/PATH=DIR or remote:URL=FILE.`,
    );
  }
  const local = checkoutReader(root, { map: maps });
  if (!account) return local;
  return chain(local, remoteReader(account, { now: () => now, ...(transport && { transport }) }));
}

function entryOf({ settings: { project } }: Snapshot): string {
  const path = project.known ? project.value.ciConfigPath : undefined;
  if (path === undefined || path === '') return usualFile;
  if (path.includes('@') || path.includes('://')) {
    throw new UnreadableError(
      `The project takes its CI configuration from elsewhere (${path}). Name a CI file as PATH.`,
    );
  }
  return path;
}

function attemptOf(options: Options, { head, defaultBranch }: Checkout, snapshot: Snapshot, now: Instant): Attempt {
  const { currentUser, project } = snapshot.settings;
  const main = (project.known ? project.value.defaultBranch : undefined) ?? defaultBranch;
  const onTag = options.ref === undefined && head?.kind === 'tag';
  const checkedOut = head && head.kind !== 'detached' ? head.name : undefined;
  return {
    actor: actorOf(options, currentUser.known ? currentUser.value.username : undefined),
    ref: options.ref ?? checkedOut ?? main ?? 'main',
    tag: options.tag || onTag,
    source: options.source,
    at: options.at ?? now,
    ...(main !== undefined && { defaultBranch: main }),
    ...(Object.keys(options.variables).length > 0 && { overrideVariables: options.variables }),
    changedPaths: options.changed ?? 'unknown',
  };
}

function actorOf({ as, role }: Options, me: string | undefined): Attempt['actor'] {
  if (as !== undefined) return { kind: 'user', username: as };
  if (role !== undefined) return { kind: 'role', accessLevel: role };
  return me === undefined ? { kind: 'nobody' } : { kind: 'user', username: me };
}
