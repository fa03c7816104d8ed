/** How often, and from which seed: `FUZZ_RUNS=50 FUZZ_SEED=7 npm test -- fuzz` runs fifty times as often. */
import type { TestContext } from 'node:test';
import fc from 'fast-check';

const factor = Number(process.env['FUZZ_RUNS'] ?? 1);
const given = process.env['FUZZ_SEED'];

/** Checks a law on `runs` values. The seed is told, so that a failure can be had again. */
export function holds<T>(t: TestContext, runs: number, values: fc.Arbitrary<T>, law: (value: T) => void): void {
  const seed = given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);
  t.diagnostic(`seed ${seed}`);
  fc.assert(fc.property(values, law), { seed, numRuns: runs * factor });
}
