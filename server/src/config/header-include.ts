/** `spec:include`: inputs that other files declare (config.md §3.1). */
import { t } from '@vscode/l10n';
import { at, type MapNode } from '../syntax/node.ts';
import { inspectKey } from '../syntax/ruby.ts';
import type { ConfigError } from './config.ts';
import { contentError, notYaml } from './content.ts';
import { configError, prefixed } from './errors.ts';
import { type HeaderIncludes, type Loaded, load } from './load.ts';
import { checkAddress, checkContext, locationOf, type Target } from './location.ts';
import { deepMergeAll } from './merge.ts';
import { addFile, count, find, type Resolution } from './resolution.ts';
import type { Surroundings } from './surroundings.ts';
import { type Site, targetsOf } from './targets.ts';
import { flat, textOf } from './values.ts';

const kinds = { kinds: ['local', 'remote', 'project'] as const, word: 'header include' };

/**
 * Collects the inputs that the files of `spec:include` declare, below those that the header declares itself.
 *
 * @see lib/gitlab/ci/config/external/header/
 */
export function headerIncludes(around: Surroundings, resolution: Resolution): HeaderIncludes {
  return (spec) => {
    const written = at(spec, 'include');
    // GitLab takes lists in the list apart here.
    const include = written?.kind === 'seq' ? { ...written, items: flat(written) } : written;
    // Errors of a header belong to the file that has it, so they are gathered apart.
    const own: Resolution = { ...resolution, errors: [] };
    const sites = include ? targetsOf(include, around, own, kinds) : [];
    const parts = sites.filter((it) => count(it.node, own)).map((it) => inputsOf(it, around, own));
    const inline = at(spec, 'inputs');
    const declared = [...parts.map((it) => it.inputs), inline].filter((it) => it?.kind === 'map');
    const errors = [...own.errors, ...parts.flatMap((it) => it.errors)];
    if (errors.length === 0) errors.push(...duplicates(declared));
    const [lowest, ...others] = declared;
    const inputs = lowest && deepMergeAll([lowest, ...others]);
    // GitLab stops at the first error, and then knows of no input at all.
    const isOpen = parts.some((it) => it.isOpen);
    return { ...(inputs && errors.length === 0 && { inputs }), errors, isOpen };
  };
}

interface Part {
  readonly inputs?: MapNode;
  readonly errors: readonly ConfigError[];
  /** The file could not be read. */
  readonly isOpen?: true;
}

function inputsOf({ target, node }: Site, around: Surroundings, resolution: Resolution): Part {
  const error = checkAddress(target) ?? checkContext(target, around);
  const location = locationOf(target, around);
  if (error || !location) return { errors: error ? [error] : [] };
  const found = find(location, resolution);
  if (!found || found.kind === 'unresolved') {
    if (found) resolution.open.push({ kind: 'include', location: target.name, why: found.why });
    return { errors: [], isOpen: true };
  }
  resolution.includes.push({ span: node.span, node, location, state: found.kind === 'file' ? 'included' : 'absent' });
  const failure = contentError(location, found, target);
  if (found.kind === 'file') addFile(location, found.file, resolution);
  if (failure || found.kind === 'absent') return { errors: failure ? [failure] : [] };
  const use = { scope: around.scope, site: target.node.span };
  return declaredIn(load(found.file, use, headerIncludes(around, resolution)), target);
}

function declaredIn({ content, errors }: Loaded, { name, node }: Target): Part {
  if (errors.length > 0) return { errors: errors.map((it) => prefixed(it, name)) };
  if (!content) return { errors: [notYaml(name, node)] };
  const unknown = [...content.entries].filter(([key]) => key !== 'inputs').map(([, it]) => it.key);
  const [first] = unknown;
  if (first) {
    const names = unknown.map((it) => inspectKey(it)).join(', ');
    const gitlab = `Header include file \`${name}\` contains unknown keys: [${names}]`;
    return { errors: [configError(gitlab, t('Such a file holds `inputs` and nothing else.'), first.span)] };
  }
  const inputs = at(content, 'inputs');
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
  return [configError(gitlab, t('An included file declares this input, too.'), last.span)];
}
