/** Findings of all pipelines of the workspace, for a client that asks for them: once somebody wants to see them. */
import type { WorkspaceDiagnosticReport, WorkspaceDocumentDiagnosticReport } from 'vscode-languageserver';
import { diagnostics } from '../features/diagnostics.ts';
import { webAddress } from '../host/manifest.ts';
import { sha256 } from '../pipeline/sha256.ts';
import { hasUsualName } from './addresses.ts';
import type { Editor } from './editor.ts';
import type { Part, Wire } from './part.ts';
import { request, unlessAborted } from './request.ts';
import type { Session, View } from './session.ts';

/**
 * Clients ask as soon as they start, and ask again after each answer. An answer is given when the workspace is checked
 * for the first time, and then whenever there is something new; until then the question stays open.
 */
export const workspaceCheck: Part = {
  capabilities: () => ({}),
  listen({ connection, editor, session }) {
    const wanted = new Gate();
    connection.languages.diagnostics.onWorkspace(({ previousResultIds }, token) =>
      request(token, async (signal) => {
        await unlessAborted(wanted.opened, signal);
        return news({ session, editor }, new Map(previousResultIds.map((it) => [it.uri, it.value])), signal);
      }),
    );
    connection.onRequest('deployGates/checkWorkspace', (_params, token) =>
      request(token, async (signal) => {
        wanted.open();
        return { files: (await reports(session, signal)).length };
      }),
    );
  },
};

/** Opened once, and open from then on. */
class Gate {
  readonly opened: Promise<void>;
  open: () => void = () => undefined;

  constructor() {
    this.opened = new Promise((resolve) => {
      this.open = resolve;
    });
  }
}

async function news(
  { session, editor }: Pick<Wire, 'session' | 'editor'>,
  known: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<WorkspaceDiagnosticReport> {
  for (;;) {
    const changed = session.nextChange();
    const all = (await reports(session, signal)).filter((it) => !isAskedForItself(it, editor));
    const fresh = all.filter((it) => it.resultId !== known.get(it.uri));
    const gone = [...known.keys()].filter((uri) => !all.some((it) => it.uri === uri));
    if (fresh.length > 0 || gone.length > 0) {
      return { items: [...fresh, ...gone.map((uri): Full => ({ kind: 'full', uri, version: null, items: [] }))] };
    }
    await unlessAborted(changed, signal);
  }
}

/**
 * A client that is told which more files to ask about keeps those answers apart from these: what is open among them
 * would be listed twice.
 */
function isAskedForItself({ uri, version }: Full, { follows }: Editor): boolean {
  return follows && version !== null && !hasUsualName(uri);
}

type Full = Extract<WorkspaceDocumentDiagnosticReport, { readonly kind: 'full' }>;

async function reports(session: Session, signal: AbortSignal): Promise<readonly Full[]> {
  const all: Full[] = [];
  for (const uri of await session.filesOfPipelines(signal)) {
    const view = await session.view(uri, signal);
    if (view) all.push(report(view));
  }
  return all;
}

function report({ analysis, path, uri, uriOf, versionOf, preferences }: View): Full {
  const items = [...diagnostics(analysis, path, uriOf, preferences.rules, webAddress)];
  const resultId = sha256(JSON.stringify(items)).join('-');
  return { kind: 'full', uri, version: versionOf(uri), resultId, items };
}
