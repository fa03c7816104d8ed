/** `on_stop`, and the `action: stop` that it leads to: the pair, and whether it fits. */
import { t } from '@vscode/l10n';
import { isUnknown } from '../../logic/tri.ts';
import type { JobOutcome, Outcome } from '../../pipeline/outcome.ts';
import { attemptsOf } from '../attempts.ts';
import { placeLink } from '../gate-words.ts';
import type { About, KeyWords } from './about.ts';

/** From the job that deploys. */
export const onStopWords: KeyWords = (about) => {
  const name = about.job.job.environment?.onStop;
  if (name === undefined) return undefined;
  const stop = about.analysis.outcome.jobs.get(name);
  if (!stop) {
    return t`**\`${name}\` is no job.** GitLab looks for a job of exactly this name; variables in \`on_stop\` are not expanded.`;
  }
  return pairWords(about, about.job, stop);
};

/** From the job that stops; the pair of each job that names it. */
export const stopActionWords: KeyWords = (about) => {
  const { job, analysis } = about;
  if (job.job.environment?.action !== 'stop') return undefined;
  const starters = [...analysis.outcome.jobs.values()].filter((it) => it.job.environment?.onStop === job.job.name);
  if (starters.length === 0) {
    return t(
      '**No job names this one in `on_stop`:** GitLab does not play it when somebody stops the environment. It stops the environment when it runs itself.',
    );
  }
  const [only, ...others] = starters;
  if (only && others.length === 0) return pairWords(about, only, job);
  const lines = starters.slice(0, mostPairs).map((it) => `- ${fitWords(about, it, job)}`);
  const rest = starters.length - lines.length;
  const head = t`**Stops what ${starters.length} jobs deploy,** by their \`on_stop\`:`;
  return [head, [...lines, ...(rest > 0 ? [`- ${t`and ${rest} more`}`] : [])].join('\n')].join('\n\n');
};

/** More pairs than these are counted. */
const mostPairs = 8;

/** One thing that has to be so; `undefined`: it depends on what is not known. */
interface Check {
  readonly fits: boolean | undefined;
  readonly words: string;
}

/** All that has to be so. */
function checksOf({ analysis }: About, start: JobOutcome, stop: JobOutcome): readonly Check[] {
  const { outcome, title } = whereItIs(analysis, start);
  const [one, other] = [start, stop].map((it) => outcome.jobs.get(it.job.name) ?? it);
  const checks =
    one && other ? [sameName(one, other), isStop(other), isManual(other), together(one, other, title)] : [];
  const elsewhere = otherAttempts(analysis, start, stop);
  return elsewhere ? [...checks, elsewhere] : checks;
}

/** One of several pairs, in a line. */
function fitWords(about: About, start: JobOutcome, stop: JobOutcome): string {
  const checks = checksOf(about, start, stop);
  const bad = checks.filter((it) => it.fits === false);
  const open = checks.filter((it) => it.fits === undefined);
  const name = `\`${start.job.name}\``;
  if (bad.length > 0) return t`${name}: **does not fit:** ${bad.map((it) => it.words).join('; ')}`;
  return open.length > 0 ? t`${name}: not known: ${open.map((it) => it.words).join('; ')}` : t`${name}: fits`;
}

function pairWords(about: About, start: JobOutcome, stop: JobOutcome): string {
  const { analysis, options } = about;
  const all = checksOf(about, start, stop);
  const [startName, stopName] = [start.job.name, stop.job.name];
  const lines = all.map((it) => `- ${checkWords(it)}`);
  const [startPlace, stopPlace] = [start, stop].map((it) => placeLink(analysis, it.job.key.span, options.uriOf));
  const places = t`*\`${startName}\` in ${startPlace ?? ''}, \`${stopName}\` in ${stopPlace ?? ''}*`;
  return [headOf(all, startName, stopName), lines.join('\n'), places].join('\n\n');
}

