/** Pipelines that trigger jobs wait for: with `strategy` such a job is not done before its pipeline is. */
import { t } from '@vscode/l10n';
import { all, any, isUnknown, type Tri, unknown } from '../logic/tri.ts';
import type { JobOutcome } from '../pipeline/outcome.ts';
import type { Forecast, Holder, Stops } from '../pipeline/process/forecast.ts';
import type { AwaitedPipeline } from '../pipeline/process/roles.ts';
import type { Below, End, Started } from './started.ts';

/**
 * What becomes of the pipeline that a job waits for. `undefined`: the job waits for none.
 * @see app/models/ci/bridge.rb (18.9), `inherit_status_from_downstream`
 */
export function awaitedBy({ job }: JobOutcome, below: Below): AwaitedPipeline | undefined {
  if (job.trigger?.strategy === undefined) return undefined;
  const started = below.startedBy(job.name);
  if (started.length === 0) return undefined;
  const stops = started.map(stopsBefore);
  return { stops: agreed(stops, job.name), meanwhile: meanwhileOf(job.trigger.strategy, started) };
}

function meanwhileOf(strategy: string, started: readonly Started[]): AwaitedPipeline['meanwhile'] {
  const ends = started.flatMap((it) => it.pipeline?.end ?? []);
  const over = ends.find((it) => it.over !== undefined)?.over;
  if (over !== undefined) return over === 'skipped' && strategy === 'mirror' ? 'skipped' : 'failed';
  return strategy === 'mirror' && ends.some((it) => it.byHand) ? 'manual' : 'running';
}

/**
 * Whether a trigger job with `strategy` fails because of how the pipeline it has started is over while nobody does
 * anything: `depend` takes a skipped one for a failed one.
 */
export function failsWith({ over, stops }: End, strategy: string | undefined): Tri {
  if (strategy === undefined || over === undefined) return false;
  return over === 'failed' || strategy !== 'mirror' ? stops : false;
}

/** Which of several it starts hangs on its rules. */
function agreed(stops: readonly Tri[], job: string): Tri {
  const known = all(stops);
  if (known === true || any(stops) === false) return known === true;
  return isUnknown(known) ? known : unknown({ kind: 'runtime', detail: t`which rule of \`${job}\` matches` });
}

/** Whether what is started stops before its end. What fails at once, or goes round in a circle, is told elsewhere. */
function stopsBefore({ failure, movedTo, again, pipeline, missing }: Started): Tri {
  if (failure !== undefined || movedTo !== undefined || again) return false;
  if (!pipeline) return missing.length > 0 ? unknown(...missing) : false;
  const { created, open, end } = pipeline;
  return all([created, any([end.stops, open.length > 0 && unknown(...open)])]);
}

/** How the pipeline of a forecast ends, for the trigger job that started it. */
export function endOf(forecast: Forecast, below: Below | undefined): End {
  const { holders, missing, statuses, optional } = forecast.stops();
  const certain = holders.filter((it) => it.certain);
  const [first = holders[0]] = certain;
  if (!first) return overOf(statuses, missing, optional);
  const stops = certain.length > 0 || unknown(...missing);
  return { stops, for: waitsFor(first, below), byHand: holders.some((it) => it.stop !== 'delayed') };
}

/** How it ends where nothing in it stops. */
function overOf(statuses: Stops['statuses'], missing: Stops['missing'], optional: Stops['optional']): End {
  const over = statuses.find((it) => it === 'skipped' || it === 'failed');
  if (over !== 'skipped' && over !== 'failed') return { stops: false, byHand: false };
  const [first] = optional;
  const isSure = statuses.every((it) => it === over);
  return {
    stops: isSure || unknown(...missing),
    ...(first && { for: t`somebody to start \`${first.job.name}\`` }),
    byHand: true,
    over,
  };
}

/** What a job, or a pipeline, waits for that a holder holds: completes "waits for". */
export function waitsFor({ job: { job, possible }, stop }: Holder, below: Below | undefined): string {
  const { name } = job;
  const after = possible[0]?.startIn;
  switch (stop) {
    case 'delayed':
      return after === undefined
        ? t`\`${name}\`, which starts by itself after a while`
        : t`\`${name}\`, which starts by itself after ${after}`;
    case 'approval':
      return t`\`${name}\`, which has to be approved and started by hand`;
    case 'downstream':
      return withItsPipeline(name, below?.startedBy(name) ?? []);
    default:
      return t`somebody to start \`${name}\``;
  }
}

/** "`edge`, whose pipeline in `acme/edge` waits for somebody to start `roll-out`". */
function withItsPipeline(name: string, started: readonly Started[]): string {
  const it = started.find(({ pipeline }) => pipeline?.end.for !== undefined) ?? started[0];
  const what = it?.pipeline?.end.for;
  const { target } = it?.start ?? {};
  if (target?.kind === 'project') {
    return what === undefined
      ? t`\`${name}\`, whose pipeline in \`${target.shown}\` it waits for`
      : t`\`${name}\`, whose pipeline in \`${target.shown}\` waits for ${what}`;
  }
  return what === undefined
    ? t`\`${name}\`, whose child pipeline it waits for`
    : t`\`${name}\`, whose child pipeline waits for ${what}`;
}
