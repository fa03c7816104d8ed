/** `environment/group-escape`: the declared tier takes an environment out of what a group protects. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { guessTier } from '../pipeline/environment.ts';
import type { DeploymentTier } from '../pipeline/job.ts';
import type { ProtectedEnvironment } from '../settings/settings.ts';
import { at } from '../syntax/node.ts';
import { fix, replaceIn } from './fixes.ts';
import type { LintFinding, LintQuestion, Rule } from './rule.ts';
import { type Deployment, deploymentsOf, nameOf } from './subject.ts';

export const environmentGroupEscape: Rule = {
  id: 'environment/group-escape',
  title: later('Tier that slips past the group'),
  severity: 'warning',
  inParts: true,
  everyKind: true,
  reads: ['groupProtectedEnvironments', 'protectedEnvironments'],
  source: 'https://docs.gitlab.com/ci/environments/protected_environments/#group-level-protected-environments',
  *check(question) {
    const { groupProtectedEnvironments } = question.snapshot.settings;
    if (!groupProtectedEnvironments.known) return;
    for (const deployment of deploymentsOf(question)) {
      const finding = escapeOf(question, deployment, groupProtectedEnvironments.value.items);
      if (finding) yield finding;
    }
  },
};

function escapeOf(
  { snapshot: { settings } }: LintQuestion,
  { job: { job }, environment }: Deployment,
  rulesets: readonly ProtectedEnvironment[],
): LintFinding | undefined {
  const name = nameOf(environment);
  const { tier, tierFrom } = environment;
  if (name === undefined || tierFrom !== 'declared' || typeof tier !== 'string') return undefined;
  const guess = guessTier(name);
  const ruleset = rulesets.find((it) => it.name === guess);
  if (guess === tier || !ruleset || rulesets.some((it) => it.name === tier)) return undefined;
  const { environments, protectedEnvironments } = settings;
  if (protectedEnvironments.known && protectedEnvironments.value.items.some((it) => it.name === name)) return undefined;
  const stored = environments.known ? environments.value.find((it) => it.name === name)?.tier : undefined;
  return {
    job: job.name,
    span: at(job.environment?.node, 'deployment_tier')?.span ?? job.environment?.nameSpan ?? job.key.span,
    what: whatOf(name, tier, ruleset.groupPath),
    why: `${tierOf(guess, ruleset.groupPath)} ${when(stored, guess)}`,
    todo: t`If it is one of those environments, say \`deployment_tier: ${guess}\`.`,
    fixes: fix(t`Change \`deployment_tier\` to \`${guess}\``, replaceIn(job, guess, 'environment', 'deployment_tier')),
  };
}

function whatOf(name: string, tier: DeploymentTier, group: string | undefined): string {
  return group === undefined
    ? t`declares \`${name}\` as \`${tier}\`, which takes it out of what a group protects`
    : t`declares \`${name}\` as \`${tier}\`, which takes it out of what \`${group}\` protects`;
}

function tierOf(guess: DeploymentTier, group: string | undefined): string {
  return group === undefined
    ? t`A group protects the tier \`${guess}\`, which is what GitLab would take the name for.`
    : t`\`${group}\` protects the tier \`${guess}\`, which is what GitLab would take the name for.`;
}

function when(stored: DeploymentTier | undefined, guess: DeploymentTier): string {
  return stored === guess
    ? t(
        'This run is still judged by the stored tier; the next successful deployment stores the new one, and from then on nothing of the group holds.',
      )
    : t('With the declared tier nothing of the group holds.');
}
