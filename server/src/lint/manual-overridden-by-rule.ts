/** `manual/overridden-by-rule`: the job says manual, and one of its rules lets it run by itself. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import type { RuleSpec } from '../pipeline/job.ts';
import type { JobOutcome } from '../pipeline/outcome.ts';
import { conditionsInWords } from '../pipeline/rules.ts';
import { replaceValue } from '../syntax/edit.ts';
import { at } from '../syntax/node.ts';
import { deploysBy } from './deploy-commands.ts';
import { fix } from './fixes.ts';
import type { Knowledge, LintFinding, Rule } from './rule.ts';

export const manualOverriddenByRule: Rule = {
  id: 'manual/overridden-by-rule',
  title: later('Manual job that runs by itself'),
  severity: 'warning',
  reads: [],
  source: 'https://docs.gitlab.com/ci/jobs/job_rules/',
  *check({ outcome, knowledge }) {
    for (const job of outcome.jobs.values()) {
      if (job.job.when !== 'manual' || !job.job.whenSpan || !deploys(job, knowledge)) continue;
      yield* findings(job, [...outcome.jobs.values()]);
    }
  },
};

/** The rules of a template are those of other jobs too, and may be meant to run them by themselves. */
function isShared(rule: RuleSpec, all: readonly JobOutcome[]): boolean {
  return all.some(({ job }) => job.when !== 'manual' && job.rules?.some((it) => it.node === rule.node));
}

function deploys({ job }: JobOutcome, knowledge: Knowledge | undefined): boolean {
  return (
    job.environment?.action === 'start' ||
    job.trigger !== undefined ||
    deploysBy(job, knowledge?.deployCommands) !== undefined
  );
}

function* findings({ job }: JobOutcome, all: readonly JobOutcome[]): Iterable<LintFinding> {
  for (const [index, rule] of (job.rules ?? []).entries()) {
    if (rule.when !== 'on_success' && rule.when !== 'always') continue;
    const when = at(rule.node, 'when');
    const tolerated = rule.allowFailure === undefined && !job.allowFailure.defined;
    yield {
      job: job.name,
      span: when?.span ?? rule.node.span,
      what: t`says \`when: manual\`, but runs by itself where rule ${index + 1} matches (${conditionsInWords(rule)})`,
      why: tolerated
        ? t(
            'The `when` of a rule counts before that of the job. What is left of the manual job is that it may fail: the pipeline goes on as if nothing had happened.',
          )
        : t('The `when` of a rule counts before that of the job.'),
      todo: t(
        'Leave `when` out of the rule to keep the job manual; where it is meant to run by itself, move `when: manual` into the other rules.',
      ),
      ...(job.whenSpan && { related: [{ span: job.whenSpan, message: t('the job says `when: manual` here') }] }),
      fixes:
        when && !isShared(rule, all) ? fix(t('Change the rule to `when: manual`'), replaceValue(when, 'manual')) : [],
    };
  }
}
