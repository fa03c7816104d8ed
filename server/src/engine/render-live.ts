/** Why a job does not run, in words: what the terminal prints and the editor shows. */
import { t } from '@vscode/l10n';
import type { ApprovalState, Blocked, BlockedJob } from '../gates/blocked/answer.ts';
import { obstacleWords } from '../gates/gate.ts';
import { needsWords } from '../gates/needs.ts';
import type { Meaning } from '../gates/pasted/meaning.ts';
import type { Pasted, Recognised } from '../gates/pasted.ts';
import { later } from '../logic/later.ts';
import type { Obstacle } from '../logic/tri.ts';
import { addressForms } from '../settings/live-address.ts';
import { utcWords } from '../text/dates.ts';
import type { LiveAnswer, LiveExplanation, PipelineExplanation } from './explain-live.ts';

/** Where the answer is read: what to do there to ask again, and to sign in. */
export interface Surface {
  /** A sentence without final stop: how to ask about an address. */
  ask(address: string): string;
  /** Sentences. */
  readonly signIn: string;
  readonly paste: string;
}

const terminal: Surface = {
  ask: (address) => `Ask by address: deploy-gates why ${address}`,
  signIn: 'Sign in: set GITLAB_TOKEN to a token with the scope `read_api`, or sign in with glab.',
  paste: 'Or paste what its page says: deploy-gates why "…"',
};

/** An answer as plain text. Ends with a line break. */
export function liveText(answer: LiveAnswer): string {
  return `${sectionsOf(answer, terminal).map(sectionText).join('\n\n')}\n`;
}

/** The same as Markdown, with the moment at which GitLab was asked. */
export function liveMarkdown(answer: LiveAnswer, surface: Surface = terminal): string {
  const sections = sectionsOf(answer, surface).map(sectionMarkdown);
  return `${[...sections, ...basis(answer)].join('\n\n')}\n`;
}

function basis(answer: LiveAnswer): readonly string[] {
  if (answer.kind !== 'live') return [];
  const { project, takenAt, as } = answer.live;
  const at = utcWords(takenAt);
  const words =
    as === undefined ? t`Read from \`${project}\` at ${at}.` : t`Read from \`${project}\` at ${at}, for \`${as}\`.`;
  return [`*${words}*`];
}

/** One thing to read: a headline, what it is about, sentences, and named lists. */
interface Section {
  readonly head: string;
  readonly under?: string;
  readonly sentences: readonly string[];
  readonly lists: readonly { readonly title: string; readonly items: readonly string[] }[];
}

function sectionText({ head, under, sentences, lists }: Section): string {
  const lines = [head, ...(under === undefined ? [] : [`  ${under}`])];
  for (const it of sentences) lines.push('', `  ${it}`);
  for (const { title, items } of lists) lines.push('', `  ${title}`, ...items.map((it) => `    ${it}`));
  return lines.join('\n');
}

function sectionMarkdown({ head, under, sentences, lists }: Section): string {
  const about = under === undefined ? '' : `  \n${literal(under)}`;
  const blocks = [`**${literal(head)}**${about}`, ...sentences.map(literal)];
  for (const { title, items } of lists) {
    blocks.push(`*${literal(title)}*\n\n${items.map((it) => `- ${literal(it)}`).join('\n')}`);
  }
  return blocks.join('\n\n');
}

/** Names of jobs, texts that were pasted and addresses are no Markdown; what stands between backticks is. */
function literal(text: string): string {
  return text.replaceAll(
    /(`[^`]*`)|(https?:\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?)])|[\\*_<>[\]~&`|#]/g,
    (mark, code, address) => code ?? (address === undefined ? `\\${mark}` : `<${address}>`),
  );
}

function sectionsOf(answer: LiveAnswer, surface: Surface): readonly Section[] {
  switch (answer.kind) {
    case 'live':
      return liveSections(answer.live);
    case 'text':
      return pastedSections(answer.pasted, surface);
    case 'no-target':
      return [noTarget(answer)];
    case 'unread':
      return [unreadSection(answer, surface)];
  }
}

