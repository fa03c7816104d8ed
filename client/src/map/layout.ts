/** Where everything of a drawing stands: from left to right, in the order in which it comes. Units are CSS pixels. */
import { Graph, layout } from '@dagrejs/dagre';
import type { MapEdge } from '../../../server/src/lsp/protocol.ts';
import { tierLine } from './describe.ts';
import type { Drawing, DrawnNode } from './grouped.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly edge: MapEdge;
  /** At least two. */
  readonly points: readonly Point[];
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** By node. */
  readonly boxes: ReadonlyMap<string, Box>;
  readonly lines: readonly Line[];
}

/** Beyond so many nodes the columns are found in the quicker way. */
const many = 120;

/** How wide a letter of a name is, rather too much than too little. */
export const nameLetter = 7.3;

/** How wide a letter of the second line is. */
export const lineLetter = 6.1;

const jobWidth = { least: 200, most: 340 };
const stageLetter = 7;

/** @see https://github.com/dagrejs/dagre */
export function layoutOf({ nodes, edges }: Drawing): Layout {
  const graph = new Graph({ multigraph: false, compound: false });
  graph.setGraph({
    rankdir: 'LR',
    nodesep: 14,
    ranksep: 30,
    edgesep: 10,
    marginx: 20,
    marginy: 20,
    ...(nodes.length > many && { ranker: 'longest-path' }),
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const it of nodes) graph.setNode(it.id, { ...sizeOf(it) });
  // A way that leads back would have no left and no right; GitLab refuses such pipelines.
  for (const { from, to } of edges)
    if (from !== to && graph.hasNode(from) && graph.hasNode(to)) graph.setEdge(from, to);
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width: Math.max(width, 1),
    height: Math.max(height, 1),
    boxes: new Map(nodes.map((it) => [it.id, boxOf(graph.node(it.id))])),
    lines: edges.flatMap((edge) => {
      const [from, to] = [graph.node(edge.from), graph.node(edge.to)];
      const points: readonly Point[] = graph.edge(edge.from, edge.to)?.points ?? [];
      if (!from || !to || points.length < 2) return [];
      // Lines leave at the right, in the middle, and arrive at the left.
      return [{ edge, points: [sideOf(from, 1), ...points.slice(1, -1), sideOf(to, -1)] }];
    }),
  };
}

function sizeOf(node: DrawnNode): Pick<Box, 'width' | 'height'> {
  switch (node.kind) {
    case 'environment':
      return { width: widthFor(node.name, 64, { least: leastFor(node), most: 340 }), height: 52 };
    case 'stage':
      return { width: Math.min(160, 28 + stageLetter * node.name.length), height: 26 };
    case 'group':
      return { width: jobWidth.least, height: 46 };
    case 'job':
      return { width: widthFor(node.name, 40, jobWidth), height: node.lock || node.deploys ? 52 : 34 };
  }
}

/** As much as its tier takes, and the sign that something is cut off behind it. */
function leastFor(node: Extract<DrawnNode, { readonly kind: 'environment' }>): number {
  const letters = tierLine(node).length + (node.project === undefined ? 0 : 2);
  return Math.max(160, 58 + lineLetter * letters);
}

/** As much as a name takes, with what stands beside it. */
function widthFor(
  name: string,
  more: number,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  return Math.ceil(Math.min(most, Math.max(least, more + nameLetter * name.length)));
}

/** dagre tells the middle. */
function boxOf({ x, y, width, height }: { x?: number; y?: number; width?: number; height?: number }): Box {
  const [w, h] = [width ?? 0, height ?? 0];
  return { x: (x ?? 0) - w / 2, y: (y ?? 0) - h / 2, width: w, height: h };
}

function sideOf({ x, y, width }: { x?: number; y?: number; width?: number }, sign: 1 | -1): Point {
  return { x: (x ?? 0) + (sign * (width ?? 0)) / 2, y: y ?? 0 };
}
