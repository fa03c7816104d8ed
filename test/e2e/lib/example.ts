/** The embedded example, as somebody would have it on their disk: a checkout of a project of the stand-in GitLab. */
import { join } from 'node:path';
import { readScenario, type Scenario } from '../../gitlab/scenario.ts';
import { type StandIn, startGitlab } from '../../gitlab/server.ts';
import { makeWorkspace } from '../../start/workspace.ts';
import { root } from './paths.ts';

export interface Example {
  /** The checkout. */
  readonly folder: string;
  readonly gitlab: StandIn;
  /** What it knows. */
  readonly scenario: Scenario;
  readonly close: () => Promise<void>;
}

/** Starts the stand-in, and makes a checkout of the project that takes its files from the example. */
export async function openExample(): Promise<Example> {
  const source = join(root, 'test', 'example');
  const scenario = readScenario(join(source, 'scenario.yml'));
  const [project = ''] = Object.entries(scenario.projects ?? {}).find(([, it]) => it?.files_from !== undefined) ?? [];
  const gitlab = await startGitlab(scenario);
  const { folder, remove } = makeWorkspace(source, `${gitlab.url}/${project}.git`, 'storefront');
  return {
    folder,
    gitlab,
    scenario,
    close: async () => {
      remove();
      await gitlab.close();
    },
  };
}
