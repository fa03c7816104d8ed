/** `failure/cannot-fail`: a production deployment whose failure nobody gets to see. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import type { Job } from '../pipeline/job.ts';
import { replaceValue } from '../syntax/edit.ts';
import { at } from '../syntax/node.ts';
import { commandsOf, deployment } from './deploy-commands.ts';
import { fix } from './fixes.ts';
import type { LintFinding, Rule } from './rule.ts';
import { deploymentsOf, isProduction } from './subject.ts';

export const failureCannotFail: Rule = {
  id: 'failure/cannot-fail',
  title: later('Production deployment that cannot fail'),
  severity: 'warning',
  inParts: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/yaml/#allow_failure',
  *check(question) {
    for (const it of deploymentsOf(question)) {
      if (!isProduction(it, question)) continue;
      const { job } = it.job;
      const swallowed = swallowedIn(job);
      if (swallowed) yield swallowed;
      else if (isTolerated(job)) yield tolerated(job);
    }
  },
};

/** Whether a rule, or the job without rules, lets it run by itself and fail. */
function isTolerated({ when, rules, allowFailure }: Job): boolean {
  if (!allowFailure.defined || !allowFailure.value) return false;
  const ways = rules?.filter((it) => it.allowFailure !== false).map((it) => it.when ?? when) ?? [when];
  return ways.some((it) => it === 'on_success' || it === 'always' || it === 'delayed');
}

/** What makes the failure of a command, and of those that its output goes through, count for nothing: `true` or `:`. */
function ignored(commands: ReturnType<typeof commandsOf>, from: number): string | undefined {
  let last = from;
  while (commands[last]?.command.followedBy === '|') last += 1;
  const next = commands[last + 1]?.command.words[0];
  const succeeds = commands[last]?.command.followedBy === '||' && (next === 'true' || next === ':');
  return succeeds ? next : undefined;
}

/** All that deploys is followed by something that always succeeds: one that is not would still fail the job. */
function swallowedIn(job: Job): LintFinding | undefined {
  const commands = commandsOf(job);
  const deploying = commands.flatMap((it, n) => {
    const what = deployment(it.command.words);
    return what === undefined ? [] : [{ what, where: it.span, next: ignored(commands, n) }];
  });
  const [first] = deploying;
  if (first?.next === undefined || deploying.some((it) => it.next === undefined)) return undefined;
  const { what, where, next } = first;
  return {
    job: job.name,
    span: where,
    what: t`succeeds even when \`${what}\` fails`,
    why: t`\`|| ${next}\` hides the failure: GitLab records a successful deployment, and whatever comes after it goes on.`,
    todo: t`Leave \`|| ${next}\` out.`,
  };
}

function tolerated(job: Job): LintFinding {
  const node = at(job.body, 'allow_failure');
  return {
    job: job.name,
    span: job.allowFailure.span ?? job.key.span,
    what: t('may fail to deploy to production without the pipeline failing'),
    why: t('With `allow_failure: true` the pipeline goes on, and passes, when the deployment has failed.'),
    todo: t('Leave `allow_failure` out.'),
    fixes: node ? fix(t('Change it to `allow_failure: false`'), replaceValue(node, 'false')) : [],
  };
}
