/** One checkout: its files as last read, the pipelines that they make, and what was worked out about those. */
import type { Found, Location } from '../config/sources.ts';
import { analyse } from '../engine/analyse.ts';
import type { Analysis } from '../engine/analysis.ts';
import { type Reader, settle } from '../host/settle.ts';
import type { Attempt } from '../pipeline/attempt.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { readPipeline } from '../pipeline/read.ts';
import { configScope } from '../pipeline/variables.ts';
import type { Snapshot } from '../settings/settings.ts';
import { at, type Node, text } from '../syntax/node.ts';
import { parse } from '../syntax/parse.ts';
import type { SourceFile } from '../syntax/source.ts';

/** Files that are a pipeline of their own where no other pipeline takes them in. */
const ownPipeline = /(^|\/)[^/]*\.gitlab-ci\.ya?ml$/;

/** How deep child pipelines may start child pipelines (GitLab's own limit). */
const maxDepth = 2;

/** Where a file belongs: the entry of its pipeline, and whether a trigger job starts that one. */
export interface Membership {
  readonly entry: string;
  readonly child: boolean;
}

export class Checkout {
  readonly #makeReader: () => Reader;
  readonly #open: (path: string) => string | undefined;
  readonly #parsed = new Map<string, SourceFile>();
  readonly #pipelines = new Map<string, { readonly attempt: Attempt; readonly pipeline: Promise<Pipeline> }>();
  readonly #analyses = new Map<string, { readonly attempt: Attempt; readonly analysis: Analysis }>();
  #reader: Reader;

  /**
   * @param makeReader of what is not open in the editor; a reader may keep what it has listed.
   * @param open the text of a file that is open in the editor, by path.
   */
  constructor(makeReader: () => Reader, open: (path: string) => string | undefined) {
    this.#makeReader = makeReader;
    this.#reader = makeReader();
    this.#open = open;
  }

  /** A file that is open was edited. What is not written in it stays as it was read. */
  edited(): void {
    this.#pipelines.clear();
  }

  /** Something on disk is another now. */
  changed(): void {
    this.#reader = this.#makeReader();
    this.edited();
  }

  /** The pipeline that `path` takes part in; `undefined` for files that are none of GitLab CI's. */
  async membership(path: string, main: string, attempt: Attempt): Promise<Membership | undefined> {
    if (path === main) return { entry: main, child: false };
    const around = await this.#within(path, main, attempt, 0);
    if (around) return around;
    return ownPipeline.test(path) ? { entry: path, child: false } : undefined;
  }

  /** The analysis of one pipeline, from what is known now. The same inputs give the same value. */
  async analysis(entry: string, attempt: Attempt, snapshot: Snapshot): Promise<Analysis> {
    const pipeline = await this.#pipeline(entry, attempt);
    const last = this.#analyses.get(entry);
    if (last?.attempt === attempt && last.analysis.pipeline === pipeline && last.analysis.snapshot === snapshot) {
      return last.analysis;
    }
    const analysis = analyse(pipeline, attempt, snapshot, await this.#reader.list(undefined, never));
    this.#analyses.set(entry, { attempt, analysis });
    return analysis;
  }

  async #within(path: string, entry: string, attempt: Attempt, depth: number): Promise<Membership | undefined> {
    const { config, jobs } = await this.#pipeline(entry, attempt);
    if (config.files.has(path)) return { entry, child: depth > 0 };
    if (depth === maxDepth) return undefined;
    for (const child of jobs.flatMap((it) => childEntries(it.trigger?.include))) {
      const found = await this.#within(path, child, attempt, depth + 1);
      if (found) return found;
    }
    return undefined;
  }

  #pipeline(entry: string, attempt: Attempt): Promise<Pipeline> {
    const known = this.#pipelines.get(entry);
    if (known?.attempt === attempt) return known.pipeline;
    const pipeline = this.#read(entry, attempt);
    this.#pipelines.set(entry, { attempt, pipeline });
    return pipeline;
  }

  async #read(entry: string, attempt: Attempt): Promise<Pipeline> {
    const context = {
      scope: configScope(attempt),
      ...(attempt.project && { projectPath: attempt.project.path }),
      ...(attempt.serverUrl !== undefined && { serverFqdn: attempt.serverUrl.replace(/^https?:\/\//, '') }),
      ...(attempt.changedPaths && attempt.changedPaths !== 'unknown' && { changedPaths: attempt.changedPaths }),
    };
    const reader: Reader = {
      find: (location, signal) => this.#opened(location) ?? this.#reader.find(location, signal),
      list: (project, signal) => this.#reader.list(project, signal),
    };
    const { config } = await settle({ kind: 'file', path: entry }, reader, context, never);
    return readPipeline(config);
  }

  /** What is open in the editor counts as it stands there. */
  #opened(location: Location): Found | undefined {
    if (location.kind !== 'file' || location.project) return undefined;
    const content = this.#open(location.path);
    return content === undefined ? undefined : { kind: 'file', file: this.#parse(location.path, content) };
  }

  /** A keystroke reads one file again, and of that only what has changed. */
  #parse(path: string, content: string): SourceFile {
    const previous = this.#parsed.get(path);
    if (previous?.text === content) return previous;
    const file = parse(path, content, previous);
    this.#parsed.set(path, file);
    return file;
  }
}

/** What is under way is shared by requests, so none of them ends it. */
const never = new AbortController().signal;

/** Files of the checkout that `trigger:include` starts a child pipeline from. */
function childEntries(include: Node | undefined): readonly string[] {
  if (include === undefined) return [];
  if (include.kind === 'seq') return include.items.flatMap(childEntries);
  const path = text(include) ?? text(at(include, 'local'));
  return path === undefined || path.includes('://') ? [] : [path.replace(/^\/+/, '')];
}
