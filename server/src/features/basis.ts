/** What an answer rests on: whose settings, and how old they are by the reader's clock. */
import { t } from '@vscode/l10n';
import { momentWords } from '../freeze/words.ts';
import type { Snapshot } from '../settings/settings.ts';
import { daysTo } from '../text/civil.ts';
import type { Instant } from '../text/instant.ts';

/** A sentence, for the end or the top of a page. @param on the instance, as the page calls it. */
export function basisWords({ source, project, takenAt }: Snapshot, on: string, timeZone: string): string {
  if (source === 'none') return t`Nothing was read from GitLab: this is what the files alone tell.`;
  const at = timeOf(takenAt);
  return t`Settings of ${project.path} on ${on} as of ${at === undefined ? takenAt : momentWords(at, timeZone)}.`;
}

/** ISO 8601 in UTC, to the minute, in ms. */
export function timeOf(iso: string): Instant | undefined {
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)[\d:.]*Z$/.exec(iso);
  if (!found) return undefined;
  const [year = 0, month = 0, date = 0, hour = 0, minute = 0] = found.slice(1).map(Number);
  return ((daysTo(year, month, date) * 24 + hour) * 60 + minute) * 60_000;
}
