/** Puts a configuration together: files, inputs, `extends`, `!reference` (config.md §0.2, steps 1 to 5). */
import { t } from '@vscode/l10n';
import type { Missing } from '../logic/tri.ts';
import type { MapNode, Node } from '../syntax/node.ts';
import { isBlankText } from '../syntax/ruby.ts';
import { type SourceFile, toldOnce } from '../syntax/source.ts';
import type { Span } from '../text/span.ts';
import type { Config, ConfigContext, InputValue } from './config.ts';
import { configError } from './errors.ts';
import { extendAll } from './extends.ts';
import { headerIncludes } from './header-include.ts';
import { withIncludes } from './include.ts';
import { load } from './load.ts';
import { resolveReferences } from './reference.ts';
import { addFile, find, isOpen, newResolution, type Resolution } from './resolution.ts';
import { type Location, locationKey, type ProjectRef, type Sources } from './sources.ts';
import { injectEdgeStages } from './stages.ts';
import type { Surroundings } from './surroundings.ts';
import { nodeOf, stringNode } from './values.ts';

/**
 * The configuration that `entry` makes, as GitLab puts it together. Synchronous, and reads nothing itself: what it
 * needs and `sources` does not have is listed in `wanted`; provide it and ask again.
 *
 * What did not change since an earlier call stays the very same node, so that what is derived from nodes can be kept.
 */
export function resolve(entry: Location, sources: Sources, context: ConfigContext): Config {
  const resolution = newResolution(sources, context);
  const around: Surroundings = { project: entryProject(entry), scope: resolution.scope, isChild: false };
  const content = entryContent(entry, around, resolution);
  return finish(locationKey(entry), content, around, resolution);
}

/**
 * The configuration of a child pipeline: what stands under `trigger:include`. Local files are those of the project
 * that the pipeline runs in, whichever file the trigger job is written in.
 *
 * @param include the value of `trigger:include`.
 * @param project the one it runs in; absent: the checkout's.
 */
export function resolveChild(include: Node, sources: Sources, context: ConfigContext, project?: ProjectRef): Config {
  const resolution = newResolution(sources, context);
  const around: Surroundings = {
    project: project ?? 'checkout',
    scope: resolution.scope,
    isChild: true,
    isInternal: true,
  };
  const entries = new Map([['include', { key: stringNode('include', include.span), value: include }]]);
  const root: MapNode = { kind: 'map', entries, span: include.span };
  const config = finish('', root, around, resolution);
  return { ...config, entry: [...config.files.keys()][0] ?? '' };
}

function entryProject(entry: Location): Surroundings['project'] {
  return entry.kind === 'file' ? (entry.project ?? 'checkout') : 'none';
}

const nothing: Span = { piece: { file: '', text: '' }, start: 0, end: 0 };
const empty: MapNode = { kind: 'map', entries: new Map(), span: nothing };

function entryContent(entry: Location, around: Surroundings, resolution: Resolution): MapNode {
  const found = find(entry, resolution);
  if (found?.kind !== 'file') {
    if (found) resolution.open.push({ kind: 'include', location: locationKey(entry), why: 'not-found' });
    return empty;
  }
  const { file } = found;
  addFile(entry, file, resolution);
  const site = startOf(file);
  if (isBlankText(file.text)) {
    const gitlab = 'Please provide content of .gitlab-ci.yml';
    resolution.errors.push(configError(gitlab, t('The file is empty.'), site));
    return { ...empty, span: site };
  }
  const inputs = inputsNode(resolution.context.inputs, site);
  const loaded = load(
    file,
    { scope: around.scope, site, ...(inputs && { inputs }) },
    headerIncludes(around, resolution),
  );
  for (const it of loaded.errors) resolution.errors.push(it);
  if (loaded.errors.length > 0) resolution.progress.isBroken = true;
  return loaded.content ?? { ...empty, span: site };
}

/** Where the file starts: in its header, or in the first piece there is. Stays the same while these do. */
function startOf({ header, root, starts, path, text }: SourceFile): Span {
  const known = header?.span ?? root?.span;
  if (known) return known;
  const [piece] = starts.keys();
  return { piece: piece ?? { file: path, text }, start: 0, end: 0 };
}

/** By identity of what was given and of the place. */
const inputNodes = new WeakMap<object, { readonly site: Span; readonly node: Node }>();

function inputsNode(inputs: ConfigContext['inputs'], site: Span): Node | undefined {
  if (!inputs) return undefined;
  const known = inputNodes.get(inputs);
  if (known?.site === site) return known.node;
  const node = nodeOf(inputs as InputValue, site);
  inputNodes.set(inputs, { site, node });
  return node;
}

function finish(entry: string, content: MapNode, around: Surroundings, resolution: Resolution): Config {
  const merged = withIncludes(content, around, resolution);
  const open = isOpen(resolution);
  const extended = extendAll(merged, open);
  const referred = resolveReferences(extended.root, open);
  const { files, hints, includes, wanted, dependsOn } = resolution;
  return {
    entry,
    root: injectEdgeStages(referred.root),
    files,
    // A file that is included twice has its errors once.
    errors: toldOnce([...resolution.errors, ...extended.errors, ...referred.errors]),
    hints,
    includes,
    wanted,
    open: distinct(resolution.open),
    dependsOn,
    extendsOf: extended.extendsOf,
  };
}

function distinct(missing: readonly Missing[]): readonly Missing[] {
  return [...new Map(missing.map((it) => [JSON.stringify(it), it])).values()];
}
