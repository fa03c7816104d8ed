/** A node as a plain JavaScript value, for tests: what was read, without places. */
import type { Node } from '../../server/src/syntax/node.ts';
import { toText } from '../../server/src/syntax/ruby.ts';

/** References become what was written, symbols get their colon back, other keys than texts stand in `<>`. */
export function plain(node: Node | undefined): unknown {
  switch (node?.kind) {
    case undefined:
      return undefined;
    case 'scalar':
      return node.type === 'symbol' ? `:${node.value}` : node.value;
    case 'seq':
      return node.items.map(plain);
    case 'map':
      return Object.fromEntries(
        [...node.entries.values()].map(({ key, value }) => [
          key.type === 'string' ? String(key.value) : `<${toText(key)}>`,
          plain(value),
        ]),
      );
    case 'reference':
      return node.written;
  }
}

/** Every node below, itself first, each once. */
export function* nodesOf(node: Node | undefined, seen = new Set<Node>()): Iterable<Node> {
  if (!node || seen.has(node)) return;
  seen.add(node);
  yield node;
  if (node.kind === 'seq') for (const item of node.items) yield* nodesOf(item, seen);
  if (node.kind !== 'map') return;
  for (const { key, value } of node.entries.values()) {
    yield key;
    yield* nodesOf(value, seen);
  }
}
