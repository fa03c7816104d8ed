/** What the settings know of an attempt that nobody has said: default branch, protected ref, freeze, project. */
import { frozenAt } from '../freeze/window.ts';
import { refMatches } from '../gates/refs.ts';
import type { Attempt } from '../pipeline/attempt.ts';
import { isMergeRequest } from '../pipeline/predefined.ts';
import type { Snapshot } from '../settings/settings.ts';

/** What is worked out for an attempt is kept with it, so the same attempt has to be completed to the same. */
const kept = new WeakMap<Attempt, { readonly snapshot: Snapshot; readonly complete: Attempt }>();

/** `attempt` with everything the settings can add to it. What was given stays as it was. The same gives the same. */
export function completeAttempt(attempt: Attempt, snapshot: Snapshot): Attempt {
  const last = kept.get(attempt);
  if (last?.snapshot === snapshot) return last.complete;
  const complete = completed(attempt, snapshot);
  kept.set(attempt, { snapshot, complete });
  // Nothing can be added to what is complete.
  kept.set(complete, { snapshot, complete });
  return complete;
}

function completed(attempt: Attempt, snapshot: Snapshot): Attempt {
  const { project } = snapshot.settings;
  const known = project.known ? project.value : undefined;
  const isProtected = attempt.protected ?? protectedRef(attempt, snapshot);
  const freeze = attempt.freeze ?? frozen(attempt, snapshot);
  return {
    ...attempt,
    ...(known?.defaultBranch !== undefined && !attempt.defaultBranch && { defaultBranch: known.defaultBranch }),
    ...(!attempt.project &&
      snapshot.project.path !== '' && {
        project: { path: snapshot.project.path, ...(snapshot.project.id !== undefined && { id: snapshot.project.id }) },
      }),
    ...(!attempt.serverUrl && snapshot.instance.url !== '' && { serverUrl: snapshot.instance.url }),
    ...(isProtected !== undefined && { protected: isProtected }),
    ...(freeze !== undefined && { freeze }),
  };
}

function protectedRef(attempt: Attempt, { settings }: Snapshot): boolean | undefined {
  if (isMergeRequest(attempt)) return undefined;
  const { ref, tag } = attempt;
  const rules = tag ? settings.protectedTags : settings.protectedBranches;
  return rules.known ? rules.value.some((it) => refMatches(it.name, ref)) : undefined;
}

function frozen({ at }: Attempt, { settings: { freezePeriods } }: Snapshot): boolean | undefined {
  return freezePeriods.known ? freezePeriods.value.some((it) => frozenAt(it, at)) : undefined;
}
