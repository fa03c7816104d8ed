/** Moments as people read them: always with the zone. */
import { wallTime } from '../text/civil.ts';
import type { Instant } from '../text/instant.ts';
import { zoneOf } from './zone.ts';

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** "Mon 2026-11-23 07:00 (Europe/Berlin)"; in UTC where the zone is not one that GitLab knows. */
export function momentWords(at: Instant, timeZone: string): string {
  const zone = zoneOf(timeZone);
  const seconds = Math.floor(at / 1000);
  const wall = wallTime(seconds + (zone?.offsetAt(seconds) ?? 0));
  const two = (n: number) => String(n).padStart(2, '0');
  const date = `${days[wall.weekday]} ${wall.year}-${two(wall.month)}-${two(wall.day)}`;
  return `${date} ${two(wall.hour)}:${two(wall.minute)} (${zone ? timeZone : 'UTC'})`;
}
