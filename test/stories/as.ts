/** Reads a scenario's project as somebody, over real HTTP, and judges a pipeline with what that person was shown. */
import { join } from 'node:path';
import { analyse } from '../../server/src/engine/analyse.ts';
import type { Analysis } from '../../server/src/engine/analysis.ts';
import type { GateId } from '../../server/src/gates/gate.ts';
import { takeSnapshot } from '../../server/src/host/gitlab.ts';
import { Secret } from '../../server/src/host/secret.ts';
import { Transport } from '../../server/src/host/transport.ts';
import type { Attempt } from '../../server/src/pipeline/attempt.ts';
import type { Pipeline } from '../../server/src/pipeline/pipeline.ts';
import type { Known, SettingKey, Snapshot } from '../../server/src/settings/settings.ts';
import { readScenario, type Scenario } from '../gitlab/scenario.ts';
import { type StandIn, startGitlab } from '../gitlab/server.ts';
import { attemptOf, noon, pipelineOf } from '../support/world.ts';

/** A scenario of this folder. */
export function scenarioOf(name: string): Scenario {
  return readScenario(join('test', 'stories', `${name}.yml`));
}

/** Starts the stand-in, does something with it, and ends it. */
export async function withGitlab<T>(scenario: Scenario, use: (gitlab: StandIn) => Promise<T>): Promise<T> {
  const gitlab = await startGitlab(scenario);
  try {
    return await use(gitlab);
  } finally {
    await gitlab.close();
  }
}

/** What a token is shown of a project. */
export async function snapshotWith(
  gitlab: StandIn,
  token: string,
  project: string,
  kind: 'personal' | 'job' = 'personal',
): Promise<Snapshot> {
  const account = { base: gitlab.url, token: { kind, secret: new Secret(token) } };
  const transport = new Transport(account, { backOff: 1, timeout: 5000 });
  try {
    return await takeSnapshot(account, project, { now: noon, signal: new AbortController().signal, transport });
  } finally {
    transport.close();
  }
}

/** The same, of a scenario that nothing else is asked. */
export function shownTo(token: string, scenario: Scenario, project: string): Promise<Snapshot> {
  return withGitlab(scenario, (gitlab) => snapshotWith(gitlab, token, project));
}

/**
 * The pipeline judged with `snapshot`, as its token's user unless `given` says otherwise.
 * @param files `.gitlab-ci.yml`, or a pipeline that was read before.
 * @param given as `attemptOf` takes it.
 */
export function judge(
  files: string | Pipeline,
  snapshot: Snapshot,
  given: Readonly<Record<string, unknown>> = {},
): Analysis {
  const { currentUser } = snapshot.settings;
  const as = currentUser.known ? currentUser.value.username : null;
  const attempt: Attempt = attemptOf({ as, ...given });
  const pipeline = typeof files === 'string' ? pipelineOf(files, attempt) : files;
  return analyse(pipeline, attempt, snapshot);
}

/** The job's verdict, then each gate with its own: `deny: pipeline pass, permission deny`. Only the gates asked for. */
export function verdicts({ reports }: Analysis, job: string, gates: readonly GateId[]): string {
  const report = reports.find((it) => it.job.job.name === job);
  if (!report) return 'no deploy job';
  const said = report.findings
    .filter((it) => gates.includes(it.gate.id))
    .map((it) => `${it.gate.id} ${it.verdict.kind}`);
  return `${report.verdict.kind}: ${said.join(', ')}`;
}

/** The settings that are not known: `forbidden, Maintainer`. */
export function unread({ settings }: Snapshot): Readonly<Partial<Record<SettingKey, string>>> {
  const entries = Object.entries(settings) as [SettingKey, Known<unknown>][];
  return Object.fromEntries(
    entries.flatMap(([key, it]) =>
      it.known ? [] : [[key, it.needs === undefined ? it.why : `${it.why}, ${it.needs}`]],
    ),
  );
}
