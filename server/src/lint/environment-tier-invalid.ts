/** `environment/tier-invalid`: a deployment tier that GitLab does not know. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { tiers } from '../pipeline/job.ts';
import { at } from '../syntax/node.ts';
import { fix, replaceIn, tierInName } from './fixes.ts';
import type { Rule } from './rule.ts';

export const environmentTierInvalid: Rule = {
  id: 'environment/tier-invalid',
  title: later('No such deployment tier'),
  severity: 'warning',
  inParts: true,
  everyKind: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/yaml/#environmentdeployment_tier',
  *check({ outcome, snapshot: { settings } }) {
    for (const { job, included, possible } of outcome.jobs.values()) {
      if (included === false && /[$%]/.test(job.environment?.tier ?? '')) continue;
      const environment = possible[0]?.environment;
      if (!environment || typeof environment.tier === 'string' || !('invalid' in environment.tier)) continue;
      const { invalid } = environment.tier;
      const exists = settings.environments.known
        ? settings.environments.value.some((it) => it.name === environment.name)
        : undefined;
      const known = tiers.map((it) => `\`${it}\``).join(', ');
      yield {
        job: job.name,
        span: at(job.environment?.node, 'deployment_tier')?.span ?? job.key.span,
        ...(exists === false && { severity: 'error' as const }),
        what: t`declares the deployment tier \`${invalid}\`, which does not exist`,
        why: exists
          ? t`GitLab knows ${known}. Since the environment exists, the tier is dropped without a word.`
          : t`GitLab knows ${known}. While the environment does not exist it cannot be made with another, and the job fails with \`environment_creation_failure\`.`,
        todo: t('Write one of these.'),
        fixes: [tierInName(invalid) ?? tierInName(environment.shown)]
          .filter((it) => it !== undefined)
          .flatMap((it) =>
            fix(t`Change \`deployment_tier\` to \`${it}\``, replaceIn(job, it, 'environment', 'deployment_tier')),
          ),
      };
    }
  },
};
