/** The forecast of an attempt's pipeline, with the jobs that approvals hold: what the gates say about jobs ahead. */
import type { Tri } from '../logic/tri.ts';
import type { Outcome } from '../pipeline/outcome.ts';
import { type Forecast, forecast, type JobForecast } from '../pipeline/process/forecast.ts';
import type { AwaitedPipeline } from '../pipeline/process/roles.ts';
import type { SettingKey, Snapshot } from '../settings/settings.ts';
import { awaitedBy } from './awaited.ts';
import type { Question } from './gate.ts';
import { isHeldForApproval } from './subject.ts';

/** What decides whether approvals hold a job: read by every gate that looks at jobs ahead. */
export const approvalReads: readonly SettingKey[] = [
  'protectedEnvironmentsLicensed',
  'protectedEnvironments',
  'groupProtectedEnvironments',
  'ancestorGroups',
  'environments',
];

/** What a forecast rests on. */
export type About = Pick<Question, 'pipeline' | 'outcome' | 'snapshot' | 'below'>;

/** Kept as long as the outcome, the settings and what is known of other pipelines are. */
const forecasts = new WeakMap<Outcome, WeakMap<Snapshot, WeakMap<object, Forecast>>>();
const nothingBelow = {};

/** The forecast of a whole attempt. */
export function forecastOf({ pipeline, outcome, snapshot, below }: About): Forecast {
  // Another attempt of the same pipeline may start other things.
  const other = below?.of === outcome ? below : undefined;
  const bySnapshot = forecasts.get(outcome) ?? new WeakMap<Snapshot, WeakMap<object, Forecast>>();
  forecasts.set(outcome, bySnapshot);
  const byBelow = bySnapshot.get(snapshot) ?? new WeakMap<object, Forecast>();
  bySnapshot.set(snapshot, byBelow);
  const known = byBelow.get(other ?? nothingBelow);
  if (known) return known;
  const held = new Map<string, Tri>();
  const awaited = new Map<string, AwaitedPipeline>();
  for (const job of outcome.jobs.values()) {
    const [effect] = job.possible;
    held.set(job.job.name, effect ? isHeldForApproval(job, effect, snapshot) : false);
    const its = other && awaitedBy(job, other);
    if (its) awaited.set(job.job.name, its);
  }
  const made = forecast(
    pipeline,
    outcome,
    (job) => held.get(job) ?? false,
    (job) => awaited.get(job),
  );
  byBelow.set(other ?? nothingBelow, made);
  return made;
}

/** The forecast of the job that a gate is asked about, with the effect that is judged. */
export function forecastFor(question: Question): JobForecast | undefined {
  return forecastOf(question).of(question.job.job.name, question.effect);
}
