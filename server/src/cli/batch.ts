/** `--batch FILE|-`: one JSON request per line in, one answer per line out, in order; one process for thousands of pipelines. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve as resolvePath } from 'node:path';
import { createInterface } from 'node:readline';
import type { InputValue } from '../config/config.ts';
import { judge } from '../engine/analyse.ts';
import { reportJson } from '../engine/report.ts';
import { outcomeJson, resolveJson } from '../engine/resolve-json.ts';
import { settledScene } from '../engine/scene.ts';
import { DownstreamReader, settingsReadOnce } from '../host/downstream.ts';
import { checkoutReader, FileStore } from '../host/files.ts';
import { settleSync } from '../host/settle.ts';
import { readSnapshot } from '../host/snapshot-file.ts';
import { unasked } from '../host/unasked.ts';
import { type Attempt, type PipelineSource, pipelineSources } from '../pipeline/attempt.ts';
import { evaluate } from '../pipeline/evaluate.ts';
import { readPipeline } from '../pipeline/read.ts';
import { configScope } from '../pipeline/variables.ts';
import type { Surroundings } from './load.ts';
import { exitCodes, type Options, UsageError } from './options.ts';
import type { Output } from './output.ts';

/** One request (contracts §2). */
interface Request {
  readonly id?: unknown;
  readonly root: string;
  readonly file?: string;
  readonly inputs?: Readonly<Record<string, InputValue>>;
  readonly context?: RequestContext;
  readonly map?: readonly string[] | Readonly<Record<string, string>>;
  readonly settings?: string;
}

interface RequestContext {
  readonly source?: string;
  readonly ref?: string;
  readonly tag?: boolean;
  readonly variables?: Readonly<Record<string, string>>;
  readonly override_variables?: Readonly<Record<string, string>>;
  readonly changed_paths?: readonly string[];
  readonly default_branch?: string;
  readonly protected?: boolean;
  readonly actor?: string;
  readonly at?: string;
}

/** Answers every line; a request that fails answers with `crash` and does not stop the others. */
export async function runBatch(options: Options, around: Surroundings, output: Output): Promise<number> {
  if (options.command !== 'resolve' && options.command !== 'explain') {
    throw new UsageError('--batch is for resolve and explain.');
  }
  const input = await linesOf(options.batch, around);
  const readers = new Readers(options.maps);
  // Into a file they are written at once, to the terminal one by one.
  const kept: string[] = [];
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue;
    const text = `${JSON.stringify(await answer(line, options, around, readers))}\n`;
    if (options.output === undefined) await output.result(text);
    else kept.push(text);
  }
  if (options.output !== undefined) await output.result(kept.join(''));
  return exitCodes.fine;
}

async function linesOf(name: string | undefined, { cwd }: Surroundings): Promise<NodeJS.ReadableStream> {
  if (name === '-' || name === undefined) return process.stdin;
  const path = resolvePath(cwd, name);
  const there = await stat(path).catch(() => undefined);
  if (!there?.isFile())
    throw new UsageError(`--batch is "${name}": there is no such file. It is a file, or - for the input.`);
  return createReadStream(path);
}

async function answer(line: string, options: Options, around: Surroundings, readers: Readers): Promise<object> {
  let id: unknown = null;
  try {
    const request = JSON.parse(line) as Request;
    id = request.id ?? null;
    if (typeof request.root !== 'string') throw new Error('a request needs "root": the directory of the checkout');
    const work = options.command === 'resolve' ? resolved : explained;
    return { id, ...(await work(request, readers, around, options)) };
  } catch (error) {
    return { id, crash: error instanceof Error ? error.message : String(error) };
  }
}

/** As GitLab would answer with just these facts: a variable that is not named is unset. */
function resolved(request: Request, readers: Readers, around: Surroundings): object {
  const { pipeline, attempt, files } = read(request, readers, around, true);
  const json = resolveJson(pipeline);
  return request.context ? { ...json, pipeline: outcomeJson(evaluate(pipeline, attempt, files)) } : json;
}

async function explained(request: Request, readers: Readers, around: Surroundings, options: Options): Promise<object> {
  const { reader, ...root } = read(request, readers, around, false);
  const file = request.settings ?? options.settings;
  const snapshot =
    file === undefined
      ? unasked('', options.project ?? '', around.now)
      : await readSnapshot(resolvePath(around.cwd, file));
  const none = (path: string) => unasked(snapshot.instance.url, path, around.now, 'not-asked');
  const downstream = new DownstreamReader(
    reader,
    settingsReadOnce(snapshot, async (path) => none(path), none),
  );
  const scene = await settledScene({ ...root, snapshot }, downstream, around.signal);
  return reportJson(judge(scene), { all: options.all });
}

function read(request: Request, readers: Readers, around: Surroundings, exact: boolean) {
  const reader = readers.of(resolvePath(around.cwd, request.root), request.map);
  const attempt = attemptOf(request.context ?? {}, around, exact);
  const { config, sources } = settleSync({ kind: 'file', path: request.file ?? '.gitlab-ci.yml' }, reader, {
    scope: configScope(attempt),
    ...(request.inputs && { inputs: request.inputs }),
    ...(request.context?.changed_paths && { changedPaths: request.context.changed_paths }),
  });
  return { reader, pipeline: readPipeline(config), attempt, files: sources.list() ?? ('unresolved' as const) };
}

function attemptOf(context: RequestContext, { now }: Surroundings, exact: boolean): Attempt {
  const variables = context.variables ?? (exact ? {} : undefined);
  return {
    actor: context.actor === undefined ? { kind: 'nobody' } : { kind: 'user', username: context.actor },
    ref: context.ref ?? context.default_branch ?? 'main',
    tag: context.tag ?? false,
    source: sourceOf(context.source),
    at: context.at === undefined ? now : Date.parse(context.at),
    ...(variables && { variables }),
    ...(context.override_variables && { overrideVariables: context.override_variables }),
    ...(context.changed_paths && { changedPaths: context.changed_paths }),
    ...(context.default_branch !== undefined && { defaultBranch: context.default_branch }),
    ...(context.protected !== undefined && { protected: context.protected }),
  };
}

function sourceOf(word = 'push'): PipelineSource {
  const source = pipelineSources.find((it) => it === word);
  if (!source) throw new Error(`"${word}" is no pipeline source; it is one of: ${pipelineSources.join(', ')}`);
  return source;
}

/** Checkouts that are kept; one more, and all are read anew. */
const mostCheckouts = 200;

/** One reader per checkout and map: what was read stays read, so that several attempts cost one reading. */
class Readers {
  readonly #maps: readonly string[];
  readonly #readers = new Map<string, ReturnType<typeof checkoutReader>>();
  /** Shared: checkouts include the same templates. */
  #store = new FileStore();

  constructor(maps: readonly string[]) {
    this.#maps = maps;
  }

  of(root: string, map: Request['map'] = []): ReturnType<typeof checkoutReader> {
    const own = Array.isArray(map)
      ? (map as readonly string[])
      : Object.entries(map).map(([kind, dir]) => `${kind}=${dir}`);
    const key = JSON.stringify([root, own]);
    const known = this.#readers.get(key);
    if (known) return known;
    if (this.#readers.size === mostCheckouts) {
      this.#readers.clear();
      this.#store = new FileStore();
    }
    const reader = checkoutReader(root, { map: [...own, ...this.#maps], store: this.#store });
    this.#readers.set(key, reader);
    return reader;
  }
}
