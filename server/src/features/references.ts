/** All places that name the same thing: as a list, and as marks in one file. */
import { type DocumentHighlight, DocumentHighlightKind, type Location } from 'vscode-languageserver';
import { locationOf } from './definition.ts';
import { type Around, symbolAt } from './names/scope.ts';
import { toRange } from './range.ts';

/** Everywhere in the files of the checkout that what is named at `offset` is named. */
export function references(around: Around, offset: number, withDefinitions: boolean): readonly Location[] {
  const places = symbolAt(around, offset)?.places ?? [];
  return places
    .filter((it) => withDefinitions || !it.mention.defines)
    .map((it) => locationOf(it, around))
    .filter((it) => it !== undefined);
}

/** The same in the file itself; where it is defined counts as writing. */
export function highlights(around: Around, offset: number): readonly DocumentHighlight[] {
  const places = symbolAt(around, offset)?.places ?? [];
  return places
    .filter((it) => it.file.path === around.path)
    .map(({ file, mention }) => ({
      range: toRange(file, mention.span),
      kind: mention.defines ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
}
