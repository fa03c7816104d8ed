/** Times of a function, so that they can be compared within one run: the median of several, after a warm-up. */
import { Bench } from 'tinybench';

/**
 * Median time of `work` in ms over `rounds` runs, after two to warm up. `work` gets the number of the run. Each begins
 * with a clean heap: what the one before has left is not counted, what it makes itself is.
 */
export async function measure(rounds: number, work: (round: number) => void): Promise<number> {
  const bench = new Bench({ iterations: rounds, time: 0, warmupIterations: 2, warmupTime: 0 });
  let round = 0;
  bench.add('work', () => work(round++), { beforeEach: () => globalThis.gc?.() });
  const [task] = await bench.run();
  const result = task?.result;
  if (!result || !('latency' in result)) throw new Error('the benchmark did not run to its end', { cause: result });
  return result.latency.p50 ?? result.latency.mean;
}
