/** Where a name means the same: the pipelines of a checkout, their files, and all mentions of a name in them. */
import type { Analysis } from '../../engine/analysis.ts';
import { isRootKeyword } from '../../pipeline/entries/root.ts';
import type { SourceFile } from '../../syntax/source.ts';
import type { UriOf } from '../range.ts';
import type { Mention, NameKind } from './mention.ts';
import { mentionAt, mentionsIn } from './mentions.ts';

/** What a request about a file is answered from. */
export interface Around {
  /** The pipeline that the file takes part in. */
  readonly analysis: Analysis;
  /** All pipelines that are read from the checkout: that one, and those that start it or that it starts. */
  readonly family: readonly Analysis[];
  readonly path: string;
  readonly uriOf: UriOf;
}

/** A mention, and the file that it is in. */
export interface Place {
  readonly file: SourceFile;
  readonly mention: Mention;
}

/** What somebody points at, and every place that says the same. */
export interface Subject {
  readonly kind: NameKind;
  /** Of a job that `parallel` makes several of, the one that is written. */
  readonly name: string;
  readonly at: Place;
  /** In the order of files, then of lines. */
  readonly places: readonly Place[];
}

/** What is named at `offset` of the file; `undefined` where nothing is. */
export function symbolAt(around: Around, offset: number): Subject | undefined {
  const file = fileAt(around);
  const mention = file && mentionAt(file, offset);
  if (!file || !mention) return undefined;
  const files = filesFor(mention, around, file);
  const name = mention.kind === 'job' ? jobNamed(mention.name, files) : mention.name;
  const all = placesOf(mention.kind, name, files);
  const places = mention.kind === 'anchor' ? sameAnchor(all, mention) : all;
  return { kind: mention.kind, name, at: { file, mention }, places };
}

export function fileAt({ analysis, path }: Around): SourceFile | undefined {
  return analysis.pipeline.config.files.get(path);
}

/** Every mention of a name. */
export function placesOf(kind: NameKind, name: string, files: readonly SourceFile[]): readonly Place[] {
  return files.flatMap((file) => (byName(file).get(`${kind} ${name}`) ?? []).map((mention) => ({ file, mention })));
}

/** The files in which a name of this kind means the same as here. */
function filesFor(
  { kind, name }: Mention,
  { analysis, family, path }: Around,
  file: SourceFile,
): readonly SourceFile[] {
  if (kind === 'anchor' || kind === 'input') return [file];
  if (kind === 'environment' || kind === 'variable') return filesOf([analysis, ...family]);
  // Jobs and stages belong to one pipeline; a file that several of them include ties them together.
  const here = [analysis, ...family.filter((it) => it.pipeline.config.files.has(path))];
  const defining = new Set(
    placesOf(kind, name, filesOf(here))
      .filter((it) => it.mention.defines)
      .map((it) => it.file.path),
  );
  const tied = family.filter((it) => [...defining].some((its) => it.pipeline.config.files.has(its)));
  return filesOf([...here, ...tied]);
}

/** The files of pipelines, each once. */
export function filesOf(analyses: readonly Analysis[]): readonly SourceFile[] {
  const all = new Map<string, SourceFile>();
  for (const { pipeline } of analyses) {
    for (const [path, file] of pipeline.config.files) if (!all.has(path)) all.set(path, file);
  }
  return [...all.values()];
}

/** `deploy: [eu, blue]` and `test 1/3` are instances of `deploy` and `test`, unless jobs are really called so. */
function jobNamed(name: string, files: readonly SourceFile[]): string {
  const isDefined = (it: string) => placesOf('job', it, files).some((place) => place.mention.defines);
  const base = baseOf(name);
  return base === undefined || isDefined(name) || !isDefined(base) ? name : base;
}

/** The name without what `parallel` adds to it. */
export function baseOf(name: string): string | undefined {
  return /^(.+?)(?:: \[.*\]| \d+\/\d+)$/s.exec(name)?.[1];
}

/** An anchor holds from its place on, until another of the same name. */
function sameAnchor(all: readonly Place[], mention: Mention): readonly Place[] {
  const groups: Place[][] = [];
  for (const it of all) {
    if (it.mention.defines || groups.length === 0) groups.push([it]);
    else groups.at(-1)?.push(it);
  }
  return groups.find((group) => group.some((it) => it.mention === mention)) ?? [];
}

const indexes = new WeakMap<SourceFile, ReadonlyMap<string, readonly Mention[]>>();

/** Instances of a job stand with those of the job. */
function byName(file: SourceFile): ReadonlyMap<string, readonly Mention[]> {
  const known = indexes.get(file);
  if (known) return known;
  const index = new Map<string, Mention[]>();
  const put = (key: string, it: Mention) => {
    const list = index.get(key);
    if (list) list.push(it);
    else index.set(key, [it]);
  };
  for (const it of mentionsIn(file)) {
    put(`${it.kind} ${it.name}`, it);
    const base = it.kind === 'job' && !it.defines ? baseOf(it.name) : undefined;
    if (base !== undefined) put(`job ${base}`, it);
  }
  indexes.set(file, index);
  return index;
}

/** Whether GitLab gives this name a meaning of its own. */
export function isKeyword(kind: NameKind, name: string): boolean {
  switch (kind) {
    case 'job':
      return isRootKeyword(name);
    case 'stage':
      return name === '.pre' || name === '.post';
    case 'variable':
      return /^(?:CI|GITLAB)_\w+$|^(?:CI|GITLAB_CI)$/.test(name);
    default:
      return false;
  }
}