function noTarget({ url, trouble }: Extract<LiveAnswer, { kind: 'no-target' }>): Section {
  return {
    head: t`${url} shows no job, pipeline, environment or deployment`,
    sentences: [trouble],
    lists: [{ title: t('An address is one of'), items: addressForms }],
  };
}

/** What can be said more exactly of an address than of a setting. */
const obstacles: Readonly<Partial<Record<Obstacle, string>>> = {
  'signed-out': later('nobody is signed in there, or the token is no good'),
  'not-found': later('GitLab does not find it'),
  unlicensed: later('it is not part of the licence'),
  unsupported: later('the answer is none that GitLab gives'),
};

function whyUnread(why: Obstacle): string {
  const own = obstacles[why];
  return own === undefined ? obstacleWords(why) : t(own);
}

function unreadSection(
  { url, why, needs, detail }: Extract<LiveAnswer, { kind: 'unread' }>,
  { signIn, paste }: Surface,
): Section {
  return {
    head: t`${url} could not be read: ${whyUnread(why)}`,
    sentences: [...(detail === undefined ? [] : [sentence(detail)])],
    lists: [
      list(t('What to do'), [
        ...(needs === undefined ? [] : [t`Reading it takes ${needsWords(needs)}.`]),
        ...(why === 'signed-out' ? [signIn] : []),
        ...(remedies[why] ?? []).map((it) => t(it)),
        paste,
      ]),
    ],
  };
}

const remedies: Readonly<Partial<Record<Obstacle, readonly string[]>>> = {
  'not-found': [
    later('GitLab says the same of what is not there and of what you may not see.'),
    later('A trigger job cannot be read by its own address: give that of its pipeline.'),
  ],
  offline: [later('Try again when GitLab can be reached.')],
};

/** With a capital and one full stop. */
function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.+$/, '')}.`;
}

function liveSections({ pipelines, notes }: LiveExplanation): readonly Section[] {
  const sections = pipelines.flatMap(pipelineSections);
  if (notes.length === 0) return sections;
  const [head = '', ...rest] = notes;
  return [{ head, sentences: rest, lists: [] }, ...sections];
}

function pipelineSections(pipeline: PipelineExplanation): readonly Section[] {
  const { jobs, whole, notes } = pipeline;
  const sections = jobs.map((it) => jobSection(it, pipeline));
  const [first, ...rest] = sections;
  if (whole || !first) return [summary(pipeline), ...sections];
  return [notes.length === 0 ? first : { ...first, lists: [...first.lists, list(t('Note'), notes)] }, ...rest];
}

function summary({ id, ref, status, user, url, jobs, others, notes }: PipelineExplanation): Section {
  const started = user === undefined ? status : t`${status}, started by ${user}`;
  return {
    head: summaryHead(id, ref, jobs.length),
    under: `${started}${url === undefined ? '' : ` · ${url}`}`,
    sentences: notes,
    lists:
      others.length > 0
        ? [
            list(
              t('Not held'),
              others.map((it) => `\`${it.name}\` ${it.what}`),
            ),
          ]
        : [],
  };
}

function summaryHead(id: number, ref: string, held: number): string {
  if (held === 0) return t`Pipeline ${id} on ${ref}: nothing is held`;
  return held === 1
    ? t`Pipeline ${id} on ${ref}: one job does not go on`
    : t`Pipeline ${id} on ${ref}: ${held} jobs do not go on`;
}

function jobSection(it: Blocked, pipeline: PipelineExplanation): Section {
  const { job } = it;
  return {
    head: `${job.name} ${it.what}`,
    under: aboutWords(it, pipeline),
    sentences: it.why === '' ? [] : [it.why],
    lists: [
      list(t('What to do'), it.todo),
      list(t('Approvals'), (it.approvals ?? []).map(approvalLine)),
      list(t('Then'), it.next === undefined ? [] : [it.next]),
      list(t('You'), it.you === undefined ? [] : [it.you]),
      list(t('Ahead of it'), it.ahead.map(aheadLine)),
      list(t('Who can do that'), whoLine(it)),
      list(t('By API, below /api/v4'), it.api),
      list(t('Note'), it.notes),
      list(t('Not known'), it.unknown),
      list(t('GitLab on it'), it.source === undefined ? [] : [it.source]),
    ].filter(({ items }) => items.length > 0),
  };
}

