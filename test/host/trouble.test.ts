/** What becomes of the settings when GitLab, the network or the token is not well. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { takeSnapshot } from '../../server/src/host/gitlab.ts';
import { Secret } from '../../server/src/host/secret.ts';
import { noon, reading, unread, value } from './reading.ts';
import { scenario } from './shop.ts';

describe('tokens', () => {
  test('expired: signed out, with the reason', async () => {
    const { settings } = await reading({ token: 'glpat-expired' });
    assert.ok(Object.values(settings).every((it) => !it.known && it.why === 'signed-out'));
    assert.ok(!settings.project.known && settings.project.detail?.includes('Token is expired'));
  });

  test('wrong: signed out', async () => {
    const { settings } = await reading({ token: 'glpat-wrong' });
    assert.ok(!settings.project.known && settings.project.why === 'signed-out');
  });

  test('too narrow: which scopes would do', async () => {
    const { settings } = await reading({ token: 'glpat-narrow' });
    assert.ok(!settings.members.known);
    assert.deepEqual(
      [settings.members.why, settings.members.needs],
      ['forbidden', 'a token with the scope `api` or `read_api`'],
    );
    assert.equal(value(settings.currentUser).username, 'maya');
  });

  test('read_api is enough', async () => {
    const { settings } = await reading({ token: 'glpat-reads' });
    assert.deepEqual(unread(settings), {});
  });

  test("a job's: the environments", async () => {
    const { settings, asked } = await reading({ token: 'job-token', kind: 'job' });
    assert.deepEqual(asked, ['GET /projects/acme%2Feu%2Fpay%2Fshop/environments']);
    assert.equal(value(settings.environments).length, 3);
    assert.ok(!settings.members.known && settings.members.needs === 'a personal, group or project access token');
  });
});

const broken = (path: string, fault: object) => scenario({ faults: [{ match: { path }, do: fault }] });

test('one thing that fails leaves the others', async () => {
  const { settings } = await reading({
    token: 'glpat-maya',
    world: broken('/api/v4/projects/7/members/all', { status: 500 }),
  });
  assert.deepEqual(unread(settings), { members: 'offline' });
  assert.equal(value(settings.currentUser).projectLevel, 40, 'GraphQL knows it');
});

test('a page for people instead of JSON', async () => {
  const { settings } = await reading({ world: broken('*', { status: 200, body: 'html' }) });
  assert.ok(!settings.project.known && settings.project.why === 'offline');
  assert.match(settings.project.detail ?? '', /a web page instead of GitLab's answer/);
});

test('an answer that is cut off', async () => {
  const { settings } = await reading({
    token: 'glpat-maya',
    world: broken('/api/v4/projects/7/protected_tags', { truncate: 9 }),
  });
  assert.deepEqual(unread(settings), { protectedTags: 'unsupported' });
});

test('an answer of another shape', async () => {
  const other = { status: 200, body: { text: '[{"label":"v*"}]' } };
  const { settings } = await reading({
    token: 'glpat-maya',
    world: broken('/api/v4/projects/7/protected_tags', other),
  });
  assert.deepEqual(unread(settings), { protectedTags: 'unsupported' });
});

test('an answer that takes too long', async () => {
  const { settings } = await reading({
    world: broken('/api/v4/projects/7/resource_groups', { stall: true }),
    timeout: 300,
  });
  assert.ok(!settings.resourceGroups.known && settings.resourceGroups.why === 'offline');
});

test('too many requests', async () => {
  const { settings, hits } = await reading({ world: broken('*', { body: 'rack', retry_after: 60 }) });
  assert.ok(!settings.project.known && settings.project.why === 'offline');
  assert.ok(hits.length <= 3);
});

test('a sign-in page by redirect to elsewhere', async () => {
  const away = { status: 302, headers: { location: 'https://sso.example.com/login' } };
  const { settings } = await reading({ world: broken('*', away) });
  assert.match(
    (!settings.project.known && settings.project.detail) || '',
    /sends us on to https:\/\/sso\.example\.com/,
  );
});

test('no network', async () => {
  const account = { base: 'http://127.0.0.1:9', token: { kind: 'personal', secret: new Secret('t') } } as const;
  const snapshot = await takeSnapshot(account, 'a/b', { now: noon, signal: new AbortController().signal });
  assert.ok(Object.values(snapshot.settings).every((it) => !it.known && it.why === 'offline'));
});

test('cancelling is no answer', async () => {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 100);
  await assert.rejects(reading({ world: broken('*', { stall: true }), signal: abort.signal }), { kind: 'cancelled' });
});

test('the token is nowhere in what comes out', async () => {
  const { snapshot } = await reading({ token: 'glpat-wrong' });
  assert.ok(!JSON.stringify(snapshot).includes('glpat-'));
});
