/** Strongly connected components of a graph. */

interface Frame<T> {
  readonly node: T;
  readonly id: number;
  /** Height of the stack below the node. */
  readonly depth: number;
  readonly rest: Iterator<T>;
  lowest: number;
}

/**
 * Tarjan's algorithm without recursion, in the order of Ruby's TSort: a component comes after those it leads to, its
 * nodes in the order in which they were met.
 */
export function components<T>(nodes: Iterable<T>, next: (node: T) => Iterable<T>): readonly (readonly T[])[] {
  const ids = new Map<T, number>();
  const done = new Set<T>();
  const stack: T[] = [];
  const found: (readonly T[])[] = [];
  const enter = (node: T): Frame<T> => {
    const id = ids.size;
    ids.set(node, id);
    stack.push(node);
    return { node, id, depth: stack.length - 1, rest: next(node)[Symbol.iterator](), lowest: id };
  };
  const leave = ({ id, depth, lowest }: Frame<T>): void => {
    if (lowest !== id) return;
    const component = stack.splice(depth);
    for (const node of component) done.add(node);
    found.push(component);
  };
  for (const start of nodes) {
    if (ids.has(start)) continue;
    const frames = [enter(start)];
    for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
      const child = step(frame, ids, done);
      if (child) frames.push(enter(child.node));
      else {
        leave(frame);
        frames.pop();
        const parent = frames.at(-1);
        if (parent) parent.lowest = Math.min(parent.lowest, frame.lowest);
      }
    }
  }
  return found;
}

/** The next node that has not been met. */
function step<T>(frame: Frame<T>, ids: ReadonlyMap<T, number>, done: ReadonlySet<T>): { readonly node: T } | undefined {
  for (let { value, done: over } = frame.rest.next(); !over; { value, done: over } = frame.rest.next()) {
    const id = ids.get(value);
    if (id === undefined) return { node: value };
    if (!done.has(value)) frame.lowest = Math.min(frame.lowest, id);
  }
  return undefined;
}
