/** As whom a job runs: the user whose rights GitLab looks at. */

/** What happened to a job, as far as it decides whose job it is (gates.md §2.5). `user` is whose it was before. */
export type Happening<User> =
  /** It was made with its pipeline: the pusher, the owner of the schedule or token, the user of the trigger job. */
  | { readonly kind: 'created'; readonly pipelineUser: User }
  | { readonly kind: 'played'; readonly by: User; readonly user: User }
  | { readonly kind: 'retried'; readonly by: User }
  /** `retry:` started it again. */
  | { readonly kind: 'retried-by-itself'; readonly user: User }
  /** A job before it was played or retried by somebody. */
  | { readonly kind: 'behind'; readonly by: User; readonly user: User; readonly wasSkipped: boolean }
  /** Its environment was stopped, by whomever. */
  | { readonly kind: 'stopped-environment'; readonly user: User };

/**
 * The user of the job, and of the deployment it records.
 *
 * Only jobs that had been skipped go over to whoever plays a job before them: one that still waits behind a
 * blocking manual job keeps the user of the pipeline.
 */
export function jobUser<User>(it: Happening<User>): { readonly job: User; readonly deployment: User } {
  switch (it.kind) {
    case 'created':
      return { job: it.pipelineUser, deployment: it.pipelineUser };
    case 'played':
      return { job: it.by, deployment: it.user };
    case 'retried':
      return { job: it.by, deployment: it.by };
    case 'retried-by-itself':
    case 'stopped-environment':
      return { job: it.user, deployment: it.user };
    case 'behind': {
      const user = it.wasSkipped ? it.by : it.user;
      return { job: user, deployment: user };
    }
  }
}
