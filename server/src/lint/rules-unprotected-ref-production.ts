/** `rules/unprotected-ref-production`: production from a branch or tag that every Developer may write. */
import { t } from '@vscode/l10n';
import { isProtectedRef, refSettings } from '../gates/refs.ts';
import { later } from '../logic/later.ts';
import { isMergeRequest } from '../pipeline/predefined.ts';
import type { LintFinding, LintQuestion, Rule } from './rule.ts';
import { fromAnyBranch } from './rules-any-branch-production.ts';
import { inSituation } from './run.ts';
import { certainDeployments, type Deployment, isGuarded, isProduction } from './subject.ts';

export const rulesUnprotectedRefProduction: Rule = {
  id: 'rules/unprotected-ref-production',
  title: later('Production from what every Developer may push'),
  severity: 'warning',
  everyKind: true,
  reads: ['protectedBranches', 'protectedTags', 'protectedEnvironments', 'groupProtectedEnvironments'],
  source: 'https://docs.gitlab.com/user/project/repository/branches/protected/',
  *check(question) {
    for (const deployment of openDeployments(question)) yield finding(question, deployment);
  },
};

/** The environments of which this rule has something to say, in whichever kind of pipeline. */
export function openEnvironments(question: LintQuestion): ReadonlySet<string> {
  const all = [question, ...(question.elsewhere ?? []).map((it) => inSituation(question, it))];
  return new Set(all.flatMap(openDeployments).map((it) => it.environment.shown));
}

function openDeployments(question: LintQuestion): readonly Deployment[] {
  if (!isOpen(question)) return [];
  const deployments = certainDeployments(question).filter(
    (it) => isProduction(it, question) && isGuarded(it, question) === false,
  );
  if (deployments.length === 0) return [];
  // That nothing looks at the branch is another finding, about the same job.
  const byThemselves = new Set(fromAnyBranch(question).map((it) => it.job.job.name));
  return deployments.filter((it) => !byThemselves.has(it.job.job.name));
}

/** A tag stands for all tags only where none is protected: the job may be meant for those that are. */
function isOpen({ attempt, snapshot }: LintQuestion): boolean {
  if (isMergeRequest(attempt) || isProtectedRef(attempt, refSettings(snapshot)) !== false) return false;
  const { protectedTags } = snapshot.settings;
  return !attempt.tag || (protectedTags.known && protectedTags.value.length === 0);
}

function finding({ attempt: { ref, tag, defaultBranch } }: LintQuestion, deployment: Deployment): LintFinding {
  const { job, because } = deployment.job;
  const manual = deployment.effect.when === 'manual';
  return {
    job: job.name,
    span: because.span ?? job.environment?.nameSpan ?? job.key.span,
    ...(tag ? ofTags(deployment.environment.shown, manual) : ofBranch(deployment.environment.shown, manual)),
    ...(!tag && ref === defaultBranch && ofDefaultBranch(deployment.environment.shown, ref)),
  };
}

type Words = Pick<LintFinding, 'what' | 'why' | 'todo'>;

function ofTags(environment: string, manual: boolean): Words {
  return {
    what: t`lets every Developer deploy to \`${environment}\` from a tag that nobody protects`,
    why: manual
      ? t(
          'Neither tags nor the environment are protected: whoever may push code pushes it and presses the job. Protected variables are missing there, too.',
        )
      : t(
          'Neither tags nor the environment are protected: whoever may push code pushes it, and the job runs. Protected variables are missing there, too.',
        ),
    todo: t('Protect the environment, or the tags under Settings > Repository.'),
  };
}

function ofBranch(environment: string, manual: boolean): Words {
  return {
    what: t`lets every Developer deploy to \`${environment}\` from a branch that nobody protects`,
    why: manual
      ? t(
          'Neither the branch nor the environment is protected: whoever may push code pushes it and presses the job. Protected variables are missing there, too.',
        )
      : t(
          'Neither the branch nor the environment is protected: whoever may push code pushes it, and the job runs. Protected variables are missing there, too.',
        ),
    todo: t('Protect the environment, or the branch under Settings > Repository, and let the job run there alone.'),
  };
}

/** Of a branch that has a name. */
function ofDefaultBranch(environment: string, ref: string): Pick<Words, 'what' | 'todo'> {
  return {
    what: t`lets every Developer deploy to \`${environment}\` from \`${ref}\` that nobody protects`,
    todo: t('Protect the environment, or the branch under Settings > Repository.'),
  };
}
