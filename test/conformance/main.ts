/** `npm run conformance -- FILE.json`: runs a vectors file (or a corpus) through the engine and tells where it differs. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { adapters } from './adapters.ts';
import { compareCorpus } from './corpus.ts';
import { matches } from './match.ts';

interface Vector {
  readonly id: string;
  readonly topic: string;
  readonly given: Record<string, unknown>;
  readonly expect: Record<string, unknown>;
}

interface Tally {
  run: number;
  agree: number;
  differ: number;
  notImplemented: number;
  outOfScope: number;
}

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      corpus: { type: 'string' },
      answers: { type: 'string' },
      topic: { type: 'string', multiple: true },
      verbose: { type: 'boolean', default: false },
    },
  });
  if (values.corpus) return compareCorpus(values.corpus, values.verbose);
  const [file] = positionals;
  if (!file) {
    console.error('usage: npm run conformance -- FILE.json [--topic NAME] [--answers OUT.jsonl] | --corpus DIR');
    return 2;
  }
  const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: readonly Vector[] };
  const wanted = values.topic ? vectors.filter((it) => values.topic?.includes(it.topic)) : vectors;
  if (values.answers) {
    writeFileSync(values.answers, wanted.map((it) => `${JSON.stringify(answerLine(it))}\n`).join(''));
    return 0;
  }
  return judge(wanted, values.verbose);
}

/** One line of `--answers`: what the engine says, without judging. */
function answerLine(vector: Vector): object {
  const adapter = adapters[vector.topic];
  if (!adapter) return { id: vector.id, notImplemented: true };
  return { id: vector.id, answer: safely(() => adapter(vector.given, vector.expect)) };
}

function judge(vectors: readonly Vector[], verbose: boolean): number {
  const outOfScope = readOutOfScope();
  const tallies = new Map<string, Tally>();
  const differences: string[] = [];
  for (const vector of vectors) {
    const tally = tallies.get(vector.topic) ?? { run: 0, agree: 0, differ: 0, notImplemented: 0, outOfScope: 0 };
    tallies.set(vector.topic, tally);
    const adapter = adapters[vector.topic];
    if (outOfScope[vector.topic] ?? outOfScope[vector.id]) tally.outOfScope++;
    else if (!adapter) tally.notImplemented++;
    else {
      tally.run++;
      const answer = safely(() => adapter(vector.given, vector.expect));
      if (matches(answer, vector.expect)) tally.agree++;
      else {
        tally.differ++;
        differences.push(
          `${vector.id}\n  given  ${short(vector.given, verbose)}\n  expect ${short(vector.expect, verbose)}\n  answer ${short(answer, verbose)}`,
        );
      }
    }
  }
  for (const line of differences) console.log(line);
  console.log(`${'topic'.padEnd(24)}   run agree differ not-impl out-of-scope`);
  let failed = 0;
  for (const [topic, it] of tallies) {
    failed += it.differ + it.notImplemented;
    console.log(
      `${topic.padEnd(24)} ${[it.run, it.agree, it.differ, it.notImplemented, it.outOfScope].map((n) => String(n).padStart(6)).join('')}`,
    );
  }
  return failed > 0 ? 1 : 0;
}

function readOutOfScope(): Record<string, string> {
  return JSON.parse(readFileSync(join('test', 'conformance', 'out-of-scope.json'), 'utf8')) as Record<string, string>;
}

function safely(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return { crash: String((error as Error).stack ?? error) };
  }
}

function short(value: unknown, verbose: boolean): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return verbose || text.length < 600 ? text : `${text.slice(0, 600)}…`;
}
