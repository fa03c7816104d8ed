/** What GitLab says of a token, and two accounts of one instance side by side. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret } from '../../server/src/host/secret.ts';
import { Snapshots } from '../../server/src/host/snapshots.ts';
import { tokenFrom } from '../../server/src/host/token.ts';
import { tokenRights } from '../../server/src/host/token-rights.ts';
import type { TokenRights } from '../../server/src/settings/token-rights.ts';
import { startGitlab } from '../gitlab/server.ts';
import { smallWorld } from '../gitlab/small-world.ts';

const signal = new AbortController().signal;
const accountOf = (base: string, token: string) =>
  ({ base, token: { kind: 'personal', secret: new Secret(token) } }) as const;

/** A token's text is taken out of every message, so that it must not be a word of one. */
const world = { ...smallWorld, tokens: smallWorld.tokens?.map((it) => ({ ...it, token: `glpat-${it.token}` })) ?? [] };

async function rightsOf(name: string): Promise<TokenRights> {
  const gitlab = await startGitlab(world);
  try {
    return await tokenRights(accountOf(gitlab.url, `glpat-${name}`), { signal });
  } finally {
    await gitlab.close();
  }
}

test('of a personal access token: whose, and its scopes', async () => {
  const { user, token, refusal } = await rightsOf('reading');
  assert.ok(user.known && token.known);
  assert.equal(user.value.username, 'developer');
  assert.deepEqual(token.value.scopes, ['read_api']);
  assert.equal(refusal, undefined);
});

test('an expired and a revoked one are told from one that GitLab does not know', async () => {
  assert.equal((await rightsOf('expired')).refusal, 'expired');
  assert.equal((await rightsOf('revoked')).refusal, 'revoked');
  assert.equal((await rightsOf('no-such-token')).refusal, 'unknown');
});

test('a scope that does not reach the user still tells of the token', async () => {
  const { user, token, refusal } = await rightsOf('repository');
  assert.ok(!user.known && token.known);
  assert.equal(user.why, 'forbidden');
  assert.deepEqual(token.value.scopes, ['read_repository']);
  assert.equal(refusal, undefined);
});

test('of an OAuth token only the user is told', async () => {
  const { user, token, refusal } = await rightsOf('app');
  assert.ok(user.known && !token.known);
  assert.equal(token.why, 'unsupported');
  assert.equal(refusal, undefined);
});

test('a blocked user is not a token that GitLab refuses', async () => {
  const { user, refusal } = await rightsOf('blocked');
  assert.ok(!user.known);
  assert.match(user.detail ?? '', /blocked/);
  assert.equal(refusal, undefined);
});

test('two accounts of one instance are read side by side, each with its own eyes', async (t) => {
  const gitlab = await startGitlab(smallWorld);
  const snapshots = new Snapshots({ clock: Date.now });
  t.after(async () => {
    snapshots.close();
    await gitlab.close();
  });
  const [one, other] = [accountOf(gitlab.url, 'maintainer'), accountOf(gitlab.url, 'developer')];
  const nameIn = (account: typeof one) => {
    const { currentUser } = snapshots.standing(account, 'top/sub/app').snapshot.settings;
    return currentUser.known ? currentUser.value.username : undefined;
  };
  await Promise.all([snapshots.refresh(one, 'top/sub/app', signal), snapshots.refresh(other, 'top/sub/app', signal)]);
  const before = gitlab.hits.length;

  assert.deepEqual([nameIn(one), nameIn(other), nameIn(one)], ['maintainer', 'developer', 'maintainer']);
  // Neither has pushed the other out.
  assert.equal(gitlab.hits.length, before);
  const seen = (account: typeof one) =>
    snapshots.standing(account, 'top/sub/app').snapshot.settings.forwardDeployment.known;
  assert.deepEqual([seen(one), seen(other)], [true, false]);
});

const sources = { platform: 'linux', home: '/nowhere', now: 0 } as const;

test('the chosen login is read, and no other in its place', async () => {
  const env = { GITLAB_TOKEN: 'glpat-env', GLAB_CONFIG_DIR: '/nowhere' };
  const found = await tokenFrom('environment', 'https://gitlab.example.com', { ...sources, env });
  assert.equal(found.token?.secret.reveal(), 'glpat-env');
  const glab = await tokenFrom('glab', 'https://gitlab.example.com', { ...sources, env });
  assert.equal(glab.token, undefined);
  assert.match(glab.note ?? '', /no login/);
});

test('GITLAB_TOKEN is for the instance of GITLAB_HOST alone', async () => {
  const env = { GITLAB_TOKEN: 'glpat-env', GITLAB_HOST: 'gitlab.acme.example' };
  assert.ok((await tokenFrom('environment', 'https://gitlab.acme.example', { ...sources, env })).token);
  const other = await tokenFrom('environment', 'https://gitlab.com', { ...sources, env });
  assert.equal(other.token, undefined);
  assert.match(other.note ?? '', /gitlab\.acme\.example/);
});
