/** Access tokens in the editor's secret storage, one per instance. They are in no setting, no log and no start-up option. */
import { type ExtensionContext, workspace } from 'vscode';

export interface Tokens {
  /** The token stored for exactly this origin. In Restricted Mode there is none for anybody. */
  of(origin: string): Promise<string | undefined>;
  store(origin: string, token: string): Promise<void>;
  remove(origin: string): Promise<void>;
  origins(): readonly string[];
  /** Every token that was handed out or stored since the start. */
  seen(): Iterable<string>;
}

/** The secret storage cannot be listed, so the origins (no secrets) are kept beside it. */
const originsKey = 'origins';

export function tokensOf({ secrets, globalState }: ExtensionContext): Tokens {
  const seen = new Set<string>();
  const origins = () => globalState.get<readonly string[]>(originsKey, []);
  return {
    origins,
    of: async (origin) => {
      if (!workspace.isTrusted) return undefined;
      const token = await secrets.get(key(origin));
      if (token) seen.add(token);
      return token;
    },
    store: async (origin, token) => {
      seen.add(token);
      await secrets.store(key(origin), token);
      await globalState.update(originsKey, [...new Set([...origins(), origin])]);
    },
    remove: async (origin) => {
      await secrets.delete(key(origin));
      await globalState.update(
        originsKey,
        origins().filter((it) => it !== origin),
      );
    },
    seen: () => seen,
  };
}

function key(origin: string): string {
  return `token:${origin}`;
}

/** Scheme, host and port of an address, or `undefined` where it is none that a token could be sent to. */
export function originOf(address: string): string | undefined {
  try {
    const { protocol, origin } = new URL(address.includes('://') ? address : `https://${address}`);
    return protocol === 'https:' || protocol === 'http:' ? origin : undefined;
  } catch {
    return undefined;
  }
}
