/** Why a job does not run, in words: what the terminal prints and the editor shows. */
import type { ApprovalState, Blocked } from '../gates/blocked/answer.ts';
import type { Meaning } from '../gates/pasted/meaning.ts';
import type { Pasted, Recognised } from '../gates/pasted.ts';
import type { Obstacle } from '../logic/tri.ts';
import { addressForms } from '../settings/live-address.ts';
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
  const whom = as === undefined ? '' : `, for \`${as}\``;
  return [`*Read from \`${project}\` at ${takenAt.slice(0, 16).replace('T', ' ')} UTC${whom}.*`];
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
    head: `${url} shows no job, pipeline, environment or deployment`,
    sentences: [trouble],
    lists: [{ title: 'An address is one of', items: addressForms }],
  };
}

const obstacles: Readonly<Record<Obstacle, string>> = {
  'signed-out': 'nobody is signed in there, or the token is no good',
  forbidden: 'GitLab refuses to show it with this token',
  'not-found': 'GitLab does not find it',
  offline: 'GitLab could not be reached',
  unlicensed: 'it is not part of the licence',
  unsupported: 'the answer is none that GitLab gives',
  'not-asked': 'GitLab was not asked',
};

function unreadSection(
  { url, why, needs, detail }: Extract<LiveAnswer, { kind: 'unread' }>,
  { signIn, paste }: Surface,
): Section {
  return {
    head: `${url} could not be read: ${obstacles[why]}`,
    sentences: [...(detail === undefined ? [] : [sentence(detail)])],
    lists: [
      list('What to do', [
        ...(needs === undefined ? [] : [`Reading it takes ${needs}.`]),
        ...(why === 'signed-out' ? [signIn] : []),
        ...(remedies[why] ?? []),
        paste,
      ]),
    ],
  };
}

const remedies: Readonly<Partial<Record<Obstacle, readonly string[]>>> = {
  'not-found': [
    'GitLab says the same of what is not there and of what you may not see.',
    'A trigger job cannot be read by its own address: give that of its pipeline.',
  ],
  offline: ['Try again when GitLab can be reached.'],
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
  return [notes.length === 0 ? first : { ...first, lists: [...first.lists, list('Note', notes)] }, ...rest];
}

function summary({ id, ref, status, user, url, jobs, others, notes }: PipelineExplanation): Section {
  const by = user === undefined ? '' : `, started by ${user}`;
  const number = jobs.length === 1 ? 'one job does' : `${jobs.length} jobs do`;
  const head = jobs.length === 0 ? `nothing is held` : `${number} not go on`;
  return {
    head: `Pipeline ${id} on ${ref}: ${head}`,
    under: `${status}${by}${url === undefined ? '' : ` · ${url}`}`,
    sentences: notes,
    lists:
      others.length > 0
        ? [
            list(
              'Not held',
              others.map((it) => `\`${it.name}\` ${it.what}`),
            ),
          ]
        : [],
  };
}

function jobSection(it: Blocked, pipeline: PipelineExplanation): Section {
  const { job } = it;
  return {
    head: `${job.name} ${it.what}`,
    under: aboutWords(it, pipeline),
    sentences: it.why === '' ? [] : [it.why],
    lists: [
      list('What to do', it.todo),
      list('Approvals', (it.approvals ?? []).map(approvalLine)),
      list('Then', it.next === undefined ? [] : [it.next]),
      list('You', it.you === undefined ? [] : [it.you]),
      list('Ahead of it', it.ahead.map(aheadLine)),
      list('Who can do that', whoLine(it)),
      list('By API, below /api/v4', it.api),
      list('Note', it.notes),
      list('Not known', it.unknown),
      list('GitLab on it', it.source === undefined ? [] : [it.source]),
    ].filter(({ items }) => items.length > 0),
  };
}

function aboutWords({ job, gate, state }: Blocked, { user }: PipelineExplanation): string {
  const to = job.environment === undefined ? '' : ` to ${job.environment}`;
  const of = user === undefined || user === job.user ? '' : `, pipeline of ${user}`;
  const parts = [
    gate === undefined ? '' : `${state === 'failed' ? 'stopped by' : 'held by'} ${gate}`,
    `job ${job.id} (${job.status})${to}`,
    `pipeline ${job.pipeline} on ${job.ref}`,
    job.user === undefined ? '' : `runs as ${job.user}${of}`,
    job.url ?? '',
  ];
  return parts.filter((it) => it !== '').join(' · ');
}

function aheadLine({ job, what }: Blocked): string {
  return `\`${job.name}\` (job ${job.id}, stage ${job.stage}) ${what}`;
}

function list(title: string, items: readonly string[]): Section['lists'][number] {
  return { title, items };
}

function approvalLine({ by, required, approved, rejected, pending, eligible }: ApprovalState): string {
  const names = (all: readonly string[]) => all.map((it) => `\`${it}\``).join(', ');
  const given = approved.length === 0 ? '' : `: ${names(approved)}`;
  const no = rejected.length === 0 ? '' : `; rejected by ${names(rejected)}`;
  const rest =
    pending > 0 && eligible.length > 0 ? `; can still approve: ${names(eligible.map((it) => it.username))}` : '';
  return `${approved.length} of ${required} by ${by}${given}${no}${rest}`;
}

/** More names than these are a list nobody reads; JSON has them all. */
const most = 8;

function whoLine({ who, gate }: Blocked): readonly string[] {
  if (gate === 'approval' || who.length === 0) return [];
  const rest = who.length - most;
  const names = who.slice(0, most).map((it) => `\`${it.username}\``);
  return [[...names, ...(rest > 0 ? [`${rest} more`] : [])].join(', ')];
}

function pastedSections({ matches, address }: Pasted, surface: Surface): readonly Section[] {
  const ask = surface.ask(address ?? addressForms[0] ?? '');
  if (matches.length === 0) {
    return [
      {
        head: 'No text of GitLab or git is recognised in this',
        sentences: [
          'The words come from a script of the project, or from a part of GitLab that has nothing to do with deployments.',
        ],
        lists: [{ title: 'What to do', items: [ask] }],
      },
    ];
  }
  const more: Section = {
    head: address === undefined ? 'With its address there is nothing to guess' : 'The text names an address',
    sentences: [],
    lists: [{ title: 'What to do', items: [ask] }],
  };
  const isOpen = matches.some(({ candidates }) => candidates.length > 1);
  return [...matches.map(matchSection), ...(isOpen || address !== undefined ? [more] : [])];
}

function matchSection({ phrase, by, candidates, decides }: Recognised): Section {
  const number = candidates.length === 1 ? '' : `: one of ${candidates.length}, likeliest first`;
  return {
    head: `"${phrase}"${number}`,
    under: by,
    sentences: [],
    lists: [
      ...candidates.map((it, n) => candidateList(it, candidates.length === 1 ? undefined : n + 1)),
      ...(decides === undefined ? [] : [{ title: 'What decides', items: [decides] }]),
    ],
  };
}

function candidateList({ gate, what, tell, todo }: Meaning, number: number | undefined): Section['lists'][number] {
  const title = `${number === undefined ? '' : `${number}. `}${gate ?? 'no gate'}`;
  return { title, items: [what, `Told by: ${tell}`, `To do: ${todo}`] };
}
