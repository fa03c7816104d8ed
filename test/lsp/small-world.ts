/** A world of files in memory and settings as a value, for sessions under test. */
import { locationKey } from '../../server/src/config/sources.ts';
import { readLive } from '../../server/src/host/live.ts';
import { Secret } from '../../server/src/host/secret.ts';
import { Transport } from '../../server/src/host/transport.ts';
import type { Login } from '../../server/src/lsp/protocol.ts';
import type { World } from '../../server/src/lsp/world.ts';
import type { Snapshot } from '../../server/src/settings/settings.ts';
import type { TokenRights } from '../../server/src/settings/token-rights.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import { noon, snapshotWithout } from '../support/world.ts';

export const root = '/app';

/** The address of a file of the checkout. */
export function uriOf(path: string): string {
  return `file://${root}/${path}`;
}

export interface Given {
  /** By path. Changes are seen when the server looks again. */
  readonly files: Map<string, string>;
  /** What GitLab answers; absent, there is no project to ask about. */
  readonly snapshot?: Snapshot;
  /** What the machine has stored for an instance, asked for by its address. */
  readonly stored?: Readonly<Record<string, string>>;
  /** What the machine's other logins hold. */
  readonly logins?: Readonly<Partial<Record<Login, string>>>;
  /** What GitLab says of a token. */
  readonly rights?: (token: string) => TokenRights;
  /** Without a repository. */
  readonly bare?: boolean;
}

export const instance = 'https://gitlab.example.com';

const usualRights = (): TokenRights => ({
  user: { known: true, value: { id: 1, username: 'dana', name: 'Dana', state: 'active', admin: false } },
  token: { known: true, value: { name: 'Deploy Gates', scopes: ['read_api'], expiresAt: Date.UTC(2027, 0, 31) } },
});

export function worldOf({
  files,
  snapshot,
  stored = {},
  logins = {},
  rights = usualRights,
  bare = false,
}: Given): World {
  return {
    whereabouts: 'in a test',
    now: () => noon,
    timeZone: 'Europe/Berlin',
    connectBy: () => undefined,
    rootOf: async () => (bare ? undefined : root),
    discover: async () => ({
      certain: true,
      head: { kind: 'branch', name: 'main' },
      ...(snapshot && { instance, project: 'acme/app' }),
    }),
    token: async (base) => {
      const token = stored[base];
      return token === undefined ? undefined : { kind: 'personal', secret: new Secret(token) };
    },
    login: async (login) => {
      const token = logins[login];
      return token === undefined ? undefined : { kind: 'personal', secret: new Secret(token) };
    },
    rights: async ({ token }) => rights(token?.secret.reveal() ?? ''),
    refs: async () => ({ branches: ['main', 'topic'], tags: ['v1.0'] }),
    reader: () => ({
      find: (location) => {
        const text = files.get(locationKey(location));
        return text === undefined ? { kind: 'absent' } : { kind: 'file', file: parse(locationKey(location), text) };
      },
      list: () => [...files.keys()].sort(),
    }),
    snapshots: ({ onChange }) => {
      let read = false;
      return {
        standing: () => ({
          snapshot: (read ? snapshot : undefined) ?? snapshotWithout('not-asked'),
          reading: false,
          ...(read && { age: 0 }),
        }),
        refresh: async (account, project) => {
          read = true;
          onChange?.(account, project);
          return snapshot ?? snapshotWithout('not-asked');
        },
        transport: (account) => new Transport(account),
        close: () => undefined,
      };
    },
    readLive,
    load: async () => snapshot ?? snapshotWithout('not-asked'),
  };
}
