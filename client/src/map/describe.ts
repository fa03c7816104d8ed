/** What there is to say of each node: in short, read aloud, and in full. */
import type { DeployJob, JobGate, JobNode } from '../../../server/src/lsp/protocol.ts';
import type { Drawing, DrawnNode } from './grouped.ts';
import { capital, escaped, listed, marked, plain } from './text.ts';
import { deciding, gateWords, marks, verdictWords } from './verdicts.ts';

/** What a node is called. */
export function nameOf(node: DrawnNode): string {
  switch (node.kind) {
    case 'group':
      return `${node.jobs.length} jobs`;
    case 'environment':
      return node.project === undefined ? node.name : `${node.name} in ${node.project}`;
    default:
      return node.name;
  }
}

/** The line under the name. */
export function lineOf(node: DrawnNode): string {
  switch (node.kind) {
    case 'group':
      return listed(node.jobs.map((it) => it.name));
    case 'environment':
      return [node.tier === undefined ? 'environment' : `${node.tier} tier`, node.project].filter(Boolean).join(' · ');
    case 'stage':
      return '';
    case 'job':
      return node.deploys ? outlookLine(node.deploys) : capital(node.holds ?? '');
  }
}

function outlookLine({ verdict, gates }: DeployJob): string {
  const titles = verdict === 'pass' ? [] : deciding(gates, verdict);
  return titles.length === 0 ? verdictWords[verdict] : `${verdictWords[verdict]}: ${titles.join(', ')}`;
}

/** What a screen reader says when it comes to the node. */
export function spoken(node: DrawnNode, drawing: Drawing): string {
  const next = namesOf(drawing, ends(drawing, node.id).after);
  const leads = next.length === 0 ? '' : `Leads to ${listed(next.slice(0, 3))}${next.length > 3 ? ' and others' : ''}`;
  return [...opening(node), leads].filter((it) => it !== '').join('. ');
}

/** What is written on the node comes first and in one piece: people who speak to their computer say what they see. */
function opening(node: DrawnNode): readonly string[] {
  const name = [kindWords[node.kind], node.kind === 'environment' ? node.name : nameOf(node)].join(' ').trim();
  const seen = [capital(name), lineOf(node)].filter((it) => it !== '').join(', ');
  switch (node.kind) {
    case 'group':
      return [seen, `Stage ${node.stage}`];
    case 'environment':
      return [seen, verdictWords[node.verdict]];
    case 'stage':
      return [`${seen} begins when everything before it is done`];
    case 'job':
      return [seen, `Stage ${node.stage}`, ...jobWords(node)];
  }
}

function jobWords({ deploys, perhaps, startedBy, project }: JobNode): readonly string[] {
  const where = project === undefined ? '' : ` in ${project}`;
  return [
    ...(startedBy === undefined ? [] : [`In the pipeline that ${startedBy} starts${where}`]),
    ...(perhaps ? ['Perhaps not in this pipeline'] : []),
    ...(deploys ? [plain(deploys.answer).replace(/\.$/, '')] : []),
  ];
}

/** The explanation of a node, as HTML; buttons say what they do in `data-do`. */
export function explanationOf(node: DrawnNode, drawing: Drawing): string {
  const { before, after } = ends(drawing, node.id);
  return [
    `<h2 id="explained">${escaped(capital(kindWords[node.kind]))} ${escaped(nameOf(node))}</h2>`,
    ...body(node, drawing),
    facts([
      ['Comes after', namesOf(drawing, before)],
      ['Leads to', namesOf(drawing, after)],
    ]),
    actions(node),
  ].join('\n');
}

const kindWords = { job: 'job', group: '', environment: 'environment', stage: 'stage' } as const;

function body(node: DrawnNode, drawing: Drawing): readonly string[] {
  switch (node.kind) {
    case 'group':
      return [`<p>Of stage <code>${escaped(node.stage)}</code>:</p>`, list(node.jobs.map((it) => it.name))];
    case 'stage':
      return ['<p>Jobs without <code>needs</code> wait until all jobs of the stages before are done.</p>'];
    case 'environment':
      return [`<p>${badge(node.verdict)} ${escaped(lineOf(node))}</p>`, ...leadingJobs(node.id, drawing)];
    case 'job':
      return jobBody(node);
  }
}

