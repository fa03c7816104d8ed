/** Draws the findings that are judged: the same ones on every machine, and nearly the same after a change of a rule. */
import { createHash } from 'node:crypto';
import { type Found, keyOf } from './corpus.ts';

/** So many findings of one kind are judged. */
const sampleSize = 50;

/**
 * Up to `size` findings, evenly over the pipelines: one of each, then a second one of each, and so on. What comes
 * first hangs on the finding alone, so one more or one less elsewhere changes little.
 */
export function sampleOf(findings: readonly Found[], size = sampleSize): readonly Found[] {
  const turns = new Map<string, number>();
  const ranked = findings
    .map((it) => ({ it, rank: rankOf(keyOf(it)) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ it }) => {
      const turn = turns.get(it.pipeline) ?? 0;
      turns.set(it.pipeline, turn + 1);
      return { it, rank: `${String(turn).padStart(4, '0')} ${rankOf(it.pipeline)}` };
    })
    .sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return ranked.slice(0, size).map(({ it }) => it);
}

/** A number drawn for a text, with a fixed seed. */
function rankOf(text: string): string {
  return createHash('sha256').update(`seed 1 ${text}`).digest('hex');
}
