/** `stop/not-manual`: the job that should stop an environment on demand stops it by itself. */
import { t } from '@vscode/l10n';
import { whenSpan } from '../gates/places.ts';
import { later } from '../logic/later.ts';
import type { JobOutcome } from '../pipeline/outcome.ts';
import { replaceValue } from '../syntax/edit.ts';
import { at } from '../syntax/node.ts';
import { addToJob, fix } from './fixes.ts';
import type { LintFinding, Rule } from './rule.ts';
import { type StopPair, stopPairs } from './stop-pairs.ts';

export const stopNotManual: Rule = {
  id: 'stop/not-manual',
  title: later('Stop job that is not manual'),
  severity: 'warning',
  reads: [],
  source: 'https://docs.gitlab.com/ci/environments/#stop-an-environment-by-using-the-on_stop-action',
  *check(question) {
    const seen = new Set<JobOutcome>();
    for (const pair of stopPairs(question)) {
      if (seen.has(pair.stop) || !runsByItself(pair)) continue;
      seen.add(pair.stop);
      yield finding(pair);
    }
  },
};

/** What it gets in this attempt, and, while that is not decided or it is not there, in all cases its rules know. */
function runsByItself({ stop: { job, included, possible } }: StopPair): boolean {
  const rules = job.rules?.map((it) => it.when ?? job.when) ?? [job.when];
  const whens = included === true ? possible.map((it) => it.when) : rules.filter((it) => it !== 'never');
  // `always` is said of a job that cleans up when the pipeline is over: that it runs by itself is its purpose.
  return whens.length > 0 && !whens.includes('manual') && !whens.includes('always');
}

function finding({ start, stop, span }: StopPair): LintFinding {
  const { job } = stop;
  const effect = stop.included === true ? stop.possible[0] : undefined;
  const rule = effect?.rule && job.rules?.[effect.rule.index];
  const node = rule?.when === undefined ? at(job.body, 'when') : at(rule.node, 'when');
  return {
    job: job.name,
    span: whenSpan(job, effect),
    what: t`stops its environment by itself, in the pipeline that deploys it, instead of when somebody stops it`,
    why: t`\`${start.job.name}\` names it in \`on_stop\`, and GitLab looks for stop jobs among the manual ones: this one is \`when: ${effect?.when ?? job.when}\`, so it runs when its turn comes and is never found later.`,
    todo: t('Say `when: manual`.'),
    related: [{ span, message: t`\`${start.job.name}\` names it here` }],
    fixes: node
      ? fix(t('Change it to `when: manual`'), replaceValue(node, 'manual'))
      : fix(t('Add `when: manual`'), addToJob(job, ['when: manual'])),
  };
}
