/** The downstream pipeline: its deploy jobs meet the gates of the project it runs in, as the same person. */
import { later } from '../logic/later.ts';
import { all, isUnknown, type Missing, not, type Tri, unknown } from '../logic/tri.ts';
import { failsWith } from './awaited.ts';
import { type Answer, factsOf, type Gate, type Question } from './gate.ts';
import type { End, Started, StartedJob } from './started.ts';
import { startedBy } from './trigger.ts';
import { creationThere, mayPassVariables, triggerFailure } from './trigger-rights.ts';
import { distinct } from './unread.ts';
import { type Verdict, worst } from './verdict.ts';
import { both, missingRemedy, missingSentences, quoted } from './words.ts';

/**
 * Says what becomes of the deployments that a trigger job starts elsewhere.
 *
 * The verdict is the trigger job's own: `deny` only where it fails itself, because GitLab creates no pipeline or because
 * `strategy` hands a failure back. A job that is refused in a pipeline that does start leaves the trigger job as it is:
 * the deployment then waits for somebody who may run it.
 * @see gates.md §2.5, §2.8; app/services/ci/create_downstream_pipeline_service.rb,
 * lib/gitlab/ci/pipeline/chain/build/associations.rb (18.9)
 */
export const downstream: Gate = {
  id: 'downstream',
  title: later('Downstream pipeline'),
  source: 'https://docs.gitlab.com/ci/pipelines/downstream_pipelines/#permissions',
  reads: [],
  ask(question) {
    const started = question.downstream;
    // Where the trigger job fails before anything is started, the gate `trigger` says so.
    if (!started || triggerFailure(question).fails === true) return undefined;
    const { allowed, error } = creationThere(question, started);
    if (allowed === false) return notCreated(question, error, creationAdvice);
    const variables = mayPassVariables(question, started);
    if (variables === false) return notCreated(question, variablesRefused, variableAdvice);
    if (started.again) return again(question);
    const { pipeline } = started;
    if (!pipeline) return notRead(question, started, variables);
    if (pipeline.created === false) {
      return notCreated(question, pipeline.message, `Mend it there: ${startedBy(question)} would never be created.`);
    }
    const created = all([allowed, variables, pipeline.created, known(pipeline.open)]);
    const fails = failsWith(pipeline.end, question.job.job.trigger?.strategy);
    if (created === true && fails === true) return over(question, pipeline.end);
    return judged(question, pipeline.jobs, fails === true ? created : all([created, not(fails)]));
  },
};

const creationAdvice = 'Ask a Maintainer of that project to let pipelines run there.';

const variablesRefused = 'Insufficient permissions to set pipeline variables';
const variableAdvice =
  'Pass none on (`trigger: forward: yaml_variables: false`; variables of the root go along, too), or have the minimum role for pipeline variables lowered there (Settings > CI/CD > Variables).';

function known(open: readonly Missing[]): Tri {
  return open.length === 0 ? true : unknown(...open);
}

/** The trigger job itself waits for the pipeline only where `strategy` says so. */
function strategyWords({ job }: Question): string {
  const strategy = job.job.trigger?.strategy;
  return strategy === undefined
    ? 'This job is done as soon as that pipeline is created; what happens there does not come back.'
    : `With \`strategy: ${strategy}\` this job waits for that pipeline and takes over how it ends.`;
}

/** As whom, and by whose rules. `nobody in particular` runs nothing: then it is whoever does. */
function circumstances({ person, attempt, downstream: started }: Question): string {
  const whom = attempt.actor.kind === 'nobody' ? 'whoever runs this job' : person.label;
  const there = started?.start.target.kind === 'project' ? `\`${started.start.target.shown}\`` : 'this project';
  return `Its jobs run as ${whom}, under the settings of ${there}.`;
}

function spanOf({ job }: Question): Answer['span'] {
  return job.job.trigger?.key.span ?? job.job.key.span;
}

function notCreated(question: Question, message: string | undefined, todo: string): Answer {
  return {
    verdict: { kind: 'deny' },
    reason: 'downstream_pipeline_creation_failed',
    what: `fails: GitLab creates no pipeline ${where(question)}`,
    why: `A trigger job whose pipeline cannot be created fails.${message === undefined ? '' : ` GitLab says: ${quoted(message)}`}`,
    todo,
    span: spanOf(question),
    facts: [],
  };
}

/** It is over as soon as it has begun, and not with success. */
function over(question: Question, { over: how, for: what }: End): Answer {
  const strategy = `\`strategy: ${question.job.job.trigger?.strategy}\``;
  const whenPassed =
    what === undefined
      ? ''
      : ` The pipeline waits for ${what}; once that has succeeded this job counts as passed, too.`;
  return {
    verdict: { kind: 'deny' },
    what:
      how === 'skipped'
        ? 'fails: nothing in the pipeline that it starts runs by itself'
        : 'fails with the pipeline that it starts, in which another trigger job fails',
    why:
      how === 'skipped'
        ? `GitLab calls a pipeline skipped in which nothing runs by itself, and ${strategy} takes that for a failure.${whenPassed} ${circumstances(question)}`
        : `With ${strategy} this job ends as that pipeline does.${whenPassed} ${circumstances(question)}`,
    todo:
      how === 'skipped'
        ? 'Use `strategy: mirror` (GitLab 18.2 or later), which skips this job in place of failing it, or let a job of that pipeline start by itself.'
        : 'Mend that trigger job.',
    span: spanOf(question),
    facts: [],
  };
}

