/** The graph in words: a table of all jobs, in the order in which they come. */
import { ends, lineOf, nameOf, namesOf } from './describe.ts';
import type { Drawing, DrawnNode } from './grouped.ts';
import { escaped, listed } from './text.ts';

export interface JobLine {
  readonly id: string;
  readonly name: string;
  readonly stage: string;
  readonly after: string;
  readonly outlook: string;
  /** Environments, and pipelines that it starts. */
  readonly to: string;
  readonly isDeploying: boolean;
}

/** Groups are told as one. */
export function jobLines(drawing: Drawing): readonly JobLine[] {
  const environments = new Set(drawing.nodes.filter((it) => it.kind === 'environment').map((it) => it.id));
  return inOrder(drawing).flatMap((node): JobLine[] => {
    if (node.kind !== 'job' && node.kind !== 'group') return [];
    const { before, after } = ends(drawing, node.id);
    return [
      {
        id: node.id,
        name: node.kind === 'group' ? lineOf(node) : nameOf(node),
        stage: node.stage,
        after: listed(namesOf(drawing, before).map(comesAfter)),
        outlook: outlookOf(node),
        to: listed(
          namesOf(
            drawing,
            after.filter((it) => environments.has(it)),
          ),
        ),
        isDeploying: node.kind === 'job' && node.deploys !== undefined,
      },
    ];
  });
}

/** What comes before stands above; side by side they stay as they are. */
function inOrder({ nodes, edges }: Drawing): readonly DrawnNode[] {
  const before = new Map<string, string[]>();
  for (const { from, to } of edges) before.set(to, [...(before.get(to) ?? []), from]);
  const depths = new Map<string, number>();
  const depth = (id: string, above: ReadonlySet<string>): number => {
    const known = depths.get(id);
    // GitLab refuses what waits for itself; it is drawn all the same.
    if (known !== undefined || above.has(id)) return known ?? 0;
    const deeper = new Set(above).add(id);
    const own = Math.max(0, ...(before.get(id) ?? []).map((it) => depth(it, deeper) + 1));
    depths.set(id, own);
    return own;
  };
  const none: ReadonlySet<string> = new Set();
  return [...nodes].sort((a, b) => depth(a.id, none) - depth(b.id, none));
}

function comesAfter(name: string): string {
  return name.startsWith('stage ') ? 'all stages before it' : name;
}

function outlookOf(node: DrawnNode): string {
  return node.kind === 'job' ? lineOf(node) : '';
}

/** The section of the page. */
export function tableHtml(drawing: Drawing): string {
  const rows = jobLines(drawing).map(
    ({ name, stage, after, outlook, to, isDeploying, id }) =>
      `<tr><th scope="row">${isDeploying ? `<button type="button" class="link" data-explains="${escaped(id)}">${escaped(name)}</button>` : escaped(name)}</th><td>${escaped(stage)}</td><td>${escaped(after)}</td><td>${escaped(outlook)}</td><td>${escaped(to)}</td></tr>`,
  );
  const head = ['Job', 'Stage', 'Comes after', 'What becomes of it', 'Environment'].map(
    (it) => `<th scope="col">${it}</th>`,
  );
  return `<div class="scrolls" tabindex="0" role="region" aria-label="All jobs"><table class="jobs"><caption class="unseen">All jobs, what they come after, and where they deploy to</caption><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}
