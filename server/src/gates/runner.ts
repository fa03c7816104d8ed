/** Protected variables and runners: only pipelines of protected branches and tags get them. A risk, no refusal. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { any, isUnknown, type Missing, type Tri, unknown } from '../logic/tri.ts';
import type { Attempt } from '../pipeline/attempt.ts';
import { isMergeRequest } from '../pipeline/predefined.ts';
import { type Answer, factsOf, type Gate, type Question } from './gate.ts';
import { isProtectedMergeRequest } from './merge-request-protection.ts';
import { refFacts, refWords } from './ref-words.ts';
import { canUpdateBranch, isProtectedBranch, isProtectedRef, refSettings } from './refs.ts';
import { distinct } from './unread.ts';
import { missingRemedy, missingSentences, sentence } from './words.ts';

/**
 * Says whether the job's pipeline counts as protected. Which variables and runners are protected is never read.
 * @see gates.md §7.5; app/models/ci/pipeline.rb, lib/gitlab/ci/variables/builder.rb (18.9)
 */
export const runner: Gate = {
  id: 'runner',
  title: later('Protected variables and runners'),
  source: 'https://docs.gitlab.com/ci/variables/#protect-a-cicd-variable',
  reads: ['protectedBranches', 'protectedTags'],
  risk: true,
  ask(question) {
    if (!question.job.job.environment) return undefined;
    const counts = isProtectedPipeline(question);
    if (isUnknown(counts)) return unknownAnswer(question, counts.missing);
    return counts ? pass(question) : risk(question);
  },
};

/** Whether the pipeline counts as protected: by its ref, or because the project opted in for merge requests. */
function isProtectedPipeline({ attempt, person, snapshot }: Question): Tri {
  const settings = refSettings(snapshot);
  const byRef = isProtectedRef(attempt, settings);
  if (!isMergeRequest(attempt)) return byRef;
  const target = targetBranch(attempt);
  const open = unknown({ kind: 'runtime', detail: t('the target branch of the merge request') });
  return any([
    byRef,
    isProtectedMergeRequest({
      setting: unknown({
        kind: 'setting',
        setting: 'project',
        why: 'unsupported',
        detail: t('whether merge request pipelines may use protected variables and runners'),
      }),
      sameProject: true,
      sourceProtected: isProtectedBranch(attempt.ref, settings),
      targetProtected: target === undefined ? open : isProtectedBranch(target, settings),
      canUpdateSource: canUpdateBranch(attempt.ref, person, settings),
      canUpdateTarget: target === undefined ? open : canUpdateBranch(target, person, settings),
    }),
  ]);
}

function targetBranch({ targetBranch: known, variables, overrideVariables }: Attempt): string | undefined {
  const name = 'CI_MERGE_REQUEST_TARGET_BRANCH_NAME';
  return known ?? overrideVariables?.[name] ?? variables?.[name];
}

function pass({ job, attempt, snapshot }: Question): Answer {
  return {
    verdict: { kind: 'pass' },
    what: t('gets protected variables and protected runners'),
    why: t`${sentence(refWords(attempt))} is protected, so the pipeline counts as protected.`,
    span: job.job.key.span,
    facts: refFacts(attempt, snapshot),
  };
}

function risk({ job, attempt }: Question): Answer {
  const missing: Missing = {
    kind: 'setting',
    setting: 'protectedBranches',
    why: 'not-asked',
    detail: t('which variables and runners are protected'),
  };
  return {
    verdict: { kind: 'unknown', missing: [missing] },
    what: t`gets no protected variable and no protected runner on ${refWords(attempt)}`,
    why: t`${sentence(refWords(attempt))} is not protected: a protected variable is empty there, and a job whose tags only protected runners have stays pending. Protecting an environment protects neither.`,
    todo: t(
      'If the job needs either, run it on a protected branch or tag (Settings > Repository), or take the protection off the variable (Settings > CI/CD > Variables).',
    ),
    span: job.job.key.span,
    facts: factsOf([missing]),
  };
}

function unknownAnswer({ job, attempt }: Question, open: readonly Missing[]): Answer {
  const missing = distinct(open);
  return {
    verdict: { kind: 'unknown', missing },
    what: t`may lack protected variables and runners on ${refWords(attempt)}`,
    why: `${t('Only pipelines of protected branches and tags get them.')} ${missingSentences(missing)}`,
    todo: missingRemedy(missing),
    span: job.job.key.span,
    facts: factsOf(missing),
  };
}
