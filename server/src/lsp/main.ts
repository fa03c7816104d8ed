/** The language server as a program: one client, the real world around it. */
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Connection, createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import type { Account } from '../host/account.ts';
import { discover } from '../host/discover.ts';
import { checkoutReader, FileStore } from '../host/files.ts';
import { gitWith } from '../host/git.ts';
import { readLive } from '../host/live.ts';
import { networkFrom } from '../host/network.ts';
import { refsOf } from '../host/refs.ts';
import { remoteReader } from '../host/remote-files.ts';
import { chain, type Reader } from '../host/settle.ts';
import { readSnapshot } from '../host/snapshot-file.ts';
import { Snapshots } from '../host/snapshots.ts';
import { tokenFor, tokenFrom } from '../host/token.ts';
import { tokenRights } from '../host/token-rights.ts';
import { serve } from './server.ts';
import { withVirtualFolders } from './virtual.ts';
import type { World } from './world.ts';

/** Serves the client over what the command line names: `--stdio`, `--node-ipc`, `--socket=PORT`. */
export function serveClient(): void {
  start(createConnection(ProposedFeatures.all));
}

/** Serves the client over standard input and output until it ends. */
export async function serveStdio(): Promise<void> {
  start(createConnection(ProposedFeatures.all, process.stdin, process.stdout));
  await once(process.stdin, 'close');
}

function start(connection: Connection): void {
  serve(connection, withVirtualFolders(surroundings(), connection));
}

function surroundings(): World {
  const { env } = process;
  const git = gitWith(env);
  let network = networkFrom(env);
  const store = new FileStore();
  // What was read from GitLab outlives changes on disk.
  const remotes = new WeakMap<Account, Reader>();
  const remoteFor = (account: Account): Reader => {
    const reader = remotes.get(account) ?? remoteReader(account, { now: Date.now, network });
    remotes.set(account, reader);
    return reader;
  };
  return {
    whereabouts: `on Node ${process.version}, ${process.platform}`,
    now: Date.now,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    connectBy: (choice) => {
      network = networkFrom(env, choice);
    },
    rootOf: rootAbove,
    discover: (root, { instanceUrl, project }) => {
      const wishes = {
        env,
        git,
        ...(instanceUrl !== undefined && { instance: instanceUrl }),
        ...(project !== undefined && { project }),
      };
      return discover(root, wishes, new AbortController().signal);
    },
    token: async (base, named) => {
      const { platform } = process;
      const { token } = await tokenFor(base, { env, platform, home: homedir(), now: Date.now(), named });
      return token;
    },
    login: async (login, base) => {
      const { platform } = process;
      return (await tokenFrom(login, base, { env, platform, home: homedir(), now: Date.now() })).token;
    },
    rights: (account, signal) => tokenRights(account, { network, signal }),
    refs: (root, signal) => refsOf(git, root, signal),
    reader: (root, { includes }, account) => {
      const map = Object.entries(includes).map(([what, where]) => `${what}=${resolve(root, where)}`);
      const local = checkoutReader(root, { store, map });
      return account ? chain(local, remoteFor(account)) : local;
    },
    snapshots: (events) =>
      new Snapshots({
        ...events,
        clock: Date.now,
        // What the client says of it comes later.
        get network() {
          return network;
        },
      }),
    readLive,
    load: readSnapshot,
  };
}

/** The nearest folder that holds `.git`, which is a file in worktrees and submodules. */
async function rootAbove(folder: string): Promise<string | undefined> {
  const isRoot = await stat(join(folder, '.git')).then(
    () => true,
    () => false,
  );
  if (isRoot) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : rootAbove(above);
}
