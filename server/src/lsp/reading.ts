/** What is shown at a place or in a file: hover, lens, findings, fixes. */
import { CodeActionKind, DocumentDiagnosticReportKind } from 'vscode-languageserver';
import { codeActions } from '../features/code-actions.ts';
import { diagnostics } from '../features/diagnostics.ts';
import type { HoverOptions } from '../features/gate-words.ts';
import { hover } from '../features/hover.ts';
import { lenses } from '../features/lens.ts';
import { webAddress } from '../host/manifest.ts';
import type { Editor } from './editor.ts';
import type { Part } from './part.ts';
import type { View } from './session.ts';

export const reading: Part = {
  capabilities: ({ textDocument }) => ({
    hoverProvider: true,
    codeLensProvider: { resolveProvider: false },
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite] },
    // Where the client cannot pull, they are pushed.
    ...(textDocument?.diagnostic && {
      diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: true },
    }),
  }),
  listen({ connection, editor, asked }) {
    connection.languages.diagnostics.on(
      asked({ kind: DocumentDiagnosticReportKind.Full, items: [] }, (it) => ({
        kind: DocumentDiagnosticReportKind.Full,
        items: [...diagnostics(it.analysis, it.path, it.uriOf, it.preferences.rules, webAddress)],
      })),
    );
    connection.onHover(
      asked(
        null,
        (it, { position }) => hover(it.analysis, it.path, it.offsetAt(position), hoverOptions(it, editor)) ?? null,
        'read',
      ),
    );
    connection.onCodeLens(asked([], (it) => (it.preferences.lens ? [...lenses(it.analysis, it.path, it)] : [])));
    connection.onCodeAction(
      asked([], (it, { range, context }) => [
        ...codeActions(it.analysis, it.path, range, {
          ...it,
          shown: context.diagnostics,
          versioned: editor.versioned,
          pages: editor.pages,
          ...(context.only && { only: context.only }),
        }),
      ]),
    );
  },
};

function hoverOptions({ uri, uriOf, timeZone }: View, { explains }: Editor): HoverOptions {
  return { uriOf, timeZone, ...(explains && { commandsFrom: uri }) };
}
