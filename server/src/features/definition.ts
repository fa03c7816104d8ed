/** From a name to where it is defined: jobs in `extends`, `needs`, `on_stop` and `!reference`, and included files. */
import type { Location } from 'vscode-languageserver';
import { locationKey } from '../config/sources.ts';
import type { Analysis } from '../engine/analysis.ts';
import { entryAt, type Node, text } from '../syntax/node.ts';
import { toLocation, touches, type UriOf } from './range.ts';
import { type Route, routeTo } from './route.ts';

/** Keys whose values name jobs, as the last name of a route without indices. */
const namesJobs = new Set(['extends', 'needs', 'dependencies', 'on_stop']);

/** Where what is named at `offset` of `path` is written. Nothing for names that nothing defines. */
export function definition(analysis: Analysis, path: string, offset: number, uriOf: UriOf): Location | undefined {
  const { config } = analysis.pipeline;
  const file = config.files.get(path);
  const route = file && routeTo(file, offset);
  if (!file || route?.on !== 'value') return undefined;
  const below = analysis.downstream.flatMap((it) => it.analysis?.pipeline.config.includes ?? []);
  const include = [...config.includes, ...below].find((it) => touches(file, it.span, offset));
  if (include?.location) {
    const uri = uriOf(locationKey(include.location));
    return uri === undefined ? undefined : { uri, range: { start: origin, end: origin } };
  }
  const target = targetOf(analysis, route);
  return target && toLocation(analysis, target.span, uriOf);
}

const origin = { line: 0, character: 0 };

function targetOf({ pipeline: { config } }: Analysis, { path, node }: Route): Node | undefined {
  if (node.kind === 'reference') return keyAt(config.root, node.path ?? []);
  const name = text(node);
  return name !== undefined && isJobName(path) ? keyAt(config.root, [name]) : undefined;
}

/** `needs: [build]` and `needs: [{ job: build }]`, wherever a job says it. */
function isJobName(path: Route['path']): boolean {
  const names = path.filter((it) => typeof it === 'string');
  const last = names.at(-1) ?? '';
  return names.length > 1 && (namesJobs.has(last) || (last === 'job' && names.at(-2) === 'needs'));
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
