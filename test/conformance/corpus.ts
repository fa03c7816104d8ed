/** Compares `resolve` with recorded results (contracts, section 7). */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../../server/src/config/config.ts';
import { outcomeJson, resolveJson } from '../../server/src/engine/resolve-json.ts';
import type { Scope } from '../../server/src/expression/scope.ts';
import { checkoutReader, FileStore } from '../../server/src/host/files.ts';
import { type SyncReader, settleSync } from '../../server/src/host/settle.ts';
import type { Attempt, PipelineSource } from '../../server/src/pipeline/attempt.ts';
import { evaluate } from '../../server/src/pipeline/evaluate.ts';
import { readPipeline } from '../../server/src/pipeline/read.ts';
import { configScope } from '../../server/src/pipeline/variables.ts';

type Json = Readonly<Record<string, unknown>>;

/** One recorded file, or one file in one attempt. */
interface Recorded {
  readonly root: string;
  readonly file: string;
  readonly context?: string;
  readonly valid: boolean;
  readonly errors?: readonly string[];
  readonly unresolved: readonly unknown[];
  readonly stages?: readonly string[] | null;
  readonly pipeline?: boolean;
  readonly reason?: string | null;
  readonly jobs?: Readonly<Record<string, Json>>;
}

interface Context {
  readonly source: PipelineSource;
  readonly ref: string;
  readonly tag: boolean;
  readonly variables: Readonly<Record<string, string>>;
  readonly protected?: boolean;
  readonly default_branch?: string;
  readonly changed_paths?: readonly string[];
}

/** A difference that is known and explained. Without `job` it stands for the whole file. */
interface Known {
  readonly root: string;
  readonly file: string;
  readonly job?: string;
  readonly what: string;
  readonly reason: string;
}

interface Difference {
  readonly recorded: Recorded;
  readonly job?: string;
  readonly what: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** How many things of one kind were compared, and what differs. */
interface Count {
  compared: number;
  differ: number;
}

/** Prints figures and differences; 1 if something differs that `known-differences.json` does not list. */
export async function compareCorpus(directory: string, verbose: boolean): Promise<number> {
  const corpus = new Corpus(directory);
  for (const recorded of lines(join(directory, 'resolve.jsonl'))) corpus.compareFile(recorded);
  const contexts = JSON.parse(readFileSync(join(directory, 'contexts.json'), 'utf8')) as Record<string, Context>;
  for (const recorded of lines(join(directory, 'contexts.jsonl'))) {
    const context = contexts[recorded.context ?? ''];
    if (context) corpus.compareAttempt(recorded, context);
  }
  return report(corpus, verbose);
}

function lines(file: string): readonly Recorded[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((it) => it !== '')
    .map((it) => JSON.parse(it) as Recorded);
}

/** Keys of a job that are compared; absent stands for null. */
const jobKeys = [
  'stage',
  'type',
  'when',
  'allow_failure',
  'start_in',
  'environment',
  'environment_name',
  'environment_tier',
  'needs',
  'resource_group',
  'trigger',
  'rules',
];
const outcomeKeys = ['when', 'allow_failure', 'start_in', 'needs'];
const environmentKeys = ['expanded_name', 'slug', 'tier'];

class Corpus {
  readonly differences: Difference[] = [];
  readonly files: Count = { compared: 0, differ: 0 };
  readonly jobs: Count = { compared: 0, differ: 0 };
  readonly attempts: Count = { compared: 0, differ: 0 };
  readonly outcomes: Count = { compared: 0, differ: 0 };
  readonly #directory: string;
  readonly #store = new FileStore();
  readonly #readers = new Map<string, SyncReader>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  compareFile(recorded: Recorded): void {
    const answer = resolveJson(readPipeline(this.#config(recorded, () => null))) as Partial<Recorded>;
    const complete = recorded.unresolved.length === 0;
    if (complete) this.#count(this.files, this.#compareVerdict(recorded, answer));
    if (!recorded.valid) return;
    const names = Object.keys(recorded.jobs ?? {}).filter((it) => complete || answer.jobs?.[it]);
    for (const name of names) {
      const [wanted, got] = [recorded.jobs?.[name] ?? {}, answer.jobs?.[name]];
      this.#count(this.jobs, this.#compareKeys(recorded, name, jobKeys, wanted, got ?? {}));
    }
  }

  compareAttempt(recorded: Recorded, context: Context): void {
    if (!recorded.valid || recorded.unresolved.length > 0) return;
    const attempt = attemptOf(context);
    const pipeline = readPipeline(this.#config(recorded, configScope(attempt)));
    const files = this.#reader(recorded).list(undefined);
    const answer = outcomeJson(evaluate(pipeline, attempt, files)) as Partial<Recorded>;
    const verdict: Json = { pipeline: recorded.pipeline, reason: recorded.reason };
    this.#count(this.attempts, this.#compareKeys(recorded, undefined, ['pipeline', 'reason'], verdict, answer as Json));
    for (const [name, wanted] of Object.entries(recorded.jobs ?? {})) {
      const got = answer.jobs?.[name] ?? {};
      if (wanted['included'] !== true && got['included'] !== true) continue;
      this.#count(this.outcomes, this.#compareOutcome(recorded, name, wanted, got));
    }
  }

  #compareOutcome(recorded: Recorded, name: string, wanted: Json, got: Json): boolean {
    if (!this.#compareKeys(recorded, name, ['included'], wanted, got)) return false;
    const [its, ours] = [wanted['environment'] ?? {}, got['environment'] ?? {}] as [Json, Json];
    const same = this.#compareKeys(recorded, name, outcomeKeys, wanted, got);
    return this.#compareKeys(recorded, name, environmentKeys, its, ours) && same;
  }

  #compareVerdict(recorded: Recorded, answer: Partial<Recorded>): boolean {
    const [wanted = '', got = ''] = [recorded.errors?.[0], answer.errors?.[0]];
    if (recorded.valid !== answer.valid || !sameError(wanted, got))
      return this.#differs(recorded, undefined, 'error', wanted, got);
    if (!recorded.valid) return true;
    const [names, ours] = [Object.keys(recorded.jobs ?? {}), Object.keys(answer.jobs ?? {})];
    if (!isDeepStrictEqual(names, ours)) return this.#differs(recorded, undefined, 'jobs', names, ours);
    return this.#compareKeys(recorded, undefined, ['stages'], recorded as unknown as Json, answer as Json);
  }

  #compareKeys(recorded: Recorded, job: string | undefined, keys: readonly string[], wanted: Json, got: Json): boolean {
    const different = keys.filter((key) => !isDeepStrictEqual(wanted[key] ?? null, got[key] ?? null));
    for (const key of different) this.#differs(recorded, job, key, wanted[key], got[key]);
    return different.length === 0;
  }

