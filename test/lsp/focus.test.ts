/** What happens when a person comes back to the editor. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { Snapshots } from '../../server/src/host/snapshots.ts';
import type { StatusParams } from '../../server/src/lsp/protocol.ts';
import { serve } from '../../server/src/lsp/server.ts';
import { type StandIn, startGitlab } from '../gitlab/server.ts';
import { smallWorld } from '../gitlab/small-world.ts';
import { noon } from '../support/world.ts';
import { hoverAt, opened, production, pulling, until, uri } from './opened.ts';
import { worldOf } from './small-world.ts';
import { type Client, talk } from './talk.ts';

const minute = 60_000;

/** A client of a server whose clock goes as the test says, and which asks a GitLab. */
function clientOf(gitlab: StandIn, clock: { now: number }): Client {
  const client = talk((server) =>
    serve(server, {
      ...worldOf({ files: new Map([['.gitlab-ci.yml', production]]) }),
      now: () => clock.now,
      discover: async () => ({ certain: true, instance: gitlab.url, project: 'top/sub/app' }),
      snapshots: (events) => new Snapshots({ ...events, clock: () => clock.now }),
    }),
  );
  client.connection.onRequest('deployGates/token', () => ({ token: 'developer' }));
  return client;
}

const refreshing = {
  ...pulling,
  workspace: { ...pulling.workspace, diagnostics: { refreshSupport: true }, codeLens: { refreshSupport: true } },
};

test('settings are read anew after ten minutes, and not before', { timeout: 20_000 }, async (t) => {
  const gitlab = await startGitlab(smallWorld);
  t.after(() => gitlab.close());
  const clock = { now: noon };
  await using client = clientOf(gitlab, clock);
  const shownAnew: string[] = [];
  client.connection.onRequest('workspace/codeLens/refresh', () => {
    shownAnew.push('lenses');
    return null;
  });
  await opened(client, production, refreshing);
  await hoverAt(client, 0, 2);
  await client.status((it) => it.state === 'fresh');
  await until(() => shownAnew.length > 0);
  const hits = gitlab.hits.length;
  shownAnew.length = 0;

  clock.now = noon + 9 * minute;
  await client.connection.sendNotification('deployGates/focus', {});
  await setTimeout(100);
  assert.equal(gitlab.hits.length, hits);
  assert.deepEqual(shownAnew, []);

  clock.now = noon + 10 * minute;
  await client.connection.sendNotification('deployGates/focus', {});
  const isNew = ({ takenAt = '' }: StatusParams) => Date.parse(takenAt) === clock.now;
  await client.status((it) => it.state === 'fresh' && isNew(it));
  assert.ok(gitlab.hits.length > hits);
  await until(() => shownAnew.length > 0);
});

test('what hangs on the time of day is worked out again, also while nobody is signed in', {
  timeout: 20_000,
}, async () => {
  const clock = { now: noon };
  const client = talk((server) =>
    serve(server, { ...worldOf({ files: new Map([['.gitlab-ci.yml', production]]) }), now: () => clock.now }),
  );
  await using _ = client;
  const shownAnew: string[] = [];
  client.connection.onRequest('workspace/diagnostic/refresh', () => {
    shownAnew.push('diagnostics');
    return null;
  });
  await opened(client, production, refreshing);
  await client.connection.sendRequest('deployGates/attempt', { uri });

  clock.now = noon + 60 * minute;
  await client.connection.sendNotification('deployGates/focus', {});

  await until(() => shownAnew.length > 0);
});
