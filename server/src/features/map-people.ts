/** Who × environment, for the gate map: for everybody who is known, or for each role where members are not. */
import { t } from '@vscode/l10n';
import type { Analysis, JobReport } from '../engine/analysis.ts';
import { peopleOf } from '../gates/people.ts';
import { type Person, personOf, sameUsername } from '../gates/person.ts';
import { canRun } from '../gates/run.ts';
import type { Who } from '../gates/who.ts';
import { roleName } from '../gates/words.ts';
import { isUnknown } from '../logic/tri.ts';
import { capital, together } from './answer.ts';
import { type Found, type Goal, goalOrder } from './deploy-jobs.ts';

export interface MapPeople {
  readonly columns: readonly MapColumn[];
  readonly rows: readonly MapRow[];
  /** Whether everybody with access to the project is among the rows (or was left out for want of room). */
  readonly complete: boolean;
  /** How many people there was no room for. */
  readonly left: number;
}

export interface MapColumn extends Pick<Goal, 'name' | 'project' | 'tier'> {
  /** The jobs that lead there. */
  readonly jobs: readonly string[];
  /** The approvals that it asks for: "2 by members of \`acme/security\`". */
  readonly approvals?: string;
}

export interface MapRow {
  /** A username, or the name of a role. */
  readonly name: string;
  readonly kind: 'person' | 'role';
  /** A person's role in the project, where it is known. */
  readonly role?: string;
  /** Whether the attempt is made as this one. */
  readonly isActor?: boolean;
  /** One for each column. */
  readonly cells: readonly MapCell[];
}

export interface MapCell {
  /** `some`: of several jobs not all. */
  readonly runs: 'yes' | 'some' | 'no' | 'unknown';
  /** Absent where the environment asks for no approvals, and for roles. */
  readonly approves?: 'yes' | 'no' | 'unknown';
  /** A sentence each, in Markdown. */
  readonly reasons: readonly string[];
}

/** More people than these say nothing more. */
const most = 100;

const roleLevels = [50, 40, 30, 20, 10];

export function peopleOn(analysis: Analysis, found: readonly Found[]): MapPeople {
  const goals = goalsOf(found);
  const { persons, complete } = peopleOf(analysis.snapshot);
  const byRank = [...persons].sort((a, b) => rank(analysis, b) - rank(analysis, a) || (a.label < b.label ? -1 : 1));
  const shown = byRank.slice(0, most);
  const rows = shown.map((it) => personRow(analysis, it, goals));
  const roles = complete ? [] : roleLevels.map((it) => roleRow(analysis, it, goals));
  return {
    columns: goals.map(({ goal: { name, project, tier }, jobs }) => {
      const approvals = jobs.map((it) => approvalWords(it.report)).find((it) => it !== undefined);
      return {
        name,
        ...(project !== undefined && { project }),
        ...(tier !== undefined && { tier }),
        jobs: jobs.map((it) => it.report.job.job.name),
        ...(approvals !== undefined && { approvals }),
      };
    }),
    rows: [...rows, ...roles],
    complete,
    left: byRank.length - shown.length,
  };
}

/** An environment, and the jobs that lead to it: those of this attempt's pipeline, where there are any. */
interface Aim {
  readonly goal: Goal;
  readonly jobs: readonly Asked[];
}

interface Asked {
  readonly report: JobReport;
  /** Judged by the settings of the project that the rows are of. */
  readonly isHere: boolean;
  readonly analysis: Analysis;
  readonly answers: ReadonlyMap<string, Answer>;
  readonly approvals: ReadonlyMap<string, Answer> | undefined;
}

/** By what somebody can, or what is lacking. */
interface Answer {
  readonly can: boolean;
  readonly why: string;
}

function goalsOf(found: readonly Found[]): readonly Aim[] {
  const groups = new Map<string, Found[]>();
  for (const it of found) groups.set(it.key, [...(groups.get(it.key) ?? []), it]);
  const aims = [...groups.values()].map((group): Aim => {
    const present = group.filter((it) => it.report.verdict.kind !== 'absent');
    const jobs = (present.length > 0 ? present : group).map(
      ({ report, analysis, around }): Asked => ({
        report,
        analysis,
        isHere: around.project === undefined,
        answers: answersOf(report.who),
        approvals: asksForApproval(report) ? answersOf(report.may.approve) : undefined,
      }),
    );
    return { goal: group[0]?.environment ?? { name: '' }, jobs };
  });
  return aims.sort((a, b) => (goalOrder(a.goal) < goalOrder(b.goal) ? -1 : 1));
}

function asksForApproval({ findings }: JobReport): boolean {
  return findings.some((it) => it.gate.id === 'approval');
}

type Entry = readonly [string, Answer];

function answersOf(who: Who | undefined): ReadonlyMap<string, Answer> {
  const can = who?.users.map((it): Entry => [it.username.toLowerCase(), { can: true, why: it.via }]) ?? [];
  const cannot = who?.nearMisses.map((it): Entry => [it.username.toLowerCase(), { can: false, why: it.lacks }]);
  return new Map([...can, ...(cannot ?? [])]);
}

