/** From YAML as written to values as GitLab's loader makes them: anchors, merge keys, tags, `!reference`. */
import { t } from '@vscode/l10n';
import type { Piece, Span } from '../text/span.ts';
import { type Entry, keyOf, type MapNode, type Node, type ScalarNode } from './node.ts';
import type { Raw, RawMap, RawPair, RawScalar, RawSeq } from './raw.ts';
import { inspect } from './ruby.ts';
import { resolvePlain } from './scalar.ts';
import type { Problem } from './source.ts';
import { refusedClass } from './tags.ts';

/** What is known while one piece is composed. Anchors hold for the rest of the document. */
export interface Composition {
  readonly piece: Piece;
  readonly anchors: Anchors;
  readonly problems: Problem[];
  /** Entries that merge keys may still copy: what bounds the work. */
  budget: number;
}

/** Anchors seen so far: the latest of a name counts. `'open'` while the anchored collection is still being read. */
export interface Anchors {
  find(name: string): Node | 'open' | undefined;
  set(name: string, node: Node | 'open'): void;
}

/** Merge keys may copy so many entries in one document; GitLab's limit on size is far below. */
export const mergeBudget = 500_000;

/** Characters of a value that is printed because it stands where none should. */
const maxPrinted = 10_000;

const stringTag = 'tag:yaml.org,2002:str';

/** The value of `raw`, never failing: what GitLab would refuse becomes null and a problem. */
export function compose(raw: Raw, state: Composition): Node {
  switch (raw.kind) {
    case 'alias':
      return composeAlias(raw, state);
    case 'scalar':
      return remember(raw, composeScalar(raw, state), state);
    case 'seq':
      return composeSeq(raw, state);
    case 'map':
      return composeMap(raw, state);
  }
}

function composeAlias(raw: Raw & { readonly kind: 'alias' }, state: Composition): Node {
  const { name } = raw;
  const node = state.anchors.find(name);
  if (node !== undefined && node !== 'open') return node;
  const span = spanOf(raw, state);
  if (node === 'open') {
    refuse(
      state,
      span,
      'The parsed YAML is too big',
      t`\`*${name}\` stands inside the value that it names, which never ends.`,
    );
  } else {
    refuse(
      state,
      span,
      `An alias referenced an unknown anchor: ${name}`,
      t`No \`&${name}\` stands before this alias. Anchors hold within one file and only below their definition.`,
    );
  }
  return { kind: 'scalar', type: 'null', value: null, span };
}

function composeScalar(raw: RawScalar, state: Composition): Node {
  const { text, plain, tag } = raw;
  const span = spanOf(raw, state);
  if (tag === undefined) return plain ? resolveScalar(text, span, state) : string(text, span);
  if (tag === '!reference') {
    const written = `!reference ${text === '' ? 'nil' : inspect(string(text, span))}`;
    return { kind: 'reference', path: undefined, written, span };
  }
  if (tag === stringTag || tag === '!str') return string(text, span);
  if (tag === 'tag:yaml.org,2002:binary' || tag === '!binary') return string(decodeBase64(text), span);
  const refused = refusedClass(tag, text);
  if (refused !== undefined) return refuseClass(state, span, refused);
  // Any other tag makes Psych look at the text as if it were plain, also where it is quoted.
  const node = resolveScalar(text, span, state);
  const isFloat = tag === 'tag:yaml.org,2002:float' || tag === '!float';
  return isFloat && node.type === 'integer' ? { ...node, type: 'float' } : node;
}

function resolveScalar(text: string, span: Span, state: Composition): ScalarNode {
  const resolved = resolvePlain(text);
  return 'refused' in resolved ? refuseClass(state, span, resolved.refused) : { kind: 'scalar', ...resolved, span };
}

function refuseClass(state: Composition, span: Span, name: string): ScalarNode {
  const remedy =
    name === 'Date' || name === 'Time'
      ? t('GitLab reads this as a date and refuses the file. Put it in quotes.')
      : t('GitLab makes no such object and refuses the file. Remove the tag.');
  refuse(state, span, `Tried to load unspecified class: ${name}`, remedy);
  return { kind: 'scalar', type: 'null', value: null, span };
}

function composeSeq(raw: RawSeq, state: Composition): Node {
  const span = spanOf(raw, state);
  if (raw.tag === '!reference') {
    const items = raw.items.map((it) => compose(it, state));
    const path = items.every(isString) && items.length > 0 ? items.map((it) => String(it.value)) : undefined;
    // GitLab registers no anchor on a reference: an alias to it is unknown.
    const written = `!reference ${inspect({ kind: 'seq', items, span }, 'as-read', maxPrinted)}`;
    return { kind: 'reference', path, written, span };
  }
  const refused = raw.tag === undefined ? undefined : refusedClass(raw.tag, '');
  if (refused !== undefined) return refuseClass(state, span, refused);
  if (raw.anchor !== undefined) state.anchors.set(raw.anchor, 'open');
  const items = raw.items.map((it) => compose(it, state));
  return remember(raw, { kind: 'seq', items, span }, state);
}

