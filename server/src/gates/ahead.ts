/** The forecast of an attempt's pipeline, with the jobs that approvals hold: what the gates say about jobs ahead. */
import type { Tri } from '../logic/tri.ts';
import type { Outcome } from '../pipeline/outcome.ts';
import { type Forecast, forecast, type JobForecast } from '../pipeline/process/forecast.ts';
import type { SettingKey, Snapshot } from '../settings/settings.ts';
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

/** Kept as long as the outcome and the settings are. */
const forecasts = new WeakMap<Outcome, WeakMap<Snapshot, Forecast>>();

/** The forecast of a whole attempt. */
export function forecastOf(question: Pick<Question, 'pipeline' | 'outcome' | 'snapshot'>): Forecast {
  const { pipeline, outcome, snapshot } = question;
  const known = forecasts.get(outcome)?.get(snapshot);
  if (known) return known;
  const held = new Map<string, Tri>();
  for (const job of outcome.jobs.values()) {
    const [effect] = job.possible;
    held.set(job.job.name, effect ? isHeldForApproval(job, effect, snapshot) : false);
  }
  const made = forecast(pipeline, outcome, (job) => held.get(job) ?? false);
  const bySnapshot = forecasts.get(outcome) ?? new WeakMap<Snapshot, Forecast>();
  forecasts.set(outcome, bySnapshot.set(snapshot, made));
  return made;
}

/** The forecast of the job that a gate is asked about, with the effect that is judged. */
export function forecastFor(question: Question): JobForecast | undefined {
  return forecastOf(question).of(question.job.job.name, question.effect);
}
