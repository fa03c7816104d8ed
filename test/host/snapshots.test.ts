import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Account } from '../../server/src/host/account.ts';
import { Secret } from '../../server/src/host/secret.ts';
import { Snapshots, type SnapshotsOptions } from '../../server/src/host/snapshots.ts';
import { type StandIn, startGitlab } from '../gitlab/server.ts';
import { value } from './reading.ts';
import { scenario } from './shop.ts';

const never = new AbortController().signal;
const path = 'acme/eu/pay/shop';
const open: { close(): unknown }[] = [];

afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close();
});

interface Stage {
  readonly gitlab: StandIn;
  readonly clock: { now: number };
  readonly snapshots: Snapshots;
  readonly changes: string[];
  account(token?: string): Account;
}

async function stage(options: Partial<SnapshotsOptions> = {}): Promise<Stage> {
  const gitlab = await startGitlab(scenario());
  const clock = { now: Date.UTC(2026, 10, 18, 12) };
  const changes: string[] = [];
  const onChange = (_: Account, project: string) => void changes.push(project);
  const snapshots = new Snapshots({ clock: () => clock.now, onChange, ...options });
  open.push(gitlab, snapshots);
  const account = (token = 'glpat-maya'): Account => ({
    base: gitlab.url,
    token: { kind: 'personal', secret: new Secret(token) },
  });
  return { gitlab, clock, snapshots, changes, account };
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !condition(); i++) await wait(5);
  assert.ok(condition());
}

describe('what is known now', () => {
  test('nothing at first, then what was read behind the scenes', async () => {
    const { snapshots, account, changes } = await stage();
    const first = snapshots.standing(account(), path);
    assert.deepEqual([first.reading, first.age, first.snapshot.source], [true, undefined, 'none']);
    assert.ok(!first.snapshot.settings.members.known && first.snapshot.settings.members.why === 'not-asked');
    await until(() => !snapshots.standing(account(), path).reading);
    const then = snapshots.standing(account(), path);
    assert.deepEqual([then.reading, then.age, then.snapshot.source], [false, 0, 'gitlab']);
    assert.deepEqual(changes, [path, path]);
  });

  test('without a token: signed out, and nothing is asked', async () => {
    const { snapshots, gitlab } = await stage();
    const { snapshot, reading } = snapshots.standing({ base: gitlab.url }, path);
    assert.ok(!reading && !snapshot.settings.members.known && snapshot.settings.members.why === 'signed-out');
    assert.equal(gitlab.hits.length, 0);
  });

  test('for ten minutes nothing is asked again', async () => {
    const { snapshots, account, gitlab, clock } = await stage();
    await snapshots.refresh(account(), path, never);
    const before = gitlab.hits.length;
    clock.now += 9 * 60_000;
    assert.equal(snapshots.standing(account(), path).age, 9 * 60_000);
    assert.equal(gitlab.hits.length, before);
  });

  test('after that the old is shown while the new is read', async () => {
    const { snapshots, account, clock } = await stage();
    await snapshots.refresh(account(), path, never);
    clock.now += 11 * 60_000;
    const stale = snapshots.standing(account(), path);
    assert.deepEqual([stale.reading, stale.age], [true, 11 * 60_000]);
    await until(() => snapshots.standing(account(), path).age === 0);
  });
});