function composeMap(raw: RawMap, state: Composition): Node {
  const span = spanOf(raw, state);
  const refused = raw.tag === undefined || raw.tag === '!reference' ? undefined : refusedClass(raw.tag, '');
  if (refused !== undefined) return refuseClass(state, span, refused);
  if (raw.anchor !== undefined) state.anchors.set(raw.anchor, 'open');
  const map: MapNode = { kind: 'map', entries: composePairs(raw.pairs, state).entries, span };
  if (raw.tag === '!reference') {
    const written = `!reference ${map.entries.size === 0 ? 'nil' : inspect(map, 'as-read', maxPrinted)}`;
    return remember(raw, { kind: 'reference', path: undefined, written, span }, state);
  }
  return remember(raw, map, state);
}

/** The entries of one mapping in GitLab's order: a repeated key keeps its first place and takes its last value. */
export function composePairs(pairs: readonly RawPair[], state: Composition): Entries {
  const all: Entries = { entries: new Map(), written: new Map() };
  for (const pair of pairs) addPair(pair, all, state);
  return all;
}

/** Entries so far, and the keys among them that were written here rather than merged. */
export interface Entries {
  readonly entries: Map<string, Entry>;
  readonly written: Map<string, ScalarNode>;
}

/** Adds one pair as Psych does: in document order, so that a merge key overrides what stands above it. */
function addPair({ key: rawKey, value: rawValue }: RawPair, { entries, written }: Entries, state: Composition): void {
  const keyNode = compose(rawKey, state);
  const value = compose(rawValue, state);
  if (isString(keyNode) && keyNode.value === '<<' && rawKey.tag !== stringTag) {
    const merged = mergedEntries(rawValue, value);
    if (merged) {
      merge(merged, entries, state);
      return;
    }
  }
  const key = keyNode.kind === 'scalar' ? keyNode : complexKey(keyNode);
  const name = keyNode.kind === 'scalar' ? keyOf(keyNode) : complexName(keyNode, rawKey);
  const earlier = written.get(name);
  if (earlier) hintAt(earlier, state.problems);
  written.set(name, key);
  entries.set(name, { key, value });
}

/** Nobody reads more remarks than these about one file. */
const maxHints = 1000;

/** `earlier` is a key that stands again below in the same mapping. */
export function hintAt({ value, span }: ScalarNode, problems: Problem[]): void {
  if (problems.length >= maxHints) return;
  const message = t`\`${String(value)}\` is written again below in the same mapping. GitLab takes the last one, so this one has no effect.`;
  problems.push({ severity: 'hint', kind: 'duplicate-key', message, span });
}

/** What `<<` merges, or nothing where Psych keeps it as an ordinary key. */
function mergedEntries(rawValue: Raw, value: Node): readonly MapNode[] | undefined {
  if (rawValue.kind === 'seq') {
    if (value.kind !== 'seq' || !value.items.every(isMap)) return undefined;
    // Earlier items win over later ones.
    return [...value.items].reverse();
  }
  return (rawValue.kind === 'alias' || rawValue.kind === 'map') && isMap(value) ? [value] : undefined;
}

function merge(maps: readonly MapNode[], entries: Map<string, Entry>, state: Composition): void {
  for (const { entries: more, span } of maps) {
    state.budget -= more.size;
    if (state.budget < 0) {
      if (state.budget + more.size >= 0)
        refuse(state, span, 'The parsed YAML is too big', t('Merge keys copy too much.'));
      return;
    }
    for (const [name, entry] of more) entries.set(name, entry);
  }
}

/** Two such keys are one where they are printed alike; of longer ones each is one of its own. */
function complexName(key: Node, { start }: Raw): string {
  const printed = inspect(key, 'as-read', maxPrinted);
  return `\0complex:${printed}${printed.length > maxPrinted ? start : ''}`;
}

/** A list or mapping as a key is no name of anything; GitLab's checks meet it as one that is no string. */
function complexKey({ span }: Node): ScalarNode {
  return { kind: 'scalar', type: 'null', value: null, span };
}

function remember<T extends Node>(raw: Raw, node: T, { anchors }: Composition): T {
  if (raw.anchor !== undefined) anchors.set(raw.anchor, node);
  return node;
}

function refuse({ problems }: Composition, span: Span, gitlab: string, message: string): void {
  problems.push({ severity: 'error', gitlab, message, span });
}

function spanOf({ start, end }: Raw, { piece }: Composition): Span {
  return { piece, start, end };
}

function string(value: string, span: Span): ScalarNode {
  return { kind: 'scalar', type: 'string', value, span };
}

function isString(node: Node): node is ScalarNode {
  return node.kind === 'scalar' && node.type === 'string';
}

function isMap(node: Node): node is MapNode {
  return node.kind === 'map';
}

/** Base64 as Ruby's `unpack('m')`: what is no digit is passed over. Bytes beyond UTF-8 become the replacement character. */
function decodeBase64(text: string): string {
  const digits = text.replace(/[^A-Za-z0-9+/]/g, '');
  const bytes: number[] = [];
  for (let n = 0; n + 1 < digits.length; n += 4) {
    const [a = 0, b = 0, c = 0, d = 0] = [...digits.slice(n, n + 4)].map((it) => alphabet.indexOf(it));
    const size = Math.min(digits.length - n, 4) - 1;
    bytes.push(...[(a << 2) | (b >> 4), ((b & 15) << 4) | (c >> 2), ((c & 3) << 6) | d].slice(0, size));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
