/** How the editor itself gets to the network, for the server, which is a process of its own. */
import type { NetworkParams } from '../../server/src/lsp/protocol.ts';

/** VS Code's own settings for it. */
export const networkSettings = ['http.proxy', 'http.noProxy', 'http.proxyStrictSSL', 'http.proxySupport'] as const;

/** @param setting the value of one of those; anything of another kind than VS Code's counts as not set. */
export function networkOf(setting: (name: (typeof networkSettings)[number]) => unknown): NetworkParams {
  // Extensions shall use no proxy: also not the one that the environment names.
  if (setting('http.proxySupport') === 'off') return { noProxy: ['*'] };
  const proxy = setting('http.proxy');
  const noProxy = setting('http.noProxy');
  const hosts = Array.isArray(noProxy) ? noProxy.filter((it) => typeof it === 'string') : [];
  return {
    ...(typeof proxy === 'string' && proxy !== '' && { proxy }),
    ...(hosts.length > 0 && { noProxy: hosts }),
    ...(setting('http.proxyStrictSSL') === false && { strictSSL: false }),
  };
}
