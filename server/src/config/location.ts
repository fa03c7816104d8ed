/** What one entry of `include` points to: which kind it is, where it leads, and what GitLab says about the address. */
import { t } from '@vscode/l10n';
import { expand } from '../expression/expand.ts';
import { isUnknownValue } from '../expression/scope.ts';
import type { Missing } from '../logic/tri.ts';
import type { Entry, MapNode, Node } from '../syntax/node.ts';
import { isBlank, isBlankText } from '../syntax/ruby.ts';
import type { ConfigError } from './config.ts';
import { configError } from './errors.ts';
import type { Location, ProjectRef } from './sources.ts';
import type { Surroundings } from './surroundings.ts';
import { isFalsy, isString, stringNode, textOf, toJson } from './values.ts';

export const includeKinds = ['local', 'project', 'remote', 'template', 'artifact', 'component'] as const;
export type IncludeKind = (typeof includeKinds)[number];

/** One entry whose variables are expanded and whose kind is known. */
export interface Target {
  readonly kind: IncludeKind;
  /** As GitLab names it in messages: without leading slashes. */
  readonly name: string;
  /** Not a text where a text is needed. */
  readonly isText: boolean;
  /** The address, or the value that holds it. */
  readonly node: Node;
  readonly entry: MapNode;
}

/** A plain text as an entry: an address with a scheme is `remote`, everything else `local`. */
export function entryOfText(text: string, { span }: Node): MapNode {
  const name = /^(?:https?|ssh|git):./.test(text.trim()) ? 'remote' : 'local';
  return withText(name, text, span);
}

function withText(name: string, value: string, span: Node['span']): MapNode {
  const entry = { key: stringNode(name, span), value: stringNode(value, span) };
  return { kind: 'map', entries: new Map([[name, entry]]), span };
}

/** The entry with one value replaced. */
export function withValue(entry: MapNode, name: string, value: Node): MapNode {
  const before = entry.entries.get(name);
  if (!before) return entry;
  return { ...entry, entries: new Map(entry.entries).set(name, { key: before.key, value }) };
}

/** Expands the variables in texts and lists of texts, one level deep; what stands deeper, such as inputs, is not touched. */
export function expandEntry(
  entry: MapNode,
  { scope }: Surroundings,
): MapNode | { readonly missing: readonly Missing[] } {
  const missing: Missing[] = [];
  const one = (node: Node): Node => {
    if (!isString(node)) return node;
    const text = expand(String(node.value), scope);
    if (isUnknownValue(text)) missing.push(...text.missing);
    return typeof text === 'string' && text !== node.value ? stringNode(text, node.span) : node;
  };
  const entries = new Map<string, Entry>();
  for (const [name, { key, value }] of entry.entries) {
    entries.set(name, { key, value: value.kind === 'seq' ? { ...value, items: value.items.map(one) } : one(value) });
  }
  return missing.length > 0 ? { missing } : { ...entry, entries };
}

/**
 * The one kind that the entry is of.
 *
 * @see lib/gitlab/ci/config/external/mapper/matcher.rb
 */
