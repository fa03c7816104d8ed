/** Who may start the pipeline, press the job, approve its deployment and stop its environment: separate sets of people. */
import { t } from '@vscode/l10n';
import { all, any, type Missing, not, type Tri, unknown } from '../logic/tri.ts';
import type { Actor } from '../pipeline/attempt.ts';
import type { Effect, JobOutcome } from '../pipeline/outcome.ts';
import { environmentAbility } from './abilities.ts';
import {
  approvalRules,
  isForMembers,
  mayApprove,
  mayReadDeployments,
  needsApproval,
  type RuleInForce,
  unlisted,
} from './approvals.ts';
import { creationOf } from './creating.ts';
import type { Question } from './gate.ts';
import { deployHolders, type Holders, holdersOfRow, intersect, listed } from './holders.ts';
import { lacksToApprove, lacksToStart, lacksToStop } from './lacks.ts';
import { freeToApprove } from './own-deployment.ts';
import type { Person } from './person.ts';
import { protectedFrom } from './protection.ts';
import { refSettings } from './refs.ts';
import { mayPress } from './run.ts';
import { type Deployment, deploymentOf, startOf } from './subject.ts';
import { unread } from './unread.ts';
import {
  askEverybody,
  jobHolders,
  missingOf,
  refHolders,
  refRulesMissing,
  roleOf,
  rulesetsFor,
  rulesMissing,
  type Who,
  wayBy,
  whoCan,
} from './who.ts';
import { rowHolders } from './words.ts';

/** Each set is as sound as that of `whoCan`; what does not apply to the job is absent. */
export interface WhoMay {
  /** Who may start a pipeline on the attempt's ref. */
  readonly start: Who;
  /** Who may press the job, in whosever pipeline; of jobs that wait for it, or for a timer that can be cut short. */
  readonly play?: Who;
  readonly approve?: WhoApproves;
  readonly stop?: WhoStops;
}

/** Who may give an approval that some rule counts, and the same of each rule. */
export interface WhoApproves extends Who {
  readonly rules: readonly (Who & {
    /** How many approvals the rule asks for. */
    readonly required: number;
    /** Whom it means: `Maintainers`, `members of \`acme/ops\``. */
    readonly by: string;
  })[];
}

/** Who may stop the environment. */
export interface WhoStops extends Who {
  /** The job that GitLab plays then; absent where it finds none, and only marks the environment as stopped. */
  readonly plays?: string;
  /** Whose job that is: it runs as the pipeline's user, whoever stops the environment. Absent where nobody is named. */
  readonly runsAs?: string;
}

/** Asks each of the four about the job of a question. */
export function whoMay(question: Question): WhoMay {
  const { pressed, delayed } = startOf(question);
  const deployment = deploymentOf(question);
  const isDeploying = deployment?.environment.action === 'start';
  const approve = isDeploying && approvers(question, deployment);
  return {
    start: starters(question),
    ...((pressed !== false || delayed) && { play: whoCan(asManual(question)) }),
    ...(approve && { approve }),
    ...(isDeploying && { stop: stoppers(question, deployment) }),
  };
}

/** The job as one that waits for somebody: then who can run it is who may press it. */
function asManual(question: Question, job = question.job, effect = question.effect): Question {
  return { ...question, job, effect: { ...effect, when: 'manual' } };
}

function starters(question: Question): Who {
  const { attempt, snapshot } = question;
  const { project } = snapshot.settings;
  const { archived } = refSettings(snapshot);
  const disabled = project.known
    ? project.value.jobsEnabled === false
    : unread('project', project, t('whether CI/CD is enabled in the project'));
  const isShut = any([archived, disabled]) === true;
  const anybody: readonly Holders[] = [{ level: 30, groups: [] }];
  return askEverybody(snapshot, {
    can: (person) => creationOf({ ...question, person }).allowed,
    via: roleOf,
    lacks: (person) => lacksToStart({ ...question, person }),
    open: isShut ? [] : [...missingOf([archived, disabled]), ...refRulesMissing(attempt.ref, question)],
    holders: (listsPeople) =>
      listed(isShut ? [] : intersect(anybody, refHolders(attempt.ref, question)), 30, listsPeople),
  });
}

/** `undefined` where the environment asks for no approvals. */
function approvers(question: Question, { protections }: Deployment): WhoApproves | undefined {
  const { licensed, open } = protections;
  if (needsApproval(protections) === false) return undefined;
  const rules = approvalRules(protections).filter(({ rule }) => rule.required > 0);
  const further = open.length > 0 && unknown(...open);
  return {
    ...approversOf(question, { rules, licensed, further }),
    rules: rules.map((it) => ({
      by: rowHolders(it.rule, it.ruleset, question.snapshot),
      required: it.rule.required,
      ...approversOf(question, { rules: [it], licensed, further: false }),
    })),
  };
}

interface Approving {
  readonly rules: readonly RuleInForce[];
  readonly licensed: Tri;
  /** Whether there are more rules. */
  readonly further: Tri;
}

