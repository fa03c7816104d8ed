/** `spec:include`: inputs that other files declare (config.md §3.1). */
import { at, type MapNode } from '../syntax/node.ts';
import { inspect, isBlank } from '../syntax/ruby.ts';
import type { SourceFile } from '../syntax/source.ts';
import type { ConfigError } from './config.ts';
import { configError } from './errors.ts';
import type { HeaderIncludes } from './load.ts';
import { checkAddress, checkContext, locationOf, type Target } from './location.ts';
import { deepMerge } from './merge.ts';
import { addFile, find, type Resolution } from './resolution.ts';
import type { Surroundings } from './surroundings.ts';
import { type Site, targetsOf } from './targets.ts';
import { textOf } from './values.ts';

const kinds = { kinds: ['local', 'remote', 'project'] as const, word: 'header include' };

/**
 * Collects the inputs that the files of `spec:include` declare, below those that the header declares itself.
 *
 * @see lib/gitlab/ci/config/external/header/
 */
export function headerIncludes(around: Surroundings, resolution: Resolution): HeaderIncludes {
  return (spec) => {
    const include = at(spec, 'include');
    // Errors of a header belong to the file that has it, so they are gathered apart.
    const own: Resolution = { ...resolution, errors: [] };
    const sites = include ? targetsOf(include, around, own, kinds) : [];
    const parts = sites.map((it) => inputsOf(it, around, own));
    const inline = at(spec, 'inputs');
    const declared = [...parts.map((it) => it.inputs), inline].filter((it) => it?.kind === 'map');
    const errors = [...own.errors, ...parts.flatMap((it) => it.errors)];
    if (errors.length === 0) errors.push(...duplicates(declared));
    let inputs: MapNode | undefined;
    for (const it of declared) inputs = inputs ? deepMerge(inputs, it) : it;
    return { ...(inputs && { inputs }), errors };
  };
}

interface Part {
  readonly inputs?: MapNode;
  readonly errors: readonly ConfigError[];
}

function inputsOf({ target, node }: Site, around: Surroundings, resolution: Resolution): Part {
  const error = checkAddress(target) ?? checkContext(target, around);
  const location = locationOf(target, around);
  if (error || !location) return { errors: error ? [error] : [] };
  const found = find(location, resolution);
  if (!found || found.kind === 'unresolved') {
    if (found) resolution.open.push({ kind: 'include', location: target.name, why: found.why });
    return { errors: [] };
  }
  resolution.includes.push({ span: node.span, node, location, state: found.kind === 'file' ? 'included' : 'absent' });
  if (found.kind === 'absent') {
    const gitlab = found.message ?? `Local file \`${target.name}\` does not exist!`;
    return { errors: [configError(gitlab, 'Nothing is found there.', target.node.span)] };
  }
  addFile(location, found.file, resolution);
  return declaredIn(found.file, target);
}

function declaredIn({ root }: SourceFile, { name, node }: Target): Part {
  if (root?.kind !== 'map' || isBlank(root)) {
    const gitlab = `Included file \`${name}\` does not have valid YAML syntax!`;
    return { errors: [configError(gitlab, 'The file holds no keys.', node.span)] };
  }
  const unknown = [...root.entries].filter(([key]) => key !== 'inputs').map(([, it]) => it.key);
  const [first] = unknown;
  if (first) {
    const names = unknown.map((it) => inspect({ ...it, type: 'symbol' })).join(', ');
    const gitlab = `Header include file \`${name}\` contains unknown keys: [${names}]`;
    return { errors: [configError(gitlab, 'Such a file holds `inputs` and nothing else.', first.span)] };
  }
  const inputs = at(root, 'inputs');
  return { ...(inputs?.kind === 'map' && { inputs }), errors: [] };
}

function duplicates(declared: readonly MapNode[]): readonly ConfigError[] {
  const seen = new Map<string, number>();
  const keys = declared.flatMap((it) => [...it.entries.values()].map(({ key }) => key));
  for (const key of keys) seen.set(textOf(key), (seen.get(textOf(key)) ?? 0) + 1);
  const twice = [...seen].filter(([, n]) => n > 1).map(([name]) => name);
  const last = keys.findLast((it) => twice.includes(textOf(it)));
  if (!last) return [];
  const gitlab = `Duplicate input keys found: ${twice.join(', ')}. Input keys must be unique across all included files and inline specifications.`;
  return [configError(gitlab, 'An included file declares this input, too.', last.span)];
}
