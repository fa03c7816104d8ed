/** Attempts and pipelines for tests of what becomes of a pipeline. */
import { resolve } from '../../server/src/config/resolve.ts';
import type { Sources } from '../../server/src/config/sources.ts';
import type { Attempt } from '../../server/src/pipeline/attempt.ts';
import type { Pipeline } from '../../server/src/pipeline/pipeline.ts';
import { readPipeline } from '../../server/src/pipeline/read.ts';
import { configScope } from '../../server/src/pipeline/variables.ts';
import { parse } from '../../server/src/syntax/parse.ts';

/** Dana pushes to main. */
export function attemptOf(given: Readonly<Record<string, unknown>> = {}): Attempt {
  return {
    actor: { kind: 'user', username: 'dana' },
    ref: 'main',
    tag: false,
    source: 'push',
    at: Date.UTC(2026, 10, 18, 12),
    defaultBranch: 'main',
    ...given,
  };
}

/** The pipeline of one file. Includes cannot be read. */
export function pipelineOf(yaml: string, attempt: Attempt = attemptOf()): Pipeline {
  const file = parse('.gitlab-ci.yml', yaml);
  const sources: Sources = {
    find: (location) => (location.kind === 'file' ? { kind: 'file', file } : { kind: 'unresolved', why: 'offline' }),
    list: () => 'unresolved',
  };
  return readPipeline(resolve({ kind: 'file', path: '.gitlab-ci.yml' }, sources, { scope: configScope(attempt) }));
}