  #differs(recorded: Recorded, job: string | undefined, what: string, expected: unknown, actual: unknown): false {
    this.differences.push({ recorded, what, expected, actual, ...(job !== undefined && { job }) });
    return false;
  }

  #count(count: Count, same: boolean): void {
    count.compared++;
    if (!same) count.differ++;
  }

  #config(recorded: Recorded, scope: Scope): Config {
    return settleSync({ kind: 'file', path: recorded.file }, this.#reader(recorded), { scope }).config;
  }

  #reader({ root }: Recorded): SyncReader {
    const map = [`template=${join(this.#directory, 'templates')}`];
    const reader = this.#readers.get(root) ?? checkoutReader(join(this.#directory, root), { map, store: this.#store });
    this.#readers.set(root, reader);
    return reader;
  }
}

/** Of YAML's own errors only the file and the line are compared. */
function sameError(wanted: string, got: string): boolean {
  if (wanted === got) return true;
  const syntax = /^(`[^`]*`: )?\(<unknown>\): .* at line (\d+) column \d+$/;
  const [its, ours] = [syntax.exec(wanted), syntax.exec(got)];
  return its !== null && ours !== null && its[1] === ours[1] && its[2] === ours[2];
}

function attemptOf(context: Context): Attempt {
  return {
    actor: { kind: 'nobody' },
    ref: context.ref,
    tag: context.tag,
    source: context.source,
    at: 0,
    variables: context.variables,
    ...(context.changed_paths && { changedPaths: context.changed_paths }),
    ...(context.default_branch !== undefined && { defaultBranch: context.default_branch }),
    ...(context.protected !== undefined && { protected: context.protected }),
  };
}

function report({ differences, files, jobs, attempts, outcomes }: Corpus, verbose: boolean): number {
  const known = readKnown();
  const isKnown = ({ recorded, job, what }: Difference): boolean =>
    known.some(
      (it) =>
        it.root === recorded.root &&
        it.file === recorded.file &&
        it.what === what &&
        (it.job === undefined || it.job === job),
    );
  const news = differences.filter((it) => !isKnown(it));
  for (const it of verbose ? differences : news) console.log(describe(it, verbose));
  console.log('              compared   agree  differ  percent');
  for (const [name, { compared, differ }] of Object.entries({ files, jobs, attempts, outcomes })) {
    const percent = compared === 0 ? '-' : ((100 * (compared - differ)) / compared).toFixed(2);
    const figures = [compared, compared - differ, differ, percent].map((it) => String(it).padStart(8));
    console.log(`${name.padEnd(14)}${figures.join('')}`);
  }
  if (differences.length > news.length) console.log(`${differences.length - news.length} known differences`);
  return news.length > 0 ? 1 : 0;
}

function readKnown(): readonly Known[] {
  const file = join('test', 'conformance', 'known-differences.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as readonly Known[]) : [];
}

function describe({ recorded, job, what, expected, actual }: Difference, verbose: boolean): string {
  const short = (value: unknown): string => {
    const text = JSON.stringify(value) ?? 'nothing';
    return verbose || text.length < 300 ? text : `${text.slice(0, 300)}…`;
  };
  const where = [recorded.root, recorded.file, recorded.context, job, what].filter((it) => it !== undefined);
  return `${where.join(' | ')}\n  expect ${short(expected)}\n  answer ${short(actual)}`;
}
