/** Companies whose project this might be: settings that are made up, so that rules which need some have something to say. */
import { guessTier } from '../../server/src/pipeline/environment.ts';
import type { DeploymentTier } from '../../server/src/pipeline/job.ts';
import type { Outcome } from '../../server/src/pipeline/outcome.ts';
import type { Snapshot } from '../../server/src/settings/settings.ts';
import { snapshotOf } from '../support/world.ts';

export interface Company {
  /** Made for a pipeline, whose environments are the ones that are protected. */
  settings(outcome: Outcome, defaultBranch: string): Snapshot;
  /** What is tried, and by whom, where it is not a push of the Developer Dana to the default branch at noon. */
  readonly tries?: Readonly<Record<string, unknown>>;
}

const fridayEvening = '2026-11-20T19:00:00Z';

export const companies: readonly Company[] = [
  { settings: usualSettings },
  { settings: groupSettings },
  { settings: youngSettings, tries: { as: 'mia', at: fridayEvening } },
  { settings: youngSettings, tries: { as: 'mia', at: fridayEvening, ref: 'v1.4.0', tag: true } },
];

const weekends = [{ start: '0 18 * * 5', end: '0 7 * * 1', timeZone: 'Europe/Berlin' }];

/**
 * A company of the usual size: the default branch is protected, one production environment is, and asks for an approval
 * by a Maintainer; weekends are frozen; every environment with a plain name exists with the tier that GitLab guesses.
 */
function usualSettings(outcome: Outcome, defaultBranch: string): Snapshot {
  const stored = storedEnvironments(outcome);
  const guarded = favourite(stored, 'production', ['production', 'prod', 'prd', 'live']);
  return snapshotOf({
    project: projectWith(defaultBranch),
    environments: [...stored].map(([name, tier]) => ({ name, tier, state: 'available' })),
    protectedEnvironments: [
      ...guarded.map((name) => ({
        name,
        deployAccess: [{ accessLevel: 40 }],
        approvalRules: [{ accessLevel: 40, required: 1 }],
      })),
      { name: 'review/*', deployAccess: [{ accessLevel: 30 }] },
    ],
    protectedBranches: [
      { name: defaultBranch, push: [{ accessLevel: 40 }], merge: [{ accessLevel: 30 }], allowForcePush: false },
    ],
    protectedTags: [],
    freezePeriods: weekends,
  });
}

/**
 * A company with groups: one of them protects the tier `production`, the project the name `production` whether the
 * pipeline uses it or not, and lets a Reporter deploy there; job tokens may push; nobody freezes anything. Stored are
 * the tiers that GitLab guessed, before the file declared any; where the guess missed an abbreviation, somebody has
 * corrected it.
 */
function groupSettings(outcome: Outcome, defaultBranch: string): Snapshot {
  const stored = storedEnvironments(outcome);
  const correct = (name: string): DeploymentTier => {
    if (/(^|[^a-z])pro?([^a-z]|$)/i.test(name)) return 'production';
    return /(^|[^a-z])uat([^a-z]|$)/i.test(name) ? 'staging' : guessTier(name);
  };
  return snapshotOf({
    project: projectWith(defaultBranch),
    environments: [...stored.keys()].map((name) => ({ name, tier: correct(name), state: 'available' })),
    protectedEnvironments: [
      { name: 'production', deployAccess: [{ accessLevel: 40 }, { userId: 3, username: 'rae' }], legacyApprovals: 2 },
    ],
    groupProtectedEnvironments: [
      {
        name: 'production',
        groupId: 10,
        groupPath: 'acme',
        deployAccess: [{ accessLevel: 30 }, { userId: 3, username: 'rae' }],
      },
    ],
    protectedBranches: [
      { name: defaultBranch, push: [{ accessLevel: 40 }], merge: [{ accessLevel: 40 }], allowForcePush: false },
    ],
    protectedTags: [{ name: 'v*', create: [{ accessLevel: 40 }] }],
    jobTokenPushAllowed: true,
    forwardDeployment: { enabled: true, rollbackAllowed: false },
  });
}

/**
 * A young project of a small team, before its first deployment: somebody has protected `production` beforehand, with an
 * approval by a Maintainer, of whom there is one; staging asks for two of them; for the test environment somebody was
 * named who has left. The group protects two tiers. The one Maintainer pushes on a Friday evening, in a freeze.
 */
function youngSettings(outcome: Outcome, defaultBranch: string): Snapshot {
  const named = storedEnvironments(outcome);
  const maintainers = (required: number) => ({
    deployAccess: [{ accessLevel: 30 }],
    approvalRules: [{ accessLevel: 40, required }],
  });
  return snapshotOf({
    project: projectWith(defaultBranch),
    environments: [],
    protectedEnvironments: [
      { name: 'production', ...maintainers(1) },
      ...favourite(named, 'staging', ['staging', 'stage']).map((name) => ({ name, ...maintainers(2) })),
      ...favourite(named, 'testing', ['test', 'testing']).map((name) => ({
        name,
        deployAccess: [{ userId: 42, username: 'kim' }],
      })),
    ],
    groupProtectedEnvironments: ['production', 'staging'].map((name) => ({
      ...{ name, groupId: 10, groupPath: 'acme' },
      deployAccess: [{ accessLevel: 30 }],
    })),
    protectedBranches: [
      { name: defaultBranch, push: [{ accessLevel: 40 }], merge: [{ accessLevel: 30 }], allowForcePush: false },
    ],
    protectedTags: [{ name: 'v*', create: [{ accessLevel: 40 }] }],
    freezePeriods: weekends,
  });
}

function projectWith(defaultBranch: string) {
  return { id: 1, path: 'acme/app', defaultBranch, visibility: 'private', jobsEnabled: true };
}

/** The name of this tier that people protect first, where they have one of these; else any of the tier. */
function favourite(
  stored: ReadonlyMap<string, DeploymentTier>,
  tier: DeploymentTier,
  favourites: readonly string[],
): readonly string[] {
  const all = [...stored].filter((it) => it[1] === tier).map(([name]) => name);
  const one = favourites.find((it) => all.includes(it)) ?? all[0];
  return one === undefined ? [] : [one];
}

function storedEnvironments(outcome: Outcome): ReadonlyMap<string, DeploymentTier> {
  const stored = new Map<string, DeploymentTier>();
  for (const { possible } of outcome.jobs.values()) {
    const environment = possible[0]?.environment;
    if (!environment || typeof environment.name !== 'string' || environment.valid !== true) continue;
    const { name, tier } = environment;
    stored.set(name, typeof tier === 'string' ? tier : guessTier(name));
  }
  return stored;
}
