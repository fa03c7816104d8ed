/** The settings of every project in use, kept for the server's lifetime: shown at once, renewed behind the scenes. */
import type { Snapshot } from '../settings/settings.ts';
import type { Instant } from '../text/instant.ts';
import type { Account } from './account.ts';
import { faultOf } from './fault.ts';
import { Flights } from './flights.ts';
import { takeSnapshot } from './gitlab.ts';
import type { Network } from './network.ts';
import { type RequestNote, Transport } from './transport.ts';
import { unasked } from './unasked.ts';

export interface SnapshotsOptions {
  readonly clock: () => Instant;
  /** Called when something about a project has changed: its snapshot, or whether it is being read. */
  readonly onChange?: (account: Account, project: string) => void;
  readonly onRequest?: (note: RequestNote) => void;
  readonly network?: Network;
  /** Milliseconds after which settings are read anew when somebody asks for them. */
  readonly maxAge?: number;
  /** Milliseconds before a reading that failed is tried again when somebody asks. */
  readonly retryAfter?: number;
}

export interface Standing {
  /** The last good one; where none was read yet, one in which nothing was asked. */
  readonly snapshot: Snapshot;
  readonly reading: boolean;
  /** Milliseconds since the oldest thing in it was read; `undefined` before the first reading. */
  readonly age?: number;
  /** A sentence: why the last reading failed in part or whole, so that older values stand in or values are missing. */
  readonly trouble?: string;
}

interface Entry {
  readonly key: string;
  readonly account: Account;
  readonly project: string;
  snapshot?: Snapshot;
  trouble?: string;
  /** When somebody who asks starts a reading. */
  staleAt: Instant;
  reading: boolean;
}

const tenMinutes = 600_000;
const halfMinute = 30_000;

export class Snapshots {
  readonly #options: SnapshotsOptions;
  readonly #entries = new Map<string, Entry>();
  /** All that were asked about, numbered by their place: folders may use different accounts of one instance. */
  readonly #accounts: Account[] = [];
  /** By the account's number. */
  readonly #transports = new Map<number, Transport>();
  readonly #flights = new Flights<Snapshot>();
  #closing = new AbortController();

  constructor(options: SnapshotsOptions) {
    this.#options = options;
  }

  /** What is known now, without waiting. Starts a reading where nothing was read yet, or too long ago. */
  standing(account: Account, project: string): Standing {
    const now = this.#options.clock();
    if (!account.token) return { snapshot: unasked(account.base, project, now), reading: false };
    const entry = this.#entry(account, project);
    if (!entry.reading && entry.staleAt <= now) this.#inBackground(entry);
    const { snapshot, reading, trouble } = entry;
    return {
      snapshot: snapshot ?? unasked(account.base, project, now, 'not-asked'),
      reading,
      ...(snapshot && { age: Math.max(0, now - Date.parse(snapshot.takenAt)) }),
      ...(trouble !== undefined && { trouble }),
    };
  }

  /**
   * Reads anew, whatever the age; joins a reading under way. Resolves with what is good: where GitLab cannot be
   * reached, with the values of before.
   * @throws Fault `cancelled`, when the signal fires.
   */
  async refresh(account: Account, project: string, signal: AbortSignal): Promise<Snapshot> {
    if (!account.token) return unasked(account.base, project, this.#options.clock());
    const entry = this.#entry(account, project);
    return await this.#flights.join(entry.key, (it) => this.#read(entry, it), signal);
  }

  /** Forgets everything read from an instance: after signing out. */
  forget(base: string): void {
    for (const [key, { account }] of this.#entries) if (account.base === base) this.#entries.delete(key);
    for (const [number, transport] of this.#transports) {
      if (transport.account.base !== base) continue;
      transport.close();
      this.#transports.delete(number);
    }
  }

  /** Ends what is under way. */
  close(): void {
    this.#closing.abort();
    for (const transport of this.#transports.values()) transport.close();
  }

  /** What another token has read is not shown to this one. */
  #entry(account: Account, project: string): Entry {
    const key = `${this.#numberOf(account)} ${project}`;
    const before = this.#entries.get(key);
    if (before) return before;
    const entry = { key, account, project, staleAt: 0, reading: false };
    this.#entries.set(key, entry);
    return entry;
  }

  #inBackground(entry: Entry): void {
    const { signal } = this.#closing;
    this.#flights
      .join(entry.key, (it) => this.#read(entry, it), signal)
      .catch((error: unknown) => {
        if (!faultOf(error)) entry.trouble = `reading the settings failed: ${String(error)}`;
      });
  }

  async #read(entry: Entry, signal: AbortSignal): Promise<Snapshot> {
    const { clock, onChange } = this.#options;
    const { account, project } = entry;
    entry.reading = true;
    onChange?.(account, project);
    try {
      const fresh = await takeSnapshot(account, project, { now: clock(), signal, transport: this.transport(account) });
      const trouble = troubleOf(fresh);
      entry.snapshot = entry.snapshot ? withOldValues(fresh, entry.snapshot) : fresh;
      if (trouble === undefined) delete entry.trouble;
      else entry.trouble = trouble;
      return entry.snapshot;
    } finally {
      const { maxAge = tenMinutes, retryAfter = halfMinute } = this.#options;
      entry.staleAt = clock() + (entry.trouble === undefined ? maxAge : Math.min(maxAge, retryAfter));
      entry.reading = false;
      onChange?.(account, project);
    }
  }

  /** The connection that the settings are read by, for other readings as the same account. It closes with this. */
  transport(account: Account): Transport {
    const { network, onRequest } = this.#options;
    const number = this.#numberOf(account);
    const before = this.#transports.get(number);
    if (before) return before;
    const transport = new Transport(account, { ...(network && { network }), ...(onRequest && { onRequest }) });
    this.#transports.set(number, transport);
    return transport;
  }

  #numberOf(account: Account): number {
    const known = this.#accounts.findIndex((it) => it.base === account.base && sameToken(it, account));
    return known >= 0 ? known : this.#accounts.push(account) - 1;
  }
}

function sameToken(a: Account, b: Account): boolean {
  return a.token && b.token ? a.token.secret.equals(b.token.secret) : a.token === b.token;
}

function troubleOf({ settings }: Snapshot): string | undefined {
  for (const it of Object.values(settings)) if (!it.known && it.why === 'offline') return it.detail ?? 'offline';
  return undefined;
}

/** Where GitLab could not be reached the values of before stand in, and the snapshot is then as old as they are. */
function withOldValues(fresh: Snapshot, before: Snapshot): Snapshot {
  const old = Object.entries(before.settings).filter(([key, it]) => {
    const now = fresh.settings[key as keyof Snapshot['settings']];
    return it.known && !now.known && now.why === 'offline';
  });
  if (old.length === 0) return fresh;
  return {
    ...fresh,
    instance: { ...before.instance, ...fresh.instance },
    project: { ...before.project, ...fresh.project },
    takenAt: before.takenAt,
    settings: { ...fresh.settings, ...Object.fromEntries(old) },
  };
}