function where({ downstream: started }: Question): string {
  const target = started?.start.target;
  return target?.kind === 'project' ? `in \`${target.shown}\`` : 'from the file it names';
}

function again(question: Question): Answer {
  return {
    verdict: { kind: 'pass' },
    what: `starts ${startedBy(question)} a further time: they start each other in a circle`,
    why: 'One like it is among the pipelines above. GitLab lets the circle go round twice, and then fails the trigger job that would go on.',
    todo: 'Break the circle with a rule, such as one on `$CI_PIPELINE_SOURCE`.',
    span: spanOf(question),
    facts: [],
  };
}

function notRead(question: Question, started: Started, variables: Tri): Answer {
  const missing = distinct([...started.missing, ...(isUnknown(variables) ? variables.missing : [])]);
  const { target } = started.start;
  const isChild = target.kind === 'child';
  return {
    verdict: { kind: 'unknown', missing },
    what: isChild
      ? 'starts a child pipeline that could not be read'
      : `depends on \`${target.shown}\`: what holds its pipeline is decided there`,
    why: `${circumstances(question)} ${missingSentences(missing)} ${strategyWords(question)}`,
    todo: isChild
      ? missingRemedy(missing)
      : `Open the configuration of \`${target.shown}\` and explain its deploy jobs there.`,
    span: spanOf(question),
    facts: factsOf(missing),
  };
}

/** A job there, with what it means for this one. */
interface Stop {
  readonly job: StartedJob;
  readonly verdict: Verdict;
}

/** @param created whether the pipeline is created and all of it is known. */
function judged(question: Question, jobs: readonly StartedJob[], created: Tri): Answer {
  const deploying = jobs.filter((it) => !it.deploysNothing);
  const stops = deploying.map((job) => ({ job, verdict: asTheTrigger(question, job, created) }));
  const open: readonly Verdict[] = isUnknown(created) ? [{ kind: 'unknown', missing: distinct(created.missing) }] : [];
  const verdict = worst([...stops.map((it) => it.verdict), ...open]);
  const held = stops.filter((it) => it.verdict.kind !== 'pass');
  const [nearest] = [...held.filter((it) => it.verdict.kind === verdict.kind), ...held];
  const missing = verdict.kind === 'unknown' ? verdict.missing : [];
  const sentences = [
    nearest ? `\`${nearest.job.name}\` stands at ${nearest.job.place}. ${nearest.job.why}` : '',
    isUnknown(created) ? missingSentences(distinct(created.missing)) : '',
    circumstances(question),
    strategyWords(question),
  ];
  const todo = nearest?.job.todo ?? (missing.length > 0 ? missingRemedy(missing) : undefined);
  return {
    verdict,
    what: `${whatHappens(question, deploying, nearest, created)}${furtherStops(held.length - 1)}`,
    why: sentences.filter((it) => it !== '').join(' '),
    ...(todo !== undefined && { todo }),
    span: spanOf(question),
    facts: factsOf(missing),
  };
}

function asTheTrigger({ job }: Question, it: StartedJob, created: Tri): Verdict {
  const comesBack = job.job.trigger?.strategy !== undefined && it.byItself && created === true;
  switch (it.verdict) {
    case 'deny':
      return { kind: comesBack ? 'deny' : 'wait' };
    case 'unknown':
      return { kind: 'unknown', missing: it.missing };
    default:
      return { kind: it.verdict };
  }
}

function whatHappens(
  question: Question,
  deploying: readonly StartedJob[],
  nearest: Stop | undefined,
  created: Tri,
): string {
  const started = `${isUnknown(created) ? 'may start' : 'starts'} ${startedBy(question)}`;
  if (nearest?.verdict.kind === 'deny') {
    return `fails with \`${nearest.job.name}\` of the pipeline that it starts, which ${nearest.job.what}`;
  }
  if (nearest) return `${started}, in which \`${nearest.job.name}\` ${nearest.job.what}`;
  if (isUnknown(created)) return `${started}; what it holds is not known here`;
  if (deploying.length === 0) return `${started}, in which nothing deploys`;
  return `${started}, in which nothing holds ${namesOf(deploying)}`;
}

/** How many jobs are named before the rest is counted. */
const named = 3;

function namesOf(jobs: readonly StartedJob[]): string {
  const names = jobs.slice(0, named).map((it) => `\`${it.name}\``);
  const rest = jobs.length - names.length;
  return both(rest > 0 ? [...names, `${rest} more`] : names);
}

function furtherStops(count: number): string {
  return count > 0 ? `; ${count} more of its deploy jobs ${count === 1 ? 'stops' : 'stop'} or may stop` : '';
}
