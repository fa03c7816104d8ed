/** Manual jobs: somebody has to start them. Whether the pipeline waits for that is another matter. */
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
        what: 'has to be started by hand if its environment asks for approvals',
        why: missingSentences(held.missing),
        todo: missingRemedy(held.missing),
        facts: factsOf(held.missing),
        ...common,
      };
    }
    return {
      verdict: { kind: 'wait' },
      what: 'has to be started by hand once it is approved',
      why: `Approvals turn it into a manual job when its turn comes, and approving does not start it. ${meanwhile(question)}`,
      todo: start,
      facts: [],
      ...common,
    };
  },
};

const start = 'Press *Run* on the job, or send `POST /projects/:id/jobs/:job_id/play`.';

function byHand(question: Question): Answer {
  const { effect, job } = question;
  const prompt = text(at(job.job.body, 'manual_confirmation'));
  const asks =
    prompt === undefined
      ? ''
      : ` The browser asks \`${prompt}\` first: that is a prompt, which the API does not know of.`;
  return {
    verdict: { kind: 'wait' },
    what: effect.allowFailure
      ? 'waits to be started by hand, and the pipeline goes on without it'
      : 'waits to be started by hand, and the pipeline waits with it',
    why: `${because(job.job, effect)} ${meanwhile(question)}${asks}`,
    todo: start,
    span: whenSpan(job.job, effect),
    facts: [],
  };
}

/** Which of job and rule makes it manual, and which makes it blocking or optional. */
function because(job: Job, effect: Effect): string {
  const rule = effect.rule && job.rules?.[effect.rule.index];
  const number = (effect.rule?.index ?? 0) + 1;
  const by = rule?.when === 'manual' ? `Rule ${number} says \`when: manual\`` : 'The job says `when: manual`';
  const kind = effect.allowFailure ? 'optional' : 'blocking';
  if (rule?.allowFailure !== undefined) return `${by}, and \`allow_failure\` of rule ${number} makes it ${kind}.`;
  if (job.allowFailure.exitCodes) return `${by}, and its \`allow_failure:exit_codes\` makes it ${kind}.`;
  if (job.allowFailure.defined) return `${by}, and \`allow_failure\` of the job makes it ${kind}.`;
  return job.when === 'manual'
    ? `${by}; on the job itself that is ${kind} unless \`allow_failure\` says otherwise.`
    : `${by}; in a rule that is ${kind} unless \`allow_failure\` says otherwise.`;
}

/** What happens to the jobs behind it before it is started. */
function meanwhile({ job, effect, ...question }: Question): string {
  const behind = forecastOf(question)
    .pressing(job.job.name)
    .filter(({ from }) => from === 'held' || from === 'skipped')
    .map((it) => it.job.job.name);
  if (behind.length === 0) return 'Nothing else waits for it.';
  return `Until then ${names(behind)} ${behind.length === 1 ? 'is' : 'are'} ${effect.allowFailure ? 'skipped' : 'held back'}.`;
}
