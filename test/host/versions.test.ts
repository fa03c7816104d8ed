/** GitLab 15.0, as far as it lacks what 18.9 has: what is absent is not known, and nothing is made up in its place. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { takeSnapshot } from '../../server/src/host/gitlab.ts';
import { Secret } from '../../server/src/host/secret.ts';
import type { Snapshot } from '../../server/src/settings/settings.ts';
import { type StandIn, startGitlab } from '../gitlab/server.ts';
import { noon, unread, value } from './reading.ts';
import { json, type Server, serve } from './server.ts';
import { scenario } from './shop.ts';

/** Attributes of a project that came later, and GraphQL fields by the type that lacks them. */
const later = {
  project: [
    'allow_pipeline_trigger_approve_deployment',
    'ci_forward_deployment_rollback_allowed',
    'ci_push_repository_for_job_token_allowed',
    'ci_pipeline_variables_minimum_override_role',
    'resource_group_default_process_mode',
  ],
  fields: [
    ['Environment', 'protectedEnvironments'],
    ['Environment', 'deployFreezes'],
    ['Project', 'maxAccessLevel'],
    ['Metadata', 'enterprise'],
  ],
} as const;

let today: StandIn;
let old: Server;
before(async () => {
  today = await startGitlab(scenario({ instance: { version: '15.0.0-ee' } }));
  old = await serve((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (it: Buffer) => chunks.push(it));
    request.on('end', async () => {
      const body = Buffer.concat(chunks).toString();
      const lacking = later.fields.filter(([, field]) => new RegExp(`\\b${field}\\b`).test(body));
      if (lacking.length > 0) return json(response, { errors: lacking.map(undefinedField) });
      if (request.url?.startsWith('/api/v4/metadata')) return json(response, { error: '404 Not Found' }, 404);
      const { authorization = '', 'content-type': type = 'application/json' } = request.headers;
      const answer = await fetch(`${today.url}${request.url}`, {
        method: request.method ?? 'GET',
        headers: { authorization, 'content-type': type },
        ...(body !== '' && { body }),
      });
      const told: unknown = await answer.json();
      const isProject = /^\/api\/v4\/projects\/[^/?]+(\?|$)/.test(request.url ?? '');
      json(response, isProject ? without(told, later.project) : told, answer.status);
    });
  });
});
after(async () => {
  await old.close();
  await today.close();
});

function undefinedField([typeName, fieldName]: readonly [string, string]): object {
  const message = `Field '${fieldName}' doesn't exist on type '${typeName}'`;
  return { message, extensions: { code: 'undefinedField', typeName, fieldName } };
}

function without(it: unknown, keys: readonly string[]): unknown {
  return Object.fromEntries(Object.entries(it as object).filter(([key]) => !keys.includes(key)));
}

function shown(token: string): Promise<Snapshot> {
  const account = { base: old.url, token: { kind: 'personal', secret: new Secret(token) } } as const;
  return takeSnapshot(account, 'acme/eu/pay/shop', { now: noon, signal: new AbortController().signal });
}

test('a Maintainer: REST tells what GraphQL does not have yet', async () => {
  const { settings, instance } = await shown('glpat-maya');
  assert.equal(instance.version, '15.0.0-ee');
  assert.equal(instance.preventBlockingNonDeploymentJobs, false, 'the flag came with 17.4');
  assert.deepEqual(unread(settings), {
    protectedEnvironmentsLicensed: 'unsupported',
    selfApproval: 'unsupported',
    forwardDeployment: 'unsupported',
    groupProtectedEnvironments: 'forbidden',
    resourceGroupDefaultMode: 'unsupported',
    jobTokenPushAllowed: 'unsupported',
  });
  assert.deepEqual(
    value(settings.protectedEnvironments).items.map((it) => it.name),
    ['not-yet', 'production'],
  );
  assert.equal(value(settings.freezePeriods).length, 1);
  assert.equal(value(settings.currentUser).projectLevel, 40);
});

test('a Developer: what only GraphQL would have told is not known, nor empty', async () => {
  const { settings } = await shown('glpat-dev');
  const kept = unread(settings);
  assert.equal(kept.protectedEnvironments, 'forbidden');
  assert.equal(kept.groupProtectedEnvironments, 'forbidden');
  assert.equal(value(settings.freezePeriods).length, 1);
  assert.equal(value(settings.environments).length, 3);
  assert.equal(value(settings.currentUser).projectLevel, 30);
});
