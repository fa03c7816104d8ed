/** From tokens to what is written: the first document of a text, as libyaml understands it. */
import type { Raw, RawPair } from '../raw.ts';
import { type Mark, YamlError } from './cursor.ts';
import { Scanner } from './scanner.ts';
import type { Tag, Token, Version } from './token.ts';

/** Deeper nesting is refused here; GitLab refuses what nests deeper than 100. */
const maxDepth = 1000;

/** What nests too deep to be read. */
export class TooDeep extends Error {}

/**
 * Reads the first document; what follows it is not looked at, as in GitLab.
 *
 * @returns the root; an empty plain scalar for a text without content.
 * @throws YamlError where libyaml stops, and TooDeep.
 */
export function readDocument(text: string): Raw {
  const scanner = new Scanner(text);
  const { handles, isExplicit } = readDirectives(scanner);
  const state: State = { scanner, handles, depth: 0 };
  const token = scanner.peek();
  const isEmpty = isExplicit ? endsDocument(token) : token.kind === 'stream-end';
  const root = isEmpty ? emptyAt(token.start.at) : readNode(state, true, false);
  // The token behind the root is looked at, whatever it is.
  scanner.peek();
  return root;
}

interface State {
  readonly scanner: Scanner;
  readonly handles: ReadonlyMap<string, string>;
  depth: number;
}

function endsDocument({ kind }: Token): boolean {
  return (
    kind === 'version' ||
    kind === 'tag-directive' ||
    kind === 'document-start' ||
    kind === 'document-end' ||
    kind === 'stream-end'
  );
}

interface Directives {
  /** What the handles of tags stand for. */
  readonly handles: ReadonlyMap<string, string>;
  /** Whether the document begins with `---`. */
  readonly isExplicit: boolean;
}

function readDirectives(scanner: Scanner): Directives {
  const handles = new Map<string, string>();
  let hasVersion = false;
  let token = scanner.peek();
  for (; token.kind === 'version' || token.kind === 'tag-directive'; token = scanner.peek()) {
    if (token.kind === 'version') {
      if (hasVersion) throw new YamlError('found duplicate %YAML directive', token.start.at);
      expectKnown(token);
      hasVersion = true;
    } else {
      if (handles.has(token.handle)) throw new YamlError('found duplicate %TAG directive', token.start.at);
      handles.set(token.handle, token.prefix);
    }
    scanner.skip();
  }
  const isExplicit = token.kind === 'document-start';
  if (isExplicit) scanner.skip();
  else if (hasVersion || handles.size > 0)
    throw new YamlError('did not find expected <document start>', token.start.at);
  return { handles: new Map([['!', '!'], ['!!', 'tag:yaml.org,2002:'], ...handles]), isExplicit };
}

function expectKnown({ major, minor, start }: Version): void {
  if (major !== 1 || (minor !== 1 && minor !== 2)) throw new YamlError('found incompatible YAML document', start.at);
}

function emptyAt(at: number): Raw {
  return { kind: 'scalar', text: '', plain: true, start: at, end: at };
}

/** @param indentless a list may stand at the indentation of the key that it belongs to. */
function readNode(state: State, isBlock: boolean, indentless: boolean): Raw {
  const { scanner } = state;
  const first = scanner.peek();
  if (first.kind === 'alias') {
    scanner.skip();
    return { kind: 'alias', name: first.name, start: first.start.at, end: first.end };
  }
  const properties = first.kind === 'anchor' || first.kind === 'tag' ? readProperties(state) : undefined;
  const content = readContent(state, isBlock, indentless);
  if (properties) return withProperties(content, properties);
  if (content) return content;
  const context = isBlock ? 'while parsing a block node' : 'while parsing a flow node';
  throw new YamlError('did not find expected node content', first.start.at, context, first.start);
}

function readContent(state: State, isBlock: boolean, indentless: boolean): Raw | undefined {
  const { scanner } = state;
  const token = scanner.peek();
  if (token.kind === 'scalar') {
    scanner.skip();
    return { kind: 'scalar', text: token.text, plain: token.plain, start: token.start.at, end: token.end };
  }
  state.depth++;
  if (state.depth > maxDepth) throw new TooDeep();
  const collection = readCollection(state, token, isBlock, indentless);
  state.depth--;
  return collection;
}

