/** Which part of a drawing is seen, and how large. */
import type { Box, Layout } from './layout.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** `x` and `y`: what stands at the upper left corner. `scale`: CSS pixels for each unit of the drawing. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

const smallest = 0.1;
const largest = 3;
/** Text smaller than this is not read. */
const readable = 0.85;

/** All of it; never larger than it is. */
export function fitted({ width, height }: Layout, size: Size): View {
  const scale = limited(Math.min(size.width / width, size.height / height, 1));
  return { scale, x: (width - size.width / scale) / 2, y: (height - size.height / scale) / 2 };
}

/** All of it where that can be read; else as much as can, from the left. */
export function opening(layout: Layout, size: Size): View {
  const all = fitted(layout, size);
  if (all.scale >= readable) return all;
  const scale = readable;
  return { scale, x: 0, y: Math.max(0, (layout.height - size.height / scale) / 2) };
}

/** Closer or further away, with the middle where it is. */
export function zoomed(view: View, factor: number, size: Size): View {
  const scale = limited(view.scale * factor);
  const x = view.x + size.width / 2 / view.scale - size.width / 2 / scale;
  const y = view.y + size.height / 2 / view.scale - size.height / 2 / scale;
  return { x, y, scale };
}

/** Moved by so many CSS pixels. */
export function moved(view: View, right: number, down: number): View {
  return { ...view, x: view.x + right / view.scale, y: view.y + down / view.scale };
}

/** Moved as little as it takes to see `box`. */
export function showing(view: View, box: Box, size: Size): View {
  const margin = 24 / view.scale;
  const along = (at: number, room: number, from: number, length: number) => {
    if (from - margin < at || length + 2 * margin > room) return from - margin;
    return from + length + margin > at + room ? from + length + margin - room : at;
  };
  return {
    scale: view.scale,
    x: along(view.x, size.width / view.scale, box.x, box.width),
    y: along(view.y, size.height / view.scale, box.y, box.height),
  };
}

function limited(scale: number): number {
  return Math.min(largest, Math.max(smallest, scale));
}
