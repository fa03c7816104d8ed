/** The gate map's window: asks the server for the data, hands it to the page, and does what the page asks for. */
import {
  commands,
  type Disposable,
  type ExtensionContext,
  env,
  l10n,
  Range,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
} from 'vscode';
import { type BaseLanguageClient as LanguageClient, State } from 'vscode-languageclient';
import type { MapAnswer, MapParams, Written } from '../../../server/src/lsp/protocol.ts';
import { chooseFormat, keepExport } from './export.ts';
import type { Format, FromPage, ToPage } from './messages.ts';
import { pageStyle } from './style.ts';
import { escaped } from './text.ts';

export interface GateMaps extends Disposable {
  /** Verdicts may be others now. */
  refresh(): void;
}

/** What the commands may be given. */
interface Export {
  readonly format?: Format;
  /** Absent: the person is asked. */
  readonly to?: 'document';
}

const viewType = 'deployGates.map';

/** Keystrokes come in bursts, in ms. */
const pause = 300;

export function createGateMap(client: LanguageClient, context: ExtensionContext): GateMaps {
  const script = Uri.joinPath(context.extensionUri, 'client', 'out', 'map.js');
  let open: OpenMap | undefined;
  const adopt = (panel: WebviewPanel, uri?: string) => {
    open = new OpenMap(panel, client, { script, ...(uri !== undefined && { uri }) });
    panel.onDidDispose(() => {
      open = undefined;
    });
  };
  const serializer = window.registerWebviewPanelSerializer(viewType, {
    // What was looked at is in the page's own state, which it tells when it is ready.
    deserializeWebviewPanel: async (panel) => adopt(panel),
  });
  const show = (of?: unknown) => {
    const uri = addressIn(of) ?? window.activeTextEditor?.document.uri.toString();
    if (open) return open.show(uri);
    adopt(window.createWebviewPanel(viewType, l10n.t('Gate map'), ViewColumn.Active), uri);
  };
  const disposables = [
    serializer,
    commands.registerCommand('deployGates.showMap', show),
    commands.registerCommand('deployGates.exportMap', async ({ format, to }: Export = {}) => {
      const chosen = format ?? (await chooseFormat());
      if (chosen) open?.export({ kind: 'export', format: chosen, ...(to && { to }) });
    }),
    client.onDidChangeState(() => open?.refresh()),
  ];
  return {
    refresh: () => open?.refresh(),
    dispose: () => {
      for (const it of disposables) it.dispose();
      open?.dispose();
    },
  };
}

/** The address of a file or folder, or the row of a checkout in the tree. */
function addressIn(of: unknown): string | undefined {
  if (typeof of === 'string') return of;
  const row = typeof of === 'object' && of !== null ? (of as { readonly kind?: unknown; readonly id?: unknown }) : {};
  return row.kind === 'root' && typeof row.id === 'string' ? row.id : undefined;
}

class OpenMap {
  readonly #panel: WebviewPanel;
  readonly #client: LanguageClient;
  #uri: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Whether the page is there and listens. */
  #isReady = false;
  readonly #waiting: ToPage[] = [];
  /** Counts what was asked. */
  #asked = 0;
  /** The latest question that is answered: the answer to one before it is of no interest any more. */
  #answered = 0;

  constructor(
    panel: WebviewPanel,
    client: LanguageClient,
    { script, uri }: { readonly script: Uri; readonly uri?: string },
  ) {
    this.#panel = panel;
    this.#client = client;
    this.#uri = uri;
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [Uri.joinPath(script, '..')] };
    webview.onDidReceiveMessage((message: FromPage) => this.#hear(message));
    webview.html = documentOf(webview.asWebviewUri(script).toString());
    panel.onDidChangeViewState(() => {
      this.#isReady &&= panel.visible;
    });
    panel.onDidDispose(() => clearTimeout(this.#timer));
  }

  show(uri: string | undefined): void {
    this.#uri = uri ?? this.#uri;
    this.#panel.reveal();
    void this.#ask();
  }

  refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), pause);
  }

  /** As soon as there is something to take: a page that was hidden is made anew when it is shown. */
  export(message: Extract<ToPage, { readonly kind: 'export' }>): void {
    if (this.#isReady) this.#tell(message);
    else this.#waiting.push(message);
  }

  #tell(message: ToPage): void {
    void this.#panel.webview.postMessage(message);
  }

  dispose(): void {
    this.#panel.dispose();
  }

  async #ask(): Promise<void> {
    if (this.#client.state !== State.Running) {
      // Nothing is on its way, and nothing has been shown yet.
      if (this.#client.state === State.Stopped && this.#asked === 0) this.#tell(nothing(this.#uri));
      return;
    }
    this.#asked += 1;
    const mine = this.#asked;
    const params: MapParams = this.#uri === undefined ? {} : { uri: this.#uri };
    // Where the server ends meanwhile, its end is told by itself.
    const answer = await this.#client.sendRequest<MapAnswer>('deployGates/map', params).catch(() => undefined);
    if (answer === undefined || mine < this.#answered) return;
    this.#answered = mine;
    const { map = null, name = '', root = this.#uri ?? '' } = answer ?? {};
    // From now on it stays with this checkout, unless another is wanted by now.
    if (answer && this.#uri === params.uri) this.#uri = root;
    this.#panel.title = answer ? l10n.t('Gate map: {0}', name) : l10n.t('Gate map');
    this.#tell({ kind: 'map', map, name, root });
  }

  async #hear(message: FromPage): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.#uri ??= message.root;
        this.#isReady = true;
        await this.#ask();
        for (const it of this.#waiting.splice(0)) this.#tell(it);
        return;
      case 'open':
        return openPlace(message.place);
      case 'explain':
        await commands.executeCommand('deployGates.explainJob', message.uri, message.job);
        return;
      case 'page':
        await env.openExternal(Uri.parse(message.address));
        return;
      case 'exported':
        return keepExport(message);
    }
  }
}

/** What is shown where there is no pipeline. @param root the checkout that was meant, as far as one was. */
function nothing(root = ''): ToPage {
  return { kind: 'map', map: null, name: '', root };
}

/** Beside the map, where files are already shown if they are. */
async function openPlace({ uri, range: { start, end } }: Written): Promise<void> {
  const selection = new Range(start.line, start.character, end.line, end.character);
  const viewColumn = window.visibleTextEditors[0]?.viewColumn ?? ViewColumn.Beside;
  await window.showTextDocument(Uri.parse(uri), { selection, viewColumn });
}

/** Nothing from elsewhere, and no script or style but these. The texts are data, which is never run. */
function documentOf(script: string): string {
  const nonce = crypto.randomUUID();
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  const texts = JSON.stringify(l10n.bundle ?? {}).replaceAll('<', '\\u003c');
  // Where the editor's language has no texts they are in English.
  const language = l10n.bundle === undefined ? 'en' : escaped(env.language);
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(l10n.t('Gate map'))}</title>
<style nonce="${nonce}">${pageStyle}</style>
</head>
<body>
<main id="page"></main>
<aside id="explanation" hidden tabindex="-1" aria-label="${escaped(l10n.t('Explanation'))}"></aside>
<div id="live" class="unseen" role="status" aria-live="polite"></div>
<script id="texts" type="application/json">${texts}</script>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
