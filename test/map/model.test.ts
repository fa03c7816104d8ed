/** The data of the gate map: the graph, who can run what, and what freezes when. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type GateMap, mapOf } from '../../server/src/features/map.ts';
import type { JobNode } from '../../server/src/features/map-graph.ts';
import { frozenBetween } from '../../server/src/freeze/frozen.ts';
import { analysisOf, attemptOf, snapshotWithout } from '../support/world.ts';

function mapFor(...of: Parameters<typeof analysisOf>): GateMap {
  return mapOf(analysisOf(...of), (path) => `file:///app/${path}`, 'UTC');
}

function edges({ graph }: GateMap): readonly string[] {
  return graph.edges.map((it) => `${it.from} ${it.kind} ${it.to}`).sort();
}

function job({ graph }: GateMap, name: string): JobNode | undefined {
  return graph.nodes.find((it) => it.kind === 'job' && it.name === name) as JobNode | undefined;
}

const production = 'environment:[null,"production"]';

describe('the graph', () => {
  test('a job comes after what it needs, and leads to its environment', () => {
    const text = 'build:\n  script: make\ndeploy:\n  script: ./deploy\n  needs: [build]\n  environment: production\n';
    assert.deepEqual(edges(mapFor(text)), ['job:build needs job:deploy', `job:deploy deploys ${production}`]);
  });

  test('without needs it comes after all stages before, which meet in one place', () => {
    const text = `stages: [build, deploy]
one: { stage: build, script: make }
two: { stage: build, script: make }
deploy: { stage: deploy, script: ./deploy, environment: production }
`;
    assert.deepEqual(edges(mapFor(text)), [
      `job:deploy deploys ${production}`,
      'job:one stage stage:deploy',
      'job:two stage stage:deploy',
      'stage:deploy stage job:deploy',
    ]);
  });

  test('a stage whose jobs all went ahead by their needs does not end the wait for those before', () => {
    const text = `stages: [one, two, three]
first: { stage: one, script: make }
ahead: { stage: two, script: make, needs: [] }
second: { stage: two, script: make }
deploy: { stage: three, script: ./deploy, environment: production }
`;
    const chained = 'stage:two stage stage:three';
    assert.equal(edges(mapFor(text)).includes(chained), false);
    assert.equal(edges(mapFor(text.replace('second: { stage: two, script: make }\n', ''))).includes(chained), false);
    const waiting = `${text.replace('second: { stage: two, script: make }\n', '')}late: { stage: two, script: make, rules: [{ if: $CI_COMMIT_TAG }] }\n`;
    assert.equal(edges(mapFor(waiting)).includes('job:ahead stage stage:three'), true);
  });

  test('a job that stops a deployment has a closed lock, one that may be left out an open one', () => {
    const text = `stages: [test, approve, deploy]
tried: { stage: test, script: make, when: manual }
sign-off: { stage: approve, script: ./ask, when: manual, allow_failure: false }
plain: { stage: test, script: make }
deploy: { stage: deploy, script: ./deploy, environment: production }
`;
    const map = mapFor(text);
    assert.deepEqual(
      ['tried', 'sign-off', 'plain', 'deploy'].map((it) => job(map, it)?.lock),
      ['open', 'closed', undefined, 'closed'],
    );
    assert.equal(job(map, 'sign-off')?.holds, 'waits to be started by hand');
    assert.equal(job(map, 'plain')?.holds, undefined);
  });

  test('the lock of a deploy job is its verdict', () => {
    const text = 'deploy:\n  script: ./deploy\n  environment: production\n';
    const maintained = { protectedEnvironments: [{ name: 'production', deployAccess: [{ accessLevel: 40 }] }] };
    assert.equal(job(mapFor(text, maintained), 'deploy')?.lock, 'refused');
    assert.equal(job(mapFor(text, maintained, attemptOf({ as: 'mia' })), 'deploy')?.lock, 'open');
    assert.equal(job(mapFor(text, snapshotWithout('signed-out'), attemptOf({ as: null })), 'deploy')?.lock, 'unknown');
  });

  test('what only stops an environment is told apart from what deploys there', () => {
    const text = `deploy: { script: ./deploy, environment: { name: production, on_stop: stop } }
stop: { script: ./stop, when: manual, environment: { name: production, action: stop } }
`;
    assert.deepEqual(edges(mapFor(text)), [`job:deploy deploys ${production}`, `job:stop touches ${production}`]);
  });

  test('a job that the attempt leaves out stays where it deploys, and is left out where it does not', () => {
    const text = `deploy: { script: ./deploy, environment: production, rules: [{ if: $CI_COMMIT_TAG }] }
test: { script: make, rules: [{ if: $CI_COMMIT_TAG }] }
`;
    const map = mapFor(text);
    assert.equal(job(map, 'deploy')?.deploys?.verdict, 'absent');
    assert.equal(job(map, 'test'), undefined);
  });

  test('a child pipeline hangs on the job that starts it', () => {
    const files = new Map([
      ['.gitlab-ci.yml', 'start:\n  trigger:\n    include: child.yml\n'],
      ['child.yml', 'deploy:\n  script: ./deploy\n  environment: production\n'],
    ]);
    const map = mapFor(files);
    assert.deepEqual(edges(map), ['job:start starts job:start/deploy', `job:start/deploy deploys ${production}`]);
    assert.equal(job(map, 'deploy')?.startedBy, 'start');
  });
});

describe('who can deploy', () => {
  const text = 'deploy:\n  script: ./deploy\n  environment: production\n';
  const approved = {
    protectedEnvironments: [
      { name: 'production', deployAccess: [{ accessLevel: 40 }], approvalRules: [{ accessLevel: 30, required: 1 }] },
    ],
  };
  const cells = (map: GateMap) => map.people.rows.map((it) => [it.name, it.cells[0]?.runs, it.cells[0]?.approves]);

  test('everybody has a row, the one of the attempt first', () => {
    assert.deepEqual(cells(mapFor(text, approved)), [
      ['dana', 'no', 'no'],
      ['mia', 'yes', 'yes'],
      ['rae', 'no', 'no'],
    ]);
    assert.equal(mapFor(text, approved).people.rows[0]?.isActor, true);
  });

  test('where no approvals are asked for nothing is said of them', () => {
    assert.deepEqual(cells(mapFor(text)), [
      ['dana', 'yes', undefined],
      ['mia', 'yes', undefined],
      ['rae', 'no', undefined],
    ]);
  });

  test('where members are not known each role has a row', () => {
    const map = mapFor(text, { ...approved, members: 'forbidden' });
    const roles = map.people.rows.filter((it) => it.kind === 'role');
    assert.equal(map.people.complete, false);
    assert.deepEqual(
      roles.map((it) => [it.name, it.cells[0]?.runs]),
      [
        ['Owner', 'yes'],
        ['Maintainer', 'yes'],
        ['Developer', 'no'],
        ['Reporter', 'no'],
        ['Guest', 'no'],
      ],
    );
  });

  test('what is not known of the rules is not known of anybody', () => {
    const map = mapFor(text, { protectedEnvironments: 'forbidden' });
    assert.deepEqual(
      map.people.rows.map((it) => it.cells[0]?.runs),
      ['unknown', 'unknown', 'unknown'],
    );
  });

  test('of several jobs for one environment some may be open', () => {
    const two = `deploy: { script: ./deploy, environment: production }
check: { script: ./check, environment: { name: production, action: verify }, when: manual }
`;
    const rae = {
      protectedEnvironments: [
        { name: 'production', deployAccess: [{ userId: 3, username: 'rae' }, { accessLevel: 30 }] },
      ],
    };
    const row = mapFor(two, rae).people.rows.find((it) => it.name === 'rae');
    assert.equal(row?.cells[0]?.runs, 'some');
    assert.equal(row?.cells[0]?.reasons.length, 2);
  });
});

describe('when deployments are frozen', () => {
  const weekend = { start: '0 18 * * 5', end: '0 7 * * 1', timeZone: 'Europe/Berlin' };
  const at = (iso: string) => Date.parse(iso);
  const spans = (period: typeof weekend, from: string, until: string) =>
    frozenBetween(period, at(from), at(until)).map((it) => [
      new Date(it.from).toISOString().slice(0, 16),
      new Date(it.to).toISOString().slice(0, 16),
    ]);

  test('each weekend once, in the zone of the period', () => {
    assert.deepEqual(spans(weekend, '2026-11-18T12:00:00Z', '2026-12-01T00:00:00Z'), [
      ['2026-11-20T17:00', '2026-11-23T06:00'],
      ['2026-11-27T17:00', '2026-11-30T06:00'],
    ]);
  });

  test('one that holds already is there whole, one that has just ended is not', () => {
    assert.deepEqual(spans(weekend, '2026-11-22T12:00:00Z', '2026-11-24T00:00:00Z'), [
      ['2026-11-20T17:00', '2026-11-23T06:00'],
    ]);
    assert.deepEqual(spans(weekend, '2026-11-23T06:00:01Z', '2026-11-24T00:00:00Z'), []);
  });

  test('one that begins at this very moment is there', () => {
    assert.deepEqual(spans(weekend, '2026-11-20T17:00:00Z', '2026-11-21T00:00:00Z'), [
      ['2026-11-20T17:00', '2026-11-23T06:00'],
    ]);
  });

  test('starts inside a freeze make no second one', () => {
    const evenings = { ...weekend, start: '0 18 * * *' };
    assert.deepEqual(spans(evenings, '2026-11-23T08:00:00Z', '2026-11-28T00:00:00Z'), [
      ['2026-11-23T17:00', '2026-11-30T06:00'],
    ]);
  });

  test('a period that GitLab would not accept never holds', () => {
    assert.deepEqual(spans({ ...weekend, start: 'whenever' }, '2026-11-18T12:00:00Z', '2026-12-01T00:00:00Z'), []);
  });

  test('the map tells what each deploy job does about it, and is silent about other projects', () => {
    const text = `heeds: { script: ./deploy, environment: a, rules: [{ if: $CI_DEPLOY_FREEZE, when: never }, { when: on_success }] }
ignores: { script: ./deploy, environment: b }
`;
    const { freeze } = mapFor(text, { freezePeriods: [weekend] });
    assert.ok(freeze.known);
    assert.deepEqual(
      freeze.jobs.map((it) => [it.name, it.by]),
      [
        ['heeds', 'rules'],
        ['ignores', 'nothing'],
      ],
    );
    assert.equal(freeze.periods[0]?.windows.length, 4);
  });

  test('periods that could not be read are not known, and none are none', () => {
    const text = 'deploy:\n  script: ./deploy\n  environment: production\n';
    assert.equal(mapFor(text, { freezePeriods: 'forbidden' }).freeze.known, false);
    assert.equal(mapFor(text).freeze.known, true);
  });
});
