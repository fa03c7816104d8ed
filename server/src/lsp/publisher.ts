/** Diagnostics for clients that cannot ask for them: pushed for every file of the pipelines that have a file open. */
import type { Diagnostic, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { diagnostics } from '../features/diagnostics.ts';
import { webAddress } from '../host/manifest.ts';
import type { Editor } from './editor.ts';
import type { View } from './session.ts';

export class Publisher {
  readonly #editor: Editor;
  readonly #documents: TextDocuments<TextDocument>;
  readonly #look: (uri: string) => Promise<View | undefined>;
  #published: ReadonlySet<string> = new Set();
  #state: 'idle' | 'busy' | 'again' = 'idle';

  constructor(
    editor: Editor,
    documents: TextDocuments<TextDocument>,
    look: (uri: string) => Promise<View | undefined>,
  ) {
    this.#editor = editor;
    this.#documents = documents;
    this.#look = look;
  }

  /** Publishes once what is under way is done: many keystrokes in between make one publication. */
  soon(): void {
    if (this.#editor.pulls) return;
    const idle = this.#state === 'idle';
    this.#state = idle ? 'busy' : 'again';
    if (idle) void this.#run();
  }

  async #run(): Promise<void> {
    do {
      this.#state = 'busy';
      await this.#publish().catch((error: unknown) => this.#editor.error(error));
    } while (this.#isAskedAgain());
    this.#state = 'idle';
  }

  #isAskedAgain(): boolean {
    return this.#state === 'again';
  }

  async #publish(): Promise<void> {
    const found = new Map<string, readonly Diagnostic[]>();
    for (const { uri } of this.#documents.all()) {
      const view = await this.#look(uri);
      for (const path of view?.analysis.pipeline.config.files.keys() ?? []) {
        const address = view?.uriOf(path);
        if (!view || address === undefined || found.has(address)) continue;
        found.set(address, diagnostics(view.analysis, path, view.uriOf, view.preferences.rules, webAddress));
      }
    }
    for (const uri of this.#published) if (!found.has(uri)) this.#editor.publish(uri, undefined, []);
    for (const [uri, items] of found) this.#editor.publish(uri, this.#documents.get(uri)?.version, items);
    this.#published = new Set(found.keys());
  }
}
