/** The downstream pipeline: its deploy jobs meet the gates of the project it runs in, as the same person. */
import { t } from '@vscode/l10n';
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
    if (allowed === false) return notCreated(question, error, t(creationAdvice));
    const variables = mayPassVariables(question, started);
    if (variables === false) return notCreated(question, variablesRefused, t(variableAdvice));
    if (started.again) return again(question);
    const { pipeline } = started;
    if (!pipeline) return notRead(question, started, variables);
    if (pipeline.created === false) {
      return notCreated(question, pipeline.message, t`Mend it there: ${startedBy(question)} would never be created.`);
    }
    const created = all([allowed, variables, pipeline.created, known(pipeline.open)]);
    const fails = failsWith(pipeline.end, question.job.job.trigger?.strategy);
    if (created === true && fails === true) return over(question, pipeline.end);
    return judged(question, pipeline.jobs, fails === true ? created : all([created, not(fails)]));
  },
};

const creationAdvice = later('Ask a Maintainer of that project to let pipelines run there.');

/** GitLab's own words. */
const variablesRefused = 'Insufficient permissions to set pipeline variables';
const variableAdvice = later(
  'Pass none on (`trigger: forward: yaml_variables: false`; variables of the root go along, too), or have the minimum role for pipeline variables lowered there (Settings > CI/CD > Variables).',
);

function known(open: readonly Missing[]): Tri {
  return open.length === 0 ? true : unknown(...open);
}

/** The trigger job itself waits for the pipeline only where `strategy` says so. */
function strategyWords({ job }: Question): string {
  const strategy = job.job.trigger?.strategy;
  return strategy === undefined
    ? t('This job is done as soon as that pipeline is created; what happens there does not come back.')
    : t`With \`strategy: ${strategy}\` this job waits for that pipeline and takes over how it ends.`;
}

/** As whom, and by whose rules. `nobody in particular` runs nothing: then it is whoever does. */
function circumstances({ person, attempt, downstream: started }: Question): string {
  const there = started?.start.target.kind === 'project' ? started.start.target.shown : undefined;
  if (attempt.actor.kind === 'nobody') {
    return there === undefined
      ? t('Its jobs run as whoever runs this job, under the settings of this project.')
      : t`Its jobs run as whoever runs this job, under the settings of \`${there}\`.`;
  }
  return there === undefined
    ? t`Its jobs run as ${person.label}, under the settings of this project.`
    : t`Its jobs run as ${person.label}, under the settings of \`${there}\`.`;
}

function spanOf({ job }: Question): Answer['span'] {
  return job.job.trigger?.key.span ?? job.job.key.span;
}

function notCreated(question: Question, message: string | undefined, todo: string): Answer {
  return {
    verdict: { kind: 'deny' },
    reason: 'downstream_pipeline_creation_failed',
    what: nothingCreated(question),
    why: `${t('A trigger job whose pipeline cannot be created fails.')}${message === undefined ? '' : ` ${t`GitLab says: ${quoted(message)}`}`}`,
    todo,
    span: spanOf(question),
    facts: [],
  };
}

/** It is over as soon as it has begun, and not with success. */
function over(question: Question, { over: how, for: what }: End): Answer {
  const strategy = question.job.job.trigger?.strategy ?? 'depend';
  const whenPassed =
    what === undefined
      ? ''
      : ` ${t`The pipeline waits for ${what}; once that has succeeded this job counts as passed, too.`}`;
  return {
    verdict: { kind: 'deny' },
    what:
      how === 'skipped'
        ? t('fails: nothing in the pipeline that it starts runs by itself')
        : t('fails with the pipeline that it starts, in which another trigger job fails'),
    why:
      how === 'skipped'
        ? `${t`GitLab calls a pipeline skipped in which nothing runs by itself, and \`strategy: ${strategy}\` takes that for a failure.`}${whenPassed} ${circumstances(question)}`
        : `${t`With \`strategy: ${strategy}\` this job ends as that pipeline does.`}${whenPassed} ${circumstances(question)}`,
    todo:
      how === 'skipped'
        ? t(
            'Use `strategy: mirror` (GitLab 18.2 or later), which skips this job in place of failing it, or let a job of that pipeline start by itself.',
          )
        : t('Mend that trigger job.'),
    span: spanOf(question),
    facts: [],
  };
}

function nothingCreated({ downstream: started }: Question): string {
  const target = started?.start.target;
  return target?.kind === 'project'
    ? t`fails: GitLab creates no pipeline in \`${target.shown}\``
    : t('fails: GitLab creates no pipeline from the file it names');
}

function again(question: Question): Answer {
  return {
    verdict: { kind: 'pass' },
    what: t`starts ${startedBy(question)} a further time: they start each other in a circle`,
    why: t(
      'One like it is among the pipelines above. GitLab lets the circle go round twice, and then fails the trigger job that would go on.',
    ),
    todo: t('Break the circle with a rule, such as one on `$CI_PIPELINE_SOURCE`.'),
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
      ? t('starts a child pipeline that could not be read')
      : t`depends on \`${target.shown}\`: what holds its pipeline is decided there`,
    why: `${circumstances(question)} ${missingSentences(missing)} ${strategyWords(question)}`,
    todo: isChild
      ? missingRemedy(missing)
      : t`Open the configuration of \`${target.shown}\` and explain its deploy jobs there.`,
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
    nearest ? t`\`${nearest.job.name}\` stands at ${nearest.job.place}. ${nearest.job.why}` : '',
    isUnknown(created) ? missingSentences(distinct(created.missing)) : '',
    circumstances(question),
    strategyWords(question),
  ];
  const todo = nearest?.job.todo ?? (missing.length > 0 ? missingRemedy(missing) : undefined);
  return {
    verdict,
    what: withFurtherStops(whatHappens(question, deploying, nearest, created), held.length - 1),
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
  const started = isUnknown(created) ? t`may start ${startedBy(question)}` : t`starts ${startedBy(question)}`;
  if (nearest?.verdict.kind === 'deny') {
    return t`fails with \`${nearest.job.name}\` of the pipeline that it starts, which ${nearest.job.what}`;
  }
  if (nearest) return t`${started}, in which \`${nearest.job.name}\` ${nearest.job.what}`;
  if (isUnknown(created)) return t`${started}; what it holds is not known here`;
  if (deploying.length === 0) return t`${started}, in which nothing deploys`;
  return t`${started}, in which nothing holds ${namesOf(deploying)}`;
}

/** How many jobs are named before the rest is counted. */
const named = 3;

function namesOf(jobs: readonly StartedJob[]): string {
  const names = jobs.slice(0, named).map((it) => `\`${it.name}\``);
  const rest = jobs.length - names.length;
  return both(rest > 0 ? [...names, t`${rest} more`] : names);
}

function withFurtherStops(what: string, count: number): string {
  if (count <= 0) return what;
  return count === 1
    ? t`${what}; 1 more of its deploy jobs stops or may stop`
    : t`${what}; ${count} more of its deploy jobs stop or may stop`;
}
