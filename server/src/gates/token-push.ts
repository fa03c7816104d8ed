/** Whether the token of a CI job may push, and in which words GitLab refuses. */
import { all, not, type Tri } from '../logic/tri.ts';

export interface TokenPush {
  /** `ci_push_repository_for_job_token_allowed`. */
  readonly setting: Tri;
  /** It pushes to the project the job belongs to: no other project ever takes a push of this token. */
  readonly sameProject: Tri;
  /** The job's user is at least Developer. */
  readonly developer: Tri;
  /** The job's user may push to the branch, or create the tag. */
  readonly refWritable: Tri;
  /** A forced push, to a protected branch that does not allow it. */
  readonly forbiddenForce?: Tri;
  readonly tag?: boolean;
}

export type TokenPushRefusal = 'other-project' | 'setting' | 'role' | 'force' | 'ref';

/** GitLab's texts (lib/gitlab/git_access.rb, lib/gitlab/checks/branch_check.rb, tag_check.rb, 18.9). */
const messages = {
  'other-project': 'You are not allowed to push code to this project.',
  setting: 'You are not allowed to push code to this project.',
  role: 'You are not allowed to push code to this project.',
  force: 'You are not allowed to force push code to a protected branch on this project.',
  ref: 'You are not allowed to push code to protected branches on this project.',
} as const satisfies Record<TokenPushRefusal, string>;

const tagMessage = 'You are not allowed to create this tag as it is protected.';

/** Asks as GitLab does (gates.md §7.7). A push that is taken never starts a pipeline. */
export function mayPushWithToken(push: TokenPush): {
  readonly allowed: Tri;
  /** The first refusal that is certain, with GitLab's own text. */
  readonly refusal?: TokenPushRefusal;
  readonly message?: string;
} {
  const checks: readonly (readonly [TokenPushRefusal, Tri])[] = [
    ['other-project', not(push.sameProject)],
    ['setting', not(push.setting)],
    ['role', not(push.developer)],
    ['force', push.forbiddenForce ?? false],
    ['ref', not(push.refWritable)],
  ];
  const refusal = checks.find(([, refused]) => refused === true)?.[0];
  const message = refusal === 'ref' && push.tag ? tagMessage : refusal && messages[refusal];
  return {
    allowed: all(checks.map(([, refused]) => not(refused))),
    ...(refusal && { refusal }),
    ...(message !== undefined && { message }),
  };
}
