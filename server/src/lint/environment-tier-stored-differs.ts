/** `environment/tier-stored-differs`: GitLab has the environment stored with another tier than the file says. */

import { at } from '../syntax/node.ts';
import { fix, replaceIn } from './fixes.ts';
import type { Rule } from './rule.ts';
import { deploymentsOf, nameOf } from './subject.ts';

export const environmentTierStoredDiffers: Rule = {
  id: 'environment/tier-stored-differs',
  title: 'Stored tier differs from the file',
  severity: 'warning',
  inParts: true,
  everyKind: true,
  reads: ['environments'],
  source: 'https://docs.gitlab.com/ci/environments/#deployment-tier-of-environments',
  *check(question) {
    const { environments } = question.snapshot.settings;
    if (!environments.known) return;
    for (const { job, environment } of deploymentsOf(question)) {
      const name = nameOf(environment);
      const stored = environments.value.find((it) => it.name === name)?.tier;
      const { tier, tierFrom } = environment;
      if (stored === undefined || typeof tier !== 'string' || stored === tier) continue;
      const declared = tierFrom === 'declared';
      yield {
        job: job.job.name,
        cause: environment.shown,
        span:
          at(job.job.environment?.node, 'deployment_tier')?.span ?? job.job.environment?.nameSpan ?? job.job.key.span,
        ...(!declared && { severity: 'info' as const }),
        what: declared
          ? `deploys to \`${name}\` as tier \`${stored}\`, not yet as \`${tier}\``
          : `deploys to \`${name}\`, which is stored as tier \`${stored}\` although its name sounds like \`${tier}\``,
        why: declared
          ? 'Protections of groups go by the stored tier. GitLab takes over the tier of the file after the next successful deployment, so from then on other protections apply.'
          : 'Protections of groups go by the stored tier; GitLab guesses from the name only once, when it creates the environment.',
        todo: declared
          ? 'If the stored tier is right, correct the file; if not, know that this run is still judged by the old one.'
          : 'If the stored tier is wrong, declare `deployment_tier`: the next successful deployment stores it.',
        fixes: declared
          ? fix(
              `Change \`deployment_tier\` to \`${stored}\``,
              replaceIn(job.job, stored, 'environment', 'deployment_tier'),
            )
          : [],
      };
    }
  },
};
