/** Behind `when: manual`: whether the pipeline waits, where only GitLab's default says so; and what rules inherit. */
import { t } from '@vscode/l10n';
import type { Job, RuleSpec } from '../../pipeline/job.ts';
import { at } from '../../syntax/node.ts';
import type { Span } from '../../text/span.ts';
import type { Hint, HintsOf } from './hint.ts';

export const whenHints: HintsOf = ({ pipeline }) => pipeline.jobs.flatMap((it) => [...ofJob(it), ...ofRules(it)]);

/** What rules say comes before it, so it is told where there are none. */
function ofJob(job: Job): readonly Hint[] {
  const { when, whenSpan, allowFailure, rules } = job;
  if (when !== 'manual' || !whenSpan || allowFailure.defined || rules) return [];
  return [{ span: whenSpan, ...kind(allowFailure.value, t('on the job itself')) }];
}

function ofRules(job: Job): readonly Hint[] {
  return (job.rules ?? []).flatMap((it) => (it.when === undefined ? inherited(job, it) : own(job, it)));
}

function own({ allowFailure }: Job, rule: RuleSpec): readonly Hint[] {
  const span = at(rule.node, 'when')?.span;
  if (rule.when !== 'manual' || rule.allowFailure !== undefined || allowFailure.defined || !span) return [];
  const where = allowFailure.value ? t('in a rule of a job that is manual itself') : t('in a rule');
  return [{ span, ...kind(allowFailure.value, where) }];
}

/** A rule without `when` takes the job's, which stands elsewhere. */
function inherited(job: Job, rule: RuleSpec): readonly Hint[] {
  const { when } = job;
  const span = conditionOf(rule);
  if ((when !== 'manual' && when !== 'delayed' && when !== 'never') || !span) return [];
  const isOptional = rule.allowFailure ?? job.allowFailure.value;
  const tooltip = t`The rule says no \`when\`, so that of \`${job.baseName}\` counts: \`${when}\`.`;
  if (when !== 'manual') return [{ span, lead: 'when: ', label: when, tooltip }];
  const more = kind(isOptional, t('here'));
  return [{ span, lead: 'when: ', label: `manual, ${more.label}`, tooltip: `${tooltip} ${more.tooltip}` }];
}

/** The last thing on the line of the condition. */
function conditionOf({ node }: RuleSpec): Span | undefined {
  const condition = at(node, 'if');
  return condition?.kind === 'scalar' ? condition.span : undefined;
}

function kind(allowFailure: boolean, where: string): Pick<Hint, 'label' | 'tooltip'> {
  return allowFailure
    ? {
        label: t('optional'),
        tooltip: t`A manual job ${where} is optional unless \`allow_failure: false\` says otherwise: the pipeline goes on without it.`,
      }
    : {
        label: t('blocking'),
        tooltip: t`A manual job ${where} is blocking unless \`allow_failure: true\` says otherwise: the pipeline waits until somebody starts it.`,
      };
}