function aboutWords({ job, gate, state }: Blocked, { user }: PipelineExplanation): string {
  const parts = [
    gate === undefined ? '' : state === 'failed' ? t`stopped by ${gate}` : t`held by ${gate}`,
    job.environment === undefined
      ? t`job ${job.id} (${job.status})`
      : t`job ${job.id} (${job.status}) to ${job.environment}`,
    t`pipeline ${job.pipeline} on ${job.ref}`,
    runsAs(job, user),
    job.url ?? '',
  ];
  return parts.filter((it) => it !== '').join(' · ');
}

function runsAs(job: BlockedJob, starter: string | undefined): string {
  if (job.user === undefined) return '';
  return starter === undefined || starter === job.user
    ? t`runs as ${job.user}`
    : t`runs as ${job.user}, pipeline of ${starter}`;
}

function aheadLine({ job, what }: Blocked): string {
  return t`\`${job.name}\` (job ${job.id}, stage ${job.stage}) ${what}`;
}

function list(title: string, items: readonly string[]): Section['lists'][number] {
  return { title, items };
}

function approvalLine({ by, required, approved, rejected, pending, eligible }: ApprovalState): string {
  const names = (all: readonly string[]) => all.map((it) => `\`${it}\``).join(', ');
  const number = t`${approved.length} of ${required} by ${by}`;
  const able = eligible.map((it) => it.username);
  return [
    approved.length === 0 ? number : `${number}: ${names(approved)}`,
    ...(rejected.length === 0 ? [] : [t`rejected by ${names(rejected)}`]),
    ...(pending > 0 && able.length > 0 ? [t`can still approve: ${names(able)}`] : []),
  ].join('; ');
}

/** More names than these are a list nobody reads; JSON has them all. */
const most = 8;

function whoLine({ who, gate }: Blocked): readonly string[] {
  if (gate === 'approval' || who.length === 0) return [];
  const rest = who.length - most;
  const names = who.slice(0, most).map((it) => `\`${it.username}\``);
  return [[...names, ...(rest > 0 ? [t`${rest} more`] : [])].join(', ')];
}

function pastedSections({ matches, address }: Pasted, surface: Surface): readonly Section[] {
  const ask = surface.ask(address ?? addressForms[0] ?? '');
  if (matches.length === 0) {
    return [
      {
        head: t('No text of GitLab or git is recognised in this'),
        sentences: [
          t(
            'The words come from a script of the project, or from a part of GitLab that has nothing to do with deployments.',
          ),
        ],
        lists: [{ title: t('What to do'), items: [ask] }],
      },
    ];
  }
  const more: Section = {
    head: address === undefined ? t('With its address there is nothing to guess') : t('The text names an address'),
    sentences: [],
    lists: [{ title: t('What to do'), items: [ask] }],
  };
  const isOpen = matches.some(({ candidates }) => candidates.length > 1);
  return [...matches.map(matchSection), ...(isOpen || address !== undefined ? [more] : [])];
}

function matchSection({ phrase, by, candidates, decides }: Recognised): Section {
  return {
    head: candidates.length === 1 ? `"${phrase}"` : t`"${phrase}": one of ${candidates.length}, likeliest first`,
    under: by,
    sentences: [],
    lists: [
      ...candidates.map((it, n) => candidateList(it, candidates.length === 1 ? undefined : n + 1)),
      ...(decides === undefined ? [] : [{ title: t('What decides'), items: [decides] }]),
    ],
  };
}

function candidateList({ gate, what, tell, todo }: Meaning, number: number | undefined): Section['lists'][number] {
  const title = `${number === undefined ? '' : `${number}. `}${gate ?? t('no gate')}`;
  return { title, items: [what, t`Told by: ${tell}`, t`To do: ${todo}`] };
}
