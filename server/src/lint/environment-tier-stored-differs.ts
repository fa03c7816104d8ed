/** `environment/tier-stored-differs`: GitLab has the environment stored with another tier than the file says. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import type { DeploymentTier } from '../pipeline/job.ts';
import { at } from '../syntax/node.ts';
import { fix, replaceIn } from './fixes.ts';
import type { LintFinding, Rule } from './rule.ts';
import { type Deployment, deploymentsOf, nameOf } from './subject.ts';

export const environmentTierStoredDiffers: Rule = {
  id: 'environment/tier-stored-differs',
  title: later('Stored tier differs from the file'),
  severity: 'warning',
  inParts: true,
  everyKind: true,
  reads: ['environments'],
  source: 'https://docs.gitlab.com/ci/environments/#deployment-tier-of-environments',
  *check(question) {
    const { environments } = question.snapshot.settings;
    if (!environments.known) return;
    for (const deployment of deploymentsOf(question)) {
      const name = nameOf(deployment.environment);
      const stored = environments.value.find((it) => it.name === name)?.tier;
      const { tier, tierFrom } = deployment.environment;
      if (name === undefined || stored === undefined || typeof tier !== 'string' || stored === tier) continue;
      if (tierFrom === 'declared') yield declared(deployment, name, stored, tier);
      // Whoever has stored a tier knows better than a guess; only production that counts as less is a surprise.
      else if (tier === 'production') yield guessed(deployment, name, stored);
    }
  },
};

function declared(
  { job: { job } }: Deployment,
  name: string,
  stored: DeploymentTier,
  tier: DeploymentTier,
): LintFinding {
  return {
    job: job.name,
    cause: name,
    span: at(job.environment?.node, 'deployment_tier')?.span ?? job.environment?.nameSpan ?? job.key.span,
    what: t`deploys to \`${name}\` as tier \`${stored}\`, not yet as \`${tier}\``,
    why: t(
      'Protections of groups go by the stored tier. GitLab takes over the tier of the file after the next successful deployment, so from then on other protections apply.',
    ),
    todo: t(
      'If the stored tier is right, correct the file; if not, know that this run is still judged by the old one.',
    ),
    fixes: fix(
      t`Change \`deployment_tier\` to \`${stored}\``,
      replaceIn(job, stored, 'environment', 'deployment_tier'),
    ),
  };
}

function guessed({ job: { job } }: Deployment, name: string, stored: DeploymentTier): LintFinding {
  return {
    job: job.name,
    cause: name,
    span: job.environment?.nameSpan ?? job.key.span,
    severity: 'info',
    what: t`deploys to \`${name}\`, which is stored as tier \`${stored}\` although its name sounds like \`production\``,
    why: t(
      'Protections of groups go by the stored tier; GitLab guesses from the name only once, when it creates the environment.',
    ),
    todo: t('If the stored tier is wrong, declare `deployment_tier`: the next successful deployment stores it.'),
  };
}
