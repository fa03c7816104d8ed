/** What GitLab derives from an environment's name: the tier it guesses, and the slug. */
import { createHash } from 'node:crypto';
import type { Tier } from './scenario.ts';

const hints: readonly (readonly [Tier, RegExp])[] = [
  ['development', /dev|review|trunk/i],
  ['testing', /test|tst|int|ac(?:ce|)pt|qa|qc|control|quality/i],
  ['staging', /st(?:a|)g|mod(?:e|)l|pre|demo|non/i],
  ['production', /pr(?:o|)d|live/i],
];

/** The tier that GitLab stores when none is declared (app/models/environment.rb, `guess_tier`). */
export function guessTier(name: string): Tier {
  return hints.find(([, pattern]) => pattern.test(name))?.[0] ?? 'other';
}

/** The slug: at most 24 characters, with a piece of a digest where the name had to be changed (lib/gitlab/slug/environment.rb). */
export function slugOf(name: string): string {
  const lower = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '-');
  const slug = (/^[a-z]/.test(lower) ? lower : `env-${lower}`).replaceAll(/-+/g, '-');
  if (slug.length <= 24 && slug === name) return slug.replace(/-$/, '');
  const digest = BigInt(`0x${createHash('sha256').update(name).digest('hex')}`)
    .toString(36)
    .slice(-6);
  return `${slug.slice(0, 17).replace(/-?$/, '-')}${digest}`;
}
