/** The GitLab that these tests ask: one project with a job in every state, below a relative root; and how they ask. */
import { after, before } from 'node:test';
import { main } from '../../server/src/cli/main.ts';
import { explainLive, type LiveAnswer } from '../../server/src/engine/explain-live.ts';
import { liveText } from '../../server/src/engine/render-live.ts';
import type { Blocked } from '../../server/src/gates/blocked/answer.ts';
import { readLive } from '../../server/src/host/live.ts';
import { Secret } from '../../server/src/host/secret.ts';
import { Transport } from '../../server/src/host/transport.ts';
import type { LiveReading } from '../../server/src/settings/live.ts';
import { addressOf } from '../../server/src/settings/live-address.ts';
import type { Scenario } from '../gitlab/scenario.ts';
import { type StandIn, startGitlab } from '../gitlab/server.ts';

/** Friday evening in Berlin, half an hour after the freeze has begun. */
const friday = Date.parse('2026-11-20T17:30:00Z');

const people = { omar: 'Omar Haddad', mia: 'Mia Lindqvist', dana: 'Dana Fischer', rae: 'Rae Novak', gus: 'Gus Nyberg' };

const configuration = `
stages: [build, test, deploy, after]
build: { stage: build, script: make }
unit: { stage: test, script: make test }
gate: { stage: test, script: "true", rules: [{ when: manual }] }
probe: { stage: test, script: "true", when: manual }
deploy-staging: { stage: deploy, script: deploy, environment: staging }
by-hand: { stage: deploy, script: deploy, environment: qa, when: manual, manual_confirmation: Are you sure? }
to-staging: { stage: deploy, script: deploy, environment: staging, when: manual }
deploy-production: { stage: deploy, script: deploy, environment: production, needs: [build], resource_group: production }
later: { stage: after, script: deploy, environment: qa, when: delayed, start_in: 30 minutes, needs: [build] }
after-probe: { stage: after, script: deploy, environment: qa, needs: [probe] }
after-unit: { stage: after, script: deploy, environment: qa, needs: [unit] }
edge: { stage: after, trigger: { project: acme/edge, strategy: depend } }
`;

