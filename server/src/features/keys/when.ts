/** `when` and `allow_failure` of a job: how it starts in this attempt, and what its failure or its waiting does to the rest. */
import { t } from '@vscode/l10n';
import { forecastOf } from '../../gates/ahead.ts';
import { delayed } from '../../gates/delayed.ts';
import type { Finding } from '../../gates/gate.ts';
import { manual } from '../../gates/manual.ts';
import { isUnknown } from '../../logic/tri.ts';
import type { Job } from '../../pipeline/job.ts';
import type { Effect } from '../../pipeline/outcome.ts';
import { names, startsBy } from '../../pipeline/process/words.ts';
import { missingInWords } from '../../pipeline/rules.ts';
import { effectWords } from '../attempts.ts';
import { inFull, placeLink } from '../gate-words.ts';
import { attemptWords } from '../words.ts';
import { type About, findingOf, type KeyWords } from './about.ts';
import { eitherKind } from './rules.ts';

export const whenWords: KeyWords = (about) => {
  const absent = absence(about);
  if (absent !== undefined) return absent;
  const [effect, ...others] = about.job.possible;
  if (!effect) return undefined;
  if (others.length > 0) return undecided(about);
  return [...overridden(about, effect, 'when'), ...startWords(about, effect)].join('\n\n');
};

export const allowFailureWords: KeyWords = (about) => {
  const absent = absence(about);
  if (absent !== undefined) return absent;
  const [effect, ...others] = about.job.possible;
  if (!effect) return undefined;
  if (others.length > 0) return undecided(about);
  return [...overridden(about, effect, 'allow_failure'), meaning(about, effect)].join('\n\n');
};

/** Nothing of it counts for a job that is not there. */
export function absence({ job, analysis }: About): string | undefined {
  const { created } = analysis.outcome;
  if (job.included === false) return t`**Not in this pipeline:** ${job.because.text}.`;
  if (created === false) return t`**No pipeline is created** (${attemptWords(analysis)}), so nothing of it counts.`;
  return undefined;
}

/** The rules leave open what the job gets. */
function undecided({ job }: About): string {
  const missing = isUnknown(job.included) ? ` ${t`It depends on ${missingInWords(job.included.missing)}.`}` : '';
  return `${t`**Not decided:** ${job.because.text}. The job is: ${eitherKind(job.possible)}.`}${missing}`;
}

/** Which rule says something else. */
function overridden(
  { analysis, job: { job }, options }: About,
  effect: Effect,
  key: 'when' | 'allow_failure',
): readonly string[] {
  const rule = effect.rule && job.rules?.[effect.rule.index];
  const says = key === 'when' ? rule?.when : rule?.allowFailure;
  if (!rule || !effect.rule || says === undefined) return [];
  const link = placeLink(analysis, rule.node.span, options.uriOf);
  return [t`**It does not count here:** rule ${effect.rule.index + 1} matches and says \`${key}: ${says}\` (${link}).`];
}

function startWords(about: About, effect: Effect): readonly string[] {
  const finding = effect.when === 'manual' ? findingOf(about, manual) : findingOf(about, delayed);
  if (finding) return [findingWords(about, finding)];
  const forecast = forecastOf(about.analysis).of(about.job.job.name);
  const starts = forecast && startsBy(forecast);
  if (starts !== undefined) return [t`This job ${starts} (${attemptWords(about.analysis)}).`];
  const ahead =
    forecast?.fate === 'held' ? ` ${t`It waits for ${names(forecast.ahead.map((it) => it.job.job.name))}.`}` : '';
  return [`${t`In this attempt (${attemptWords(about.analysis)}): ${effectWords(effect)}.`}${ahead}`];
}

function findingWords({ analysis, report, options }: About, finding: Finding): string {
  if (report) return inFull(analysis, report, finding, options, 'here');
  return `${t`This job ${finding.what}.`} ${finding.why}`;
}

function meaning(about: About, effect: Effect): string {
  const { exitCodes } = about.job.job.allowFailure;
  if (effect.when === 'manual') {
    const finding = findingOf(about, manual);
    const codes = exitCodes ? ` ${t('Exit codes do not count for that: they stand for `false`.')}` : '';
    const head = effect.allowFailure
      ? t('**Optional:** the pipeline goes on without this manual job.')
      : t('**Blocking:** the pipeline waits until somebody starts this manual job.');
    return `${head}${codes}${finding ? ` ${finding.why}` : ''}`;
  }
  return `${failureWords(effect, exitCodes)}${afterItWords(deploymentsAfter(about))}`;
}

function failureWords({ allowFailure }: Effect, exitCodes: readonly number[] | undefined): string {
  if (exitCodes) {
    const codes = exitCodes.join(` ${t('or')} `);
    return t`**With exit code ${codes}** the pipeline goes on as if this job had passed; any other failure stops it.`;
  }
  return allowFailure
    ? t('**A failure does not stop the pipeline:** what waits for this job starts all the same.')
    : t('**A failure stops the pipeline:** what waits for this job does not start.');
}

function afterItWords(jobs: readonly string[]): string {
  if (jobs.length === 0) return '';
  return ` ${jobs.length === 1 ? t`${names(jobs)} deploys after it.` : t`${names(jobs)} deploy after it.`}`;
}

/** Jobs that deploy and come after a job, by stage or need. */
function deploymentsAfter({ analysis: { pipeline, reports }, job: { job } }: About): readonly string[] {
  const stage = (it: Job) => pipeline.stages.indexOf(it.stage);
  return reports
    .filter(({ job: other, verdict }) => {
      if (verdict.kind === 'absent' || other.job.environment?.action !== 'start') return false;
      const { needs } = other.possible[0] ?? {};
      if (needs) return needs.some((it) => it.kind === 'job' && it.job === job.baseName);
      return stage(other.job) > stage(job);
    })
    .map((it) => it.job.job.name);
}
