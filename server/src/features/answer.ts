/** The one line that answers: what becomes of a deploy job in this attempt, before any reason is given. */
import { t } from '@vscode/l10n';
import type { Analysis, JobReport } from '../engine/analysis.ts';
import type { Finding } from '../gates/gate.ts';
import type { Who } from '../gates/who.ts';
import { later } from '../logic/later.ts';
import { isUnknown, type Obstacle } from '../logic/tri.ts';

/** How many people are named before the rest is left to the explanation. */
const namedPeople = 3;

/** A sentence or two, in Markdown. */
export function answer(analysis: Analysis, report: JobReport): string {
  const { verdict, because } = report;
  switch (verdict.kind) {
    case 'absent':
      return t`Not in this pipeline: ${because}.`;
    case 'deny':
      return refusal(analysis, report);
    case 'unknown':
      return [`${unknownWords(analysis, report)}.`, ...inAnyCase(report)].join(' ');
    case 'wait':
      return `${capital(chain(report))}.`;
    case 'pass':
      return willRun(report);
  }
}

/** The verdict alone, as short as it can be, without Markdown's full stop: whom to ask and when are told beside it. */
export function shortAnswer(analysis: Analysis, report: JobReport): string {
  switch (report.verdict.kind) {
    case 'absent':
      return t`Not in this pipeline: ${report.because}`;
    case 'deny':
      return withoutStop(isRefusedPerson(report) ? refusedPerson(analysis) : refusal(analysis, report));
    case 'unknown': {
      const sure = shortChain(report);
      const open = unknownWords(analysis, report);
      if (sure === '') return open;
      return isPerhaps(report) ? t`${open}: if it is there, it ${sure}` : t`${open}: in any case it ${sure}`;
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
  return waiting(report)
    .map(({ what, short }, index) => (index === 0 ? short?.what : short?.next) ?? what)
    .reduce(inTurn, '');
}

/** Whether nobody is signed in, so that most is unknown for one and the same reason. */
export function isSignedOut({ snapshot }: Analysis): boolean {
  const { currentUser } = snapshot.settings;
  return !currentUser.known && currentUser.why === 'signed-out';
}

function refusal(analysis: Analysis, report: JobReport): string {
  const [first] = report.findings.filter((it) => it.verdict.kind === 'deny');
  if (!isRefusedPerson(report)) return t`GitLab refuses this: it ${first?.what ?? t`cannot run`}.`;
  return [refusedPerson(analysis), ...help(report.who)].join(' ');
}

function refusedPerson({ attempt: { actor }, snapshot: { settings } }: Analysis): string {
  if (actor.kind === 'role') return t`Somebody with this role cannot run this.`;
  if (actor.kind === 'nobody') return t`Nobody cannot run this.`;
  const { currentUser } = settings;
  const isReader = currentUser.known && currentUser.value.username === actor.username;
  return isReader ? t`You cannot run this.` : t`\`${actor.username}\` cannot run this.`;
}

/** Whom to ask, where somebody is known. */
function help({ known, users, roles, groups }: Who): readonly string[] {
  const people = users.map((it) => `\`${it.username}\``);
  const more = people.length > namedPeople ? [t`another`] : [];
  const names = people.length > 0 ? [...people.slice(0, namedPeople), ...more] : [...roles, ...groups];
  if (names.length > 0) return [t`Ask ${list(names)}.`];
  return known ? [t`Nobody can.`] : [];
}

function unknownWords(analysis: Analysis, report: JobReport): string {
  const { currentUser } = analysis.snapshot.settings;
  const nobody = currentUser.known ? undefined : nobodyKnown[currentUser.why];
  if (nobody !== undefined) return t(nobody);
  // Whether it is there at all is the first question.
  const [first] = isUnknown(report.job.included) ? [] : report.findings.filter(isOpen);
  return t`Unknown: ${first?.what ?? report.because}`;
}

/** Why next to nothing is known, where the reason is the same for everything. */
const nobodyKnown: Partial<Record<Obstacle, string>> = {
  'signed-out': later('Unknown (signed out)'),
  'not-asked': later('Unknown (settings not read)'),
  offline: later('Unknown (offline)'),
};

/** What lets the job pass and still wants to be heard: a freeze that it ignores, a way past every gate. */
function willRun({ findings, starts }: JobReport): string {
  const note = findings.find((it) => it.todo !== undefined && it.gate.risk !== true);
  if (note) return t`Will run: it ${note.what}.`;
  return starts === undefined ? t`Will run: no gate stops it.` : t`${capital(starts)}: no gate stops it.`;
}

/** What holds the job whatever the rest turns out to be. */
function inAnyCase(report: JobReport): readonly string[] {
  const sure = chain(report);
  if (sure === '') return [];
  return [isPerhaps(report) ? t`If it is there, it ${sure}.` : t`In any case it ${sure}.`];
}

/** What holds a job holds it only where it is there. */
function isPerhaps({ job: { included } }: JobReport): boolean {
  return isUnknown(included);
}

/** A gate whose open question keeps the job's verdict open. */
export function isOpen({ verdict, gate }: Finding): boolean {
  return verdict.kind === 'unknown' && gate.risk !== true;
}

function chain(report: JobReport): string {
  return waiting(report)
    .map((it) => it.what)
    .reduce(inTurn, '');
}

function waiting({ findings }: JobReport): readonly Finding[] {
  return findings.filter((it) => it.verdict.kind === 'wait');
}

function inTurn(before: string, next: string): string {
  return before === '' ? next : t`${before}, then ${next}`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function list(names: readonly string[], last: 'or' | 'and' = 'or'): string {
  const end = names.at(-1) ?? '';
  if (names.length < 2) return end;
  const rest = names.slice(0, -1).join(', ');
  return last === 'or' ? t`${rest} or ${end}` : t`${rest} and ${end}`;
}

/** "a and b and c": without commas. */
export function together(names: readonly string[], word: 'or' | 'and' = 'and'): string {
  const both = (all: string, it: string) => (word === 'or' ? t`${all} or ${it}` : t`${all} and ${it}`);
  return names.reduce((all, it) => (all === '' ? it : both(all, it)), '');
}
