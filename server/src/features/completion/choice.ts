/** What can be chosen where somebody types, and the edit that choosing it makes. */
import { type CompletionItem, type CompletionItemKind, MarkupKind } from 'vscode-languageserver';
import { position, type SourceFile } from '../../syntax/source.ts';
import type { Around } from '../names/scope.ts';
import { spelled } from '../names/spelling.ts';
import type { Slot } from './slot.ts';

export interface Choice {
  readonly name: string;
  readonly kind: CompletionItemKind;
  /** A few words behind the name. */
  readonly detail?: string;
  /** Markdown: what choosing it means. */
  readonly documentation?: string;
  /** Lower ones come first; of the same the order of the list counts. */
  readonly rank: number;
}

/** A place in a pipeline where something is chosen. */
export interface Choosing extends Around {
  readonly file: SourceFile;
  readonly slot: Slot;
  /** The top-level key that it stands under. */
  readonly entry: string;
}

/** What a choice replaces, and what is put around it. */
interface Frame {
  readonly start: number;
  readonly end: number;
  readonly write: (name: string) => string;
}

/** A whole value, with the quotes that YAML needs there. */
export function valueFrame({ start, end, style, lead, close }: Slot): Frame {
  const written = style === 'block' ? 'bare' : style;
  return { start, end, write: (name) => `${lead}${spelled(name, written)}${close}` };
}

/** The first of a list where no list has been begun: with brackets. */
export function listFrame(slot: Slot): Frame {
  const isBare = typeof slot.path.at(-1) === 'string' && slot.style === 'plain';
  if (!isBare) return valueFrame(slot);
  return { ...slot, write: (name) => `${slot.lead}[${spelled(name, 'flow')}]` };
}

/** A key, with its colon where none follows. */
export function keyFrame(file: SourceFile, { start, end, lead }: Slot): Frame {
  const colon = /^["']?[ \t]*:/.test(file.text.slice(end, end + 10)) ? '' : ': ';
  return { start, end, write: (name) => `${lead}${name}${colon}` };
}

/** As the editor wants it. The first name is the likeliest. */
export function toItems(
  file: SourceFile,
  choices: readonly Choice[],
  { start, end, write }: Frame,
): readonly CompletionItem[] {
  const range = { start: position(file, start), end: position(file, end) };
  return [...choices]
    .sort((a, b) => a.rank - b.rank)
    .map(({ name, kind, detail, documentation }, n) => ({
      label: name,
      kind,
      ...(detail !== undefined && detail !== '' && { detail }),
      ...(documentation !== undefined && { documentation: { kind: MarkupKind.Markdown, value: documentation } }),
      sortText: String(n).padStart(4, '0'),
      filterText: name,
      textEdit: { range, newText: write(name) },
    }));
}
