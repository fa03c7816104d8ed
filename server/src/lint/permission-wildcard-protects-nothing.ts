/** `permission/wildcard-protects-nothing`: a protection with a `*` in its name, which GitLab takes literally. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { isInScope } from '../pipeline/environment.ts';
import type { Rule } from './rule.ts';
import { deploymentsOf, isGuarded } from './subject.ts';

export const permissionWildcardProtectsNothing: Rule = {
  id: 'permission/wildcard-protects-nothing',
  title: later('Wildcard that protects nothing'),
  severity: 'warning',
  inParts: true,
  everyKind: true,
  reads: ['protectedEnvironments'],
  source: 'https://docs.gitlab.com/ci/environments/protected_environments/',
  *check(question) {
    const { protectedEnvironments } = question.snapshot.settings;
    if (!protectedEnvironments.known) return;
    const patterns = protectedEnvironments.value.items.filter((it) => it.level === 'project' && it.name.includes('*'));
    for (const deployment of deploymentsOf(question)) {
      const { shown } = deployment.environment;
      const pattern = patterns.find((it) => isInScope(shown, it.name));
      if (!pattern || isGuarded(deployment, question) === true) continue;
      const { job } = deployment.job;
      const name = (question.situation ? job.environment?.name : undefined) ?? shown;
      yield {
        job: job.name,
        cause: pattern.name,
        span: job.environment?.nameSpan ?? job.key.span,
        what: t`deploys to \`${name}\`, which the protected environment \`${pattern.name}\` does not cover`,
        why: t('GitLab compares the names of protected environments to the letter: `*` stands for itself.'),
        todo: t('Protect every such environment by its name, or all of them by their tier in the group.'),
      };
    }
  },
};
