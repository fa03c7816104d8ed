/** What GitLab's command line `glab` has stored for an instance: reads its configuration file, changes nothing. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMap, isScalar, parseDocument } from 'yaml';
import type { Instant } from '../text/instant.ts';
import { baseOf, originOf } from './account.ts';
import { type Env, variable } from './environment.ts';
import { Secret } from './secret.ts';

export interface GlabHost {
  readonly base: string;
  readonly token?: Secret;
  /** Path of a PEM file. */
  readonly caFile?: string;
  /** Why there is no token although glab knows the instance. */
  readonly note?: string;
}

export interface Machine {
  readonly env: Env;
  /** `process.platform`. */
  readonly platform: string;
  /** The user's folder. */
  readonly home: string;
}

/** Where glab keeps its configuration, the first that exists. */
export function glabFiles({ env, platform, home }: Machine): readonly string[] {
  const own = variable(env, 'GLAB_CONFIG_DIR');
  const folders = [
    own,
    join(variable(env, 'XDG_CONFIG_HOME') ?? join(home, '.config'), 'glab-cli'),
    platform === 'darwin' ? join(home, 'Library', 'Application Support', 'glab-cli') : undefined,
    platform === 'win32' ? join(variable(env, 'APPDATA') ?? join(home, 'AppData', 'Roaming'), 'glab-cli') : undefined,
    platform === 'win32' ? undefined : '/etc/xdg/glab-cli',
  ];
  return folders.flatMap((it) => (it === undefined ? [] : [join(it, 'config.yml')]));
}

/** All instances that glab knows. A file that is missing or cannot be read gives none. */
export async function glabHosts(machine: Machine, now: Instant): Promise<readonly GlabHost[]> {
  for (const path of glabFiles(machine)) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) return hostsFrom(text, now);
  }
  return [];
}

/** The instance of this very origin. */
export function glabHostFor(hosts: readonly GlabHost[], base: string): GlabHost | undefined {
  return hosts.find((it) => originOf(it.base) === originOf(base));
}

/** @param text glab's `config.yml` */
export function hostsFrom(text: string, now: Instant): readonly GlabHost[] {
  const document = parseDocument(text, { logLevel: 'silent' });
  const hosts = document.get('hosts');
  if (!isMap(hosts)) return [];
  return hosts.items.flatMap(({ key, value }) => {
    if (!isMap(value)) return [];
    const name = textOf(key) ?? '';
    const field = (it: string): string | undefined => textOf(value.get(it, true));
    const base = baseOf(`${field('api_protocol') ?? 'https'}://${field('api_host') ?? name}`);
    return base === undefined ? [] : [hostFrom(base, field, now)];
  });
}

function hostFrom(base: string, field: (name: string) => string | undefined, now: Instant): GlabHost {
  const token = field('token');
  const expires = field('is_oauth2') === 'true' ? Date.parse(field('oauth2_expiry_date') ?? '') : Number.NaN;
  const caFile = field('ca_cert');
  if (token !== undefined && expires <= now) {
    return { base, ...(caFile && { caFile }), note: "glab's login has expired; `glab auth status` renews it" };
  }
  return { base, ...(token !== undefined && { token: new Secret(token) }), ...(caFile && { caFile }) };
}

/** glab writes tokens as `!!null glpat-…`, which YAML reads as null: so the text is taken as it stands. */
function textOf(node: unknown): string | undefined {
  if (!isScalar(node)) return typeof node === 'string' && node !== '' ? node : undefined;
  if (node.value !== null) return String(node.value) || undefined;
  return node.tag === 'tag:yaml.org,2002:null' && node.source ? node.source : undefined;
}
