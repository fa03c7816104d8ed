/** Where a name leads, where it is used, what else it could be called, and what is in a file or a workspace. */
import {
  type CallHierarchyItem,
  type ClientCapabilities,
  LSPErrorCodes,
  ResponseError,
  type SymbolInformation,
  type WorkspaceSymbol,
} from 'vscode-languageserver';
import { incomingCalls, outgoingCalls, prepareCalls } from '../features/calls.ts';
import { definition } from '../features/definition.ts';
import { links } from '../features/links.ts';
import { asidePaths } from '../features/names/aside.ts';
import { highlights, references } from '../features/references.ts';
import { prepareRename, type Refused, rename, unreached } from '../features/rename.ts';
import { documentSymbols } from '../features/symbols.ts';
import { workspaceSymbols } from '../features/workspace-symbols.ts';
import type { SourceFile } from '../syntax/source.ts';
import type { Part, Wire } from './part.ts';
import { request } from './request.ts';
import type { View } from './session.ts';

export const navigation: Part = {
  capabilities: (client) => ({
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: preparesRename(client) ? { prepareProvider: true } : true,
    documentLinkProvider: {},
    documentSymbolProvider: { label: 'Deploy Gates' },
    workspaceSymbolProvider: true,
    callHierarchyProvider: true,
  }),
  listen(wire) {
    const { connection, asked } = wire;
    connection.onDefinition(asked(null, (it, { position }) => fewest(definition(it, it.offsetAt(position)))));
    connection.onReferences(
      asked([], (it, { position, context }) => [...references(it, it.offsetAt(position), context.includeDeclaration)]),
    );
    connection.onDocumentHighlight(asked([], (it, { position }) => [...highlights(it, it.offsetAt(position))]));
    connection.onPrepareRename(asked(null, (it, { position }) => orRefuse(prepareRename(it, it.offsetAt(position)))));
    connection.onRenameRequest(
      asked(null, async (it, { position, newName }) => {
        const options = { aside: await asideOf(it), versionOf: it.versionOf, versioned: wire.editor.versioned };
        const edit = orRefuse(rename(it, it.offsetAt(position), newName, options) ?? null);
        const warning = edit && unreached(it, it.offsetAt(position));
        if (warning) wire.editor.warn(warning);
        return edit;
      }),
    );
    connection.onDocumentLinks(asked([], (it) => [...links(it)]));
    connection.onDocumentSymbol(asked([], (it) => [...documentSymbols(it)]));
    listenForWorkspace(wire);
  },
};

/** Requests that name no document, or name it in another way. */
function listenForWorkspace({ connection, session, asked }: Wire): void {
  connection.onWorkspaceSymbol(({ query }, token) =>
    request(token, async (signal): Promise<SymbolInformation[] | WorkspaceSymbol[]> => {
      const views = await session.views(signal);
      return views.flatMap((it) => workspaceSymbols(it, query));
    }),
  );
  connection.languages.callHierarchy.onPrepare(
    asked(null, (it, { position }) => [...prepareCalls(it, it.offsetAt(position))]),
  );
  const incoming = asked([], (it, { item }: Call) => [...incomingCalls(it, item)]);
  const outgoing = asked([], (it, { item }: Call) => [...outgoingCalls(it, item)]);
  connection.languages.callHierarchy.onIncomingCalls(({ item }, token) => incoming(onItem(item), token));
  connection.languages.callHierarchy.onOutgoingCalls(({ item }, token) => outgoing(onItem(item), token));
}

interface Call {
  readonly textDocument: { readonly uri: string };
  readonly item: CallHierarchyItem;
}

function onItem(item: CallHierarchyItem): Call {
  return { textDocument: { uri: item.uri }, item };
}

async function asideOf(view: View): Promise<readonly SourceFile[]> {
  const files = await Promise.all(asidePaths(view).map((it) => view.read(it)));
  return files.filter((it) => it !== undefined);
}

/** @throws what the editor shows to the person who asks. */
function orRefuse<T extends object>(answer: T | Refused | null): T | null {
  if (answer && 'refused' in answer) throw new ResponseError(LSPErrorCodes.RequestFailed, answer.refused);
  return answer;
}

function preparesRename({ textDocument }: ClientCapabilities): boolean {
  return textDocument?.rename?.prepareSupport === true;
}

/** Nothing, one, or a list. */
function fewest<T>(all: readonly T[]): T | T[] | null {
  const [first, ...others] = all;
  return first === undefined ? null : others.length === 0 ? first : [first, ...others];
}
