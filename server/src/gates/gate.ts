/** What a gate is: one thing that can stand between a job and its environment, asked for one attempt. */
import type { Missing, Obstacle } from '../logic/tri.ts';
import type { Attempt } from '../pipeline/attempt.ts';
import type { Effect, JobOutcome, Outcome } from '../pipeline/outcome.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { SettingKey, Snapshot } from '../settings/settings.ts';
import type { Span } from '../text/span.ts';
import type { Person } from './person.ts';
import type { Below, Started } from './started.ts';
import type { Verdict } from './verdict.ts';

/** All a gate may look at. Pure data: no clock, no network. */
export interface Question {
  readonly pipeline: Pipeline;
  readonly attempt: Attempt;
  readonly outcome: Outcome;
  readonly job: JobOutcome;
  /** The effect that is judged: the decided one, or the likeliest of several. */
  readonly effect: Effect;
  readonly snapshot: Snapshot;
  /** Who tries, as far as the settings tell. */
  readonly person: Person;
  /** What the trigger job of the question starts; absent for other jobs, and for one that its rules keep out. */
  readonly downstream?: Started;
  /** What all trigger jobs of the pipeline start; absent where that is not looked at. */
  readonly below?: Below;
}

/** A gate as everything else sees it. */
export interface Gate {
  readonly id: GateId;
  readonly title: string;
  /** GitLab's page on it. */
  readonly source: string;
  readonly reads: readonly SettingKey[];
  /** Whether its verdict counts into the job's (contracts §3: risks do not while a fact for them is unread). */
  readonly risk?: boolean;
  /** What it does to this attempt; `undefined` where it does not apply to the job. */
  ask(question: Question): Answer | undefined;
}

export const gateIds = [
  'pipeline',
  'environment',
  'upstream',
  'freeze',
  'approval',
  'manual',
  'delayed',
  'permission',
  'branch',
  'trigger',
  'downstream',
  'outdated',
  'resource-group',
  'runner',
  'job-token',
  'stop',
] as const;
export type GateId = (typeof gateIds)[number];

/** A verdict, and the three things a reader wants: what happens, why, and what to do. */
export interface Answer {
  readonly verdict: Verdict;
  /** GitLab's own code for it, where it has one: `protected_environment_failure`. */
  readonly reason?: string;
  /** Completes "this job …", without a final stop: "waits for 2 approvals by `acme/security`". */
  readonly what: string;
  /** Sentences. */
  readonly why: string;
  /** Sentences; what the reader, or whom he asks, can do. */
  readonly todo?: string;
  readonly span: Span;
  /** Other places that matter: the upstream gate, the rule in another file. */
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
  readonly facts: readonly Fact[];
}

/** A setting that the answer rests on, or lacks. */
export interface Fact {
  readonly setting: string;
  readonly detail: string;
}

export interface Finding extends Answer {
  readonly gate: Gate;
}

/** The facts of `missing`, as they are listed in a finding. */
export function factsOf(missing: readonly Missing[]): readonly Fact[] {
  return missing.map((it) => ({ setting: settingOf(it), detail: words(it) }));
}

function settingOf(missing: Missing): string {
  switch (missing.kind) {
    case 'setting':
      return missing.setting;
    case 'variable':
      return `$${missing.name}`;
    case 'files':
      return missing.what;
    case 'include':
      return missing.location;
    case 'actor':
      return 'actor';
    case 'runtime':
      return 'runtime';
  }
}

const obstacles = {
  forbidden: 'GitLab refuses to show it with this token',
  'not-found': 'GitLab answers "not found"',
  'signed-out': 'signed out',
  offline: 'GitLab could not be reached',
  unlicensed: 'not part of this licence',
  unsupported: 'this GitLab does not have it',
  'not-asked': 'GitLab was not asked',
} as const;

/** Why something could not be read: "signed out". */
export function obstacleWords(why: Obstacle): string {
  return obstacles[why];
}

/** What is missing, as a reader would say it, in half a sentence. */
export function words(missing: Missing): string {
  switch (missing.kind) {
    case 'setting': {
      const needs = missing.needs ? `; it takes ${missing.needs}` : '';
      return `${missing.detail ?? settingWords(missing.setting)} could not be read (${obstacles[missing.why]}${needs})`;
    }
    case 'variable':
      return `the value of \`$${missing.name}\` is not known here`;
    case 'files':
      return missing.what === 'changes' ? 'which files are changed is not known' : 'which files exist is not known';
    case 'include':
      return `\`${missing.location}\` could not be included (${obstacles[missing.why]})`;
    case 'actor':
      return 'nobody is signed in, so it is not known who tries';
    case 'runtime':
      return missing.detail;
  }
}

/** `groupProtectedEnvironments` as a reader would say it. */
export function settingWords(setting: string): string {
  return setting.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