function leadingJobs(id: string, { nodes, edges }: Drawing): readonly string[] {
  const from = new Set(edges.filter((it) => it.to === id).map((it) => it.from));
  return nodes.flatMap((it) =>
    it.kind === 'job' && from.has(it.id) && it.deploys
      ? [`<p><code>${escaped(it.name)}</code>: ${marked(it.deploys.answer)}</p>`]
      : [],
  );
}

function jobBody({ stage, deploys, startedBy, project, holds, perhaps }: JobNode): readonly string[] {
  const where = startedBy === undefined ? '' : `, in the pipeline that <code>${escaped(startedBy)}</code> starts`;
  const elsewhere = project === undefined ? '' : ` in <code>${escaped(project)}</code>`;
  const place = `<p class="soft">Stage <code>${escaped(stage)}</code>${where}${elsewhere}.</p>`;
  const open = perhaps ? ['<p>Its rules are not decided: it may not be in this pipeline.</p>'] : [];
  if (!deploys) return [place, ...open, `<p>${holds === undefined ? 'Holds nothing up.' : `${capital(holds)}.`}</p>`];
  return [
    `<p class="answer">${badge(deploys.verdict)} ${marked(deploys.answer)}</p>`,
    place,
    ...open,
    '<h3>Gates, in the order they are met</h3>',
    `<ol class="gates">${deploys.gates.map(gateItem).join('')}</ol>`,
  ];
}

function gateItem({ title, verdict: is, what, why, todo }: JobGate): string {
  const advice = todo === undefined || is === 'pass' ? '' : `<p><strong>What to do:</strong> ${marked(todo)}</p>`;
  const reason = is === 'pass' ? '' : `<p>${marked(why)}</p>`;
  const mark = `<span class="mark ${is}" aria-hidden="true">${marks[is]}</span>`;
  return `<li>${mark}<div><p><strong>${escaped(title)}</strong>, ${gateWords[is]}: ${marked(what)}.</p>${reason}${advice}</div></li>`;
}

function badge(is: DeployJob['verdict']): string {
  return `<span class="verdict ${is}"><span aria-hidden="true">${marks[is]}</span> ${verdictWords[is]}</span>`;
}

function facts(rows: readonly (readonly [string, readonly string[]])[]): string {
  const there = rows.filter(([, names]) => names.length > 0);
  const items = there.map(([term, names]) => `<dt>${term}</dt><dd>${names.map(escaped).join(', ')}</dd>`);
  return items.length === 0 ? '' : `<dl>${items.join('')}</dl>`;
}

function list(names: readonly string[]): string {
  return `<ul>${names.map((it) => `<li><code>${escaped(it)}</code></li>`).join('')}</ul>`;
}

function actions(node: DrawnNode): string {
  const all = [
    ...(node.kind === 'job' && node.place ? ['<button type="button" data-do="open">Open the line</button>'] : []),
    ...(node.kind === 'job' && node.deploys?.uri !== undefined
      ? ['<button type="button" data-do="explain">Explain in full</button>']
      : []),
    ...(node.kind === 'environment' && node.page !== undefined
      ? ['<button type="button" data-do="page">Open in GitLab</button>']
      : []),
    '<button type="button" data-do="close">Back (Escape)</button>',
  ];
  return `<p class="actions">${all.join(' ')}</p>`;
}

/** What stands right before and right after a node. */
export function ends(
  { edges }: Drawing,
  id: string,
): { readonly before: readonly string[]; readonly after: readonly string[] } {
  return {
    before: edges.filter((it) => it.to === id).map((it) => it.from),
    after: edges.filter((it) => it.from === id).map((it) => it.to),
  };
}

export function namesOf({ nodes }: Drawing, ids: readonly string[]): readonly string[] {
  const wanted = new Set(ids);
  return nodes.filter((it) => wanted.has(it.id)).map((it) => (it.kind === 'stage' ? `stage ${it.name}` : nameOf(it)));
}
