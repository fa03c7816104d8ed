/** Manual jobs: somebody has to start them. Whether the pipeline waits for that is another matter. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { isUnknown } from '../logic/tri.ts';
import type { Job } from '../pipeline/job.ts';
import type { Effect } from '../pipeline/outcome.ts';
import { names } from '../pipeline/process/words.ts';
import { at, text } from '../syntax/node.ts';
import { approvalReads, forecastOf } from './ahead.ts';
import { type Answer, factsOf, type Gate, type Question } from './gate.ts';
import { whenSpan } from './places.ts';
import { isHeldForApproval } from './subject.ts';
import { missingRemedy, missingSentences } from './words.ts';

/**
 * Says that somebody has to press *Run*, and what happens to the rest meanwhile. Who may press is the gate `permission`'s.
 * @see gates.md §6.1, §3.2; lib/gitlab/ci/config/entry/job.rb (18.9)
 */
export const manual: Gate = {
  id: 'manual',
  title: later('Manual start'),
  source: 'https://docs.gitlab.com/ci/jobs/job_control/#create-a-job-that-must-be-run-manually',
  reads: approvalReads,
  ask(question) {
    const { effect, job, snapshot } = question;
    if (effect.when === 'manual') return byHand(question);
    const held = isHeldForApproval(job, effect, snapshot);
    if (held === false) return undefined;
    const common = { span: job.job.environment?.nameSpan ?? job.job.key.span };
    if (isUnknown(held)) {
      return {
        verdict: { kind: 'unknown', missing: held.missing },
        what: t('has to be started by hand if its environment asks for approvals'),
        why: missingSentences(held.missing),
        todo: missingRemedy(held.missing),
        facts: factsOf(held.missing),
        ...common,
      };
    }
    return {
      verdict: { kind: 'wait' },
      what: t('has to be started by hand once it is approved'),
      why: `${t('Approvals turn it into a manual job when its turn comes, and approving does not start it.')} ${meanwhile(question)}`,
      todo: t(start),
      facts: [],
      ...common,
    };
  },
};

const start = later('Press *Run* on the job, or send `POST /projects/:id/jobs/:job_id/play`.');

function byHand(question: Question): Answer {
  const { effect, job } = question;
  const prompt = text(at(job.job.body, 'manual_confirmation'));
  const asks =
    prompt === undefined
      ? ''
      : ` ${t`The browser asks \`${prompt}\` first: that is a prompt, which the API does not know of.`}`;
  return {
    verdict: { kind: 'wait' },
    what: effect.allowFailure
      ? t('waits to be started by hand, and the pipeline goes on without it')
      : t('waits to be started by hand, and the pipeline waits with it'),
    short: { what: t`waits to be started by hand`, next: t`by hand` },
    why: `${because(job.job, effect)} ${meanwhile(question)}${asks}`,
    todo: t(start),
    span: whenSpan(job.job, effect),
    facts: [],
  };
}

/** Which of job and rule makes it manual, and which makes it blocking or optional. */
function because(job: Job, effect: Effect): string {
  const rule = effect.rule && job.rules?.[effect.rule.index];
  const number = (effect.rule?.index ?? 0) + 1;
  const by = rule?.when === 'manual' ? t`Rule ${number} says \`when: manual\`` : t('The job says `when: manual`');
  const optional = effect.allowFailure;
  if (rule?.allowFailure !== undefined) {
    return optional
      ? t`${by}, and \`allow_failure\` of rule ${number} makes it optional.`
      : t`${by}, and \`allow_failure\` of rule ${number} makes it blocking.`;
  }
  if (job.allowFailure.exitCodes) {
    return optional
      ? t`${by}, and its \`allow_failure:exit_codes\` makes it optional.`
      : t`${by}, and its \`allow_failure:exit_codes\` makes it blocking.`;
  }
  if (job.allowFailure.defined) {
    return optional
      ? t`${by}, and \`allow_failure\` of the job makes it optional.`
      : t`${by}, and \`allow_failure\` of the job makes it blocking.`;
  }
  return byDefault(by, job.when === 'manual', optional);
}

function byDefault(by: string, onJob: boolean, optional: boolean): string {
  if (onJob) {
    return optional
      ? t`${by}; on the job itself that is optional unless \`allow_failure\` says otherwise.`
      : t`${by}; on the job itself that is blocking unless \`allow_failure\` says otherwise.`;
  }
  return optional
    ? t`${by}; in a rule that is optional unless \`allow_failure\` says otherwise.`
    : t`${by}; in a rule that is blocking unless \`allow_failure\` says otherwise.`;
}

/** What happens to the jobs behind it before it is started. */
function meanwhile({ job, effect, ...question }: Question): string {
  const behind = forecastOf(question)
    .pressing(job.job.name)
    .filter(({ from }) => from === 'held' || from === 'skipped')
    .map((it) => it.job.job.name);
  if (behind.length === 0) return t('Nothing else waits for it.');
  const jobs = names(behind);
  if (effect.allowFailure) {
    return behind.length === 1 ? t`Until then ${jobs} is skipped.` : t`Until then ${jobs} are skipped.`;
  }
  return behind.length === 1 ? t`Until then ${jobs} is held back.` : t`Until then ${jobs} are held back.`;
}
