/** A setting that could not be read, as a third truth value. */
import { type Missing, type Obstacle, type Unknown, unknown } from '../logic/tri.ts';
import type { SettingKey } from '../settings/settings.ts';

/** Why a setting is not known: what a `Known` says that is not. */
export interface Unread {
  readonly why: Obstacle;
  readonly needs?: string;
}

/** @param detail what in particular is missing, as the subject of "… could not be read". */
export function missingSetting(setting: SettingKey, { why, needs }: Unread, detail?: string): Missing {
  return {
    kind: 'setting',
    setting,
    why,
    ...(needs !== undefined && { needs }),
    ...(detail !== undefined && { detail }),
  };
}

export function unread(setting: SettingKey, because: Unread, detail?: string): Unknown {
  return unknown(missingSetting(setting, because, detail));
}

/** Each missing fact once: several rules may lack the same. */
export function distinct(missing: readonly Missing[]): readonly Missing[] {
  return [...new Map(missing.map((it) => [JSON.stringify(it), it])).values()];
}
