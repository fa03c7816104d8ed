/** Hiding a setting of another project may only turn what is said of a trigger job into "unknown". */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Analysis } from '../../server/src/engine/analysis.ts';
import type { Settings } from '../../server/src/settings/settings.ts';
import { analysisOf, attemptOf } from '../support/world.ts';
import { approvals, elsewhereOf, filesOf, type Given, maintainers, reportOf, toProduction } from './given.ts';

const keys: readonly (keyof Settings)[] = [
  'project',
  'protectedEnvironmentsLicensed',
  'ancestorGroups',
  'protectedEnvironments',
  'groupProtectedEnvironments',
  'environments',
  'freezePeriods',
  'protectedBranches',
  'currentUser',
  'members',
  'groupMembers',
  'invitedGroups',
];

const branch = [{ name: 'main', push: [{ accessLevel: 40 }], merge: [{ accessLevel: 40 }] }];
const project = { id: 2, path: 'acme/deployer', defaultBranch: 'main', visibility: 'private' };

const worlds: Readonly<Record<string, Given>> = {
  'nothing is protected': {},
  'deployments are for Maintainers': { protectedEnvironments: maintainers },
  'deployments take an approval': { protectedEnvironments: approvals },
  'the branch is for Maintainers': { protectedBranches: branch },
  'pipeline variables are for Maintainers': { project: { ...project, pipelineVariablesRole: 'maintainer' } },
  'CI/CD is switched off': { project: { ...project, jobsEnabled: false } },
  'it has moved': { project: { ...project, path: 'acme/elsewhere' } },
};

const jobs = {
  plain: 'deploy:\n  trigger: acme/deployer\n',
  'with strategy': 'deploy:\n  trigger: { project: acme/deployer, strategy: depend }\n',
  'with variables': 'deploy:\n  variables: { A: b }\n  trigger: acme/deployer\n',
  manual: 'deploy:\n  when: manual\n  trigger: acme/deployer\n',
};

function told(main: string, as: string, settings: Given): Analysis {
  const elsewhere = elsewhereOf(
    { 'acme/deployer:.gitlab-ci.yml': `${toProduction}check:\n  script: ./check\n` },
    { 'acme/deployer': settings },
  );
  return analysisOf(filesOf({ main }), {}, attemptOf({ as }), elsewhere);
}

/** Of the job as a whole, of its own gates, and of the people who can run it. */
function facts(analysis: Analysis) {
  const { verdict, findings, who } = reportOf(analysis, 'deploy');
  const gateOf = (id: string) => findings.find((it) => it.gate.id === id)?.verdict.kind;
  return { verdict: verdict.kind, trigger: gateOf('trigger'), can: who.users, cannot: who.nearMisses };
}

for (const [name, settings] of Object.entries(worlds)) {
  test(`where ${name}`, () => {
    for (const [kind, main] of Object.entries(jobs)) {
      for (const as of ['dana', 'mia', 'rae']) {
        const all = facts(told(main, as, settings));
        for (const key of keys) {
          const less = facts(told(main, as, { ...settings, [key]: 'forbidden' }));
          const where = `${kind}, ${as}, without ${key}: ${JSON.stringify([all, less])}`;
          assert.ok(less.verdict === all.verdict || less.verdict === 'unknown', where);
          assert.ok(less.trigger === all.trigger || less.trigger === 'unknown', where);
          const names = (people: readonly { readonly username: string }[]) => people.map((it) => it.username);
          assert.ok(
            names(less.can).every((it) => names(all.can).includes(it)),
            where,
          );
          assert.ok(
            names(less.cannot).every((it) => names(all.cannot).includes(it)),
            where,
          );
        }
      }
    }
  });
}
