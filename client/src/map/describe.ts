/** What there is to say of each node: in short, read aloud, and in full. */
import * as l10n from '@vscode/l10n';
import type { DeployJob, JobGate, JobNode } from '../../../server/src/lsp/protocol.ts';
import type { Drawing, DrawnNode } from './grouped.ts';
import { capital, escaped, filled, listed, marked, plain } from './text.ts';
import { deciding, gateWords, marks, verdictWords } from './verdicts.ts';

/** What a node is called. */
export function nameOf(node: DrawnNode): string {
  switch (node.kind) {
    case 'group':
      return l10n.t('{0} jobs', node.jobs.length);
    case 'environment':
      return node.project === undefined ? node.name : l10n.t('{0} in {1}', node.name, node.project);
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
      return [tierLine(node), node.project].filter((it) => it !== undefined).join(' · ');
    case 'stage':
      return '';
    case 'job':
      return node.deploys ? outlookLine(node.deploys) : capital(node.holds ?? '');
  }
}

/** Of the line under an environment's name, what is always to be read. */
export function tierLine({ tier }: Extract<DrawnNode, { readonly kind: 'environment' }>): string {
  return tier === undefined ? l10n.t('environment') : l10n.t('{0} tier', tier);
}

function outlookLine({ verdict, gates }: DeployJob): string {
  const titles = verdict === 'pass' ? [] : deciding(gates, verdict);
  return titles.length === 0 ? verdictWords(verdict) : `${verdictWords(verdict)}: ${titles.join(', ')}`;
}

/** What a screen reader says when it comes to the node. */
export function spoken(node: DrawnNode, drawing: Drawing): string {
  const next = namesOf(drawing, ends(drawing, node.id).after);
  return [...opening(node), ...leadsTo(next)].filter((it) => it !== '').join('. ');
}

function leadsTo(names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const some = listed(names.slice(0, 3));
  return [names.length > 3 ? l10n.t('Leads to {0} and others', some) : l10n.t('Leads to {0}', some)];
}

/** What is written on the node comes first and in one piece: people who speak to their computer say what they see. */
function opening(node: DrawnNode): readonly string[] {
  const name = titleOf(node, node.kind === 'environment' ? node.name : nameOf(node));
  const seen = [name, lineOf(node)].filter((it) => it !== '').join(', ');
  switch (node.kind) {
    case 'group':
      return [seen, l10n.t('Stage {0}', node.stage)];
    case 'environment':
      return [seen, verdictWords(node.verdict)];
    case 'stage':
      return [l10n.t('Stage {0} begins when everything before it is done', node.name)];
    case 'job':
      return [seen, l10n.t('Stage {0}', node.stage), ...jobWords(node)];
  }
}

function jobWords({ deploys, perhaps, startedBy, project }: JobNode): readonly string[] {
  return [
    ...(startedBy === undefined ? [] : [startedWords(startedBy, project)]),
    ...(perhaps ? [l10n.t('Perhaps not in this pipeline')] : []),
    ...(deploys ? [plain(deploys.answer).replace(/\.$/, '')] : []),
  ];
}

function startedWords(by: string, project: string | undefined): string {
  return project === undefined
    ? l10n.t('In the pipeline that {0} starts', by)
    : l10n.t('In the pipeline that {0} starts in {1}', by, project);
}

/** The explanation of a node, as HTML; buttons say what they do in `data-do`. */
export function explanationOf(node: DrawnNode, drawing: Drawing): string {
  const { before, after } = ends(drawing, node.id);
  return [
    `<h2 id="explained">${escaped(titleOf(node, nameOf(node)))}</h2>`,
    ...body(node, drawing),
    facts([
      [l10n.t('Comes after'), namesOf(drawing, before)],
      [l10n.t('Leads to'), namesOf(drawing, after)],
    ]),
    actions(node),
  ].join('\n');
}

/** What it is, and its name. */
function titleOf({ kind }: DrawnNode, name: string): string {
  switch (kind) {
    case 'group':
      return name;
    case 'environment':
      return l10n.t('Environment {0}', name);
    case 'stage':
      return l10n.t('Stage {0}', name);
    case 'job':
      return l10n.t('Job {0}', name);
  }
}

