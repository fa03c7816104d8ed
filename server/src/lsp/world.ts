/** What surrounds a session, as far as it uses it: handed in, so that tests can be the world. */
import type { Account, Token } from '../host/account.ts';
import type { Checkout } from '../host/discover.ts';
import type { readLive } from '../host/live.ts';
import type { NetworkChoice } from '../host/network.ts';
import type { Refs } from '../host/refs.ts';
import type { Reader } from '../host/settle.ts';
import type { Snapshots, SnapshotsOptions } from '../host/snapshots.ts';
import type { Login } from '../host/token.ts';
import type { Snapshot } from '../settings/settings.ts';
import type { TokenRights } from '../settings/token-rights.ts';
import type { Instant } from '../text/instant.ts';
import type { Preferences } from './preferences.ts';

export interface World {
  /** What the program runs on, for the log: "on Node v20.19.0, linux". */
  readonly whereabouts: string;
  now(): Instant;
  /** Where the reader's clock stands: a name of the tz database. */
  readonly timeZone: string;
  /** How the client gets to the network. Said once, before anything is asked of GitLab. */
  connectBy(choice: NetworkChoice): void;
  /** The folder that holds `.git`, above this one or the same; `undefined` without a repository. */
  rootOf(folder: string): Promise<string | undefined>;
  /** What git says of a folder: branch, instance, project. */
  discover(root: string, preferences: Preferences): Promise<Checkout>;
  /**
   * The token that is stored on this machine for an instance, as the command line finds it.
   * @param named whether the checkout or the person named the instance.
   */
  token(base: string, named: boolean): Promise<Token | undefined>;
  /** The token of the place that somebody chose for an instance; `undefined` where there is none. */
  login(login: Login, base: string): Promise<Token | undefined>;
  /** What GitLab says of a token itself. */
  rights(account: Account, signal: AbortSignal): Promise<TokenRights>;
  /** Branches and tags that git knows of, the latest first. */
  refs(root: string, signal: AbortSignal): Promise<Refs>;
  /** Files that are not open in the editor: of the folder, and of other places as far as they can be had. */
  reader(root: string, preferences: Preferences, account: Account | undefined): Reader;
  /** The settings in GitLab, kept for the session. */
  snapshots(events: Pick<SnapshotsOptions, 'onChange' | 'onRequest'>): Settings;
  /** What an address of GitLab's web interface shows. */
  readonly readLive: typeof readLive;
  /** The settings in a file. @throws with a sentence for people, where it holds none. */
  load(path: string): Promise<Snapshot>;
}

export type Settings = Pick<Snapshots, 'standing' | 'refresh' | 'transport' | 'close'>;
