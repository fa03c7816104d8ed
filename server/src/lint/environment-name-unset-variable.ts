/** `environment/name-unset-variable`: a part of the name is missing, since its variable does not exist there. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import type { LintFinding, LintQuestion, Rule } from './rule.ts';
import { certainDeployments, type Deployment } from './subject.ts';
import { unsetVariables } from './unset-variables.ts';

export const environmentNameUnsetVariable: Rule = {
  id: 'environment/name-unset-variable',
  title: later('Environment name with a hole in it'),
  severity: 'warning',
  everyKind: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/variables/predefined_variables/',
  *check(question) {
    for (const deployment of certainDeployments(question)) {
      const finding = hole(question, deployment);
      if (finding) yield finding;
    }
  },
};

/** A name that still looks whole may be meant like that: `app$SUFFIX`, or one variable of each kind of pipeline. */
function hole(question: LintQuestion, deployment: Deployment): LintFinding | undefined {
  const { environment, job } = deployment;
  const refused = environment.valid === false;
  if (!refused && !/^$|[/_.-]$|^[/_.-]|[/_.-]{2}/.test(environment.shown)) return undefined;
  const unset = unsetVariables(deployment, question);
  const [first] = unset;
  if (first === undefined || (!refused && isOneOfSeveral(deployment, unset))) return undefined;
  return {
    job: job.job.name,
    span: job.job.environment?.nameSpan ?? job.job.key.span,
    ...(refused && { severity: 'error' as const }),
    what: whatOf(refused, environment.shown, unset),
    why: refused
      ? t(
          'GitLab puts nothing in the place of a variable that does not exist, and makes no environment with what is left of the name: `environment_creation_failure`.',
        )
      : t(
          'GitLab puts nothing in the place of a variable that does not exist: whatever should have an environment of its own is deployed to this one.',
        ),
    todo: t('Use a variable that exists there, such as `$CI_COMMIT_REF_SLUG`, or keep the job out with a rule.'),
  };
}

/** `$CI_COMMIT_TAG$CI_COMMIT_BRANCH`: one of them is always missing, and the other stands in for it. */
function isOneOfSeveral({ job: { job } }: Deployment, unset: readonly string[]): boolean {
  const kinds = /\$\{?CI_(COMMIT_BRANCH|COMMIT_TAG|MERGE_REQUEST_\w+)\}?/g;
  return (job.environment?.name.match(kinds)?.length ?? 0) > unset.length;
}

function whatOf(refused: boolean, shown: string, unset: readonly string[]): string {
  const variables = unset.map((it) => `\`$${it}\``).join(` ${t('and')} `);
  const one = unset.length === 1;
  if (!refused) {
    return one
      ? t`deploys to \`${shown}\`, since ${variables} does not exist`
      : t`deploys to \`${shown}\`, since ${variables} do not exist`;
  }
  if (shown === '') {
    return one
      ? t`fails as soon as the pipeline is created, since ${variables} does not exist and nothing remains of the name`
      : t`fails as soon as the pipeline is created, since ${variables} do not exist and nothing remains of the name`;
  }
  return one
    ? t`fails as soon as the pipeline is created, since ${variables} does not exist and \`${shown}\` remains`
    : t`fails as soon as the pipeline is created, since ${variables} do not exist and \`${shown}\` remains`;
}
