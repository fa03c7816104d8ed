/** From a name to where it is defined: jobs, stages, environments, variables, anchors, inputs, and included files. */
import type { Location } from 'vscode-languageserver';
import { locationKey } from '../config/sources.ts';
import type { Analysis } from '../engine/analysis.ts';
import { entryAt, type Node } from '../syntax/node.ts';
import { place, type SourceFile } from '../syntax/source.ts';
import type { Span } from '../text/span.ts';
import { type Around, baseOf, fileAt, type Place, type Subject, symbolAt } from './names/scope.ts';
import { toLocation, toRange, touches } from './range.ts';
import { type Route, routeTo } from './route.ts';

/** Where what is named at `offset` is written. Nothing for names that nothing defines, and for those that GitLab does. */
export function definition(around: Around, offset: number): readonly Location[] {
  const file = fileAt(around);
  if (!file) return [];
  const included = includedAt(around, file, offset);
  if (included.length > 0) return included;
  const symbol = symbolAt(around, offset);
  const places = symbol ? definitionsOf(around.analysis, symbol) : [];
  if (places.length > 0) return places.map((it) => locationOf(it, around)).filter((it) => it !== undefined);
  const target = mergedTarget(around.analysis, file, offset, symbol);
  const location = target && toLocation(around.analysis, target.span, around.uriOf);
  return location ? [location] : [];
}

/** The place of a mention, for editors; `undefined` in a file that no editor can open. */
export function locationOf({ file, mention }: Place, { uriOf }: Pick<Around, 'uriOf'>): Location | undefined {
  const uri = uriOf(file.path);
  return uri === undefined ? undefined : { uri, range: toRange(file, mention.span) };
}

const origin = { line: 0, character: 0 };

/** The start of each file that the include at `offset` brings in. */
function includedAt({ analysis, uriOf }: Around, file: SourceFile, offset: number): readonly Location[] {
  const { config } = analysis.pipeline;
  const below = analysis.downstream.flatMap((it) => it.analysis?.pipeline.config.includes ?? []);
  const sites = [...config.includes, ...below].filter((it) => touches(file, it.span, offset));
  const keys = new Set(sites.flatMap((it) => (it.location ? [locationKey(it.location)] : [])));
  const uris = [...keys].map((it) => uriOf(it)).filter((it) => it !== undefined);
  return uris.map((uri) => ({ uri, range: { start: origin, end: origin } }));
}

/** What counts comes first: of a job the layer that wins, of a variable the one that is nearest. */
function definitionsOf(analysis: Analysis, { kind, name, at, places }: Subject): readonly Place[] {
  const defining = places.filter((it) => it.mention.defines);
  switch (kind) {
    case 'job': {
      const winner = entryAt(analysis.pipeline.config.root, name)?.key.span;
      return [...defining].sort((a, b) => Number(isAt(b, winner)) - Number(isAt(a, winner)));
    }
    case 'variable':
      return nearest(analysis, at, defining);
    default:
      return defining;
  }
}

function isAt({ mention }: Place, span: Span | undefined): boolean {
  return mention.span.piece === span?.piece && mention.span.start >= span.start && mention.span.end <= span.end;
}

/** Those of the job itself, then of what it extends, then those of the whole pipeline; else all there are. */
function nearest({ pipeline: { config } }: Analysis, { mention }: Place, all: readonly Place[]): readonly Place[] {
  const bases = config.extendsOf.get(mention.entry) ?? [];
  const rank = ({ mention: { entry } }: Place) => {
    if (entry === mention.entry) return 0;
    if (bases.includes(entry)) return 1;
    return entry === 'variables' || entry === 'workflow' ? 2 : 3;
  };
  const near = all.filter((it) => rank(it) < 3);
  return near.length === 0 ? all : [...near].sort((a, b) => rank(a) - rank(b));
}

/** In the merged configuration: keys that `!reference` leads to, and names of jobs that are made with inputs. */
function mergedTarget(
  { pipeline: { config } }: Analysis,
  file: SourceFile,
  offset: number,
  symbol: Subject | undefined,
): Node | undefined {
  const route = routeTo(file, offset);
  if (route?.node.kind === 'reference') return keyAt(config.root, pathUpTo(file, route, offset));
  if (symbol?.kind !== 'job') return undefined;
  return keyAt(config.root, [symbol.name]) ?? keyAt(config.root, [baseOf(symbol.name) ?? symbol.name]);
}

/** The names of a reference up to the one that `offset` is on. */
function pathUpTo(file: SourceFile, { node }: Route, offset: number): readonly string[] {
  if (node.kind !== 'reference' || !node.path) return [];
  const { start } = place(file, node.span);
  const before = node.span.piece.text.slice(node.span.start, node.span.start + offset - start);
  return node.path.slice(0, before.split(',').length);
}

/** The key at the end of `path`. */
function keyAt(root: Node, path: readonly string[]): Node | undefined {
  let here: Node | undefined = root;
  let key: Node | undefined;
  for (const name of path) {
    const entry = entryAt(here, name);
    key = entry?.key;
    here = entry?.value;
  }
  return key;
}
