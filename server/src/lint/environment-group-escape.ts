/** `environment/group-escape`: the declared tier takes an environment out of what a group protects. */
import { guessTier } from '../pipeline/environment.ts';
import type { DeploymentTier } from '../pipeline/job.ts';
import type { ProtectedEnvironment } from '../settings/settings.ts';
import { at } from '../syntax/node.ts';
import { fix, replaceIn } from './fixes.ts';
import type { LintFinding, LintQuestion, Rule } from './rule.ts';
import { type Deployment, deploymentsOf, nameOf } from './subject.ts';

export const environmentGroupEscape: Rule = {
  id: 'environment/group-escape',
  title: 'Tier that slips past the group',
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
    what: `declares \`${name}\` as \`${tier}\`, which takes it out of what ${groupOf(ruleset)} protects`,
    why: `${groupOf(ruleset, true)} protects the tier \`${guess}\`, which is what GitLab would take the name for. ${when(stored, guess)}`,
    todo: `If it is one of those environments, say \`deployment_tier: ${guess}\`.`,
    fixes: fix(`Change \`deployment_tier\` to \`${guess}\``, replaceIn(job, guess, 'environment', 'deployment_tier')),
  };
}

function groupOf({ groupPath }: ProtectedEnvironment, opening = false): string {
  if (groupPath !== undefined) return `\`${groupPath}\``;
  return opening ? 'A group' : 'a group';
}

function when(stored: DeploymentTier | undefined, guess: DeploymentTier): string {
  return stored === guess
    ? 'This run is still judged by the stored tier; the next successful deployment stores the new one, and from then on nothing of the group holds.'
    : 'With the declared tier nothing of the group holds.';
}
