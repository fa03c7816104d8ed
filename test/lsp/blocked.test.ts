/** "Explain a blocked job": what the server answers, whom it asks, and with which token. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CancellationTokenSource, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { takeSnapshot } from '../../server/src/host/gitlab.ts';
import { Secret } from '../../server/src/host/secret.ts';
import { Snapshots } from '../../server/src/host/snapshots.ts';
import type { TokenParams, WhyAnswer } from '../../server/src/lsp/protocol.ts';
import { serve } from '../../server/src/lsp/server.ts';
import type { Snapshot } from '../../server/src/settings/settings.ts';
import { type StandIn, startGitlab } from '../gitlab/server.ts';
import { noon } from '../support/world.ts';
import { asking, shop } from '../why/shop.ts';
import { opened, production, until } from './opened.ts';
import { worldOf } from './small-world.ts';
import { type Client, talk } from './talk.ts';

/** What the command line says of the same job. */
const terminal = asking();

let gitlab: StandIn;
/** Another GitLab, at which nobody is signed in. */
let stranger: StandIn;
before(async () => {
  gitlab = await startGitlab(shop);
  stranger = await startGitlab(shop);
});
after(async () => {
  await gitlab.close();
  await stranger.close();
});

interface Talk extends Client {
  readonly tokensAsked: readonly string[];
  why(about: string): Promise<WhyAnswer>;
}

interface Given {
  /** Whose token the client has, for `gitlab` only. */
  readonly user?: string;
  /** What the folder's settings file holds. */
  readonly file?: Snapshot;
}

/** A client whose folder belongs to the project, and which holds a token for one instance. */
async function clientOf({ user, file }: Given = {}): Promise<Talk> {
  const tokensAsked: string[] = [];
  const client = talk((server) =>
    serve(server, {
      ...worldOf({ files: new Map([['.gitlab-ci.yml', production]]) }),
      discover: async () => ({ certain: true, instance: gitlab.url, project: 'acme/shop' }),
      snapshots: (events) => new Snapshots({ ...events, clock: () => noon }),
      ...(file && { load: async () => file }),
    }),
  );
  client.connection.onRequest('deployGates/token', ({ origin }: TokenParams) => {
    tokensAsked.push(origin);
    return user !== undefined && origin === new URL(gitlab.url).origin ? { token: `glpat-${user}` } : null;
  });
  client.connection.onRequest('workspace/configuration', () => [file ? { settingsFile: 'settings.json' } : {}]);
  await opened(client, production, { workspace: { configuration: true } });
  return { ...client, tokensAsked, why: (about) => client.connection.sendRequest('deployGates/why', { about }) };
}

const page = (path: string, of = gitlab) => `${of.url}/acme/shop${path}`;

/** Everything that was asked while `work` went on. */
async function hitsOf<T>(of: StandIn, work: () => Promise<T>): Promise<StandIn['hits']> {
  const start = of.hits.length;
  await work();
  return of.hits.slice(start);
}

test('an address is explained as in the terminal, and names its job', { timeout: 20_000 }, async () => {
  await using client = await clientOf({ user: 'dana' });

  const { kind, title, markdown, trouble, signIn } = await client.why(page('/-/jobs/5006'));

  assert.deepEqual([kind, title, trouble, signIn], ['address', 'by-hand (job 5006)', undefined, undefined]);
  const [line] = (await terminal.text('/-/jobs/5006', 'dana')).split('\n');
  assert.equal(markdown.split('\n')[0]?.trimEnd(), `**${line}**`);
  assert.match(markdown, /\*Read from `acme\/shop` at 20\d\d-\d\d-\d\d \d\d:\d\d UTC, for `dana`\.\*/);
});

test('a pipeline, a deployment and an environment have their own names', { timeout: 20_000 }, async () => {
  await using client = await clientOf({ user: 'mia' });

  assert.equal((await client.why(page('/-/pipelines/901'))).title, 'pipeline 901');
  assert.equal((await client.why(page('/-/environments/14'))).title, 'environment 14');
});

test('only reading, and only as the person who is signed in there', { timeout: 20_000 }, async () => {
  await using client = await clientOf({ user: 'dana' });
  await client.status((it) => it.state === 'fresh');
  const asked = client.tokensAsked.length;

  const hits = await hitsOf(gitlab, () => client.why(page('/-/jobs/5006')));

  assert.ok(hits.length > 5);
  assert.ok(hits.every((it) => it.user === 'dana'));
  const writes = hits.filter((it) => it.method !== 'GET' && !it.body.includes('"query '));
  assert.deepEqual(writes, []);
  assert.deepEqual(new Set(client.tokensAsked.slice(asked)), new Set([new URL(gitlab.url).origin]));
  // The folder's instance tells where the relative root ends.
  assert.equal(hits[0]?.path, '/api/v4/projects/acme%2Fshop/jobs/5006');
});

test('an address of another instance gets no token, and is not asked', { timeout: 20_000 }, async () => {
  await using client = await clientOf({ user: 'dana' });

  const hits = await hitsOf(stranger, async () => {
    const { signIn, markdown } = await client.why(page('/-/jobs/5006', stranger));
    const { origin } = new URL(stranger.url);
    assert.deepEqual(signIn, { instance: origin, because: `nobody is signed in to ${origin}` });
    assert.match(markdown, /Deploy Gates: Sign in/);
    assert.doesNotMatch(markdown, /GITLAB_TOKEN|deploy-gates why/);
  });

  assert.deepEqual(hits, []);
  assert.equal(client.tokensAsked.at(-1), new URL(stranger.url).origin);
});