/** Properties alone are those of an empty scalar. The tag `!` only makes a quoted scalar a plain one. */
function withProperties(content: Raw | undefined, { anchor, tag, end }: Properties): Raw {
  const node: Raw = content ?? emptyAt(end);
  const whole = tag === '!' && node.kind === 'scalar' ? { ...node, plain: true } : node;
  return {
    ...whole,
    ...(anchor !== undefined && { anchor }),
    ...(tag !== undefined && tag !== '!' && { tag }),
  };
}

type Collection = Extract<Raw, { readonly kind: 'seq' | 'map' }>;

function readCollection(state: State, token: Token, isBlock: boolean, indentless: boolean): Collection | undefined {
  switch (token.kind) {
    case 'block-entry':
      return indentless ? readIndentlessSequence(state, token.start) : undefined;
    case 'flow-sequence':
      return readFlowSequence(state, token.start);
    case 'flow-mapping':
      return readFlowMapping(state, token.start);
    case 'block-sequence':
      return isBlock ? readBlockSequence(state, token.start) : undefined;
    case 'block-mapping':
      return isBlock ? readBlockMapping(state, token.start) : undefined;
    default:
      return undefined;
  }
}

interface Properties {
  readonly anchor?: string | undefined;
  readonly tag?: string | undefined;
  /** Behind the last one. */
  readonly end: number;
}

/** An anchor and a tag, in either order, one of each. */
function readProperties({ scanner, handles }: State): Properties {
  const { start } = scanner.peek();
  let anchor: string | undefined;
  let tag: string | undefined;
  let end = start.at;
  for (let token = scanner.peek(); ; token = scanner.peek()) {
    if (token.kind === 'anchor' && anchor === undefined) anchor = token.name;
    else if (token.kind === 'tag' && tag === undefined) tag = wholeTag(token, handles, start);
    else return { anchor, tag, end };
    end = token.end;
    scanner.skip();
  }
}

function wholeTag({ handle, suffix, start }: Tag, handles: ReadonlyMap<string, string>, node: Mark): string {
  const prefix = handle === '' ? '' : handles.get(handle);
  if (prefix !== undefined) return prefix + suffix;
  throw new YamlError('found undefined tag handle', start.at, 'while parsing a node', node);
}

function readBlockSequence(state: State, start: Mark): Collection {
  const { scanner } = state;
  scanner.skip();
  const items: Raw[] = [];
  let token = scanner.peek();
  for (; token.kind === 'block-entry'; token = scanner.peek()) {
    scanner.skip();
    const { kind } = scanner.peek();
    const isEmpty = kind === 'block-entry' || kind === 'block-end';
    items.push(isEmpty ? emptyAt(token.end) : readNode(state, true, false));
  }
  if (token.kind !== 'block-end') {
    const context = 'while parsing a block collection';
    throw new YamlError("did not find expected '-' indicator", token.start.at, context, start);
  }
  scanner.skip();
  return { kind: 'seq', items, start: start.at, end: items.at(-1)?.end ?? start.at };
}

function readIndentlessSequence(state: State, start: Mark): Collection {
  const { scanner } = state;
  const items: Raw[] = [];
  for (let token = scanner.peek(); token.kind === 'block-entry'; token = scanner.peek()) {
    scanner.skip();
    const { kind } = scanner.peek();
    const isEmpty = kind === 'block-entry' || endsEntry(kind);
    items.push(isEmpty ? emptyAt(token.end) : readNode(state, true, false));
  }
  return { kind: 'seq', items, start: start.at, end: items.at(-1)?.end ?? start.at };
}

/** What can stand behind a key or a colon of a block mapping when nothing is written there. */
function endsEntry(kind: Token['kind']): boolean {
  return kind === 'key' || kind === 'value' || kind === 'block-end';
}

