/** One checkout: its files as last read, the pipelines that they make, and what was worked out about those. */
import type { Found, Location } from '../config/sources.ts';
import { judge } from '../engine/analyse.ts';
import type { Analysis } from '../engine/analysis.ts';
import { family } from '../engine/family.ts';
import { type Provider, settledScene } from '../engine/scene.ts';
import { DownstreamReader } from '../host/downstream.ts';
import { type Reader, settle } from '../host/settle.ts';
import { type Policy, policyPath, standardPolicy, withSeverities } from '../lint/policy.ts';
import { readPolicy } from '../lint/policy-file.ts';
import type { Attempt } from '../pipeline/attempt.ts';
import { configContext } from '../pipeline/context.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { readPipeline } from '../pipeline/read.ts';
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

/** The settings of another project as they are known by now. The same facts give the same value. */
type SettingsNow = (project: string) => Snapshot;

interface Kept {
  readonly attempt: Attempt;
  readonly analysis: Analysis;
  /** The settings of other projects that it rests on. */
  readonly asked: ReadonlyMap<string, Snapshot>;
}

export class Checkout {
  readonly #makeReader: () => Reader;
  readonly #open: (path: string) => string | undefined;
  readonly #parsed = new Map<string, SourceFile>();
  readonly #pipelines = new Map<string, { readonly attempt: Attempt; readonly pipeline: Promise<Pipeline> }>();
  readonly #analyses = new Map<string, Kept>();
  /** By entry, with all that it is made of. */
  readonly #underWay = new Map<string, { readonly of: readonly object[]; readonly analysis: Promise<Analysis> }>();
  readonly #settingsOf: SettingsNow;
  readonly #severities: Policy['severities'];
  #policy: Policy | undefined;
  /** Looked for again after every change, as the pipelines are. */
  #policyRead: Promise<Policy> | undefined;
  #reader: Reader;
  #downstream: DownstreamReader;

  /**
   * @param makeReader of what is not open in the editor; a reader may keep what it has listed.
   * @param open the text of a file that is open in the editor, by path.
   * @param settingsOf the settings of other projects, for what trigger jobs start there.
   * @param severities what a person has set for rules, by id.
   */
  constructor(
    makeReader: () => Reader,
    open: (path: string) => string | undefined,
    settingsOf: SettingsNow,
    severities: Policy['severities'] = {},
  ) {
    this.#makeReader = makeReader;
    this.#reader = makeReader();
    this.#open = open;
    this.#settingsOf = settingsOf;
    this.#severities = severities;
    this.#downstream = this.#newDownstream();
  }

  /** A file that is open was edited. What is not written in it stays as it was read. */
  edited(): void {
    this.#pipelines.clear();
    this.#policyRead = undefined;
    this.#downstream = this.#newDownstream();
  }

  /** Something on disk is another now. */
  changed(): void {
    this.#reader = this.#makeReader();
    this.edited();
  }

  /**
   * The analysis of the pipeline that a file takes part in: the main one, a child pipeline as it is started there, or
   * one of its own; `undefined` for files that are none of GitLab CI's.
   * @param asChild the attempt of a child pipeline that nothing starts in `attempt`.
   */
  async analysisWith(
    path: string,
    main: string,
    { attempt, asChild }: { readonly attempt: Attempt; readonly asChild: () => Promise<Attempt> },
    snapshot: Snapshot,
  ): Promise<Analysis | undefined> {
    const whole = await this.analysis(main, attempt, snapshot);
    if (path === policyPath) return whole;
    const found = family(whole).find((it) => it.pipeline.config.files.has(path));
    if (found) return found;
    const member = await this.membership(path, main, attempt);
    return member && this.analysis(member.entry, member.child ? await asChild() : attempt, snapshot);
  }

  /** The pipeline that `path` takes part in; `undefined` for files that are none of GitLab CI's. */
  async membership(path: string, main: string, attempt: Attempt): Promise<Membership | undefined> {
    if (path === main) return { entry: main, child: false };
    const around = await this.#within(path, main, attempt, 0);
    if (around) return around;
    return ownPipeline.test(path) ? { entry: path, child: false } : undefined;
  }

