/** The graph in words: a table of all jobs, in the order in which they come. */
import * as l10n from '@vscode/l10n';
import { ends, lineOf, nameOf, namesOf, nodesOf } from './describe.ts';
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
        after: listed(nodesOf(drawing, before).map(comesAfter)),
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

function comesAfter(node: DrawnNode): string {
  return node.kind === 'stage' ? l10n.t('all stages before it') : nameOf(node);
}

function outlookOf(node: DrawnNode): string {
  return node.kind === 'job' ? lineOf(node) : '';
}

/** What stands above the lines. */
export function jobColumns(): readonly string[] {
  return [l10n.t('Job'), l10n.t('Stage'), l10n.t('Comes after'), l10n.t('What becomes of it'), l10n.t('Environment')];
}

/** The section of the page. */
export function tableHtml(drawing: Drawing): string {
  const rows = jobLines(drawing).map(
    ({ name, stage, after, outlook, to, isDeploying, id }) =>
      `<tr><th scope="row">${isDeploying ? `<button type="button" class="link" data-explains="${escaped(id)}">${escaped(name)}</button>` : escaped(name)}</th><td>${escaped(stage)}</td><td>${escaped(after)}</td><td>${escaped(outlook)}</td><td>${escaped(to)}</td></tr>`,
  );
  const head = jobColumns().map((it) => `<th scope="col">${escaped(it)}</th>`);
  const title = escaped(l10n.t('All jobs'));
  const caption = escaped(l10n.t('All jobs, what they come after, and where they deploy to'));
  return `<div class="scrolls" tabindex="0" role="region" aria-label="${title}"><table class="jobs"><caption class="unseen">${caption}</caption><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}
