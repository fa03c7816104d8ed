/** Stands in for a language pack: VS Code says that it speaks the language, and has no word of it for itself. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param user the editor's folder of user data. */
export function writeLanguagePack(user: string, language: string): void {
  const folder = join(user, 'language-pack');
  const translations = join(folder, 'main.i18n.json');
  mkdirSync(folder, { recursive: true });
  writeFileSync(translations, JSON.stringify({ version: '1.0.0', contents: {} }));
  const pack = {
    hash: `for-tests-${language}`,
    extensions: [{ extensionIdentifier: { id: `for-tests.${language}` }, version: '1.0.0' }],
    translations: { vscode: translations },
    label: language,
  };
  writeFileSync(join(user, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
}
