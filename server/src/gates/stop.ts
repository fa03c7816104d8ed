/** Stopping an environment: whether the job that `on_stop` names can be found when somebody stops it. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { isUnknown } from '../logic/tri.ts';
import type { JobOutcome } from '../pipeline/outcome.ts';
import { at, text } from '../syntax/node.ts';
import type { Span } from '../text/span.ts';
import type { Answer, Gate, Question } from './gate.ts';
import { whenSpan } from './places.ts';
import { sentence } from './words.ts';

/**
 * Nothing here stops the deployment itself, so it always passes; it says what becomes of the environment later.
 * @see gates.md §5.3; app/models/deployment.rb (18.9), `stop_action`
 */
export const stop: Gate = {
  id: 'stop',
  title: later('Stopping the environment'),
  source: 'https://docs.gitlab.com/ci/environments/#stop-an-environment-by-using-the-on_stop-action',
  reads: [],
  ask(question) {
    const written = question.job.job.environment;
    if (written?.action === 'stop') return stopping(question);
    if (written?.action !== 'start' || written.onStop === undefined) return undefined;
    return { ...starting(question, written.onStop), verdict: { kind: 'pass' }, span: onStopSpan(question), facts: [] };
  },
};

type Words = Pick<Answer, 'what' | 'why' | 'todo' | 'related'>;

function starting(question: Question, onStop: string): Words {
  const shown = question.effect.environment?.shown ?? question.job.job.environment?.name;
  const stopJob = question.outcome.jobs.get(onStop);
  if (!stopJob) {
    return {
      what: t`names \`${onStop}\` to stop its environment, which is no job`,
      why: t`GitLab looks for a job of exactly this name; variables in \`on_stop\` are not expanded.`,
      todo: t('Name a job with `action: stop` and the same environment.'),
    };
  }
  const related = [
    { span: whenSpan(stopJob.job, stopJob.possible[0]), message: t`\`${onStop}\` stops \`${shown ?? ''}\`` },
  ];
  const trouble = troubleWith(question, stopJob, onStop);
  if (trouble) return { ...trouble, related };
  return {
    what: t`can be undone: \`${onStop}\` stops \`${shown ?? ''}\``,
    why: t`When somebody stops the environment, or its time is over, GitLab plays \`${onStop}\` of the same pipeline, as that job's own user.`,
    related,
  };
}

function troubleWith({ effect }: Question, stopJob: JobOutcome, name: string): Words | undefined {
  if (stopJob.included === false) {
    return {
      what: t`leaves an environment that \`${name}\` does not stop, since that job is not in this pipeline`,
      why: `${t`GitLab looks for \`${name}\` in the pipeline that deployed.`} ${sentence(stopJob.because.text)}.`,
      todo: t`Give \`${name}\` the same rules as this job.`,
    };
  }
  const [own] = stopJob.possible;
  const [here, there] = [effect.environment?.name, own?.environment?.name];
  if (typeof here === 'string' && typeof there === 'string' && here !== there) {
    return {
      what: t`names \`${name}\` to stop its environment, which stops another one`,
      why: t`With their variables in place this job deploys to \`${here}\`, and \`${name}\` stops \`${there}\`.`,
      todo: t('Build both names from the same variables.'),
    };
  }
  if (own && stopJob.possible.every((it) => it.when !== 'manual')) {
    return {
      what: t`leaves an environment that \`${name}\` does not stop, since that job is not manual`,
      why: t`GitLab looks among the manual jobs of the pipeline; \`${name}\` is \`when: ${own.when}\`, so it runs in the pipeline itself instead.`,
      todo: t`Say \`when: manual\` in \`${name}\`.`,
    };
  }
  if (isUnknown(stopJob.included)) {
    return {
      what: t`can be undone by \`${name}\`, if that job is in the pipeline`,
      why: `${t`GitLab looks for \`${name}\` in the pipeline that deployed.`} ${sentence(stopJob.because.text)}.`,
      todo: t`Give \`${name}\` the same rules as this job.`,
    };
  }
  return undefined;
}

function stopping({ pipeline, job: { job } }: Question): Answer | undefined {
  const starters = pipeline.jobs.filter((it) => it.environment?.onStop === job.name);
  if (starters.length > 0 || !job.environment) return undefined;
  return {
    verdict: { kind: 'pass' },
    what: t('is not what GitLab plays when somebody stops the environment: no job names it in `on_stop`'),
    why: t(
      'It stops the environment when it runs itself. Stopping the environment elsewhere only marks it as stopped.',
    ),
    todo: t`Add \`on_stop: ${job.name}\` to the environment of the job that deploys.`,
    span: at(job.environment.node, 'action')?.span ?? job.environment.nameSpan,
    facts: [],
  };
}

function onStopSpan({ job: { job } }: Question): Span {
  const node = at(job.environment?.node, 'on_stop');
  return node && text(node) !== undefined ? node.span : (job.environment?.nameSpan ?? job.key.span);
}
