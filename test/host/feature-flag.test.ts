/** What an administrator learns of `prevent_blocking_non_deployment_jobs`, and what everybody knows without being told. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FeatureSpec, InstanceSpec, Scenario } from '../gitlab/scenario.ts';
import { type As, reading } from './reading.ts';
import { scenario } from './shop.ts';

const name = 'prevent_blocking_non_deployment_jobs';

async function flag(instance: InstanceSpec, as: As = { token: 'glpat-root' }) {
  const world: Scenario = scenario({ instance });
  const { snapshot, asked } = await reading({ ...as, world });
  return { value: snapshot.instance.preventBlockingNonDeploymentJobs, asks: asked.includes('GET /features') };
}

function set(gates: FeatureSpec['gates'], state: FeatureSpec['state'] = 'conditional'): InstanceSpec {
  return { features: [{ name, state, gates }] };
}

describe('an administrator is told', () => {
  test('nothing where nobody has set it: it is off', async () => {
    assert.deepEqual(await flag({}), { value: false, asks: true });
    const other = { name: 'another', state: 'on', gates: [{ key: 'boolean', value: true }] } as const;
    assert.equal((await flag({ features: [other] })).value, false);
  });

  test('that it is on or off for all', async () => {
    assert.equal((await flag(set([{ key: 'boolean', value: true }], 'on'))).value, true);
    assert.equal((await flag(set([{ key: 'boolean', value: false }], 'off'))).value, false);
  });

  test('for which projects it is on, or not although it is on for all', async () => {
    const actors = (...value: readonly string[]) => ({ key: 'actors', value });
    assert.equal((await flag(set([actors('Project:7')]))).value, true);
    assert.equal((await flag(set([actors('Project:77', 'User:7')]))).value, false);
    assert.equal((await flag(set([{ key: 'boolean', value: true }, actors('Project:7:opt_out')]))).value, false);
  });

  test('shares, by which nobody can tell', async () => {
    assert.equal((await flag(set([{ key: 'percentage_of_actors', value: 50 }]))).value, undefined);
    assert.equal((await flag(set([{ key: 'percentage_of_actors', value: 0 }], 'off'))).value, false);
  });

  test('nothing that holds for a later GitLab, whose default is not known', async () => {
    assert.equal((await flag({ version: '18.10.0-ee' })).value, undefined);
  });

  test('nothing where they may not see it, as without their admin mode', async () => {
    const faults = [{ match: { path: '/api/v4/features' }, do: { status: 403 } }];
    const { snapshot } = await reading({ token: 'glpat-root', world: scenario({ faults }) });
    assert.equal(snapshot.instance.preventBlockingNonDeploymentJobs, undefined);
  });
});

test('nobody else is told, and asks', async () => {
  for (const token of ['glpat-maya', 'glpat-olga', 'glpat-dev', 'glpat-guest']) {
    assert.deepEqual(await flag(set([{ key: 'boolean', value: true }], 'on'), { token }), {
      value: undefined,
      asks: false,
    });
  }
});

test('before it was there, and where there are no approvals, it is off for everybody', async () => {
  assert.deepEqual(await flag({ version: '17.3.7-ee' }, { token: 'glpat-dev' }), { value: false, asks: false });
  assert.deepEqual(await flag({ version: '17.4.0-ee' }, { token: 'glpat-dev' }), { value: undefined, asks: false });
  assert.deepEqual(await flag({ enterprise: false }, { token: 'glpat-dev' }), { value: false, asks: false });
});
