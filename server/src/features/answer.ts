/** The one line that answers: what becomes of a deploy job in this attempt, before any reason is given. */
import type { Analysis, JobReport } from '../engine/analysis.ts';
import type { Finding } from '../gates/gate.ts';
import type { Who } from '../gates/who.ts';
import { isUnknown, type Obstacle } from '../logic/tri.ts';

/** How many people are named before the rest is left to the explanation. */
const namedPeople = 3;

/** A sentence or two, in Markdown. */
export function answer(analysis: Analysis, report: JobReport): string {
  const { verdict, because } = report;
  switch (verdict.kind) {
    case 'absent':
      return `Not in this pipeline: ${because}.`;
    case 'deny':
      return refusal(analysis, report);
    case 'unknown':
      return [`${unknownWords(analysis, report)}.`, ...inAnyCase(report)].join(' ');
    case 'wait':
      return `${capital(chain(report, 'wait'))}.`;
    case 'pass':
      return willRun(report);
  }
}

/** The verdict alone, as short as it can be, without Markdown's full stop: whom to ask and when are told beside it. */
export function shortAnswer(analysis: Analysis, report: JobReport): string {
  switch (report.verdict.kind) {
    case 'absent':
      return `Not in this pipeline: ${report.because}`;
    case 'deny':
      return isRefusedPerson(report) ? `${subject(analysis)} cannot run this` : withoutStop(refusal(analysis, report));
    case 'unknown': {
      const sure = shortChain(report);
      return [unknownWords(analysis, report), ...(sure === '' ? [] : [`${caseOf(report)} it ${sure}`])].join(': ');
    }
    case 'wait':
      return capital(shortChain(report));
    case 'pass':
      return report.starts === undefined ? withoutStop(willRun(report)) : capital(report.starts);
  }
}

/** Whether the first thing that GitLab refuses is the person. */
export function isRefusedPerson({ findings }: JobReport): boolean {
  return findings.find((it) => it.verdict.kind === 'deny')?.gate.id === 'permission';
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

/** What the rest of the pipeline does meanwhile is left out. */
function shortChain(report: JobReport): string {
  return chain(report, 'wait')
    .replaceAll(/, and the pipeline (waits with it|goes on without it)/g, '')
    .replaceAll(', then waits to be started by hand', ', then by hand');
}

/** Whether nobody is signed in, so that most is unknown for one and the same reason. */
export function isSignedOut({ snapshot }: Analysis): boolean {
  const { currentUser } = snapshot.settings;
  return !currentUser.known && currentUser.why === 'signed-out';
}

function refusal(analysis: Analysis, report: JobReport): string {
  const [first] = report.findings.filter((it) => it.verdict.kind === 'deny');
  if (!isRefusedPerson(report)) return `GitLab refuses this: it ${first?.what ?? 'cannot run'}.`;
  return [`${subject(analysis)} cannot run this.`, ...help(report.who)].join(' ');
}

function subject({ attempt: { actor }, snapshot: { settings } }: Analysis): string {
  if (actor.kind === 'role') return 'Somebody with this role';
  if (actor.kind === 'nobody') return 'Nobody';
  const { currentUser } = settings;
  return currentUser.known && currentUser.value.username === actor.username ? 'You' : `\`${actor.username}\``;
}

/** Whom to ask, where somebody is known. */
function help({ known, users, roles, groups }: Who): readonly string[] {
  const people = users.map((it) => `\`${it.username}\``);
  const more = people.length > namedPeople ? ['another'] : [];
  const names = people.length > 0 ? [...people.slice(0, namedPeople), ...more] : [...roles, ...groups];
  if (names.length > 0) return [`Ask ${list(names)}.`];
  return known ? ['Nobody can.'] : [];
}

function unknownWords(analysis: Analysis, report: JobReport): string {
  const { currentUser } = analysis.snapshot.settings;
  const nobody = currentUser.known ? undefined : nobodyKnown[currentUser.why];
  if (nobody !== undefined) return nobody;
  // Whether it is there at all is the first question.
  const [first] = isUnknown(report.job.included) ? [] : report.findings.filter(isOpen);
  return `Unknown: ${first?.what ?? report.because}`;
}

/** Why next to nothing is known, where the reason is the same for everything. */
const nobodyKnown: Partial<Record<Obstacle, string>> = {
  'signed-out': 'Unknown (signed out)',
  'not-asked': 'Unknown (settings not read)',
  offline: 'Unknown (offline)',
};

/** What lets the job pass and still wants to be heard: a freeze that it ignores, a way past every gate. */
function willRun({ findings, starts }: JobReport): string {
  const note = findings.find((it) => it.todo !== undefined && it.gate.risk !== true);
  if (note) return `Will run: it ${note.what}.`;
  return starts === undefined ? 'Will run: no gate stops it.' : `${capital(starts)}: no gate stops it.`;
}

/** What holds the job whatever the rest turns out to be. */
function inAnyCase(report: JobReport): readonly string[] {
  const sure = chain(report, 'wait');
  return sure === '' ? [] : [`${capital(caseOf(report))} it ${sure}.`];
}

/** What holds a job holds it only where it is there. */
function caseOf({ job: { included } }: JobReport): string {
  return isUnknown(included) ? 'if it is there,' : 'in any case';
}

/** A gate whose open question keeps the job's verdict open. */
export function isOpen({ verdict, gate }: Finding): boolean {
  return verdict.kind === 'unknown' && gate.risk !== true;
}

function chain({ findings }: JobReport, kind: Finding['verdict']['kind']): string {
  return findings
    .filter((it) => it.verdict.kind === kind)
    .map((it) => it.what)
    .join(', then ');
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function list(names: readonly string[], last = 'or'): string {
  const [end, ...rest] = [...names].reverse();
  return rest.length === 0 ? (end ?? '') : `${rest.reverse().join(', ')} ${last} ${end}`;
}
