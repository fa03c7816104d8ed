/** Whose token it is, what it may, where it comes from: as the editor asks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  AttemptAnswer,
  IdentifyAnswer,
  LoginsAnswer,
  PageAnswer,
  TokenAnswer,
  TokenParams,
} from '../../server/src/lsp/protocol.ts';
import type { TokenRights } from '../../server/src/settings/token-rights.ts';
import { noon, snapshotOf } from '../support/world.ts';
import { clientOf, maintained, opened, production, uri } from './opened.ts';
import { instance } from './small-world.ts';
import type { Client } from './talk.ts';

const day = 86_400_000;
const dana = { id: 1, username: 'dana', name: 'Dana Fischer', state: 'active', admin: false };

function rightsWith(scopes: readonly string[], expiresAt?: number): () => TokenRights {
  return () => ({
    user: { known: true, value: dana },
    token: { known: true, value: { name: 'Deploy Gates', scopes, ...(expiresAt !== undefined && { expiresAt }) } },
  });
}

const answers = (client: Client, answer: TokenAnswer) =>
  client.connection.onRequest<TokenAnswer, void>('deployGates/token', () => answer);
const signedIn = (client: Client) => answers(client, { token: 'a-token' });
const page = async (client: Client) =>
  (await client.connection.sendRequest<PageAnswer>('deployGates/tokenCheck', { uri })).markdown;
const identify = (client: Client, what: object) =>
  client.connection.sendRequest<IdentifyAnswer>('deployGates/identify', { instance, ...what });
const username = async (client: Client) =>
  (await client.connection.sendRequest<AttemptAnswer>('deployGates/attempt', { uri })).username;

test('the page says whose token it is, its scopes, its end, and the role in the project', async () => {
  await using client = clientOf(production, {
    snapshot: maintained,
    rights: rightsWith(['read_api'], noon + 30.5 * day),
  });
  signedIn(client);
  await opened(client, production);

  const text = await page(client);

  assert.match(text, /^# The token for https:\/\/gitlab\.example\.com$/m);
  assert.match(text, /^\*\*This token reads everything that the answers rest on\.\*\*$/m);
  assert.match(text, /^- Whose: Dana Fischer \(`dana`\)$/m);
  assert.match(text, /^- Role in `acme\/app`: a Developer$/m);
  assert.match(text, /^- Administrator: no$/m);
  assert.match(text, /^- Scopes: the scope `read_api`$/m);
  assert.match(text, /^- Expires: 2026-12-19: it expires in 30 days$/m);
  assert.match(text, /^- Kept: by the editor, for this instance alone$/m);
  assert.doesNotMatch(text, /What stays unknown|a-token/);
});

test('a wider scope than needed is said, and a token without end', async () => {
  await using client = clientOf(production, { snapshot: maintained, rights: rightsWith(['api']) });
  signedIn(client);
  await opened(client, production);

  const text = await page(client);

  assert.match(text, /^- Scopes: the scope `api`; `read_api` would do/m);
  assert.match(text, /^- Expires: never$/m);
});

test('what stays unknown is listed, with what it leaves open and what would help', async () => {
  const snapshot = snapshotOf({ members: 'offline', jobTokenPushAllowed: 'unsupported' });
  const forbidden = { known: false, why: 'forbidden', needs: 'Maintainer' } as const;
  const settings = { ...snapshot.settings, forwardDeployment: forbidden };
  await using client = clientOf(production, { snapshot: { ...snapshot, settings } });
  signedIn(client);
  await opened(client, production);

  const text = await page(client);

  assert.match(text, /^\*\*This token will do, and 3 settings stay unknown with it, wholly or in part\.\*\*$/m);
  assert.match(
    text,
    /^\| Forward deployment \| it takes the role Maintainer \| Outdated[^|]* \| the token of a Maintainer, or a snapshot/m,
  );
  assert.match(text, /^\| Members \| [^|]*\| [^|]*\| \*Deploy Gates: Refresh settings\*/m);
  assert.match(text, /^\| Job token push allowed \|[^|]*\|[^|]*\| none: /m);
  assert.doesNotMatch(text.split('## What is read')[1] ?? '', /forward deployment|user, members/i);
});