export function targetOf(entry: MapNode, kinds: readonly IncludeKind[], word: string): Target | ConfigError {
  const [kind, ...others] = kinds.filter((it) => isPresent(it, entry));
  const words = kinds.map((it) => `\`${it}\``).join(', ');
  if (!kind) {
    const gitlab = `\`${toJson(entry)}\` does not have a valid subkey for ${word}. Valid subkeys are: ${words}`;
    return configError(gitlab, t`GitLab cannot tell where this comes from. It needs one of ${words}.`, entry.span);
  }
  if (others.length > 0) {
    const advice = t`Only one of \`${kind}\` and ${others.map((it) => `\`${it}\``).join(', ')} can say where this comes from.`;
    return configError(`Each include must use only one of: ${words}`, advice, entry.span);
  }
  return { kind, ...addressOf(kind, entry), entry };
}

function isPresent(kind: IncludeKind, entry: MapNode): boolean {
  if (kind === 'local') return !isBlankText(addressOf(kind, entry).name);
  if (kind === 'project') return !isBlankText(addressOf(kind, entry).name) && !isBlankText(projectPath(entry));
  return !isBlank(entry.entries.get(kind)?.value);
}

function addressOf(kind: IncludeKind, entry: MapNode): Pick<Target, 'name' | 'isText' | 'node'> {
  const node = entry.entries.get(kind === 'project' ? 'file' : kind)?.value ?? entry;
  if (kind !== 'local' && kind !== 'project') return { name: textOf(node), isText: isString(node), node };
  const text = node === entry ? '' : textOf(node);
  return { name: text.replace(/^\/+/m, ''), isText: true, node };
}

/** Project paths are compared in lower case; of a list GitLab takes the first. */
function projectPath({ entries }: MapNode): string {
  const node = entries.get('project')?.value;
  return textOf(node?.kind === 'seq' ? node.items[0] : node).toLowerCase();
}

export function projectOf(entry: MapNode): ProjectRef {
  const ref = entry.entries.get('ref')?.value;
  const path = projectPath(entry);
  return isBlank(ref) || textOf(ref) === 'HEAD' ? { path } : { path, ref: textOf(ref) };
}

/** What is wrong with the address itself, before anything is looked up. */
export function checkAddress({ kind, name, isText, node }: Target): ConfigError | undefined {
  if (!isText) {
    return configError(`Included file \`${name}\` needs to be a string`, t('An address is a text.'), node.span);
  }
  if (kind === 'component') return undefined;
  if (!hasYamlExtension(name)) {
    const gitlab = `Included file \`${name}\` does not have YAML extension!`;
    return configError(gitlab, t('GitLab includes only files that end in `.yml` or `.yaml`.'), node.span);
  }
  if (kind === 'remote' && !/^(?:https?|ssh|git):./.test(name.trim())) {
    const gitlab = `Remote file \`${name}\` does not have a valid address!`;
    return configError(gitlab, t('A remote file needs an address that starts with `https://`.'), node.span);
  }
  if (kind === 'template' && !name.endsWith('.gitlab-ci.yml')) {
    const gitlab = `Template file \`${name}\` is not a valid location!`;
    return configError(gitlab, t('Names of templates end in `.gitlab-ci.yml`.'), node.span);
  }
  return undefined;
}

function hasYamlExtension(path: string): boolean {
  return /.+\.(?:yml|yaml)$/im.test(path.replace(/\/+$/, '').replace(/^.*\//s, ''));
}

/** What is wrong with including this here. */
export function checkContext({ kind, name, entry, node }: Target, around: Surroundings): ConfigError | undefined {
  const isNowhere = around.project === 'none';
  if (kind === 'local' && isNowhere) {
    const gitlab = `Local file \`${name}\` does not have project!`;
    return configError(
      gitlab,
      t('Remote files and templates belong to no project, so they have no local files.'),
      node.span,
    );
  }
  if (kind === 'component' && isNowhere) {
    const gitlab = 'Unable to use components outside of a project context';
    return configError(gitlab, t('Remote files and templates cannot include components.'), node.span);
  }
  if (kind !== 'artifact') return undefined;
  if (!around.isChild) {
    const gitlab = 'Including configs from artifacts is only allowed when triggering child pipelines';
    return configError(gitlab, t('Start a child pipeline with `trigger:include` instead.'), node.span);
  }
  if (!isBlank(entry.entries.get('job')?.value)) return undefined;
  const gitlab = 'Job must be provided when including configs from artifacts';
  return configError(gitlab, t('`job` names the job whose artifact this is.'), node.span);
}

/** Where to look; `undefined` for artifacts, which are only there once the pipeline runs. */
export function locationOf({ kind, name, entry }: Target, { project }: Surroundings): Location | undefined {
  switch (kind) {
    case 'local':
      return typeof project === 'string' ? { kind: 'file', path: name } : { kind: 'file', path: name, project };
    case 'project':
      return { kind: 'file', path: name, project: projectOf(entry) };
    case 'remote': {
      const integrity = entry.entries.get('integrity')?.value;
      const isGiven = integrity !== undefined && !isFalsy(integrity);
      return { kind: 'remote', url: name.trim(), ...(isGiven && { integrity: textOf(integrity) }) };
    }
    case 'template':
      return { kind: 'template', name };
    case 'component':
      return { kind: 'component', address: name };
    case 'artifact':
      return undefined;
  }
}
