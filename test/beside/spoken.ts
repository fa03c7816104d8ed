/** `spoken DIR [TEXT]`: what an editor would show in English in every language, of each pipeline of a corpus. */
import { entriesOf, lintEntry } from '../precision/corpus.ts';
import { speakInBrackets, unspokenIn } from '../spoken/brackets.ts';

const [directory = ''] = process.argv.slice(2);
speakInBrackets();
const found = new Map<string, string>();
for (const entry of entriesOf(directory)) {
  const { signedOut, signedIn } = lintEntry(directory, entry);
  for (const analysis of [signedOut, ...signedIn]) {
    for (const it of unspokenIn(analysis)) if (!found.has(it)) found.set(it, entry.root);
  }
}
for (const [text, pipeline] of found) console.log(`${pipeline}: ${text}`);
console.log(`${found.size} texts are English in every language`);
process.exit(found.size > 0 ? 1 : 0);
