/** Places in broken YAML where a name may stand that nobody can make out: changing the others alone would part them. */
import { t } from '@vscode/l10n';
import { isBroken } from '../../syntax/parse.ts';
import { lineOf, type SourceFile } from '../../syntax/source.ts';
import { mentionsIn, piecesOf } from './mentions.ts';

/** A sentence about the first place where `name` stands in what cannot be read, as none of the names that are found there. */
export function overlooked(name: string, files: readonly SourceFile[]): string | undefined {
  for (const file of files) {
    const offset = unreadIn(file, name);
    if (offset === undefined) continue;
    return t`\`${file.path}\` cannot be read as YAML around line ${lineOf(file, offset) + 1}, where \`${name}\` stands as well.`;
  }
  return undefined;
}

/** The offset in the file. */
function unreadIn(file: SourceFile, name: string): number | undefined {
  // Most files are whole, and looking for an error is cheaper than reading all of one.
  if (!file.problems.some((it) => it.severity === 'error')) return undefined;
  for (const piece of piecesOf(file).filter(isBroken)) {
    const spans = mentionsIn(file).flatMap(({ span }) => (span.piece === piece ? [span] : []));
    const found = wordsIn(piece.text, name).find((at) => !spans.some((it) => it.start <= at && at < it.end));
    if (found !== undefined) return (file.starts.get(piece) ?? 0) + found;
  }
  return undefined;
}

/** Where a name stands as a word of its own, outside of comments. */
function wordsIn(text: string, name: string): readonly number[] {
  const found: number[] = [];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const [before = '', after = ''] = [text[at - 1], text[at + name.length]];
    if (/[\w.-]/.test(before) || /[\w-]/.test(after)) continue;
    const line = text.slice(text.lastIndexOf('\n', at) + 1, at);
    if (!/(?:^|\s)#/.test(line)) found.push(at);
  }
  return found;
}
