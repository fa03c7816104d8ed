/** The instance itself and whoever asks: version, user, token, templates. */
import { type Answer, badRequest, forbidden, json, notFound, unauthorized } from '../answer.ts';
import type { Call, Route } from '../call.ts';
import { userSelf } from '../entities.ts';
import { paged } from '../paging.ts';
import { founded } from '../world.ts';

export const instanceRoutes: readonly Route[] = [
  { path: '/user', scopes: ['read_user'], handle: user },
  { path: '/metadata', scopes: ['read_user'], handle: metadata },
  { path: '/version', scopes: ['read_user'], handle: metadata },
  { path: '/personal_access_tokens/self', scopes: ['any'], handle: token },
  { path: '/features', handle: features },
  { path: '/templates/gitlab_ci_ymls', open: true, handle: templates },
  { path: '/templates/gitlab_ci_ymls/:name', open: true, handle: template },
];

function user(call: Call): Answer {
  return call.viewer.user
    ? json(userSelf({ base: call.base, instance: call.world.instance }, call.viewer.user))
    : unauthorized;
}

function metadata({ world: { instance }, viewer }: Call): Answer {
  if (!viewer.user) return unauthorized;
  return json({
    version: instance.version,
    revision: '6714c913',
    kas: { enabled: false, externalUrl: null, externalK8sProxyUrl: null, version: null },
    enterprise: instance.enterprise,
  });
}

/** lib/api/features.rb: for admins, with their admin mode on where that is asked for. */
function features({ world: { instance }, viewer }: Call): Answer {
  if (!viewer.user) return unauthorized;
  return viewer.admin ? json(instance.features) : forbidden();
}

function token({ token: it }: Call): Answer {
  if (!it) return unauthorized;
  if (it.kind !== 'pat') return badRequest('This endpoint requires token type to be a personal access token');
  return json({
    id: it.id,
    name: `token of ${it.user.username}`,
    revoked: it.state === 'revoked',
    created_at: founded,
    description: null,
    scopes: it.scopes,
    user_id: it.user.id,
    last_used_at: founded,
    active: it.state === 'active',
    expires_at: it.expiresAt ?? null,
    last_used_ips: ['127.0.0.1'],
  });
}

export function templates(call: Call): Answer {
  return paged(call, Object.keys(call.world.templates).sort(), (key) => ({ key, name: key }));
}

function template(call: Call): Answer {
  return templateNamed(call) ?? notFound('gitlab_ci_yml');
}

export function templateNamed({ world, params: { name = '' } }: Call): Answer | undefined {
  const content = Object.hasOwn(world.templates, name) ? world.templates[name] : undefined;
  return content === undefined ? undefined : json({ name, content });
}