export const shop: Scenario = {
  version: 1,
  instance: { relative_root: '/gitlab' },
  users: { ...Object.fromEntries(Object.entries(people).map(([it, name]) => [it, { name }])) },
  tokens: [
    ...Object.keys(people).map((user) => ({ token: `glpat-${user}`, user, scopes: ['read_api'] })),
    { token: 'glpat-narrow', user: 'dana', scopes: ['read_user'] },
  ],
  groups: { acme: { members: { omar: 'owner', mia: 'maintainer', dana: 'developer', gus: 'guest' } } },
  projects: {
    'acme/shop': {
      id: 42,
      members: { rae: 'reporter' },
      environments: [
        { id: 11, name: 'production' },
        { id: 12, name: 'staging' },
        { id: 13, name: 'qa' },
        { id: 14, name: 'new' },
      ],
      protected_environments: [
        {
          name: 'production',
          deploy: [{ role: 'maintainer' }],
          approve: [{ role: 'maintainer', required: 2 }, { user: 'rae' }],
        },
        { name: 'staging', deploy: [{ role: 'maintainer' }, { user: 'rae' }] },
      ],
      protected_branches: [{ name: 'release/*', push: [{ role: 'maintainer' }], merge: [{ role: 'maintainer' }] }],
      resource_groups: [
        { key: 'other', process_mode: 'unordered' },
        { key: 'production', process_mode: 'oldest_first' },
      ],
      freeze_periods: [{ start: '0 18 * * 5', end: '0 7 * * 1', tz: 'Europe/Berlin' }],
      settings: { ci_forward_deployment_enabled: true, ci_forward_deployment_rollback_allowed: true },
      files: { '.gitlab-ci.yml': configuration },
      pipelines: [
        {
          id: 900,
          user: 'mia',
          jobs: [
            { id: 5000, name: 'deploy-production', stage: 'deploy', status: 'running', resource_group: 'production' },
          ],
        },
        {
          id: 901,
          user: 'dana',
          status: 'manual',
          jobs: [
            { id: 5001, name: 'build', stage: 'build' },
            { id: 5002, name: 'unit', stage: 'test', status: 'failed', failure_reason: 'script_failure' },
            { id: 5003, name: 'gate', stage: 'test', status: 'manual' },
            { id: 5004, name: 'probe', stage: 'test', status: 'manual', allow_failure: true },
            { id: 5005, name: 'deploy-staging', stage: 'deploy', status: 'created' },
            { id: 5006, name: 'by-hand', stage: 'deploy', status: 'manual', allow_failure: true },
            { id: 5007, name: 'to-staging', stage: 'deploy', status: 'manual', allow_failure: true },
            {
              id: 5008,
              name: 'deploy-production',
              stage: 'deploy',
              status: 'waiting_for_resource',
              resource_group: 'production',
            },
            { id: 5009, name: 'later', stage: 'after', status: 'scheduled', scheduled_at: '2026-11-20T18:05:00Z' },
            { id: 5010, name: 'after-probe', stage: 'after', status: 'skipped' },
            { id: 5011, name: 'after-unit', stage: 'after', status: 'skipped' },
            { id: 5012, name: 'edge', stage: 'after', status: 'running', bridge: { pipeline: 77, status: 'manual' } },
          ],
        },
        {
          id: 902,
          user: 'mia',
          status: 'failed',
          sha: '2'.repeat(40),
          jobs: [
            {
              id: 5020,
              name: 'deploy-production',
              stage: 'deploy',
              status: 'failed',
              failure_reason: 'deployment_rejected',
            },
            {
              id: 5021,
              name: 'deploy-staging',
              stage: 'deploy',
              status: 'failed',
              failure_reason: 'failed_outdated_deployment_job',
            },
            {
              id: 5022,
              name: 'by-hand',
              stage: 'deploy',
              status: 'failed',
              failure_reason: 'script_failure',
              started_at: '2026-11-20T17:10:00Z',
            },
            { id: 5023, name: 'to-staging', stage: 'deploy', status: 'manual' },
            { id: 5024, name: 'later', stage: 'after', status: 'pending', tags: ['prod', 'eu'] },
            { id: 5025, name: 'build', stage: 'build', status: 'running' },
            { id: 5026, name: 'deploy-staging', stage: 'deploy', status: 'canceled' },
          ],
        },
        {
          id: 903,
          user: 'mia',
          sha: '3'.repeat(40),
          jobs: [{ id: 5030, name: 'deploy-staging', stage: 'deploy' }],
        },
        {
          id: 904,
          user: 'mia',
          status: 'manual',
          jobs: [
            { id: 5040, name: 'deploy-production', stage: 'deploy', status: 'manual' },
            {
              id: 5041,
              name: 'deploy-staging',
              stage: 'deploy',
              status: 'failed',
              user: 'dana',
              failure_reason: 'protected_environment_failure',
            },
          ],
        },
        {
          id: 905,
          user: 'mia',
          status: 'manual',
          jobs: [{ id: 5050, name: 'deploy-production', stage: 'deploy', status: 'manual' }],
        },
        {
          id: 906,
          user: 'mia',
          ref: 'release/2',
          status: 'manual',
          jobs: [
            { id: 5060, name: 'by-hand', stage: 'deploy', status: 'manual' },
            { id: 5061, name: 'to-staging', stage: 'deploy', status: 'manual', archived: true },
          ],
        },
      ],
      deployments: [
        { id: 706, environment: 'qa', status: 'blocked', user: 'dana', job: 5006 },
        { id: 707, environment: 'staging', status: 'blocked', user: 'dana', job: 5007 },
        { id: 709, environment: 'qa', status: 'created', user: 'dana', job: 5009 },
        {
          id: 720,
          environment: 'production',
          status: 'failed',
          user: 'mia',
          job: 5020,
          approvals: [{ user: 'rae', status: 'rejected', comment: 'Not on a Friday.' }],
        },
        { id: 721, environment: 'staging', status: 'failed', user: 'mia', job: 5021 },
        { id: 722, environment: 'qa', status: 'failed', user: 'mia', job: 5022 },
        { id: 723, environment: 'staging', status: 'blocked', user: 'mia', job: 5023 },
        { id: 730, environment: 'staging', status: 'success', user: 'mia', job: 5030 },
        { id: 740, environment: 'production', status: 'blocked', user: 'mia', job: 5040, approvals: [{ user: 'rae' }] },
        { id: 741, environment: 'staging', status: 'failed', user: 'dana', job: 5041 },
        {
          id: 750,
          environment: 'production',
          status: 'blocked',
          user: 'mia',
          job: 5050,
          approvals: [{ user: 'rae' }, { user: 'omar' }, { user: 'mia' }],
        },
        { id: 760, environment: 'qa', status: 'blocked', user: 'mia', job: 5060 },
      ],
    },
  },
};

