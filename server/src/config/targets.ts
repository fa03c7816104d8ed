/** From a list of includes as written to the files it names (config.md §2.1). */
import { t } from '@vscode/l10n';
import { isBreakOff } from '../expression/evaluate.ts';
import { expand } from '../expression/expand.ts';
import { isUnknownValue } from '../expression/scope.ts';
import { isUnknown } from '../logic/tri.ts';
import type { MapNode, Node } from '../syntax/node.ts';
import type { ConfigError, IncludeSite } from './config.ts';
import { configError } from './errors.ts';
import { includePattern } from './glob.ts';
import { includeRulesHold } from './include-rules.ts';
import { entryOfText, expandEntry, type IncludeKind, type Target, targetOf, withValue } from './location.ts';
import { list, type Resolution } from './resolution.ts';
import type { Surroundings } from './surroundings.ts';
import { isFalsy, isString, stringNode, textOf } from './values.ts';

/** An entry of the list on its way: as written, and as far as it has been worked out. */
interface Item {
  readonly node: Node;
  readonly entry: MapNode;
}

/** Which kinds may stand in a list of includes, and what GitLab calls an entry of it. */
export interface Kinds {
  readonly kinds: readonly IncludeKind[];
  readonly word: string;
}

/** A target together with the entry it was written as. */
export interface Site {
  readonly node: Node;
  readonly target: Target;
}

/**
 * The files that a list of includes names, in order: entries whose rules do not let them in are gone, lists of files
 * and wildcards are one each. GitLab takes one step after the other over the whole list, so errors of an early step
 * come before those of a later one.
 */
export function targetsOf(
  include: Node,
  around: Surroundings,
  resolution: Resolution,
  { kinds, word }: Kinds,
): readonly Site[] {
  const items = wrap(include).flatMap((it) => normalise(it, around, resolution));
  return items
    .filter((it) => isLetIn(it, around, resolution))
    .flatMap((it) => expandLocations(it, around, resolution))
    .flatMap((it) => expandVariables(it, around, resolution))
    .flatMap(({ node, entry }) => {
      const target = targetOf(entry, kinds, word);
      if (!('severity' in target)) return [{ node, target }];
      refuse(target, node, resolution);
      return [];
    });
}

/** `Array.wrap(…).compact`: null is nothing, one entry is a list of one. */
function wrap(include: Node): readonly Node[] {
  const items = include.kind === 'seq' ? include.items : [include];
  return items.filter((it) => it.kind !== 'scalar' || it.type !== 'null');
}

/** Notes what became of an entry. */
function note(node: Node, state: IncludeSite['state'], { includes }: Resolution): void {
  includes.push({ span: node.span, node, state });
}

/** GitLab stops here; everything that the entry would have brought is missing. */
function refuse(error: ConfigError, node: Node, resolution: Resolution): void {
  resolution.errors.push(error);
  resolution.progress.isBroken = true;
  note(node, 'invalid', resolution);
}

function normalise(node: Node, { scope }: Surroundings, resolution: Resolution): readonly Item[] {
  if (node.kind === 'map') return [{ node, entry: node }];
  if (!isString(node)) {
    const advice = t('An include is a path or a mapping such as `local: file.yml`.');
    refuse(configError('Each include must be a hash or a string', advice, node.span), node, resolution);
    return [];
  }
  // Whether a text is an address or a path may be hidden in a variable.
  const text = expand(String(node.value), scope);
  if (isUnknownValue(text)) {
    resolution.open.push(...text.missing);
    note(node, 'unresolved', resolution);
    return [];
  }
  return [{ node, entry: entryOfText(text, node) }];
}

function isLetIn({ node, entry }: Item, around: Surroundings, resolution: Resolution): boolean {
  const holds = includeRulesHold(entry.entries.get('rules')?.value, around, resolution);
  if (typeof holds === 'object' && 'severity' in holds) {
    refuse(holds, node, resolution);
    return false;
  }
  if (isBreakOff(holds)) {
    const advice = t('A rule of this include compares values that cannot be compared.');
    refuse(configError('Undefined error', advice, node.span), node, resolution);
    return false;
  }
  if (isUnknown(holds)) {
    resolution.open.push(...holds.missing);
    note(node, 'undecided', resolution);
    return false;
  }
  if (!holds) note(node, 'skipped-by-rules', resolution);
  return holds;
}

/** One item for each file of a project, and for each file that a wildcard matches. */
function expandLocations(item: Item, around: Surroundings, resolution: Resolution): readonly Item[] {
  const { node, entry } = item;
  const value = (name: string): Node | undefined => entry.entries.get(name)?.value;
  const project = value('project');
  if (project && !isFalsy(project)) {
    const file = value('file');
    return file ? wrap(file).map((it) => ({ node, entry: withValue(entry, 'file', it) })) : [];
  }
  const local = value('local');
  if (!local || !isString(local) || !String(local.value).includes('*')) return [item];
  if (around.project === 'none') return [item];
  const paths = list(around.project === 'checkout' ? undefined : around.project, resolution);
  if (paths === undefined || paths === 'unresolved') {
    if (paths)
      resolution.open.push({
        kind: 'include',
        location: textOf(local),
        why: around.project === 'checkout' ? 'not-asked' : 'offline',
      });
    note(node, 'unresolved', resolution);
    return [];
  }
  const pattern = includePattern(String(local.value));
  return paths
    .filter((it) => pattern(it) && !resolution.locals.has(localKey(it, around)))
    .map((it) => ({ node, entry: withValue(entry, 'local', stringNode(it, local.span)) }));
}

/** A wildcard passes over files of the same project that were included before. */
export function localKey(path: string, { project }: Surroundings): string {
  return typeof project === 'string' ? path : `${project.path}@${project.ref ?? ''}:${path}`;
}

function expandVariables({ node, entry }: Item, around: Surroundings, resolution: Resolution): readonly Item[] {
  const expanded = expandEntry(entry, around);
  if ('kind' in expanded) return [{ node, entry: expanded }];
  resolution.open.push(...expanded.missing);
  note(node, 'unresolved', resolution);
  return [];
}
