/** Pushes with the token of the job: allowed to the own project only, where its setting is on, and no pipeline follows. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { all, any, isUnknown, type Missing, not, type Tri, type Unknown, unknown } from '../logic/tri.ts';
import type { ProtectedRef } from '../settings/settings.ts';
import { type Answer, factsOf, type Gate, type Question } from './gate.ts';
import { type GitPush, type PushedRef, pushesOf } from './push-lines.ts';
import { expandRef, isOwnProject } from './push-target.ts';
import {
  canCreateTag,
  canPush,
  isDeveloper,
  isProtectedBranch,
  isProtectedTag,
  refMatches,
  refSettings,
} from './refs.ts';
import { shallowHint } from './shallow.ts';
import { mayPushWithToken, type TokenPushRefusal } from './token-push.ts';
import { distinct, unread } from './unread.ts';
import { both, missingRemedy, missingSentences, quoted } from './words.ts';

/**
 * Judges the `git push` commands of a job's scripts that use CI_JOB_TOKEN. Pushes with another token or key are not
 * this gate's.
 * @see gates.md §7.7; lib/gitlab/git_access.rb, app/policies/project_policy.rb (18.9)
 */
export const jobToken: Gate = {
  id: 'job-token',
  title: later('Push with the job token'),
  source: 'https://docs.gitlab.com/ci/jobs/ci_job_token/#allow-git-push-requests-to-your-project-repository',
  reads: [
    'jobTokenPushAllowed',
    'protectedBranches',
    'protectedTags',
    'invitedGroups',
    'project',
    'currentUser',
    'members',
    'groupMembers',
  ],
  ask(question) {
    const pushes = pushesOf(question.pipeline, question.job.job).filter((it) => it.credential !== 'other');
    const judged = pushes.map((push) => judge(question, push));
    // The first that is refused ends the script; one that may be refused comes before one that is not.
    return (
      judged.find((it) => it.verdict.kind === 'deny') ?? judged.find((it) => it.verdict.kind === 'unknown') ?? judged[0]
    );
  },
};

function judge(question: Question, push: GitPush): Answer {
  const { snapshot, person } = question;
  if (push.credential === 'open') return unknownAnswer(question, push, [openCredential]);
  const setting = snapshot.settings.jobTokenPushAllowed;
  const verdict = mayPushWithToken({
    setting: setting.known
      ? setting.value
      : unread('jobTokenPushAllowed', setting, t('whether job tokens may push to the repository')),
    sameProject: isOwnProject(push.url, question),
    developer: isDeveloper(person),
    refWritable: all(refsOf(push).map((ref) => isWritable(question, ref))),
    forbiddenForce: push.force && any(refsOf(push).map((ref) => forbidsForce(question, ref))),
    tag: push.refs.some((it) => it.kind !== 'branch'),
  });
  if (isUnknown(verdict.allowed)) return unknownAnswer(question, push, verdict.allowed.missing);
  return verdict.allowed ? pass(question, push) : denial(question, push, verdict);
}

const openCredential: Missing = { kind: 'runtime', detail: later('the credentials that its remote uses') };

/** A push that names no ref writes one that only the runner's git knows. */
function refsOf({ refs }: GitPush): readonly (PushedRef | undefined)[] {
  return refs.length > 0 ? refs : [undefined];
}

const openRef: Unknown = unknown({ kind: 'runtime', detail: later('the branch that git pushes when none is named') });

function isWritable(question: Question, ref: PushedRef | undefined): Tri {
  const { person, snapshot } = question;
  const settings = refSettings(snapshot);
  if (!ref) return openRef;
  if (ref.kind === 'all-tags') {
    // Where no tag is protected every tag can be pushed.
    const some = isProtectedTag('*', settings);
    return some === false ? canCreateTag('*', person, settings) : tagsOpen;
  }
  const name = expandRef(ref.name, question);
  if (isUnknown(name)) return name;
  return ref.kind === 'tag' ? canCreateTag(name, person, settings) : canPush(name, person, settings);
}

const tagsOpen: Unknown = unknown({ kind: 'runtime', detail: later('the tags that are there to push') });

