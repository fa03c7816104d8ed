/** What a job waits for before its turn comes (config.md §5.10). */
import type { Job } from './job.ts';

/**
 * `dag`: for the jobs it needs, whatever their stage; `stage`: for the stages before its own. A trigger job that
 * mirrors another pipeline keeps waiting for stages.
 */
export function schedulingOf({ needs }: Pick<Job, 'needs'>): 'dag' | 'stage' {
  return needs && !needs.some((it) => it.kind === 'bridge') ? 'dag' : 'stage';
}