test('a list of which a part is hidden is known in part', async () => {
  const listing = { items: [], complete: false, covers: ['production'], why: 'forbidden', needs: 'Maintainer' };
  await using client = clientOf(production, { snapshot: snapshotOf({ protectedEnvironments: listing }) });
  signedIn(client);
  await opened(client, production);

  assert.match(await page(client), /^\| Protected environments \(in part\) \| it takes the role Maintainer \|/m);
});

test('a token that ends soon, or reads too little, is noted before it is stored', async () => {
  await using narrow = clientOf(production, {
    snapshot: maintained,
    rights: rightsWith(['read_user'], noon + 3.5 * day),
  });
  signedIn(narrow);
  await opened(narrow, production);
  await username(narrow);
  assert.deepEqual(await identify(narrow, { token: 'another' }), {
    username: 'dana',
    refusal: null,
    notes: [
      'It has the scope `read_user`, and nothing of a project can be read without `read_api`.',
      'It expires in 3 days.',
    ],
  });
});

test('one that does is not commented on', async () => {
  await using client = clientOf(production, {
    snapshot: maintained,
    rights: rightsWith(['read_api'], noon + 14 * day),
  });
  signedIn(client);
  await opened(client, production);
  await username(client);
  assert.deepEqual(await identify(client, { token: 'another' }), { username: 'dana', refusal: null, notes: [] });
});

test('one that GitLab does not take is refused with the reason', async () => {
  const rights = (): TokenRights => ({
    user: { known: false, why: 'signed-out' },
    token: { known: false, why: 'signed-out' },
    refusal: 'expired',
  });
  await using client = clientOf(production, { snapshot: maintained, rights });
  signedIn(client);
  await opened(client, production);

  assert.match((await identify(client, { token: 'old' })).refusal ?? '', /it has expired\.$/);
  const text = await page(client);
  assert.match(text, /^\*\*GitLab does not take this token any more: it has expired\.\*\*$/m);
  assert.match(text, /run \*Deploy Gates: Sign in\* and give a new token/);
});

test('signed out there is no token to check', async () => {
  await using client = clientOf(production, { snapshot: maintained });
  answers(client, null);
  await opened(client, production);

  assert.match(await page(client), /^# No token/);
});

test('logins of the machine are named, and their tokens are not told', async () => {
  await using client = clientOf(production, { snapshot: maintained, logins: { glab: 'glab-secret' } });
  signedIn(client);
  await opened(client, production);
  await username(client);

  const logins = await client.connection.sendRequest<LoginsAnswer>('deployGates/logins', { instance });

  assert.deepEqual(logins, ['glab']);
  assert.equal((await identify(client, { from: 'glab' })).username, 'dana');
});

test('the login that the person chose is used, and no other', async () => {
  await using client = clientOf(production, { snapshot: maintained, logins: { glab: 'g', environment: 'e' } });
  answers(client, { from: 'glab' });
  await opened(client, production);

  assert.equal(await username(client), 'dana');
  assert.match(await page(client), /^- Kept: by `glab`$/m);
});

test('a login that is no longer there signs out, and the environment is not used in its place', async () => {
  await using client = clientOf(production, { snapshot: maintained, logins: { environment: 'e' } });
  answers(client, { from: 'glab' });
  await opened(client, production);

  assert.equal(await username(client), null);
});

test('a token is asked for by origin and folder, since folders may use different accounts', async () => {
  await using client = clientOf(production, { snapshot: maintained });
  const asked: TokenParams[] = [];
  client.connection.onRequest('deployGates/token', (params: TokenParams) => {
    asked.push(params);
    return null;
  });
  await opened(client, production);
  await username(client);

  assert.deepEqual(asked[0], { origin: instance, root: 'file:///app' });
});

test('a token that is refused is told with the reason, so that signing in anew can be offered', async () => {
  const detail = 'GitLab answers 401 Token is expired. You can either do re-authorization or token refresh.';
  const snapshot = snapshotOf();
  const settings = { ...snapshot.settings, currentUser: { known: false, why: 'signed-out', detail } as const };
  await using client = clientOf(production, { snapshot: { ...snapshot, settings } });
  signedIn(client);
  await opened(client, production);
  await username(client);

  const status = await client.status((it) => it.refusal !== undefined);

  assert.deepEqual([status.state, status.refusal], ['signed-out', 'expired']);
});
