/** What holds for every pipeline, whatever stands in it. */
import assert from 'node:assert/strict';
import { resolve } from '../../server/src/config/resolve.ts';
import { type Location, locationKey, type Sources } from '../../server/src/config/sources.ts';
import { analyse } from '../../server/src/engine/analyse.ts';
import type { Analysis } from '../../server/src/engine/analysis.ts';
import { resolveDownstream } from '../../server/src/pipeline/downstream.ts';
import { readPipeline } from '../../server/src/pipeline/read.ts';
import { configScope } from '../../server/src/pipeline/variables.ts';
import type { Node } from '../../server/src/syntax/node.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import { toText } from '../../server/src/syntax/ruby.ts';
import { place, type SourceFile } from '../../server/src/syntax/source.ts';
import { assertPlaces, shown, told } from '../support/through.ts';
import { attemptOf, snapshotOf, snapshotWithout } from '../support/world.ts';
import { entry, type Files } from './pipelines.ts';

const snapshot = snapshotOf({
  protectedEnvironments: [
    {
      name: 'production',
      deployAccess: [{ accessLevel: 40 }],
      approvalRules: [{ accessLevel: 40, requiredApprovals: 1 }],
    },
  ],
  protectedBranches: [{ name: 'main', push: [{ accessLevel: 40 }], merge: [{ accessLevel: 30 }] }],
  freezePeriods: [{ id: 1, start: '0 0 * * 1', end: '0 0 * * 5', timeZone: 'UTC' }],
});
const attempts = [
  attemptOf(),
  attemptOf({ tag: true, ref: 'v1' }),
  attemptOf({ source: 'merge_request_event', as: null }),
];
const projects = [snapshot, snapshotWithout('signed-out'), snapshotOf()];

export type Parsed = ReadonlyMap<string, SourceFile>;

/** Reads files; what did not change since `previous` keeps its nodes, as it does in an editor. */
export function parsed(files: Files, previous?: Parsed): Parsed {
  return new Map(Object.entries(files).map(([path, text]) => [path, parse(path, text, previous?.get(path))]));
}

/** The analysis of files that are read, in one of a few attempts. */
export function analysed(files: Parsed, variant = 0): Analysis {
  const attempt = attempts[variant % attempts.length] ?? attemptOf();
  const find = (location: Location) => {
    const file = files.get(locationKey(location));
    if (file) return { kind: 'file', file } as const;
    const isHere = location.kind === 'file' && !location.project;
    return isHere ? ({ kind: 'absent' } as const) : ({ kind: 'unresolved', why: 'offline' } as const);
  };
  const paths = [...files.keys()].sort();
  const sources: Sources = { find, list: (project) => (project ? 'unresolved' : paths) };
  const context = { scope: configScope(attempt), projectPath: 'acme/app' };
  const pipeline = readPipeline(resolve({ kind: 'file', path: entry }, sources, context));
  const settings = projects[variant % projects.length] ?? snapshot;
  return analyse(pipeline, attempt, settings, paths, {
    settings: () => snapshotWithout('not-asked'),
    pipeline: (config) => ({ pipeline: readPipeline(resolveDownstream(config, sources)), files: paths }),
  });
}

/** Nothing throws, every place exists, and what is printed as JSON comes back. */
export function assertSound(analysis: Analysis, offsets = 6): unknown {
  const { report } = told(analysis);
  for (const [path, { text }] of analysis.pipeline.config.files) {
    const step = Math.max(1, Math.floor(text.length / offsets));
    shown(
      analysis,
      path,
      Array.from({ length: offsets }, (_, n) => Math.min(n * step, text.length)),
    );
  }
  assertPlaces(analysis);
  assertOnce(analysis);
  return report;
}

/** Nothing is told twice of one place. */
function assertOnce({ pipeline: { config, errors } }: Analysis): void {
  const keys = errors.map(({ gitlab, span }) => {
    const file = config.files.get(span.piece.file);
    return JSON.stringify([gitlab, file ? place(file, span) : span.piece.file]);
  });
  assert.deepEqual([...new Set(keys)], keys);
}

/** A file that was read again piece by piece says what it says when it is read for the first time. */
export function assertSame(again: SourceFile, cold: SourceFile): void {
  assert.deepEqual(plainFile(again), plainFile(cold));
}

function plainFile(file: SourceFile): unknown {
  const { path, text, lines, header, root, problems } = file;
  const remarks = problems.map(({ span, ...it }) => ({ ...it, at: place(file, span) }));
  return { path, text, lines, header: plainNode(header, file), root: plainNode(root, file), remarks };
}

function plainNode(node: Node | undefined, file: SourceFile): unknown {
  if (!node) return undefined;
  const at = place(file, node.span);
  switch (node.kind) {
    case 'scalar':
      return [node.type, toText(node), at];
    case 'reference':
      return [node.written, node.path, at];
    case 'seq':
      return [node.items.map((it) => plainNode(it, file)), at];
    case 'map':
      return [[...node.entries].map(([name, it]) => [name, plainNode(it.key, file), plainNode(it.value, file)]), at];
  }
}
