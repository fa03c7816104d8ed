/** Reads YAML that somebody is still typing: as much as can be made out, errors or not. The `yaml` package does it. */
import { isAlias, isMap, isScalar, isSeq, type ParsedNode, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import type { Raw, RawPair } from './raw.ts';

export interface Recovered {
  /** Absent where nothing can be made out. */
  readonly root?: Raw;
}

/** Never throws. Nothing is made out of what nests so deep that the stack does not hold it. */
export function recover(text: string): Recovered {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof RangeError) return {};
    throw error;
  }
}

function read(text: string): Recovered {
  const { contents } = parseDocument(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  return contents ? { root: rawOf(contents as ParsedNode) } : {};
}

function rawOf(node: ParsedNode): Raw {
  const [start, end] = node.range;
  const base = { start, end, ...(node.tag !== undefined && { tag: node.tag }) };
  if (isAlias(node)) return { kind: 'alias', name: node.source, start, end };
  const named = node.anchor === undefined ? base : { ...base, anchor: node.anchor };
  if (isMap(node)) return { ...named, kind: 'map', pairs: pairsOf(node, end) };
  if (isSeq(node)) return { ...named, kind: 'seq', items: node.items.map((it) => rawOf(it as ParsedNode)) };
  return { ...named, kind: 'scalar', ...scalarOf(node) };
}

function pairsOf(map: YAMLMap, end: number): readonly RawPair[] {
  return map.items.map(({ key, value }) => {
    const keyNode = rawOrEmpty(key, end);
    return { key: keyNode, value: rawOrEmpty(value, keyNode.end) };
  });
}

function rawOrEmpty(node: unknown, at: number): Raw {
  return node ? rawOf(node as ParsedNode) : { kind: 'scalar', text: '', plain: true, start: at, end: at };
}

function scalarOf(node: Scalar): { readonly text: string; readonly plain: boolean } {
  const plain = isScalar(node) && node.type === 'PLAIN';
  return { text: String((plain ? node.source : node.value) ?? ''), plain };
}
