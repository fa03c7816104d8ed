/** Stands in for the editor's module where a test runs without an editor: texts, in the language that a test chooses. */
import { readFileSync } from 'node:fs';

let bundle: Readonly<Record<string, string>> = {};

/** From now on texts come from `l10n/bundle.l10n.LANGUAGE.json`; `'en'`: as they are in the source. */
export function speak(language: 'en' | 'de'): void {
  bundle = language === 'en' ? {} : JSON.parse(readFileSync(`l10n/bundle.l10n.${language}.json`, 'utf8'));
}

export const l10n = {
  /** As VS Code does it for places that are counted. */
  t: (message: string, ...args: readonly (string | number | boolean)[]): string =>
    (bundle[message] ?? message).replaceAll(/\{(\d+)\}/g, (place, n) => String(args[Number(n)] ?? place)),
};
