/** What GitLab's policies let a person do with a job or an environment. */
import { all, any, not, type Tri } from '../logic/tri.ts';
import { atLeast } from './access.ts';
import { actsAsAdmin, type Person } from './person.ts';
import { isDeveloper } from './refs.ts';

export type JobAbility =
  | 'play_job'
  | 'retry_job'
  | 'unschedule_job'
  | 'keep_job_artifacts'
  | 'update_build'
  | 'cancel_build'
  | 'erase_build';

/** Why an ability is not there. */
export type Refusal =
  | 'role'
  | 'builds_disabled'
  | 'outdated_deployment'
  | 'archived_job'
  | 'protected_ref'
  | 'protected_environment'
  | 'downstream_ref'
  | 'cancellation_restricted';

export interface Decision {
  readonly allowed: Tri;
  /** The refusals that are certain. */
  readonly reasons: readonly Refusal[];
}

/** All a job's policy looks at besides the person. What is absent does not stand in the way. */
export interface JobCircumstances {
  readonly kind: 'build' | 'trigger';
  /** The environment refuses the person, or every one of its protections admits them. */
  readonly protectedFrom: Tri;
  readonly protectedBy: Tri;
  /** The person may push to, merge into or create the job's ref. */
  readonly refWritable: Tri;
  readonly outdated?: Tri;
  /** The job is archived: its pipeline is older than the instance keeps them alive. */
  readonly archivedJob?: Tri;
  readonly buildsDisabled?: Tri;
  /** Trigger jobs: the person may update the ref downstream. */
  readonly downstreamWritable?: Tri;
  /** `ci_restrict_pipeline_cancellation_role`. */
  readonly cancellationRole?: string;
  /** For `erase_build`: the person started the job, on a ref that is not protected. */
  readonly ownOnUnprotectedRef?: Tri;
}

/** Access to the environment, for those who are at least Reporter: it also lifts what the ref would refuse. */
export function mayDeploy(person: Person, { protectedBy }: Pick<JobCircumstances, 'protectedBy'>): Tri {
  return all([protectedBy, any([atLeast(person.projectLevel, 20), actsAsAdmin(person)])]);
}

/**
 * Whether a person may do something with a job (gates.md §2.1): some rule enables it and none prevents it.
 *
 * Collaboration on a fork's merge request, which lets others use its source branch, is not looked at.
 */
export function jobAbility(ability: JobAbility, person: Person, job: JobCircumstances): Decision {
  const granted = mayDeploy(person, job);
  const enabled = isEnabled(ability, person, job, granted);
  const preventers: readonly (readonly [Refusal, Tri])[] = [
    ['role', not(enabled)],
    ['builds_disabled', job.buildsDisabled ?? false],
    ['outdated_deployment', job.outdated ?? false],
    ['archived_job', outlivesArchive(ability) ? false : (job.archivedJob ?? false)],
    ['protected_ref', job.kind === 'build' && all([not(granted), not(job.refWritable)])],
    ['protected_environment', all([not(granted), job.protectedFrom])],
    ['downstream_ref', job.kind === 'trigger' && ability === 'play_job' && not(job.downstreamWritable ?? true)],
    ['cancellation_restricted', ability === 'cancel_build' && isCancellationRestricted(person, job.cancellationRole)],
  ];
  return {
    allowed: not(any(preventers.map(([, prevented]) => prevented))),
    reasons: preventers.filter(([, prevented]) => prevented === true).map(([reason]) => reason),
  };
}

function isEnabled(ability: JobAbility, person: Person, job: JobCircumstances, granted: Tri): Tri {
  const developer = isDeveloper(person);
  switch (ability) {
    case 'erase_build':
      return any([isMaintainer(person), all([developer, job.ownOnUnprotectedRef ?? false])]);
    case 'cancel_build':
      // 25 is the security manager, who may cancel and nothing else.
      return any([developer, granted, atLeast(person.projectLevel, 25)]);
    default:
      return any([developer, granted]);
  }
}

function outlivesArchive(ability: JobAbility): boolean {
  return ability === 'cancel_build' || ability === 'erase_build' || ability === 'update_build';
}

function isMaintainer(person: Person): Tri {
  return any([atLeast(person.projectLevel, 40), actsAsAdmin(person)]);
}

function isCancellationRestricted(person: Person, role: string | undefined): Tri {
  if (role === 'no_one') return true;
  return role === 'maintainer' && not(isMaintainer(person));
}

export type EnvironmentAbility =
  | 'stop_environment'
  | 'update_environment'
  | 'destroy_environment'
  | 'create_environment_terminal';

/**
 * Whether a person may do something with an environment itself (gates.md §1.10, §5.6). Deployment-only people may
 * not: these abilities come from the role, and a protection only takes them away.
 *
 * @param stopJob whether the person may play the job that stops the environment; `undefined` where there is none.
 */
export function environmentAbility(
  ability: EnvironmentAbility,
  person: Person,
  environment: { readonly protectedFrom: Tri; readonly stopJob?: Tri },
): Tri {
  return all([enabled(), not(environment.protectedFrom)]);

  function enabled(): Tri {
    switch (ability) {
      case 'create_environment_terminal':
        return isMaintainer(person);
      case 'stop_environment':
        return any([isMaintainer(person), all([isDeveloper(person), environment.stopJob ?? true])]);
      case 'update_environment':
      case 'destroy_environment':
        return isDeveloper(person);
    }
  }
}

/**
 * `set_pipeline_variables`: whether a person may give variables when playing a job or starting a pipeline (gates.md
 * §2.13). The name `developer` stands for no restriction.
 */
export function maySetVariables(person: Person, minimumRole: string): Tri {
  switch (minimumRole) {
    case 'no_one_allowed':
      return false;
    case 'maintainer':
      return isMaintainer(person);
    case 'owner':
      return any([atLeast(person.projectLevel, 50), actsAsAdmin(person)]);
    default:
      return true;
  }
}
