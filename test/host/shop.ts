/** The GitLab that the tests of this folder talk to: one project three groups deep, and somebody of each kind. */
import type { FaultSpec, GroupSpec, InstanceSpec, ProjectSpec, Scenario } from '../gitlab/scenario.ts';

const people = ['guest', 'reporter', 'dev', 'maya', 'olga', 'root', 'nobody', 'rita', 'sam'] as const;
export type Name = (typeof people)[number];

const shop: ProjectSpec = {
  id: 7,
  members: { guest: 'guest', reporter: 'reporter', dev: 'developer', maya: 'maintainer' },
  shared_with: [{ group: 'partners', access: 'developer' }],
  environments: [
    { name: 'production', tier: 'production' },
    { name: 'staging', tier: 'staging' },
    { name: 'review/one', tier: 'development', state: 'stopped' },
  ],
  protected_environments: [
    {
      name: 'production',
      deploy: [{ role: 'maintainer' }, { user: 'dev' }, { group: 'partners', inherit: 'all' }, { group: 'secret' }],
      approve: [{ group: 'partners', required: 2 }],
    },
    { name: 'not-yet', deploy: [{ user: 'olga' }] },
  ],
  protected_branches: [{ name: 'main', push: [{ role: 'maintainer' }], merge: [{ group: 'partners' }] }],
  protected_tags: [{ name: 'v*', create: [{ role: 'maintainer' }] }],
  freeze_periods: [{ start: '0 18 * * 5', end: '0 8 * * 1', tz: 'Europe/Berlin' }],
  resource_groups: [{ key: 'production', process_mode: 'oldest_first' }],
  variables: ['DEPLOY_KEY'],
  settings: { ci_push_repository_for_job_token_allowed: true },
  old_paths: ['acme/old/shop'],
};

const groups: Readonly<Record<string, GroupSpec>> = {
  acme: {
    id: 1,
    members: { olga: 'owner' },
    protected_environments: [{ name: 'production', deploy: [{ role: 'developer' }] }],
  },
  'acme/eu': { id: 2 },
  'acme/eu/pay': { id: 3 },
  partners: { id: 4, members: { rita: 'developer', dev: 'guest' } },
  secret: { id: 5, members: { sam: 'owner' } },
};

/** The scenario, with what a test wants otherwise. */
export function scenario(
  other: {
    readonly instance?: InstanceSpec;
    readonly project?: ProjectSpec;
    readonly groups?: Readonly<Record<string, GroupSpec>>;
    readonly faults?: readonly FaultSpec[];
  } = {},
): Scenario {
  return {
    version: 1,
    instance: { clock: '2026-11-20T17:00:00Z', ...other.instance },
    users: { ...Object.fromEntries(people.map((it) => [it, {}])), root: { admin: true }, sam: { state: 'blocked' } },
    tokens: [
      ...people.map((user) => ({ token: `glpat-${user}`, user })),
      { token: 'glpat-expired', user: 'maya', state: 'expired' as const },
      { token: 'glpat-narrow', user: 'maya', scopes: ['read_user'] },
      { token: 'glpat-reads', user: 'maya', scopes: ['read_api'] },
      { token: 'job-token', user: 'dev', kind: 'job' as const, project: 'acme/eu/pay/shop' },
    ],
    groups: { ...groups, ...other.groups },
    projects: { 'acme/eu/pay/shop': { ...shop, ...other.project } },
    ...(other.faults && { faults: other.faults }),
  };
}
