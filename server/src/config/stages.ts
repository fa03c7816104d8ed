/** Puts `.pre` and `.post` where they belong: first and last in `stages` (config.md §4.6). */
import { at, type MapNode, type Node, type SeqNode, text } from '../syntax/node.ts';

const withEdges = new WeakMap<MapNode, MapNode>();

/**
 * The configuration with the edge stages in its `stages`, wherever they were listed. One without stages, or whose
 * `stages` is no list, is left as it is: the checks of entries come later.
 *
 * @see lib/gitlab/ci/config/stages.rb
 */
export function injectEdgeStages(root: MapNode): MapNode {
  const stages = at(root, 'stages');
  const entry = root.entries.get('stages');
  if (!entry || stages?.kind !== 'seq' || stages.items.length === 0) return root;
  const known = withEdges.get(root);
  if (known) return known;
  const entries = new Map(root.entries).set('stages', { key: entry.key, value: wrap(stages) });
  const result: MapNode = { ...root, entries };
  withEdges.set(root, result);
  return result;
}

function wrap(stages: SeqNode): SeqNode {
  const inner = stages.items.filter((it) => text(it) !== '.pre' && text(it) !== '.post');
  return { ...stages, items: [edge('.pre', stages), ...inner, edge('.post', stages)] };
}

function edge(value: string, { span }: Node): Node {
  return { kind: 'scalar', type: 'string', value, span };
}
