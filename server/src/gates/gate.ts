/** What a gate is: one thing that can stand between a job and its environment, asked for one attempt. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import type { Missing, Obstacle } from '../logic/tri.ts';
import type { Attempt } from '../pipeline/attempt.ts';
import type { Effect, JobOutcome, Outcome } from '../pipeline/outcome.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { SettingKey, Snapshot } from '../settings/settings.ts';
import type { Span } from '../text/span.ts';
import { needsWords } from './needs.ts';
import type { Person } from './person.ts';
import type { Below, Started } from './started.ts';
import type { TokenPushRefusal } from './token-push.ts';
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

/** Which of its answers a gate gives, where a rule has to tell them apart: the texts are in the reader's language. */
export type AnswerKind = 'in-vain' | 'no-deployment' | TokenPushRefusal;

/** A verdict, and the three things a reader wants: what happens, why, and what to do. */
export interface Answer {
  readonly verdict: Verdict;
  /** GitLab's own code for it, where it has one: `protected_environment_failure`. */
  readonly reason?: string;
  readonly kind?: AnswerKind;
  /** Completes "this job …", without a final stop: "waits for 2 approvals by `acme/security`". */
  readonly what: string;
  /**
   * `what` for one line, without what the rest of the pipeline does meanwhile; and `next` where another gate comes
   * before it: "by hand". Absent where `what` is as short as it can be.
   */
  readonly short?: { readonly what: string; readonly next: string };
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

const obstacles: Readonly<Record<Obstacle, string>> = {
  forbidden: later('GitLab refuses to show it with this token'),
  'not-found': later('GitLab answers "not found"'),
  'signed-out': later('signed out'),
  offline: later('GitLab could not be reached'),
  unlicensed: later('not part of this licence'),
  unsupported: later('this GitLab does not have it'),
  'not-asked': later('GitLab was not asked'),
};

/** Why something could not be read: "signed out". */
export function obstacleWords(why: Obstacle): string {
  return t(obstacles[why]);
}

/** What is missing, as a reader would say it, in half a sentence. */
export function words(missing: Missing): string {
  switch (missing.kind) {
    case 'setting': {
      const what = missing.detail === undefined ? settingWords(missing.setting) : t(missing.detail);
      const why = obstacleWords(missing.why);
      if (missing.needs === undefined) return t`${what} could not be read (${why})`;
      return t`${what} could not be read (${why}; it takes ${needsWords(missing.needs)})`;
    }
    case 'variable':
      return t`the value of \`$${missing.name}\` is not known here`;
    case 'files':
      return missing.what === 'changes' ? t`which files are changed is not known` : t`which files exist is not known`;
    case 'include':
      return missing.project === undefined
        ? t`\`${missing.location}\` could not be included (${obstacleWords(missing.why)})`
        : t`\`${missing.location}\` of \`${missing.project}\` could not be included (${obstacleWords(missing.why)})`;
    case 'actor':
      return t`nobody is signed in, so it is not known who tries`;
    case 'runtime':
      return t(missing.detail);
  }
}

/** Checked against the keys of the settings; asked by any text. */
const settings: Readonly<Record<string, string>> = {
  project: later('project'),
  protectedEnvironmentsLicensed: later('protected environments licensed'),
  ancestorGroups: later('ancestor groups'),
  protectedEnvironments: later('protected environments'),
  groupProtectedEnvironments: later('group protected environments'),
  environments: later('environments'),
  freezePeriods: later('freeze periods'),
  protectedBranches: later('protected branches'),
  protectedTags: later('protected tags'),
  currentUser: later('current user'),
  members: later('members'),
  groupMembers: later('group members'),
  invitedGroups: later('invited groups'),
  selfApproval: later('self approval'),
  forwardDeployment: later('forward deployment'),
  resourceGroups: later('resource groups'),
  resourceGroupDefaultMode: later('resource group default mode'),
  jobTokenPushAllowed: later('job token push allowed'),
  jobTokenInbound: later('job token inbound'),
} satisfies Readonly<Record<SettingKey, string>>;

/** `groupProtectedEnvironments` as a reader would say it. */
export function settingWords(setting: string): string {
  return t(settings[setting] ?? setting);
}
