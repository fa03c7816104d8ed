/** The way to a place in a file as it is written: keys and indices from the top, and the value that is there. */
import { at, type Node } from '../syntax/node.ts';
import type { SourceFile } from '../syntax/source.ts';
import { touches } from './range.ts';

export interface Route {
  /** `['deploy', 'needs', 0, 'job']`. */
  readonly path: readonly (string | number)[];
  /** The innermost value at the place; for a place on a key, the key. */
  readonly node: Node;
  readonly on: 'key' | 'value';
}

/** Where `offset` is in `file`, before anything is merged; `undefined` between entries and in what could not be read. */
export function routeTo(file: SourceFile, offset: number): Route | undefined {
  return file.root && within(file, file.root, offset, []);
}

/** The value at a route, as it is written. */
export function valueAt({ root }: SourceFile, path: Route['path']): Node | undefined {
  let here = root;
  for (const it of path) {
    if (typeof it === 'number') here = here?.kind === 'seq' ? here.items[it] : undefined;
    else here = at(here, it);
  }
  return here;
}

function within(file: SourceFile, node: Node, offset: number, path: Route['path']): Route | undefined {
  switch (node.kind) {
    case 'map':
      for (const [name, { key, value }] of node.entries) {
        if (touches(file, key.span, offset)) return { path: [...path, name], node: key, on: 'key' };
        const inside = within(file, value, offset, [...path, name]);
        if (inside) return inside;
      }
      return undefined;
    case 'seq':
      return first(node.items, (item, index) => within(file, item, offset, [...path, index]));
    default:
      return touches(file, node.span, offset) ? { path, node, on: 'value' } : undefined;
  }
}

function first<T, R>(items: readonly T[], of: (item: T, index: number) => R | undefined): R | undefined {
  for (const [index, item] of items.entries()) {
    const found = of(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
}