export interface Asker {
  /** What GitLab got to see. */
  gitlab(): StandIn;
  /** The address of a page of the project: `/-/jobs/5001`. */
  url(page: string): string;
  answer(asked: string, user: string, as?: string): Promise<LiveAnswer>;
  /** The only job of the answer. */
  job(page: string, user: string, as?: string): Promise<Blocked>;
  /** The same with one setting that could not be read, and without GitLab's own word on the person. */
  jobWithout(page: string, user: string, setting: string): Promise<Blocked>;
  text(page: string, user: string): Promise<string>;
  /** Runs the command. `vouched: false`: only the address names the instance. */
  command(
    args: readonly string[],
    user?: string,
    vouched?: boolean,
  ): Promise<{ code: number; out: string; err: string }>;
}

/** A stand-in for all tests of a file. */
export function asking(scenario: Scenario = shop, project = 'acme/shop'): Asker {
  let standIn: StandIn | undefined;
  const open: Transport[] = [];
  before(async () => {
    standIn = await startGitlab(scenario);
  });
  after(async () => {
    for (const it of open) it.close();
    await standIn?.close();
  });
  const gitlab = () => standIn ?? fail('the stand-in is not up');
  const url = (page: string) => `${gitlab().url}/${project}${page}`;
  const read = (user: string) => (address: Parameters<typeof readLive>[1]) =>
    readLive(
      {
        bases: [],
        now: () => friday,
        open: (base) => {
          const transport = new Transport(
            { base, ...(user !== '' && { token: { kind: 'personal', secret: new Secret(`glpat-${user}`) } }) },
            { backOff: 1 },
          );
          open.push(transport);
          return Promise.resolve(user === '' ? undefined : transport);
        },
      },
      address,
      new AbortController().signal,
    );
  const answer = (asked: string, user: string, as?: string) =>
    explainLive(asked, { read: read(user), ...(as !== undefined && { as }) });
  const readings = new Map<string, LiveReading>();
  const readOnce = async (page: string, user: string) => {
    const reading = await read(user)(addressOf(url(page)) ?? fail(page));
    return reading.known ? reading.value : fail(`${page} could not be read: ${reading.why}`);
  };
  return {
    gitlab,
    url,
    answer,
    job: async (page, user, as) => {
      const told = await answer(url(page), user, as);
      const jobs = told.kind === 'live' ? told.live.pipelines.flatMap((it) => it.jobs) : [];
      return jobs[0] ?? fail(`${page} has no job: ${JSON.stringify(told)}`);
    },
    jobWithout: async (page, user, setting) => {
      const kept = readings.get(`${page} ${user}`) ?? (await readOnce(page, user));
      readings.set(`${page} ${user}`, kept);
      const reading = without(kept, setting);
      const told = await explainLive(url(page), { read: () => Promise.resolve({ known: true, value: reading }) });
      const jobs = told.kind === 'live' ? told.live.pipelines.flatMap((it) => it.jobs) : [];
      return jobs[0] ?? fail(`${page} has no job`);
    },
    text: async (page, user) => liveText(await answer(url(page), user)).replaceAll(gitlab().url, 'https://gitlab.test'),
    command: async (args, user, vouched = true) => {
      const out: string[] = [];
      const err: string[] = [];
      const stream = (into: string[]) => ({ write: (it: string) => into.push(it) }) as never;
      const around = {
        ...({ cwd: '/', platform: 'linux', home: '/nowhere', now: friday } as const),
        env: user === undefined ? {} : { GITLAB_TOKEN: `glpat-${user}`, ...(vouched && { GITLAB_HOST: gitlab().url }) },
        signal: new AbortController().signal,
      };
      const code = await main(['why', ...args], around, { out: stream(out), err: stream(err), terminal: false });
      return { code, out: out.join(''), err: err.join('') };
    },
  };
}

function without(reading: LiveReading, setting: string): LiveReading {
  const { snapshot, runs } = reading;
  const settings = { ...snapshot.settings, [setting]: { known: false, why: 'forbidden' } };
  return { ...reading, snapshot: { ...snapshot, settings }, runs: runs.map((run) => ({ ...run, mine: new Map() })) };
}

function fail(message: string): never {
  throw new Error(message);
}
