/** A group of requests that the server answers: what it says it can do, and its handlers. */
import type { CancellationToken, ClientCapabilities, Connection, ServerCapabilities } from 'vscode-languageserver';
import type { Editor } from './editor.ts';
import { request } from './request.ts';
import type { Session, View } from './session.ts';
import type { World } from './world.ts';

export interface Part {
  /** What is said of it in the answer to `initialize`. */
  readonly capabilities: (client: ClientCapabilities) => ServerCapabilities;
  /** Puts its handlers on the wire. Each is one line: find the view of the file, ask the feature. */
  readonly listen: (wire: Wire) => void;
}

export interface Wire {
  readonly connection: Connection;
  readonly editor: Editor;
  readonly session: Session;
  readonly world: World;
  readonly asked: ReturnType<typeof asks>;
}

interface OnDocument {
  readonly textDocument: { readonly uri: string };
}

/**
 * Makes handlers of features: what is asked of a file that belongs to no pipeline is answered with `none`.
 * `read`: waits for the settings where they have never been read; others are asked again once they are there.
 */
export function asks(session: Session, connection: Connection) {
  return <P extends OnDocument, R>(none: R, feature: (view: View, params: P) => R | Promise<R>, settings?: 'read') =>
    (params: P, token: CancellationToken): Promise<R> =>
      request(token, async (signal) => {
        try {
          const view = await session.view(params.textDocument.uri, signal, settings);
          return view ? feature(view, params) : none;
        } catch (error) {
          if (!signal.aborted && error instanceof Error) connection.console.error(error.stack ?? error.message);
          throw error;
        }
      });
}
