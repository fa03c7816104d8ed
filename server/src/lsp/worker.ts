/** The language server in a browser: one client, and around it nothing but the files that the client reads. No network, no token. */
import { t } from '@vscode/l10n';
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  type Connection,
  createConnection,
} from 'vscode-languageserver/browser';
import { unasked } from '../host/unasked.ts';
import { serve } from './server.ts';
import { virtualFolders } from './virtual.ts';
import type { World } from './world.ts';

const connection = createConnection(new BrowserMessageReader(globalThis), new BrowserMessageWriter(globalThis));
serve(connection, surroundings(connection));

/** Whatever is asked of GitLab is unread. */
function surroundings(client: Connection): World {
  const nothing = () => unasked('', '', Date.now());
  return {
    ...virtualFolders(client),
    whereabouts: 'in a web worker',
    now: Date.now,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    connectBy: () => undefined,
    token: async () => undefined,
    login: async () => undefined,
    rights: async () => ({ user: unread(), token: unread() }),
    readLive: async () => unread(),
    snapshots: () => ({
      standing: () => ({ snapshot: nothing(), reading: false }),
      refresh: async () => nothing(),
      transport: () => {
        throw new Error(unread().detail);
      },
      close: () => undefined,
    }),
  };
}

function unread() {
  const detail = t`Deploy Gates asks GitLab nothing while it runs in a browser`;
  return { known: false, why: 'unsupported', detail } as const;
}
