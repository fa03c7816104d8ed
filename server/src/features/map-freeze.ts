/** The freeze calendar of the gate map: when the project's freeze periods hold in the next four weeks, and who heeds them. */
import type { Analysis } from '../engine/analysis.ts';
import { frozenBetween } from '../freeze/frozen.ts';
import { isValidPeriod } from '../freeze/window.ts';
import { momentWords } from '../freeze/words.ts';
import { words } from '../gates/gate.ts';
import { type FreezeReaction, freezeReaction } from '../pipeline/freeze-reaction.ts';
import type { FreezePeriod } from '../settings/settings.ts';
import type { Found } from './deploy-jobs.ts';

/** `known: false`: the periods could not be read. */
export type MapFreeze =
  | { readonly known: false; readonly why: string }
  | {
      readonly known: true;
      readonly periods: readonly MapPeriod[];
      /** What each deploy job of the project does about a freeze. */
      readonly jobs: readonly FreezeJob[];
    };

export interface MapPeriod {
  /** As it is set: cron lines and their zone. */
  readonly start: string;
  readonly end: string;
  readonly timeZone: string;
  /** Whether GitLab accepts it. One that it does not accept never holds. */
  readonly valid: boolean;
  readonly windows: readonly MapWindow[];
}

/** In ms, and in words of the period's own zone. */
export interface MapWindow {
  readonly from: number;
  readonly to: number;
  readonly fromWords: string;
  readonly toWords: string;
}

export interface FreezeJob {
  readonly name: string;
  readonly environment: string;
  readonly by: FreezeReaction['by'];
}

const fourWeeks = 28 * 24 * 3600 * 1000;

/** @param found the deploy jobs; those of other projects have other freeze periods, and are left out. */
export function freezeOf({ snapshot, attempt }: Analysis, found: readonly Found[]): MapFreeze {
  const { freezePeriods } = snapshot.settings;
  if (!freezePeriods.known) {
    const { why, needs } = freezePeriods;
    const missing = { kind: 'setting', setting: 'freezePeriods', why, ...(needs !== undefined && { needs }) } as const;
    return { known: false, why: words(missing) };
  }
  const jobs = found
    .filter(({ around, report }) => around.project === undefined && report.job.job.environment?.action !== 'stop')
    .map(({ analysis, report: { job }, environment }) => ({
      name: job.job.name,
      environment: environment.name,
      by: freezeReaction(analysis.pipeline, job.job).by,
    }));
  return { known: true, periods: freezePeriods.value.map((it) => periodOf(it, attempt.at)), jobs };
}

function periodOf(period: FreezePeriod, at: number): MapPeriod {
  const { start, end, timeZone } = period;
  const windows = frozenBetween(period, at, at + fourWeeks).map(
    ({ from, to }): MapWindow => ({
      ...{ from, to },
      fromWords: momentWords(from, timeZone),
      toWords: momentWords(to, timeZone),
    }),
  );
  return { start, end, timeZone, valid: isValidPeriod(period), windows };
}
