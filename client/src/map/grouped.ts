/** Ordinary jobs that stand side by side, drawn as one: what is left is the way to the environments. */
import type { JobNode, MapEdge, MapGraph, MapNode } from '../../../server/src/lsp/protocol.ts';

/** Several jobs that wait for the same and are waited for by the same, and hold nothing up. */
export interface GroupNode {
  readonly kind: 'group';
  readonly id: string;
  readonly stage: string;
  readonly jobs: readonly JobNode[];
}

export type DrawnNode = MapNode | GroupNode;

export interface Drawing {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly MapEdge[];
}

/** So many and more are drawn as one. */
const least = 3;

/** @param each every job is drawn by itself. */
export function drawingOf({ nodes, edges }: MapGraph, each: boolean): Drawing {
  if (each) return { nodes, edges };
  const groups = groupsIn(nodes, edges);
  const groupOf = new Map(groups.flatMap((group) => group.jobs.map((it) => [it.id, group] as const)));
  const drawn = new Set<string>();
  const merged = nodes.flatMap((node): DrawnNode[] => {
    const group = groupOf.get(node.id);
    if (!group) return [node];
    if (drawn.has(group.id)) return [];
    drawn.add(group.id);
    return [group];
  });
  const byEnds = new Map<string, MapEdge>();
  for (const it of edges) {
    const edge = { ...it, from: groupOf.get(it.from)?.id ?? it.from, to: groupOf.get(it.to)?.id ?? it.to };
    byEnds.set(`${edge.from}\n${edge.to}`, edge);
  }
  return { nodes: merged, edges: [...byEnds.values()] };
}

function groupsIn(nodes: readonly MapNode[], edges: readonly MapEdge[]): readonly GroupNode[] {
  const ends = new Map<string, string[]>();
  const note = (id: string, end: string) => ends.set(id, [...(ends.get(id) ?? []), end]);
  for (const { from, to, kind } of edges) {
    note(from, `>${kind} ${to}`);
    note(to, `<${kind} ${from}`);
  }
  const alike = new Map<string, JobNode[]>();
  for (const node of nodes) {
    if (node.kind !== 'job' || node.lock || node.deploys) continue;
    const key = JSON.stringify([node.stage, node.startedBy, node.perhaps, ends.get(node.id)?.sort()]);
    alike.set(key, [...(alike.get(key) ?? []), node]);
  }
  return [...alike.values()]
    .filter((it) => it.length >= least)
    .map((jobs) => ({ kind: 'group', id: `group:${jobs[0]?.id}`, stage: jobs[0]?.stage ?? '', jobs }));
}
