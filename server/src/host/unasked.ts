/** Settings that nobody has read: all of them are unknown for one reason. */
import { later } from '../logic/later.ts';
import type { Known, SettingKey, Settings, Snapshot } from '../settings/settings.ts';
import type { Instant } from '../text/instant.ts';

/** What is known of a project when nobody is signed in, or before anything was asked: nothing. */
export function unasked(
  base: string,
  project: string,
  now: Instant,
  why: 'signed-out' | 'not-asked' = 'signed-out',
): Snapshot {
  return {
    version: 1,
    instance: { url: base },
    project: { path: project },
    takenAt: new Date(now).toISOString(),
    source: 'none',
    settings: everything(why === 'not-asked' ? { known: false, why } : { known: false, why, detail: signedOut }),
  };
}

const signedOut = later('nobody is signed in');

/** The same for every setting. The compiler sees to it that none is forgotten. */
export function everything(state: Known<never>): Snapshot['settings'] {
  const keys = {
    project: true,
    protectedEnvironmentsLicensed: true,
    ancestorGroups: true,
    protectedEnvironments: true,
    groupProtectedEnvironments: true,
    environments: true,
    freezePeriods: true,
    protectedBranches: true,
    protectedTags: true,
    currentUser: true,
    members: true,
    groupMembers: true,
    invitedGroups: true,
    selfApproval: true,
    forwardDeployment: true,
    resourceGroups: true,
    resourceGroupDefaultMode: true,
    jobTokenPushAllowed: true,
    jobTokenInbound: true,
  } as const satisfies Record<SettingKey, true>;
  return Object.fromEntries(Object.keys(keys).map((it) => [it, state])) as {
    [K in keyof Settings]: Known<Settings[K]>;
  };
}
