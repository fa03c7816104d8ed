/** Reads the shop's settings as somebody, from a stand-in GitLab that lives as long as the reading. */
import { takeSnapshot } from '../../server/src/host/gitlab.ts';
import { Secret } from '../../server/src/host/secret.ts';
import { Transport } from '../../server/src/host/transport.ts';
import type { Known, SettingKey, Settings, Snapshot } from '../../server/src/settings/settings.ts';
import type { Scenario } from '../gitlab/scenario.ts';
import { type Hit, startGitlab } from '../gitlab/server.ts';
import { scenario } from './shop.ts';

export interface Reading {
  readonly snapshot: Snapshot;
  readonly settings: Snapshot['settings'];
  readonly hits: readonly Hit[];
  /** `GET /projects/7/members/all`, in alphabetical order, without queries. */
  readonly asked: readonly string[];
}

export interface As {
  readonly token?: string;
  readonly kind?: 'personal' | 'job';
  readonly project?: string | number;
  readonly thorough?: boolean;
  readonly world?: Scenario;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

export const noon = Date.UTC(2026, 10, 18, 12);

export async function reading(as: As = {}): Promise<Reading> {
  const gitlab = await startGitlab(as.world ?? scenario());
  const token = { kind: as.kind ?? 'personal', secret: new Secret(as.token ?? 'glpat-dev') } as const;
  const account = { base: gitlab.url, token };
  const transport = new Transport(account, { backOff: 1, timeout: as.timeout ?? 5000 });
  try {
    const signal = as.signal ?? new AbortController().signal;
    const { thorough = false } = as;
    const snapshot = await takeSnapshot(account, as.project ?? 'acme/eu/pay/shop', {
      now: noon,
      signal,
      transport,
      thorough,
    });
    const asked = gitlab.hits.map((it) => `${it.method} ${it.path.replace(/^\/api(\/v4)?/, '')}`).sort();
    return { snapshot, settings: snapshot.settings, hits: gitlab.hits, asked };
  } finally {
    transport.close();
    await gitlab.close();
  }
}

/** The value of a setting that has to be known. */
export function value<T>(setting: Known<T>): T {
  if (setting.known) return setting.value;
  throw new Error(`not known: ${JSON.stringify(setting)}`);
}

/** The settings that are not known, with the obstacle. */
export function unread(settings: Snapshot['settings']): Partial<Record<keyof Settings, string>> {
  const entries = Object.entries(settings) as [SettingKey, Known<unknown>][];
  return Object.fromEntries(entries.flatMap(([key, it]) => (it.known ? [] : [[key, it.why]])));
}
