/** The top of a configuration: which keys are keywords, which are jobs, and of which kind (config.md §4.2, §4.3). */
import { type Entry, entryAt, keyOf, type MapNode } from '../../syntax/node.ts';
import { artifacts } from './artifacts.ts';
import { caches } from './cache.ts';
import { keys, leaf, optional, self } from './checks.ts';
import { type Completeness, type EntryType, type Findings, keywordAt, type Shape, walk } from './entry.ts';
import { image, services } from './image.ts';
import { includes } from './include.ts';
import { booleanEntry, commands, defaultKeys, hooks, idTokens, retry, stages, tags, timeout } from './keywords.ts';
import { autoCancel, workflowRules } from './rules.ts';
import { hasKey, isHash, isNil, type Value } from './shape.ts';
import { allowedKeys, hash, maxLength, presence } from './validators.ts';
import { rootVariables } from './variables.ts';

/** Never jobs, whatever stands in them. */
const reserved = ['include', 'before_script', 'image', 'services', 'after_script', 'variables', 'stages', 'cache'];
/** Keywords, unless what stands there looks like a job. */
const keywords = ['default', 'workflow'];

/** Whether a top-level key is a keyword by its name; `default` and `workflow` are, unless they look like jobs. */
export function isRootKeyword(name: string): boolean {
  return reserved.includes(name) || keywords.includes(name);
}

export type EntryKind = 'hidden' | 'job' | 'trigger' | 'unmatched';

/** What GitLab takes a top-level entry for; the first that fits. */
export function kindOf(name: string, value: Value): EntryKind {
  if (name.startsWith('.')) return 'hidden';
  if (hasKey(value, 'script') || hasKey(value, 'run')) return 'job';
  return hasKey(value, 'trigger') || hasKey(value, 'needs') ? 'trigger' : 'unmatched';
}

/** The entries that are jobs, hidden ones included, in GitLab's order. */
export function jobEntries(root: MapNode): readonly Entry[] {
  return [...root.entries.values()].filter(({ key, value }) => {
    const name = keyOf(key);
    if (reserved.includes(name)) return false;
    return !keywords.includes(name) || (isHash(value) && kindOf(name, value) !== 'unmatched');
  });
}

/** The value of a root keyword, if it is one here. */
export function keyword(root: MapNode, name: string): Entry | undefined {
  const entry = root.entries.get(name);
  return entry && keywords.includes(name) && kindOf(name, entry.value) !== 'unmatched' ? undefined : entry;
}

/** Keys that `default` and the root both may hold, in the order of `default`. */
const both = ['before_script', 'after_script', 'cache', 'image', 'services'];

/** The first key that stands in both places: GitLab stops there. */
export function definedTwice(root: MapNode): Entry | undefined {
  const inDefault = keyword(root, 'default')?.value;
  if (!isHash(inDefault) || [...inDefault.entries.keys()].some((it) => !defaultKeys.includes(it))) return undefined;
  const written = (entry: Entry | undefined): entry is Entry =>
    entry !== undefined && !(entry.value.kind === 'scalar' && entry.value.type === 'null');
  const twice = both.find((it) => written(inDefault.entries.get(it)) && written(root.entries.get(it)));
  return twice === undefined ? undefined : inDefault.entries.get(twice);
}

const defaultShapes: Readonly<Record<string, Shape>> = {
  before_script: commands,
  after_script: commands,
  hooks,
  cache: caches,
  image,
  services,
  interruptible: booleanEntry,
  timeout,
  retry,
  tags,
  artifacts,
  id_tokens: idTokens,
};

const defaultAlone = leaf('default', self(hash), self(allowedKeys(...defaultKeys)));

const workflow: EntryType = {
  word: 'workflow',
  checks: [self(hash), self(allowedKeys('rules', 'name', 'auto_cancel')), optional('name', maxLength(255))],
  children: keys({ rules: workflowRules, auto_cancel: autoCancel }),
};

/** The root keywords that `default` does not take over, in GitLab's order. */
const ownShapes: Readonly<Record<string, Shape>> = { include: includes, variables: rootVariables, stages, workflow };

/**
 * Checks the keywords of the root. `default` comes first and takes over what the root says instead of it, which is
 * then checked in its place.
 */
export function checkKeywords(root: MapNode, known: Completeness, findings: Findings): void {
  const check = (shape: Shape, entry: Entry | undefined, above: readonly string[] = [], isBlocked = false): void => {
    if (entry && !isNil(entry.value))
      walk(shape, keywordAt(entry.value, keyOf(entry.key), entry.key, above), known, findings, isBlocked);
  };
  const defaults = keyword(root, 'default');
  check(defaultAlone, defaults);
  const blocked = findings.now.length > 0;
  for (const [name, shape] of Object.entries(defaultShapes)) {
    check(shape, entryAt(defaults?.value, name), ['default'], blocked);
    if (both.includes(name)) check(shape, root.entries.get(name));
  }
  for (const [name, shape] of Object.entries(ownShapes)) check(shape, keyword(root, name));
}

export const hidden = leaf('hidden', self(presence));
