/** A pipeline that exists as an attempt: who started it, where, how and when. */
import { type Attempt, pipelineSources } from '../pipeline/attempt.ts';
import type { LivePipeline } from './live.ts';

export function attemptOf({ ref, tag, source, user, createdAt }: LivePipeline): Attempt {
  return {
    actor: user ? { kind: 'user', username: user.username } : { kind: 'nobody' },
    ref,
    tag,
    source: pipelineSources.find((it) => it === source) ?? 'push',
    at: createdAt ?? 0,
    changedPaths: 'unknown',
  };
}