function headOf(all: readonly Check[], start: string, stop: string): string {
  if (all.every((it) => it.fits === true)) {
    return t`**\`${stop}\` stops what \`${start}\` deploys.** When somebody stops the environment, or its time is over, GitLab plays it.`;
  }
  return all.some((it) => it.fits === false)
    ? t`**\`${stop}\` and \`${start}\` do not fit together.** Where one of these fails, GitLab finds no job to stop the environment with:`
    : t`**Whether \`${stop}\` stops what \`${start}\` deploys is not known:**`;
}

function checkWords({ fits, words }: Check): string {
  if (fits === undefined) return t`not known: ${words}`;
  return fits ? words : t`**no:** ${words}`;
}

function sameName(start: JobOutcome, stop: JobOutcome): Check {
  const [one, other] = [start, stop].map((it) => it.possible[0]?.environment);
  if (!one || !other) return { fits: false, words: t`\`${stop.job.name}\` has no environment` };
  const isSame = start.job.environment?.name === stop.job.environment?.name || one.shown === other.shown;
  const known = typeof one.name === 'string' && typeof other.name === 'string';
  return isSame
    ? { fits: true, words: t`both name \`${one.shown}\`` }
    : { fits: known ? false : undefined, words: t`one names \`${one.shown}\`, the other \`${other.shown}\`` };
}

function isStop({ job }: JobOutcome): Check {
  const action = job.environment?.action;
  return { fits: action === 'stop', words: t`\`${job.name}\` says \`action: ${action ?? 'start'}\`` };
}

function isManual({ job, possible }: JobOutcome): Check {
  const whens = [...new Set(possible.map((it) => it.when))];
  const fits = whens.every((it) => it === 'manual') ? true : whens.includes('manual') ? undefined : false;
  return { fits, words: t`\`${job.name}\` is \`when: ${whens.join(`\` ${t('or')} \``)}\`` };
}

/** The pair is looked at where the job that deploys is there: in this attempt, else in a usual one. */
function whereItIs(
  analysis: About['analysis'],
  { included, job }: JobOutcome,
): { readonly outcome: Outcome; readonly title?: string } {
  const columns = included === false ? attemptsOf(analysis) : [];
  const other =
    'why' in columns
      ? undefined
      : (columns.find((it) => it.outcome.jobs.get(job.name)?.included === true) ??
        columns.find((it) => it.outcome.jobs.get(job.name)?.included !== false));
  return other ?? { outcome: analysis.outcome };
}

function together(start: JobOutcome, stop: JobOutcome, title: string | undefined): Check {
  const where = title === undefined ? t('in this pipeline') : t`in a pipeline of another attempt (${title})`;
  const [one, other] = [start.included, stop.included];
  if (one === false) return { fits: undefined, words: t`\`${start.job.name}\` is in none of the usual pipelines` };
  if (other === false) return { fits: false, words: t`\`${stop.job.name}\` is not ${where}, \`${start.job.name}\` is` };
  if (isUnknown(one) || isUnknown(other)) {
    // The same open conditions come out the same.
    const isSame = isUnknown(one) && isUnknown(other) && start.because.text === stop.because.text;
    return { fits: isSame ? true : undefined, words: t`both are ${where}, or neither` };
  }
  return { fits: true, words: t`both are ${where}` };
}

/** The usual attempts in which one is there without the other. */
function otherAttempts(analysis: About['analysis'], start: JobOutcome, stop: JobOutcome): Check | undefined {
  const columns = attemptsOf(analysis);
  if ('why' in columns) return undefined;
  const lonely = columns.filter(({ outcome: { created, jobs } }) => {
    const [one, other] = [start, stop].map((it) => jobs.get(it.job.name)?.included);
    return created !== false && one === true && other === false;
  });
  if (lonely.length === 0) return undefined;
  const titles = lonely.map((it) => it.title).join(', ');
  return {
    fits: false,
    words: t`\`${stop.job.name}\` is missing from pipelines with \`${start.job.name}\`: ${titles}`,
  };
}