describe('refreshing', () => {
  test('asks whatever the age, and sees what has changed', async () => {
    const { snapshots, account, gitlab } = await stage();
    await snapshots.refresh(account(), path, never);
    gitlab.replace(scenario({ project: { freeze_periods: [] } }));
    const { settings } = await snapshots.refresh(account(), path, never);
    assert.deepEqual(value(settings.freezePeriods), []);
  });

  test('joins a reading under way', async () => {
    const { snapshots, account, gitlab } = await stage();
    snapshots.standing(account(), path);
    const [one, two] = await Promise.all([
      snapshots.refresh(account(), path, never),
      snapshots.refresh(account(), path, never),
    ]);
    assert.equal(one, two);
    assert.equal(gitlab.hits.filter((it) => it.path === '/api/v4/user').length, 1);
  });

  test('can be cancelled, which leaves what was known', async () => {
    const { snapshots, account, gitlab } = await stage();
    const good = await snapshots.refresh(account(), path, never);
    gitlab.faults.push({ do: { stall: true } });
    const abort = new AbortController();
    const answer = snapshots.refresh(account(), path, abort.signal);
    setTimeout(() => abort.abort(), 30);
    await assert.rejects(answer, { kind: 'cancelled' });
    assert.equal(snapshots.standing(account(), path).snapshot, good);
  });

  test('saves bytes for what has not changed', async () => {
    const { snapshots, account, gitlab } = await stage();
    await snapshots.refresh(account(), path, never);
    await snapshots.refresh(account(), path, never);
    assert.ok(gitlab.hits.filter((it) => it.status === 304).length >= 5);
  });
});

describe('offline', () => {
  test('the last good values stay, with their age and the trouble', async () => {
    const { snapshots, account, gitlab, clock } = await stage();
    await snapshots.refresh(account(), path, never);
    await gitlab.close();
    clock.now += 60_000;
    const { settings, takenAt } = await snapshots.refresh(account(), path, never);
    assert.equal(value(settings.freezePeriods).length, 1);
    assert.equal(takenAt, '2026-11-18T12:00:00.000Z');
    const { age, trouble } = snapshots.standing(account(), path);
    assert.equal(age, 60_000);
    assert.match(trouble ?? '', /cannot be reached/);
  });

  test('for one thing: the others are new, and the whole counts as old as that one', async () => {
    const { snapshots, account, gitlab, clock } = await stage();
    await snapshots.refresh(account(), path, never);
    gitlab.replace(scenario({ project: { freeze_periods: [] } }));
    gitlab.faults.push({ match: { path: '/api/v4/projects/7/members/all' }, do: { status: 429, retry_after: 60 } });
    clock.now += 60_000;
    const { settings, takenAt } = await snapshots.refresh(account(), path, never);
    assert.deepEqual(value(settings.freezePeriods), []);
    assert.ok(value(settings.members).length > 0);
    assert.equal(takenAt, '2026-11-18T12:00:00.000Z');
  });

  test('it is tried again before ten minutes are over', async () => {
    const { snapshots, account, gitlab, clock } = await stage();
    gitlab.faults.push({ do: { status: 200, body: 'html' } });
    await snapshots.refresh(account(), path, never);
    gitlab.faults.clear();
    assert.equal(snapshots.standing(account(), path).reading, false);
    clock.now += 31_000;
    assert.equal(snapshots.standing(account(), path).reading, true);
    await until(() => snapshots.standing(account(), path).trouble === undefined);
  });

  test('what GitLab refuses is no trouble and keeps nothing', async () => {
    const { snapshots, account, gitlab } = await stage();
    await snapshots.refresh(account(), path, never);
    gitlab.replace(scenario({ project: { members: { maya: 'guest' } } }));
    const { settings } = await snapshots.refresh(account(), path, never);
    assert.ok(!settings.protectedTags.known && settings.protectedTags.why === 'forbidden');
    assert.equal(snapshots.standing(account(), path).trouble, undefined);
  });
});

describe('who reads', () => {
  test('what one token has read another is not shown', async () => {
    const { snapshots, account } = await stage();
    await snapshots.refresh(account('glpat-maya'), path, never);
    assert.equal(snapshots.standing(account('glpat-guest'), path).snapshot.source, 'none');
    const { settings } = await snapshots.refresh(account('glpat-guest'), path, never);
    assert.equal(value(settings.currentUser).username, 'guest');
  });

  test('what was forgotten is gone', async () => {
    const { snapshots, account, gitlab } = await stage();
    await snapshots.refresh(account(), path, never);
    snapshots.forget(gitlab.url);
    assert.equal(snapshots.standing(account(), path).snapshot.source, 'none');
  });
});
