/** `environment/tier-guessed`: the name of an environment makes GitLab guess a tier that few would expect. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import type { DeploymentTier } from '../pipeline/job.ts';
import type { EnvironmentOutcome } from '../pipeline/outcome.ts';
import { addToEnvironment, fix, tierInName } from './fixes.ts';
import type { LintFinding, LintQuestion, Rule } from './rule.ts';
import { type Deployment, deploymentsOf, nameOf } from './subject.ts';

export const environmentTierGuessed: Rule = {
  id: 'environment/tier-guessed',
  title: later('Surprising guess of the deployment tier'),
  severity: 'info',
  everyKind: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/environments/#deployment-tier-of-environments',
  *check(question) {
    for (const deployment of deploymentsOf(question)) {
      const { environment } = deployment;
      const name = nameOf(environment);
      if (name === undefined || environment.tierFrom !== 'guessed' || typeof environment.tier !== 'string') continue;
      if (isStored(question, name)) continue;
      const by = surprise(name, environment.tier);
      if (by !== undefined) yield finding(question, deployment, name, environment.tier, by);
    }
  },
};

/** Once an environment exists GitLab guesses no more. */
function isStored({ snapshot: { settings } }: LintQuestion, name: string): boolean {
  return settings.environments.known && settings.environments.value.some((it) => it.name === name && it.tier);
}

/** GitLab's patterns, with what each of them is meant to find. */
const meant: Readonly<Record<DeploymentTier, { readonly pattern: RegExp; readonly words: RegExp }>> = {
  development: {
    pattern: /dev|review|trunk/i,
    words: /^(dev(el|elop|elopment|s)?|reviews?|reviewapps?|trunk)\d*$/i,
  },
  testing: {
    pattern: /test|tst|int|ac(?:ce|)pt|qa|qc|control|quality/i,
    words: /^(tests?|testing|tst|int|integ|integration|acceptance|accept|acpt|accpt|qa|qc|control|quality)\d*$/i,
  },
  staging: {
    pattern: /sta?g|mode?l|pre|demo|non/i,
    words: /^(st(a|)g(e|ing)?|model|modl|pre|preprod|preprd|preproduction|prelive|preview|demos?|non|nonprod)\d*$/i,
  },
  production: { pattern: /pro?d|live/i, words: /^(prod|prd|production|prods|live)\d*$/i },
  other: { pattern: /(?!)/, words: /(?!)/ },
};

/** What makes the guess a surprise: the letters that decided inside another word, or plain words that say otherwise. */
function surprise(name: string, tier: DeploymentTier): string | undefined {
  const { pattern, words } = meant[tier];
  const found = pattern.exec(name);
  if (!found) return undefined;
  const tokens = name.split(/[^A-Za-z0-9]+/).filter((it) => pattern.test(it));
  if (tokens.some((it) => words.test(it) || it.split(/(?<=[a-z])(?=[A-Z])/).some((part) => words.test(part)))) {
    return undefined;
  }
  return found[0];
}

function finding(
  question: LintQuestion,
  { job: { job } }: Deployment,
  name: string,
  tier: DeploymentTier,
  letters: string,
): LintFinding {
  const { groupProtectedEnvironments } = question.snapshot.settings;
  const protectedTiers = groupProtectedEnvironments.known
    ? groupProtectedEnvironments.value.items.map((it) => it.name)
    : [];
  const expected = expectedTier(name, tier);
  const matters = protectedTiers.length > 0;
  return {
    job: job.name,
    cause: name,
    span: job.environment?.nameSpan ?? job.key.span,
    ...(matters && { severity: 'warning' as const }),
    what: t`deploys to \`${name}\`, which GitLab takes for a \`${tier}\` environment because it holds \`${letters}\``,
    why: matters
      ? t`Without \`deployment_tier\` GitLab guesses from letters anywhere in the name. Groups protect by tier, here ${listed(protectedTiers)}.`
      : t('Without `deployment_tier` GitLab guesses from letters anywhere in the name. Groups protect by tier.'),
    todo: t('Declare `deployment_tier`, which counts when GitLab creates the environment.'),
    fixes: (expected === undefined ? (['production', 'other'] as const) : [expected]).flatMap((it) =>
      fix(t`Add \`deployment_tier: ${it}\``, addToEnvironment(job, [`deployment_tier: ${it}`])),
    ),
  };
}

function listed(tiers: readonly string[]): string {
  return [...new Set(tiers)].map((it) => `\`${it}\``).join(` ${t('and')} `);
}

/** What plain words of the name say, where that differs from the guess. */
function expectedTier(name: EnvironmentOutcome['shown'], guessed: DeploymentTier): DeploymentTier | undefined {
  const said = tierInName(name);
  return said === guessed ? undefined : said;
}
