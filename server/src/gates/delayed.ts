/** Delayed jobs: they start by themselves, after a timer. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { isUnknown } from '../logic/tri.ts';
import { approvalReads } from './ahead.ts';
import { type Answer, factsOf, type Gate, type Question } from './gate.ts';
import { whenSpan } from './places.ts';
import { isHeldForApproval } from './subject.ts';
import { missingRemedy, missingSentences } from './words.ts';

/** @see gates.md §2.7; app/services/ci/run_scheduled_build_service.rb (18.9) */
export const delayed: Gate = {
  id: 'delayed',
  title: later('Delayed start'),
  source: 'https://docs.gitlab.com/ci/jobs/job_control/#run-a-job-after-a-delay',
  reads: approvalReads,
  ask(question) {
    if (question.effect.when !== 'delayed') return undefined;
    const common = { span: whenSpan(question.job.job, question.effect), facts: [] };
    if (question.job.job.kind === 'trigger') {
      return {
        verdict: { kind: 'pass' },
        what: t('starts at once, although a rule delays it'),
        why: t('GitLab lets a rule say `when: delayed` on a trigger job, and cannot put trigger jobs off.'),
        todo: t('Let a delayed job stand before it, which it needs.'),
        ...common,
      };
    }
    const held = isHeldForApproval(question.job, question.effect, question.snapshot);
    if (held === true) {
      return {
        verdict: { kind: 'pass' },
        what: t('is not put off, since approvals make it a manual job'),
        why: t(
          'A job whose environment asks for approvals becomes a manual one when its turn comes, whatever its `when` is.',
        ),
        ...common,
      };
    }
    const timer = timerAnswer(question);
    if (!isUnknown(held)) return { ...timer, ...common };
    return {
      ...timer,
      verdict: { kind: 'unknown', missing: held.missing },
      what: t`${timer.what}, unless approvals make it a manual job`,
      why: `${timer.why} ${missingSentences(held.missing)}`,
      todo: missingRemedy(held.missing),
      ...common,
      facts: factsOf(held.missing),
    };
  },
};

function timerAnswer({ effect }: Question): Pick<Answer, 'verdict' | 'what' | 'why' | 'todo'> {
  return {
    verdict: { kind: 'wait' },
    what:
      effect.startIn === undefined
        ? t('waits a while after its turn has come, and starts by itself then')
        : t`waits ${effect.startIn} after its turn has come, and starts by itself then`,
    why: t(
      'When the timer ends GitLab looks whether the user of the job may run it: if not, the job stays scheduled, and fails an hour later.',
    ),
    todo: t('Whoever may run it can start it before that, or *unschedule* it, which makes it a manual job.'),
  };
}