  /** A file of the checkout as it stands in the editor or on disk; `undefined` where there is none. */
  async file(path: string): Promise<SourceFile | undefined> {
    const found = await this.#overlay().find({ kind: 'file', path }, never);
    return found.kind === 'file' ? found.file : undefined;
  }

  /** The analysis of one pipeline, from what is known now. The same inputs give the same value. */
  async analysis(entry: string, attempt: Attempt, snapshot: Snapshot): Promise<Analysis> {
    const pipeline = await this.#pipeline(entry, attempt);
    const policy = await this.#policyNow();
    const last = this.#analyses.get(entry);
    const isCurrent =
      last?.attempt === attempt &&
      last.analysis.pipeline === pipeline &&
      last.analysis.policy === policy &&
      last.analysis.snapshot === snapshot &&
      [...last.asked].every(([project, it]) => this.#settingsOf(project) === it);
    if (last && isCurrent) return last.analysis;
    return this.#shared(entry, [pipeline, attempt, snapshot, policy], async () => {
      const asked = new Map<string, Snapshot>();
      const files = await this.#reader.list(undefined, never);
      const scene = await settledScene({ pipeline, attempt, snapshot, files }, this.#recording(asked), never);
      const analysis = judge(scene, policy);
      this.#analyses.set(entry, { attempt, analysis, asked });
      return analysis;
    });
  }

  /** An editor asks many things at once after each keystroke: what is under way for one of them is for all. */
  async #shared(entry: string, of: readonly object[], work: () => Promise<Analysis>): Promise<Analysis> {
    const running = this.#underWay.get(entry);
    if (running?.of.every((it, n) => it === of[n])) return running.analysis;
    const own = { of, analysis: work() };
    this.#underWay.set(entry, own);
    try {
      return await own.analysis;
    } finally {
      if (this.#underWay.get(entry) === own) this.#underWay.delete(entry);
    }
  }

  /** The pipeline of `entry` as each of these attempts sees it: asked for now and then, so that nothing of it is kept. */
  async rehearsals(
    entry: string,
    attempts: readonly Attempt[],
    snapshot: Snapshot,
    signal: AbortSignal,
  ): Promise<readonly Analysis[]> {
    const policy = await this.#policyNow();
    const files = await this.#reader.list(undefined, never);
    const analyses: Analysis[] = [];
    for (const attempt of attempts) {
      signal.throwIfAborted();
      const pipeline = await this.#read(entry, attempt);
      const scene = await settledScene({ pipeline, attempt, snapshot, files }, this.#recording(new Map()), never);
      analyses.push(judge(scene, policy));
    }
    return analyses;
  }

  /** What the project file says by now, and the person besides. The same file gives the same value. */
  #policyNow(): Promise<Policy> {
    this.#policyRead ??= this.#readPolicy();
    return this.#policyRead;
  }

  async #readPolicy(): Promise<Policy> {
    const found = await this.#overlay().find({ kind: 'file', path: policyPath }, never);
    const file = found.kind === 'file' ? found.file : undefined;
    if (!this.#policy || this.#policy.file !== file) {
      this.#policy = withSeverities(file ? readPolicy(file) : standardPolicy, this.#severities);
    }
    return this.#policy;
  }

  /** Notes which settings of other projects an analysis rests on. */
  #recording(asked: Map<string, Snapshot>): Provider {
    const downstream = this.#downstream;
    return {
      settings: (project) => {
        const known = this.#settingsOf(project);
        asked.set(project, known);
        return known;
      },
      pipeline: (config) => downstream.pipeline(config),
      provide: (wanted, signal) => downstream.provide(wanted, signal),
    };
  }

  #newDownstream(): DownstreamReader {
    return new DownstreamReader(this.#overlay(), { known: this.#settingsOf, read: async () => undefined });
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
    const { config } = await settle({ kind: 'file', path: entry }, this.#overlay(), configContext(attempt), never);
    return readPipeline(config);
  }

  #overlay(): Reader {
    return {
      find: (location, signal) => this.#opened(location) ?? this.#reader.find(location, signal),
      list: (project, signal) => this.#reader.list(project, signal),
    };
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
