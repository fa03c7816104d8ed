/** When a job starts, in words. */
import { t } from '@vscode/l10n';
import type { After, JobForecast } from './forecast.ts';

/** How many names are worth reading. */
const most = 3;

/** "runs by itself after `build` and `test`": what follows "this job" where nothing holds it; else `undefined`. */
export function startsBy({ after, fate }: JobForecast): string | undefined {
  return fate === 'starts' ? runsAfter(after) : undefined;
}

/** The same of a job that starts by itself. */
export function runsAfter(after: After): string {
  switch (after.kind) {
    case 'nothing':
      return t('runs by itself as soon as the pipeline starts');
    case 'needs':
      return t`runs by itself after ${names(after.jobs)}`;
    case 'stage':
      return t`runs by itself after stage \`${after.stage}\``;
  }
}

/** "`a`", "`a` and `b`", "`a`, `b`, `c` and 4 more". */
export function names(jobs: readonly string[]): string {
  const shown = jobs.slice(0, jobs.length > most + 1 ? most : most + 1).map((it) => `\`${it}\``);
  const rest = jobs.length - shown.length;
  if (rest > 0) return t`${shown.join(', ')} and ${rest} more`;
  return shown.length < 2 ? shown.join('') : t`${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}
