/** `$CI_DEPLOY_FREEZE`: the freeze periods, their next windows on both clocks, and what the job does about them. */
import { t } from '@vscode/l10n';
import type { Analysis } from '../../engine/analysis.ts';
import { windowsFrom } from '../../freeze/calendar.ts';
import { differ, shortMoment, zoneWords } from '../../freeze/words.ts';
import { missingSentences } from '../../gates/words.ts';
import type { FreezePeriod } from '../../settings/settings.ts';
import type { Instant } from '../../text/instant.ts';
import { freezeEvent } from '../freeze-event.ts';
import { type HoverOptions, knowledge } from '../gate-words.ts';
import { settingsPageOf } from '../settings-page.ts';

/** How many windows are listed. */
const shown = 3;

/** What is the same for every job that looks at it. */
export function freezeWords(analysis: Analysis, options: HoverOptions): string {
  const { freezePeriods } = analysis.snapshot.settings;
  const page = settingsPageOf(analysis, 'freeze');
  const set = page === undefined ? [] : [t`set in [Deploy freezes](${page})`];
  const basis = [...set, ...knowledge(analysis, options)].join(' · ');
  if (!freezePeriods.known) {
    const { why, needs } = freezePeriods;
    const missing = { kind: 'setting', setting: 'freezePeriods', why, ...(needs !== undefined && { needs }) } as const;
    return `${t('**Set while a freeze period of the project holds;** whether one does is not known.')} ${missingSentences([missing])}`;
  }
  const periods = freezePeriods.value;
  return [
    `**${headOf(analysis, options)}**`,
    ...(periods.length === 0 ? [] : [windowTable(periods, analysis.attempt.at, options.timeZone)]),
    ...periods.map((it) => `*${t`from \`${it.start}\` to \`${it.end}\` (${it.timeZone})`}*`),
    ...(basis === '' ? [] : [`*${basis.charAt(0).toUpperCase()}${basis.slice(1)}*`]),
  ].join('\n\n');
}

function headOf(analysis: Analysis, { timeZone }: HoverOptions): string {
  if (analysis.attempt.overrideVariables && 'CI_DEPLOY_FREEZE' in analysis.attempt.overrideVariables) {
    return t('Set by a variable of this attempt, whatever the freeze periods say.');
  }
  const event = freezeEvent(analysis, timeZone);
  if (!event) return t('Never set: the project has no freeze periods.');
  switch (event.kind) {
    case 'frozen':
      return event.until === undefined
        ? t('`true`: a freeze holds, without an end.')
        : t`\`true\`: a freeze holds until ${event.until}.`;
    case 'open':
      return t`Not set: the next freeze begins ${event.from}.`;
    case 'none':
      return t('Not set, and no further freeze is planned.');
  }
}

/** One column where both clocks show the same. */
function windowTable(periods: readonly FreezePeriod[], at: Instant, timeZone: string): string {
  const windows = windowsFrom(periods, at, shown);
  const isForeign = windows.some((it) => differ(timeZone, it.period.timeZone, it.start));
  const moments = (zone: string) =>
    windows.map(({ start, end }) => {
      const until = end === undefined ? t('for ever') : shortMoment(end, at, zone);
      return `${shortMoment(start, at, zone)} – ${until}`;
    });
  const here = moments(timeZone);
  if (!isForeign) return [`| ${t('freeze')} |`, '| :-- |', ...here.map((it) => `| ${it} |`)].join('\n');
  const rows = windows.map(({ period, start, end }, n) => {
    const zone = period.timeZone;
    const until = end === undefined ? t('for ever') : shortMoment(end, at, zone);
    return `| ${here[n]} | ${shortMoment(start, at, zone)} – ${until} (${zoneWords(zone)}) |`;
  });
  return [`| ${t`your time (${zoneWords(timeZone)})`} | ${t("the project's")} |`, '| :-- | :-- |', ...rows].join('\n');
}