test('signed out, nobody is asked, and signing in is to the instance with its root', { timeout: 20_000 }, async () => {
  await using client = await clientOf();

  const hits = await hitsOf(gitlab, async () => {
    const { signIn } = await client.why(page('/-/jobs/5006'));
    assert.deepEqual(signIn, { instance: gitlab.url, because: `nobody is signed in to ${gitlab.url}` });
  });

  assert.deepEqual(hits, []);
});

test('a token that GitLab does not take leads to signing in, one that is too narrow does not', {
  timeout: 20_000,
}, async () => {
  await using client = await clientOf({ user: 'nobody' });
  const { signIn } = await client.why(page('/-/jobs/5006'));
  assert.equal(signIn?.instance, gitlab.url);
  assert.match(signIn?.because ?? '', /401/);

  await using narrow = await clientOf({ user: 'narrow' });
  const answer = await narrow.why(page('/-/jobs/5006'));
  assert.equal(answer.signIn, undefined);
  assert.match(answer.markdown, /Reading it takes a token with the scope `api` or `read_api`/);
});

test('what GitLab does not find is said, with what else that may mean', { timeout: 20_000 }, async () => {
  await using client = await clientOf({ user: 'dana' });

  const { kind, markdown, signIn } = await client.why(page('/-/jobs/77'));

  assert.deepEqual([kind, signIn], ['address', undefined]);
  assert.match(markdown, /could not be read: GitLab does not find it/);
  assert.match(markdown, /the same of what is not there and of what you may not see/);
});

test('settings from a file stand for those that GitLab would be asked for', { timeout: 20_000 }, async () => {
  const options = { now: noon, signal: new AbortController().signal };
  const taken = await takeSnapshot(
    { base: gitlab.url, token: { kind: 'personal', secret: new Secret('glpat-omar') } },
    'acme/shop',
    options,
  );
  const shared: Snapshot = { ...taken, source: 'snapshot' };
  await using client = await clientOf({ user: 'dana', file: shared });

  const settings = (all: StandIn['hits']) => all.filter((it) => /members|protected_|freeze/.test(it.path));
  const hits = await hitsOf(gitlab, () => client.why(page('/-/jobs/5040')));

  assert.deepEqual(settings(hits), []);
  await using other = await clientOf({ user: 'dana' });
  await other.status((it) => it.state === 'fresh');
  assert.ok(settings(await hitsOf(gitlab, () => other.why(page('/-/jobs/5040')))).length > 0);
});

test('a pasted text needs no GitLab, and an address in it is handed back', { timeout: 20_000 }, async () => {
  await using client = await clientOf();

  const hits = await hitsOf(gitlab, async () => {
    const plain = await client.why('This job is blocked');
    assert.deepEqual([plain.kind, plain.title, plain.trouble], ['text', 'pasted text', undefined]);
    assert.match(plain.markdown, /^\*\*"job is blocked": one of 3, likeliest first\*\*/);
    assert.match(plain.markdown, /Run "Deploy Gates: Explain a blocked job…" with the address/);
    const holding = await client.why(`ERROR: You are not allowed to deploy, see ${page('/-/jobs/5006')}`);
    assert.equal(holding.address, page('/-/jobs/5006'));
  });

  assert.deepEqual(hits, []);
});

test('what makes no sense is answered with the place and the remedy', { timeout: 20_000 }, async () => {
  await using client = await clientOf({ user: 'dana' });
  await client.status((it) => it.state === 'fresh');
  const trouble = async (about: string) => {
    const answer = await client.why(about);
    assert.equal(answer.kind, 'none');
    assert.match(answer.trouble ?? '', /Give the address of a job, pipeline, environment or deployment, such as /);
    return answer.trouble;
  };

  const hits = await hitsOf(gitlab, async () => {
    assert.match((await trouble(page('/-/issues/5'))) ?? '', /^`\/-\/issues\/5` is a page of another kind\./);
    assert.match((await trouble(page('/-/jobs'))) ?? '', /^`\/-\/jobs` is a list: the number of one job is missing/);
    assert.match((await trouble('good morning everybody')) ?? '', /^No text of GitLab or git is recognised in this\./);
    assert.match((await trouble('  ')) ?? '', /^Nothing was given\./);
  });

  assert.deepEqual(hits, []);
});

test('a reading that takes long can be cancelled, and is then answered as cancelled', {
  timeout: 20_000,
}, async () => {
  await using client = await clientOf({ user: 'dana' });
  await client.status((it) => it.state === 'fresh');
  gitlab.faults.push({ match: { path: '*' }, do: { stall: true } });
  const start = gitlab.hits.length;
  const source = new CancellationTokenSource();

  const answer = client.connection.sendRequest('deployGates/why', { about: page('/-/jobs/5006') }, source.token);
  await until(() => gitlab.hits.length > start);
  source.cancel();

  await assert.rejects(
    answer,
    (error) => error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled,
  );
  gitlab.faults.clear();
  assert.equal((await client.why(page('/-/jobs/5006'))).title, 'by-hand (job 5006)');
});

test('names and texts from elsewhere are not taken for Markdown', { timeout: 20_000 }, async () => {
  await using client = await clientOf();

  const { markdown } = await client.why('you are not allowed to deploy <img src=x> to [prod](http://x.test/a_b_c)');

  assert.doesNotMatch(markdown, /(?<!\\)<img|(?<!\\)\[prod/);
});
