/** What GitLab shows on the page of a manual job. */

export interface ManualCircumstances {
  readonly playAllowed: boolean;
  readonly protectedFrom?: boolean;
  readonly outdated?: boolean;
  /** The job has run before. */
  readonly retryable?: boolean;
  readonly maySetVariables?: boolean;
}

const title = 'This job requires a manual action';

/**
 * Title and text (lib/gitlab/ci/status/build/manual.rb and its EE part, 18.9). Of several refusals the protected
 * environment is named first.
 */
export function manualText(it: ManualCircumstances): { readonly title: string; readonly content: string } {
  return { title, content: it.playAllowed ? allowed(it) : refused(it) };
}

function allowed({ retryable, maySetVariables }: ManualCircumstances): string {
  if (retryable) return "You can modify this job's CI/CD variables before running it again.";
  const start = 'This job does not start automatically and must be started manually.';
  return maySetVariables
    ? `${start} You can add CI/CD variables below for last-minute configuration changes before starting the job.`
    : start;
}

function refused({ protectedFrom, outdated }: ManualCircumstances): string {
  if (protectedFrom) {
    return "This deployment job does not run automatically and must be started manually, but you do not have access to this job's protected environment. The job can only be started by a project member allowed to deploy to the environment.";
  }
  if (outdated) {
    return "This deployment job does not run automatically and must be started manually, but it's older than the latest deployment, and therefore can't run.";
  }
  return 'This job does not run automatically and must be started manually, but you do not have access to it.';
}