/** A forced push to a protected branch is taken only where one of its rules allows that. */
function forbidsForce(question: Question, ref: PushedRef | undefined): Tri {
  if (!ref) return openRef;
  if (ref.kind !== 'branch') return false;
  const name = expandRef(ref.name, question);
  if (isUnknown(name)) return name;
  const { protectedBranches } = question.snapshot.settings;
  const isRuled = isProtectedBranch(name, refSettings(question.snapshot));
  const rules: readonly ProtectedRef[] = protectedBranches.known ? protectedBranches.value : [];
  const allows = rules.filter((it) => refMatches(it.name, name)).map((it) => it.allowForcePush ?? false);
  return all([isRuled, not(any(allows))]);
}

function pass(question: Question, push: GitPush): Answer {
  return {
    verdict: { kind: 'pass' },
    what: t`pushes ${targetWords(push, question)} with the job token; no pipeline follows`,
    why: `${t`The project lets job tokens push, and ${question.person.label} may push there. GitLab never starts a pipeline for such a push.`}${shallowHint(question)}`,
    todo: t('If a pipeline should follow, push with a project access token instead.'),
    span: push.span,
    facts: [{ setting: 'jobTokenPushAllowed', detail: t('on') }],
  };
}

function targetWords({ refs }: GitPush, question: Question): string {
  if (refs.length === 0) return t('the current branch');
  return both(refs.map((it) => refWords(it, question)));
}

function refWords({ kind, name }: PushedRef, question: Question): string {
  if (kind === 'all-tags') return t('all tags');
  const known = expandRef(name, question);
  const shown = `\`${isUnknown(known) ? name : known}\``;
  return kind === 'tag' ? t`the tag ${shown}` : shown;
}

function denial(
  question: Question,
  push: GitPush,
  verdict: { readonly refusal?: TokenPushRefusal; readonly message?: string },
): Answer {
  const kind = verdict.refusal ?? 'setting';
  const { why, todo } = refusalWords(question, push, kind);
  return {
    verdict: { kind: 'deny' },
    kind,
    what:
      kind === 'role' || kind === 'ref'
        ? t`fails at \`git push\`: the token of ${question.person.label}'s job may not push ${targetWords(push, question)}`
        : t`fails at \`git push\`: the job token may not push ${targetWords(push, question)}`,
    why: `${why} ${t`git prints: ${quoted(verdict.message ?? '')}`}`,
    todo,
    span: push.span,
    facts: [],
  };
}

function refusalWords(
  question: Question,
  push: GitPush,
  refusal: TokenPushRefusal,
): { readonly why: string; readonly todo: string } {
  const { person } = question;
  switch (refusal) {
    case 'other-project':
      return {
        why: t('A job token pushes to the project of its job and to no other, whatever that project allows.'),
        todo: t('Push with an access token of the other project.'),
      };
    case 'setting':
      return {
        why: t(
          'The project does not let job tokens push to its repository, which is off unless somebody switches it on.',
        ),
        todo: t(
          'A Maintainer switches on "Allow Git push requests to the repository" under Settings > CI/CD > Job token permissions (GitLab 17.2 or later), or push with a project access token that may (Settings > Access tokens), which also starts pipelines.',
        ),
      };
    case 'role':
      return {
        why: t`The token has the rights of ${person.label}, and pushing takes the role of a Developer; access to a protected environment is not enough.`,
        todo: t(
          'Have a Developer run the job, or push with a project access token that may (Settings > Access tokens), which also starts pipelines.',
        ),
      };
    case 'force':
      return {
        why: t`It is a forced push, and ${targetWords(push, question)} is protected without "Allowed to force push".`,
        todo: t('Push without force, or have a Maintainer allow it under Settings > Repository > Protected branches.'),
      };
    case 'ref':
      return {
        why: t`The token has the rights of ${person.label}, who may not push ${targetWords(push, question)}: it is protected, and there is no rule for job tokens of their own.`,
        todo: t(
          'Have somebody run the job who may push there, have a Maintainer change the rule under Settings > Repository, or push with a project access token that may (Settings > Access tokens), which also starts pipelines.',
        ),
      };
  }
}

function unknownAnswer(question: Question, push: GitPush, open: readonly Missing[]): Answer {
  const missing = distinct(open);
  return {
    verdict: { kind: 'unknown', missing },
    what: t`may fail at \`git push\`: whether the job token may push ${targetWords(push, question)} is not known`,
    why: `${t('A job token pushes only to its own project, where the project allows it, and with the rights of whoever runs the job. No pipeline follows.')} ${missingSentences(missing)}${shallowHint(question)}`,
    todo: missingRemedy(missing),
    span: push.span,
    facts: factsOf(missing),
  };
}
