/** Settings that a project with this pipeline might well have: made up, so that rules which need some have something to say. */
import { guessTier } from '../../server/src/pipeline/environment.ts';
import type { DeploymentTier } from '../../server/src/pipeline/job.ts';
import type { Outcome } from '../../server/src/pipeline/outcome.ts';
import type { Snapshot } from '../../server/src/settings/settings.ts';
import { snapshotOf } from '../support/world.ts';

/** The name that people protect first, where they have it; else the first of the production tier. */
const favourites = ['production', 'prod', 'prd', 'live'];

/**
 * A company of the usual size: `main` is protected, one production environment is, and asks for an approval by a
 * Maintainer; weekends are frozen; every environment with a plain name exists with the tier that GitLab guesses.
 */
export function plausibleSettings(outcome: Outcome, defaultBranch: string): Snapshot {
  const stored = storedEnvironments(outcome);
  const production = [...stored].filter(([, tier]) => tier === 'production').map(([name]) => name);
  const guarded = favourites.find((it) => production.includes(it)) ?? production[0];
  return snapshotOf({
    project: { id: 1, path: 'acme/app', defaultBranch, visibility: 'private', jobsEnabled: true },
    environments: [...stored].map(([name, tier]) => ({ name, tier, state: 'available' })),
    protectedEnvironments: [
      ...(guarded === undefined ? [] : [protection(guarded)]),
      { name: 'review/*', deployAccess: [{ accessLevel: 30 }] },
    ],
    protectedBranches: [
      { name: defaultBranch, push: [{ accessLevel: 40 }], merge: [{ accessLevel: 30 }], allowForcePush: false },
    ],
    protectedTags: [],
    freezePeriods: [{ start: '0 18 * * 5', end: '0 7 * * 1', timeZone: 'Europe/Berlin' }],
  });
}

/**
 * Another company: a group protects the tier `production`, the project the name `production` whether the pipeline uses
 * it or not, and lets a Reporter deploy there; job tokens may push; nobody freezes anything. Where a name says
 * production and GitLab has guessed something else, somebody has corrected what is stored.
 */
export function otherSettings(outcome: Outcome, defaultBranch: string): Snapshot {
  const stored = storedEnvironments(outcome);
  const correct = (name: string, tier: DeploymentTier) =>
    /(^|[^a-z])prod(uction)?([^a-z]|$)/i.test(name) ? 'production' : tier;
  return snapshotOf({
    project: { id: 1, path: 'acme/app', defaultBranch, visibility: 'private', jobsEnabled: true },
    environments: [...stored].map(([name, tier]) => ({ name, tier: correct(name, tier), state: 'available' })),
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

function protection(name: string) {
  return {
    name,
    deployAccess: [{ accessLevel: 40 }],
    approvalRules: [{ accessLevel: 40, required: 1 }],
  };
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
