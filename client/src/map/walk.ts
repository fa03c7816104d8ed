/** Ways through a drawing: what a key leads to, and what lies on the way to something. */
import type { Drawing } from './grouped.ts';
import type { Box, Layout } from './layout.ts';

export type Step = 'right' | 'left' | 'up' | 'down' | 'first' | 'last';

/** The node that a step leads to; the same one where there is none. Left and right go along the lines. */
export function step(drawing: Drawing, layout: Layout, from: string, to: Step): string {
  const here = layout.boxes.get(from);
  if (!here) return first(layout) ?? from;
  switch (to) {
    case 'right':
      return nearest(layout, here, ends(drawing, from, 'from')) ?? from;
    case 'left':
      return nearest(layout, here, ends(drawing, from, 'to')) ?? from;
    case 'up':
      return beside(layout, from, here, -1) ?? from;
    case 'down':
      return beside(layout, from, here, 1) ?? from;
    case 'first':
      return first(layout) ?? from;
    case 'last':
      return inOrder(layout).at(-1) ?? from;
  }
}

/** The node at the upper left. */
export function first(layout: Layout): string | undefined {
  return inOrder(layout)[0];
}

/** The node itself, and all that comes before it. */
export function wayTo({ edges }: Drawing, id: string): ReadonlySet<string> {
  const before = new Map<string, string[]>();
  for (const { from, to } of edges) before.set(to, [...(before.get(to) ?? []), from]);
  const found = new Set([id]);
  for (const it of found) for (const from of before.get(it) ?? []) found.add(from);
  return found;
}

function ends({ edges }: Drawing, id: string, end: 'from' | 'to'): readonly string[] {
  return edges.filter((it) => it[end] === id).map((it) => it[end === 'from' ? 'to' : 'from']);
}

function nearest({ boxes }: Layout, here: Box, ids: readonly string[]): string | undefined {
  const distance = (id: string) => Math.abs(middle(boxes.get(id) ?? here).y - middle(here).y);
  return [...ids].sort((a, b) => distance(a) - distance(b))[0];
}

/** The next one above or below: in the same column where there is one, else the nearest at all. */
function beside({ boxes }: Layout, from: string, here: Box, sign: 1 | -1): string | undefined {
  const away = [...boxes]
    .filter(([id, it]) => id !== from && sign * (middle(it).y - middle(here).y) > 0.5)
    .map(([id, it]) => ({
      id,
      isInColumn: it.x < here.x + here.width && here.x < it.x + it.width,
      distance: Math.abs(middle(it).y - middle(here).y) + Math.abs(middle(it).x - middle(here).x),
    }));
  const column = away.filter((it) => it.isInColumn);
  return (column.length > 0 ? column : away).sort((a, b) => a.distance - b.distance)[0]?.id;
}

function inOrder({ boxes }: Layout): readonly string[] {
  return [...boxes].sort(([, a], [, b]) => a.x - b.x || a.y - b.y).map(([id]) => id);
}

function middle({ x, y, width, height }: Box): { readonly x: number; readonly y: number } {
  return { x: x + width / 2, y: y + height / 2 };
}