/** Who may approve for one of `rules`: of those it means whoever sees the deployment, and whose own it is not. */
function approversOf(question: Question, { rules, licensed, further }: Approving): Who {
  const { snapshot } = question;
  const isFree = freeToApprove(question);
  const isForAll = rules.every((it) => isForMembers(it, snapshot));
  const readers: readonly Holders[] = [{ level: 20, groups: [] }];
  const isMeant = (person: Person) => {
    const mayRead = mayReadDeployments(person, snapshot);
    return any([mayApprove(rules, person, mayRead), all([mayRead, further])]);
  };
  return askEverybody(snapshot, {
    can: (person) => all([licensed, person.active, isMeant(person), isFree(person)]),
    via: (person) => approvesBy(rules, person, question),
    lacks: (person) => lacksToApprove({ ...question, person }, rules),
    open: missingOf([licensed, further]),
    further: isForAll ? [] : unlisted(snapshot).missing,
    holders: (listsPeople) => {
      const rows = rules.flatMap(({ rule, ruleset }) => holdersOfRow(rule, ruleset, snapshot) ?? []);
      return listed(intersect(readers, rows), 20, listsPeople);
    },
  });
}

function approvesBy(rules: readonly RuleInForce[], person: Person, { snapshot }: Question): string {
  for (const { rule, ruleset } of rules) {
    const way = wayBy([rule], ruleset, person, snapshot);
    if (way !== undefined) return way;
  }
  return roleOf(person);
}

/**
 * Who may stop the environment: whoever its protections let deploy, and who may play the job that stops it where there
 * is one; a Maintainer may without that, too (gates.md §5.6, app/policies/environment_policy.rb).
 */
function stoppers(question: Question, { environment, protections }: Deployment): WhoStops {
  const stopJob = environment.onStop === undefined ? undefined : stopJobOf(question, environment.onStop);
  const { attempt, snapshot } = question;
  const { archived } = refSettings(snapshot);
  const can = (person: Person): Tri => {
    // Without a job that stops it the role is enough, so that whoever could play one may stop it either way.
    const playing = stopJob ? any([not(stopJob.available), mayPress({ ...stopJob.question, person })]) : true;
    const ability = environmentAbility('stop_environment', person, {
      protectedFrom: protectedFrom(protections, person),
      // An archived project takes away what a Developer has, and leaves a Maintainer this right.
      stopJob: all([not(archived), playing]),
    });
    return all([person.active, ability]);
  };
  const name = stopJob?.question.job.job.name;
  const who = askEverybody(snapshot, {
    can,
    via: (person) => stopsBy(question, person),
    lacks: (person) => lacksToStop({ ...question, person }, name),
    open: stopRulesMissing(question, protections, stopJob),
    holders: (listsPeople) => listed(stopHolders(question, stopJob, archived === true), 30, listsPeople),
  });
  return { ...who, ...(name !== undefined && { plays: name, ...runsAs(attempt.actor) }) };
}

interface StopJob {
  /** Whether GitLab finds it: a manual job of the pipeline that deployed. */
  readonly available: Tri;
  /** The question who may press it. */
  readonly question: Question;
}

/** `undefined` where the pipeline certainly has no such manual job. */
function stopJobOf(question: Question, name: string): StopJob | undefined {
  const job = question.outcome.jobs.get(name);
  const [effect] = job?.possible ?? [];
  if (!job || !effect || job.included === false) return undefined;
  const isManual = job.possible.map((it) => isPressed(question, job, it));
  const some = any(isManual);
  const found = all(isManual) === true ? true : some === true ? openRules(job) : some;
  const available = all([job.included, found]);
  if (available === false) return undefined;
  const { downstream: _, ...rest } = question;
  return { available, question: asManual(rest, job, effect) };
}

function isPressed({ snapshot }: Question, job: JobOutcome, effect: Effect): Tri {
  return startOf({ job, effect, snapshot }).pressed;
}

function openRules({ job }: JobOutcome): Tri {
  return unknown({ kind: 'runtime', detail: t`whether \`${job.name}\` is a manual job` });
}

function stopRulesMissing(
  question: Question,
  { licensed, open }: Deployment['protections'],
  stopJob: StopJob | undefined,
): readonly Missing[] {
  const { archived } = refSettings(question.snapshot);
  const own = missingOf([archived, licensed, open.length > 0 && unknown(...open)]);
  if (!stopJob) return own;
  return [...own, ...missingOf([stopJob.available]), ...rulesMissing(stopJob.question, true)];
}

/** Developers who may play the stop job, and Maintainers, each as far as the protections let them deploy. */
function stopHolders(question: Question, stopJob: StopJob | undefined, isArchived: boolean): readonly Holders[] {
  const maintainers: Holders = { level: 40, groups: [] };
  const developers: readonly Holders[] = isArchived ? [] : [{ level: 30, groups: [] }];
  const able = stopJob ? intersect(developers, jobHolders(stopJob.question, true).sets) : developers;
  let sets: readonly Holders[] = [...able, maintainers];
  for (const it of rulesetsFor(question)) sets = intersect(sets, deployHolders(it, question.snapshot));
  return sets;
}

function stopsBy(question: Question, person: Person): string {
  for (const it of rulesetsFor(question)) {
    const way = wayBy(it.deployAccess, it, person, question.snapshot);
    if (way !== undefined) return way;
  }
  return roleOf(person);
}

function runsAs(actor: Actor): Pick<WhoStops, 'runsAs'> {
  return actor.kind === 'user' ? { runsAs: actor.username } : {};
}