function readBlockMapping(state: State, start: Mark): Collection {
  const { scanner } = state;
  scanner.skip();
  const pairs: RawPair[] = [];
  let token = scanner.peek();
  for (; token.kind === 'key'; token = scanner.peek()) {
    const key = readBlockPart(state);
    const value = scanner.peek().kind === 'value' ? readBlockPart(state) : emptyAt(key.end);
    pairs.push({ key, value });
  }
  if (token.kind !== 'block-end') {
    const context = 'while parsing a block mapping';
    throw new YamlError('did not find expected key', token.start.at, context, start);
  }
  scanner.skip();
  const last = pairs.at(-1);
  return { kind: 'map', pairs, start: start.at, end: last ? Math.max(last.key.end, last.value.end) : start.at };
}

/** What stands behind `?` or `:`. */
function readBlockPart(state: State): Raw {
  const { scanner } = state;
  const { end } = scanner.peek();
  scanner.skip();
  return endsEntry(scanner.peek().kind) ? emptyAt(end) : readNode(state, true, true);
}

function readFlowSequence(state: State, start: Mark): Collection {
  const { scanner } = state;
  scanner.skip();
  const items: Raw[] = [];
  let token = scanner.peek();
  for (; token.kind !== 'flow-sequence-end'; token = scanner.peek()) {
    if (items.length > 0) token = expectComma(state, token, "did not find expected ',' or ']'", 'sequence', start);
    if (token.kind === 'flow-sequence-end') break;
    items.push(token.kind === 'key' ? readSinglePair(state, token) : readNode(state, false, false));
  }
  scanner.skip();
  return { kind: 'seq', items, start: start.at, end: token.end };
}

function expectComma({ scanner }: State, token: Token, problem: string, kind: string, start: Mark): Token {
  if (token.kind !== 'flow-entry') {
    throw new YamlError(problem, token.start.at, `while parsing a flow ${kind}`, start);
  }
  scanner.skip();
  return scanner.peek();
}

/** `a: b` or `? a` as an element of a flow sequence: a mapping of one pair. */
function readSinglePair(state: State, keyToken: Token): Raw {
  const { scanner } = state;
  scanner.skip();
  const first = scanner.peek();
  const hasKey = first.kind !== 'value' && first.kind !== 'flow-entry' && first.kind !== 'flow-sequence-end';
  const key = hasKey ? readNode(state, false, false) : emptyAt(first.start.at);
  // libyaml takes whatever token stands where the key is missing, also the closing bracket.
  if (!hasKey) scanner.skip();
  const value = readFlowValue(state, 'flow-sequence-end', key.end);
  return { kind: 'map', pairs: [{ key, value }], start: keyToken.start.at, end: Math.max(key.end, value.end) };
}

function readFlowValue(state: State, closing: Token['kind'], at: number): Raw {
  const { scanner } = state;
  const colon = scanner.peek();
  if (colon.kind !== 'value') return emptyAt(at);
  scanner.skip();
  const { kind } = scanner.peek();
  return kind === 'flow-entry' || kind === closing ? emptyAt(colon.end) : readNode(state, false, false);
}

function readFlowMapping(state: State, start: Mark): Collection {
  const { scanner } = state;
  scanner.skip();
  const pairs: RawPair[] = [];
  let token = scanner.peek();
  for (; token.kind !== 'flow-mapping-end'; token = scanner.peek()) {
    if (pairs.length > 0) token = expectComma(state, token, "did not find expected ',' or '}'", 'mapping', start);
    if (token.kind === 'flow-mapping-end') break;
    pairs.push(token.kind === 'key' ? readFlowPair(state) : loneKey(readNode(state, false, false)));
  }
  scanner.skip();
  return { kind: 'map', pairs, start: start.at, end: token.end };
}

function readFlowPair(state: State): RawPair {
  const { scanner } = state;
  scanner.skip();
  const { kind, start } = scanner.peek();
  const hasKey = kind !== 'value' && kind !== 'flow-entry' && kind !== 'flow-mapping-end';
  const key = hasKey ? readNode(state, false, false) : emptyAt(start.at);
  return { key, value: readFlowValue(state, 'flow-mapping-end', key.end) };
}

function loneKey(key: Raw): RawPair {
  return { key, value: emptyAt(key.end) };
}
