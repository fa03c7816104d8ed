/** Dates of ISO 8601, in UTC, as people write them. */
import { t } from '@vscode/l10n';

/** "2026-11-23 07:00 UTC" of "2026-11-23T07:00:00Z". */
export function utcWords(iso: string): string {
  const [year = '', month = '', day = ''] = iso.slice(0, 10).split('-');
  return t`${year}-${month}-${day} ${iso.slice(11, 16)} UTC`;
}

/** "2026-11-23" of "2026-11-23", whatever follows. */
export function dateWords(iso: string): string {
  const [year = '', month = '', day = ''] = iso.slice(0, 10).split('-');
  return t`${year}-${month}-${day}`;
}

/** The language in which names are sorted, as `Intl` calls it. */
export function sortingLanguage(): string {
  return t('en');
}
