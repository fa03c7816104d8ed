/** The place where somebody types: the way to it, what is there already, and what a choice takes the place of. */
import type { Raw, RawMap } from '../../syntax/raw.ts';
import { recover } from '../../syntax/recover.ts';
import type { SourceFile } from '../../syntax/source.ts';

export type SlotStyle = 'plain' | 'flow' | 'single' | 'double' | 'block';

export interface Slot {
  /** Keys and indices from the top; on a key, those of the mapping that the key stands in. */
  readonly path: readonly (string | number)[];
  readonly on: 'key' | 'value';
  /** The text before the cursor, without quotes. */
  readonly typed: string;
  /** Offset in the file. */
  readonly cursor: number;
  /** Offsets in the file: the text without quotes, also what follows the cursor. */
  readonly start: number;
  readonly end: number;
  readonly style: SlotStyle;
  /** What has to be put before a choice, and behind it: a blank behind a colon, a quote that is still open. */
  readonly lead: string;
  readonly close: string;
  /** In a `!reference` the names before this one. */
  readonly reference?: readonly string[];
  /** Texts that stand in the same list before this one. */
  readonly before: readonly string[];
}

/** No YAML holds these: private use. An open quote takes the last one for itself. */
const mark = '\ue000';
const marks = mark + mark;

/**
 * The place at `offset` of a text that is being typed. Only what stands before it counts, and of that only the top-level
 * entry: so nothing that is broken elsewhere matters, and the work is the same in a file of any size.
 *
 * @returns `undefined` in comments and in texts of several lines that are no block.
 */
export function slotAt({ text }: Pick<SourceFile, 'text'>, offset: number): Slot | undefined {
  const from = entryStart(text, offset);
  return slotIn(text, offset, { written: text.slice(from, offset), lead: '' });
}

interface Attempt {
  readonly written: string;
  readonly lead: string;
}

function slotIn(text: string, offset: number, { written, lead }: Attempt): Slot | undefined {
  const { root } = recover(written + lead + marks);
  const found = root && find(root, { path: [], before: [], inFlow: false, written: written + lead });
  if (!found) return undefined;
  const { node } = found;
  const typed = node.text.slice(0, node.text.indexOf(mark));
  // `environment:` and `-` take a blank before anything can follow.
  if (lead === '' && node.plain && (typed === '-' || /^[^\s:]+:$/.test(typed))) {
    return slotIn(text, offset, { written, lead: ' ' });
  }
  const style = styleOf(node, found);
  if (style !== 'block' && typed.includes('\n')) return undefined;
  const rest = text.slice(offset, lineEnd(text, offset));
  const tail = tailOf(rest, style, found.on);
  const { path, on, before, reference } = found;
  return {
    path,
    on,
    typed: style === 'block' ? (typed.split('\n').at(-1) ?? '') : typed,
    cursor: offset,
    start: offset - (style === 'block' ? 0 : typedLength(written, node.start, style)),
    end: offset + tail.length,
    style,
    lead,
    close: tail.close,
    before,
    ...(reference && { reference }),
  };
}

/** Letters before the cursor as they are written, escapes included. */
function typedLength(written: string, start: number, style: SlotStyle): number {
  return Math.max(0, written.length - start - (style === 'single' || style === 'double' ? 1 : 0));
}

/** Top-level keys start their lines; everything under them is indented, or starts with a dash or a bracket. */
function entryStart(text: string, offset: number): number {
  let start = lineStart(text, offset);
  while (start > 0 && !/[^\s#\]},-]/.test(text[start] ?? ' ')) start = lineStart(text, start - 1);
  return start;
}

function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

function lineEnd(text: string, offset: number): number {
  const at = text.slice(offset).search(/[\r\n]/);
  return at < 0 ? text.length : offset + at;
}

interface Found {
  readonly node: Extract<Raw, { readonly kind: 'scalar' }>;
  readonly path: Slot['path'];
  readonly on: Slot['on'];
  readonly before: readonly string[];
  readonly reference?: readonly string[];
  readonly inFlow: boolean;
  /** The text that is read. */
  readonly written: string;
}

type Way = Omit<Found, 'node' | 'on'>;

/** The scalar with the mark; it is the last one of everything that holds it. */
function find(raw: Raw, way: Way): Found | undefined {
  switch (raw.kind) {
    case 'scalar':
      return raw.text.includes(mark) ? { ...way, node: raw, on: 'value' } : undefined;
    case 'alias':
      return undefined;
    case 'seq': {
      const last = raw.items.length - 1;
      const item = raw.items[last];
      const before = raw.items.slice(0, last).flatMap(textOf);
      const reference = raw.tag === '!reference' ? { reference: before } : {};
      if (!item) return undefined;
      return find(item, { ...way, path: [...way.path, last], before, ...reference, inFlow: isFlow(raw, way) });
    }
    case 'map':
      return findInMap(raw, way);
  }
}

function findInMap(raw: RawMap, way: Way): Found | undefined {
  const last = raw.pairs.at(-1);
  if (!last) return undefined;
  const { key, value } = last;
  const inFlow = isFlow(raw, way);
  if (key.kind === 'scalar' && key.text.includes(mark)) {
    const before = raw.pairs.slice(0, -1).flatMap((it) => textOf(it.key));
    return { ...way, before, inFlow, node: key, on: 'key' };
  }
  const name = key.kind === 'scalar' ? key.text : '';
  // The job that a need names: the needs before it are those of the list.
  const before = name === 'job' ? way.before : [];
  return find(value, { ...way, path: [...way.path, name], before, inFlow });
}

function isFlow(raw: Raw, { inFlow, written }: Way): boolean {
  return inFlow || /^[[{]/.test(written.slice(raw.start, raw.start + 1));
}

function styleOf({ plain, start }: Found['node'], { inFlow, written }: Found): SlotStyle {
  const first = written[start] ?? '';
  if (plain) return inFlow ? 'flow' : 'plain';
  if (first === '"') return 'double';
  return first === "'" ? 'single' : 'block';
}

interface Tail {
  /** How much of what follows the cursor a choice replaces. */
  readonly length: number;
  readonly close: string;
}

function tailOf(rest: string, style: SlotStyle, on: Slot['on']): Tail {
  switch (style) {
    case 'block':
      return { length: 0, close: '' };
    case 'single':
      return untilQuote(rest, /^(?:[^']|'')*'/, "'");
    case 'double':
      return untilQuote(rest, /^(?:[^"\\]|\\.)*"/, '"');
    case 'flow':
      return { length: wordLength(rest, on, /[,[\]{}]|\s#|:(?=\s|$)|\s*$/), close: '' };
    case 'plain':
      return { length: wordLength(rest, on, /\s#|:(?=\s|$)|\s*$/), close: '' };
  }
}

function untilQuote(rest: string, text: RegExp, quote: string): Tail {
  const [whole] = text.exec(rest) ?? [];
  return whole === undefined ? { length: 0, close: quote } : { length: whole.length - 1, close: '' };
}

/** Of a value all that follows without a break, of a key its letters. */
function wordLength(rest: string, on: Slot['on'], stop: RegExp): number {
  if (on === 'key') return /^[\w-]*/.exec(rest)?.[0].length ?? 0;
  return /^\s/.test(rest) ? 0 : rest.search(stop);
}

function textOf(raw: Raw): readonly string[] {
  if (raw.kind === 'scalar') return [raw.text];
  const job = raw.kind === 'map' ? raw.pairs.find(({ key }) => key.kind === 'scalar' && key.text === 'job') : undefined;
  return job?.value.kind === 'scalar' ? [job.value.text] : [];
}