function body(node: DrawnNode, drawing: Drawing): readonly string[] {
  switch (node.kind) {
    case 'group': {
      const words = l10n.t('Of stage {0}:');
      return [`<p>${filled(words, code(node.stage))}</p>`, list(node.jobs.map((it) => it.name))];
    }
    case 'stage': {
      const words = l10n.t('Jobs without `needs` wait until all jobs of the stages before are done.');
      return [`<p>${marked(words)}</p>`];
    }
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
  const place = `<p class="soft">${placeWords(stage, startedBy, project)}</p>`;
  const undecided = l10n.t('Its rules are not decided: it may not be in this pipeline.');
  const open = perhaps ? [`<p>${escaped(undecided)}</p>`] : [];
  if (!deploys) {
    const words = holds === undefined ? l10n.t('Holds nothing up.') : `${capital(holds)}.`;
    return [place, ...open, `<p>${escaped(words)}</p>`];
  }
  return [
    `<p class="answer">${badge(deploys.verdict)} ${marked(deploys.answer)}</p>`,
    place,
    ...open,
    `<h3>${escaped(l10n.t('Gates, in the order they are met'))}</h3>`,
    `<ol class="gates">${deploys.gates.map(gateItem).join('')}</ol>`,
  ];
}

/** Where a job stands, as HTML. */
function placeWords(stage: string, by: string | undefined, project: string | undefined): string {
  const places = [stage, by, project].map((it) => code(it ?? ''));
  if (by !== undefined && project !== undefined) {
    return filled(l10n.t('Stage {0}, in the pipeline that {1} starts in {2}.'), ...places);
  }
  if (by !== undefined) return filled(l10n.t('Stage {0}, in the pipeline that {1} starts.'), ...places);
  if (project === undefined) return filled(l10n.t('Stage {0}.'), ...places);
  return filled(l10n.t('Stage {0} in {1}.'), code(stage), code(project));
}

function code(name: string): string {
  return `<code>${escaped(name)}</code>`;
}

function gateItem({ title, verdict: is, what, why, todo }: JobGate): string {
  const advice =
    todo === undefined || is === 'pass'
      ? ''
      : `<p><strong>${escaped(l10n.t('What to do:'))}</strong> ${marked(todo)}</p>`;
  const reason = is === 'pass' ? '' : `<p>${marked(why)}</p>`;
  const mark = `<span class="mark ${is}" aria-hidden="true">${marks[is]}</span>`;
  return `<li>${mark}<div><p><strong>${escaped(title)}</strong>, ${escaped(gateWords(is))}: ${marked(what)}.</p>${reason}${advice}</div></li>`;
}

function badge(is: DeployJob['verdict']): string {
  return `<span class="verdict ${is}"><span aria-hidden="true">${marks[is]}</span> ${escaped(verdictWords(is))}</span>`;
}

function facts(rows: readonly (readonly [string, readonly string[]])[]): string {
  const there = rows.filter(([, names]) => names.length > 0);
  const items = there.map(([term, names]) => `<dt>${escaped(term)}</dt><dd>${names.map(escaped).join(', ')}</dd>`);
  return items.length === 0 ? '' : `<dl>${items.join('')}</dl>`;
}

function list(names: readonly string[]): string {
  return `<ul>${names.map((it) => `<li>${code(it)}</li>`).join('')}</ul>`;
}

function actions(node: DrawnNode): string {
  const all = [
    ...(node.kind === 'job' && node.place ? [button('open', l10n.t('Open the line'))] : []),
    ...(node.kind === 'job' && node.deploys?.uri !== undefined ? [button('explain', l10n.t('Explain in full'))] : []),
    ...(node.kind === 'environment' && node.page !== undefined ? [button('page', l10n.t('Open in GitLab'))] : []),
    button('close', l10n.t('Back (Escape)')),
  ];
  return `<p class="actions">${all.join(' ')}</p>`;
}

function button(does: string, words: string): string {
  return `<button type="button" data-do="${does}">${escaped(words)}</button>`;
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

export function namesOf(drawing: Drawing, ids: readonly string[]): readonly string[] {
  return nodesOf(drawing, ids).map((it) => (it.kind === 'stage' ? l10n.t('stage {0}', it.name) : nameOf(it)));
}

export function nodesOf({ nodes }: Drawing, ids: readonly string[]): readonly DrawnNode[] {
  const wanted = new Set(ids);
  return nodes.filter((it) => wanted.has(it.id));
}
