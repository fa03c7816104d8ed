/** What an attempt tells the reading of its configuration. */
import type { ConfigContext } from '../config/config.ts';
import type { Attempt } from './attempt.ts';
import { changedPaths } from './conditions.ts';
import { configScope } from './variables.ts';

/** The context in which the configuration of an attempt's pipeline is put together (config.md §2.6). */
export function configContext(attempt: Attempt): ConfigContext {
  const { project, serverUrl } = attempt;
  const changed = changedPaths(attempt);
  return {
    scope: configScope(attempt),
    ...(project && { projectPath: project.path }),
    ...(serverUrl !== undefined && { serverFqdn: serverUrl.replace(/^https?:\/\//, '') }),
    ...(changed && { changedPaths: changed === 'unknown' ? { unknown: true } : changed }),
  };
}