function approvalWords(report: JobReport): string | undefined {
  const rules = asksForApproval(report) ? (report.may.approve?.rules ?? []) : [];
  return rules.length === 0 ? undefined : together(rules.map((it) => t`${it.required} by ${it.by}`));
}

function rank({ attempt: { actor } }: Analysis, { username, projectLevel }: Person): number {
  const isActor = actor.kind === 'user' && username !== undefined && sameUsername(username, actor.username);
  return isActor ? 1000 : isUnknown(projectLevel) ? -1 : projectLevel;
}

function personRow(analysis: Analysis, person: Person, goals: readonly Aim[]): MapRow {
  const name = person.username ?? person.label;
  const role = isUnknown(person.projectLevel) ? undefined : (roleName(person.projectLevel) ?? t`no role`);
  const key = name.toLowerCase();
  return {
    ...{ name, kind: 'person' },
    ...(role !== undefined && { role }),
    ...(rank(analysis, person) === 1000 && { isActor: true }),
    cells: goals.map(({ jobs }): MapCell => {
      const runs = jobs.map((it) => it.answers.get(key));
      const asked = jobs.flatMap((it) => (it.approvals ? [it.approvals.get(key)] : []));
      return {
        runs: agreed(runs.map((it) => it?.can)),
        ...(asked.length > 0 && { approves: anyOf(asked.map((it) => it?.can)) }),
        reasons: [...reasonsOf(jobs, runs), ...approvalReasons(jobs, key)],
      };
    }),
  };
}

/** Each once: jobs that deploy to one environment ask for the same approvals. */
function approvalReasons(jobs: readonly Asked[], key: string): readonly string[] {
  const reasons = jobs.flatMap(({ report, approvals }) => {
    if (!approvals) return [];
    const answer = approvals.get(key);
    if (!answer) {
      const [why] = report.may.approve?.unknown ?? [];
      return why === undefined
        ? [t`Whether they can approve it is not known.`]
        : [t`Whether they can approve it is not known: ${why}.`];
    }
    return [answer.can ? t`Can approve it: as ${answer.why}.` : t`Cannot approve it: ${answer.why}.`];
  });
  return [...new Set(reasons)];
}

/** Each job is named where there are several. */
function reasonsOf(jobs: readonly Asked[], answers: readonly (Answer | undefined)[]): readonly string[] {
  return jobs.map(({ report: { job, who } }, n) => {
    const why = runWords(answers[n], who);
    return jobs.length > 1 ? `\`${job.job.name}\`: ${why}.` : `${capital(why)}.`;
  });
}

function runWords(answer: Answer | undefined, { unknown = [] }: Who): string {
  if (answer) return answer.can ? t`as ${answer.why}` : t`cannot run it: ${answer.why}`;
  const [why] = unknown;
  return why === undefined ? t`not known` : t`not known: ${why}`;
}

function agreed(answers: readonly (boolean | undefined)[]): MapCell['runs'] {
  if (answers.every((it) => it === true)) return 'yes';
  if (answers.every((it) => it === false)) return 'no';
  return answers.includes(true) ? 'some' : 'unknown';
}

function anyOf(answers: readonly (boolean | undefined)[]): NonNullable<MapCell['approves']> {
  if (answers.includes(true)) return 'yes';
  return answers.every((it) => it === false) ? 'no' : 'unknown';
}

/** Somebody with just this role, in no group that a rule names. */
function roleRow(analysis: Analysis, level: number, goals: readonly Aim[]): MapRow {
  const person = personOf({ kind: 'role', accessLevel: level }, analysis.snapshot);
  const { actor } = analysis.attempt;
  return {
    ...{ name: roleName(level) ?? String(level), kind: 'role' },
    ...(actor.kind === 'role' && actor.accessLevel === level && { isActor: true }),
    cells: goals.map(({ jobs }): MapCell => {
      const answers = jobs.map((it) => canAs(it, person));
      return { runs: agreed(answers), reasons: jobs.map((it, n) => `${roleReason(it, answers[n])}.`) };
    }),
  };
}

/** A role in this project says nothing about another one. */
function canAs({ analysis, report: { job }, isHere }: Asked, person: Person): boolean | undefined {
  const [effect] = job.possible;
  if (!effect || !isHere) return undefined;
  const { pipeline, attempt, outcome, snapshot, below } = analysis;
  const [downstream] = below?.startedBy(job.job.name) ?? [];
  const started = { ...(below && { below }), ...(downstream && { downstream }) };
  const answer = canRun({ pipeline, attempt, outcome, snapshot, job, effect, person, ...started });
  return isUnknown(answer) ? undefined : answer;
}

function roleReason({ report: { job } }: Asked, can: boolean | undefined): string {
  const name = `\`${job.job.name}\``;
  if (can === undefined) return t`Whether the role is enough for ${name} is not known`;
  return can ? t`The role is enough to run ${name}` : t`The role alone is not enough to run ${name}`;
}
