/** Why a job does not run, in words: what the terminal prints and the editor shows. */
import type { ApprovalState, Blocked } from '../gates/blocked/answer.ts';
import type { Meaning } from '../gates/pasted/meaning.ts';
import type { Pasted, Recognised } from '../gates/pasted.ts';
import type { Obstacle } from '../logic/tri.ts';
import { addressForms } from '../settings/live-address.ts';
import type { LiveAnswer, LiveExplanation, PipelineExplanation } from './explain-live.ts';

/** An answer as plain text. Ends with a line break. */
export function liveText(answer: LiveAnswer): string {
  return `${sectionsOf(answer).map(sectionText).join('\n\n')}\n`;
}

/** The same as Markdown. */
export function liveMarkdown(answer: LiveAnswer): string {
  return `${sectionsOf(answer).map(sectionMarkdown).join('\n\n')}\n`;
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
  const blocks = [`**${head}**${under === undefined ? '' : `  \n${under}`}`, ...sentences];
  for (const { title, items } of lists) blocks.push(`*${title}*\n\n${items.map((it) => `- ${it}`).join('\n')}`);
  return blocks.join('\n\n');
}

function sectionsOf(answer: LiveAnswer): readonly Section[] {
  switch (answer.kind) {
    case 'live':
      return liveSections(answer.live);
    case 'text':
      return pastedSections(answer.pasted);
    case 'no-target':
      return [noTarget(answer.url)];
    case 'unread':
      return [unreadSection(answer)];
  }
}

function noTarget(url: string): Section {
  return {
    head: `${url} shows no job, pipeline, environment or deployment`,
    sentences: [],
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
  'not-asked': 'it was not asked for',
};

function unreadSection({ url, why, needs, detail }: Extract<LiveAnswer, { kind: 'unread' }>): Section {
  const steps: Readonly<Partial<Record<Obstacle, string>>> = {
    'signed-out': 'Sign in: set GITLAB_TOKEN to a token with the scope `read_api`, or sign in with glab.',
    forbidden: 'Ask somebody who may see it, or use a token with the scope `read_api`.',
    'not-found':
      'GitLab says the same of what is not there and of what you may not see. A trigger job has no address of its own in the API: give the address of its pipeline.',
    offline: 'Try again when GitLab can be reached.',
  };
  const step = steps[why];
  return {
    head: `${url} could not be read: ${obstacles[why]}`,
    sentences: [
      ...(detail === undefined ? [] : [`${detail}.`]),
      ...(needs === undefined ? [] : [`Reading it takes ${needs}.`]),
    ],
    lists: [
      {
        title: 'What to do',
        items: [...(step === undefined ? [] : [step]), 'Or paste what its page says: deploy-gates why "…"'],
      },
    ],
  };
}

function liveSections({ pipelines, notes }: LiveExplanation): readonly Section[] {
  const sections = pipelines.flatMap(pipelineSections);
  if (notes.length === 0) return sections;
  const [head = '', ...rest] = notes;
  return [{ head, sentences: rest, lists: [] }, ...sections];
}

function pipelineSections(pipeline: PipelineExplanation): readonly Section[] {
  const { id, ref, status, user, url, jobs, others, notes } = pipeline;
  const jobSections = jobs.map((it) => jobSection(it, pipeline));
  const rest = others.map((it) => `\`${it.name}\` ${it.what}`);
  if (jobs.length > 0 && rest.length === 0 && notes.length === 0) return jobSections;
  const by = user === undefined ? '' : `, started by ${user}`;
  const summary: Section = {
    head:
      jobs.length === 0
        ? `No deploy job of pipeline ${id} is held`
        : `Pipeline ${id} on ${ref}: ${jobs.length === 1 ? 'one job is' : `${jobs.length} jobs are`} held`,
    under: `${status}${by}${url === undefined ? '' : ` · ${url}`}`,
    sentences: notes,
    lists: rest.length > 0 ? [{ title: 'Not held', items: rest }] : [],
  };
  // Of jobs that were asked for by themselves the pipeline has nothing to sum up.
  return rest.length === 0 && jobs.length > 0
    ? [...jobSections.map((it, n) => withNotes(it, n === 0 ? notes : []))]
    : [summary, ...jobSections];
}

function withNotes(section: Section, notes: readonly string[]): Section {
  return notes.length === 0 ? section : { ...section, lists: [...section.lists, { title: 'Note', items: notes }] };
}

function jobSection(it: Blocked, pipeline: PipelineExplanation): Section {
  const { job, approvals, ahead } = it;
  const about = [
    `job ${job.id}`,
    ...(job.environment === undefined ? [] : [`to ${job.environment}`]),
    `\`${job.status}\`${it.gate === undefined ? '' : `, gate ${it.gate}`}`,
    `pipeline ${job.pipeline} on ${job.ref}`,
    ...(job.user === undefined
      ? []
      : [
          `runs as ${job.user}${pipeline.user === undefined || pipeline.user === job.user ? '' : `, pipeline of ${pipeline.user}`}`,
        ]),
    ...(job.url === undefined ? [] : [job.url]),
  ];
  return {
    head: `${job.name} ${it.what}`,
    under: about.join(' · '),
    sentences: [it.why].filter((text) => text !== ''),
    lists: [
      list('Approvals', (approvals ?? []).map(approvalLine)),
      list('What to do', it.todo),
      list('Then', it.next === undefined ? [] : [it.next]),
      list('You', it.you === undefined ? [] : [it.you]),
      list(
        'Ahead of it',
        ahead.map((row) => `\`${row.job.name}\` (job ${row.job.id}, ${row.job.stage}) ${row.what}. ${row.why}`),
      ),
      list(
        'Who can',
        [whoLine(it)].filter((text) => text !== ''),
      ),
      list('By API', it.api),
      list('Note', it.notes),
      list('Not known', it.unknown),
      list('GitLab on it', it.source === undefined ? [] : [it.source]),
    ].filter(({ items }) => items.length > 0),
  };
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

function whoLine({ who, gate }: Blocked): string {
  if (gate === 'approval' || who.length === 0) return '';
  const rest = who.length - most;
  const names = who.slice(0, most).map((it) => `\`${it.username}\``);
  return [...names, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

function pastedSections({ matches, address }: Pasted): readonly Section[] {
  if (matches.length === 0) {
    return [
      {
        head: 'No text of GitLab or git is recognised in this',
        sentences: [
          'The words come from a script of the project, or from a part of GitLab that has nothing to do with deployments.',
        ],
        lists: [
          { title: 'What to do', items: [`Ask by address: deploy-gates why ${address ?? addressForms[0] ?? ''}`] },
        ],
      },
    ];
  }
  const more: Section = {
    head: address === undefined ? 'With its address there is nothing to guess' : 'The text names an address',
    sentences: [],
    lists: [{ title: 'Ask', items: [`deploy-gates why ${address ?? addressForms[0] ?? ''}`] }],
  };
  const isOpen = matches.some(({ candidates }) => candidates.length > 1);
  return [...matches.map(matchSection), ...(isOpen || address !== undefined ? [more] : [])];
}

function matchSection({ phrase, by, exact, candidates, decides }: Recognised): Section {
  const number = candidates.length === 1 ? '' : `: one of ${candidates.length}, likeliest first`;
  return {
    head: `"${phrase}"${number}`,
    under: `${exact ? 'printed by' : 'the words of'} ${by}`,
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
