/** The language of all that the server says: set once, when the client introduces itself and before anything is said. */
import { config } from '@vscode/l10n';
import engine from '../../../l10n/server/de/engine.json';
import features from '../../../l10n/server/de/features.json';
import gates from '../../../l10n/server/de/gates.json';
import host from '../../../l10n/server/de/host.json';
import lint from '../../../l10n/server/de/lint.json';
import lsp from '../../../l10n/server/de/lsp.json';
import pipeline from '../../../l10n/server/de/pipeline.json';

type Texts = Readonly<Record<string, string>>;

const languages: ReadonlyMap<string, Texts> = new Map([
  ['de', { ...pipeline, ...gates, ...lint, ...engine, ...features, ...host, ...lsp }],
]);

/** @param locale the client's: `de`, `de-AT`. English where there is none, or none that is spoken here. */
export function speak(locale: string | undefined): void {
  const language = locale?.toLowerCase().split(/[-_]/)[0] ?? '';
  config({ contents: languages.get(language) ?? {} });
}
