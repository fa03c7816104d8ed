/** The configuration that a pipeline was made of: read again at its commit, for what GitLab shows of no job. */
import { t } from '@vscode/l10n';
import type { ProjectRef } from '../config/sources.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { readPipeline } from '../pipeline/read.ts';
import { configScope } from '../pipeline/variables.ts';
import type { LivePipeline } from '../settings/live.ts';
import { attemptOf } from '../settings/live-attempt.ts';
import type { Known, Snapshot } from '../settings/settings.ts';
import type { Instant } from '../text/instant.ts';
import { known } from './fault.ts';
import { remoteReader } from './remote-files.ts';
import { settle } from './settle.ts';
import type { Transport } from './transport.ts';

/**
 * Not known for child pipelines, whose configuration stands in their trigger job or in an artifact, and where the
 * token may not read the repository. What the project's own variables say about includes is not known either.
 * @throws Fault `cancelled`
 */
export async function readPlan(
  transport: Transport,
  pipeline: LivePipeline,
  snapshot: Snapshot,
  { now, signal }: { readonly now: () => Instant; readonly signal: AbortSignal },
): Promise<Known<Pipeline>> {
  if (pipeline.source === 'parent_pipeline') {
    return unread('unsupported', t`the configuration of a child pipeline stands in its trigger job`);
  }
  const place = placeOf(pipeline, snapshot);
  if (!place) return unread('unsupported', t`the configuration comes from an address on the web`);
  const location = { kind: 'file', path: place.file, project: place.project } as const;
  const reader = remoteReader(transport.account, { now, transport, project: snapshot.project.path });
  const found = await reader.find(location, signal);
  if (found.kind === 'absent') return unread('not-found', t`there is no \`${place.file}\` at the pipeline's commit`);
  if (found.kind === 'unresolved') {
    return { known: false, why: found.why, needs: 'Reporter', detail: t`\`${place.file}\` could not be read` };
  }
  const attempt = attemptOf(pipeline);
  const { base } = transport.account;
  const context = {
    scope: configScope(attempt),
    projectPath: snapshot.project.path,
    serverFqdn: base.replace(/^https?:\/\//, ''),
    changedPaths: { unknown: true } as const,
  };
  const { config } = await settle(location, reader, context, signal);
  return known(readPipeline(config));
}

function unread(why: 'unsupported' | 'not-found', detail: string): Known<never> {
  return { known: false, why, detail };
}

/** `.gitlab-ci.yml`, another file of the project, or one of another project (`file@group/project:ref`). */
function placeOf(
  { sha }: LivePipeline,
  { project, settings }: Snapshot,
): { readonly file: string; readonly project: ProjectRef } | undefined {
  const path = (settings.project.known ? settings.project.value.ciConfigPath : undefined) ?? '.gitlab-ci.yml';
  if (path.includes('://')) return undefined;
  const [file = '', elsewhere] = path.split('@');
  if (elsewhere === undefined) return { file, project: { path: project.path, ref: sha } };
  const [other = '', ref] = elsewhere.split(':');
  return { file, project: { path: other, ...(ref !== undefined && { ref }) } };
}
