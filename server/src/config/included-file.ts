/** The files of one list of includes: looked up, read, and put together with their own includes. */
import { t } from '@vscode/l10n';
import type { MapNode, Node } from '../syntax/node.ts';
import { at } from '../syntax/node.ts';
import type { SourceFile } from '../syntax/source.ts';
import type { Span } from '../text/span.ts';
import { type ComponentAddress, parseComponent, unsupportedComponent } from './component.ts';
import type { ConfigError, IncludeSite } from './config.ts';
import { contentError, notYaml } from './content.ts';
import { configError, prefixed } from './errors.ts';
import { headerIncludes } from './header-include.ts';
import { type Loaded, load } from './load.ts';
import { checkAddress, checkContext, locationOf, projectOf, type Target } from './location.ts';
import { addFile, beyond, count, find, type Resolution } from './resolution.ts';
import { type Found, type Location, locationKey } from './sources.ts';
import { nowhere, type Surroundings } from './surroundings.ts';
import { localKey, type Site } from './targets.ts';
import { textOf } from './values.ts';

export interface Included {
  /** Absent where nothing can be had. */
  readonly content?: MapNode;
}

type WithIncludes = (values: MapNode, around: Surroundings, resolution: Resolution) => MapNode;

interface Pending extends Site {
  /** What is told of it; fills while it is read. */
  readonly told: Told;
  error?: ConfigError | undefined;
  content?: MapNode;
  /** Further errors of the same file and of its includes, which GitLab does not come to. */
  later?: readonly ConfigError[];
}

interface Told {
  readonly span: Span;
  readonly node: Node;
  location?: Location;
  state: IncludeSite['state'];
}

/**
 * Reads the files in order. GitLab looks at all addresses first, then at all contexts, then reads one file after the
 * other with its includes: an error in a nested include stops it at once, one of the file itself only in the end.
 *
 * @see lib/gitlab/ci/config/external/mapper/verifier.rb
 */
export function includeFiles(
  sites: readonly Site[],
  around: Surroundings,
  resolution: Resolution,
  withIncludes: WithIncludes,
): readonly Included[] {
  const pending: Pending[] = [];
  for (const site of sites) {
    if (!around.isInternal && !count(site.node, resolution)) break;
    if (site.target.kind === 'local') resolution.locals.add(localKey(site.target.name, around));
    const told: Told = { span: site.node.span, node: site.node, state: 'invalid' };
    pending.push({ ...site, told, error: checkAddress(site.target) });
  }
  for (const it of pending) it.error ??= checkContext(it.target, around);
  for (const it of pending) {
    resolution.includes.push(it.told);
    if (!it.error) read(it, around, resolution, withIncludes);
  }
  for (const { error, later = [] } of pending) {
    if (!error) continue;
    resolution.errors.push(error);
    for (const it of later) resolution.errors.push(it);
    resolution.progress.isBroken = true;
  }
  return pending;
}

function read(pending: Pending, around: Surroundings, resolution: Resolution, withIncludes: WithIncludes): void {
  const { target, told } = pending;
  const component =
    target.kind === 'component' ? parseComponent(target.name, resolution.context.serverFqdn) : undefined;
  if (target.kind === 'component' && !component) {
    pending.error = unsupportedComponent(target.name, target.node);
    return;
  }
  told.state = 'unresolved';
  const location = locationOf(target, around);
  if (!location) {
    const detail = t`the artifact \`${target.name}\` of job \`${textOf(target.entry.entries.get('job')?.value)}\``;
    resolution.open.push({ kind: 'runtime', detail });
    return;
  }
  told.location = location;
  const found = lookUp(location, target, resolution);
  if (found?.kind === 'unresolved') {
    resolution.open.push({ kind: 'include', location: locationKey(location), why: found.why });
  }
  if (!found || found.kind === 'unresolved') return;
  told.state = found.kind === 'absent' ? 'absent' : 'included';
  pending.error = contentError(location, found, target);
  if (found.kind === 'absent') return;
  addFile(location, found.file, resolution);
  if (pending.error) return;
  const inner = surroundingsOf(target, found, { ...around, isInternal: false }, component);
  const fields = component && componentFields(component, found);
  Object.assign(pending, contentOf(pending, found.file, { around, inner, fields, resolution, withIncludes }));
}

/** A project that includes from itself can be read in the checkout when GitLab cannot be asked. */
function lookUp(location: Location, { kind }: Target, resolution: Resolution): Found | undefined {
  const found = find(location, resolution);
  const { projectPath } = resolution.context;
  if (found?.kind !== 'unresolved' || kind !== 'project' || location.kind !== 'file') return found;
  const isOwn = location.project?.path === projectPath?.toLowerCase() && location.project?.ref === undefined;
  return isOwn ? find({ kind: 'file', path: location.path }, resolution) : found;
}

/** What the included file's own includes see. */
function surroundingsOf(
  target: Target,
  found: FoundFile,
  around: Surroundings,
  component: ComponentAddress | undefined,
): Surroundings {
  switch (target.kind) {
    case 'local':
    case 'artifact':
      return around;
    case 'project':
      return { ...around, project: found.project ?? projectOf(target.entry) };
    case 'remote':
    case 'template':
      return nowhere;
    case 'component':
      return component ? componentSurroundings(component, found, around) : nowhere;
  }
}

type FoundFile = Found & { readonly kind: 'file' };

function componentSurroundings(address: ComponentAddress, found: FoundFile, { scope }: Surroundings): Surroundings {
  return { project: found.project ?? { path: address.project, ref: address.version }, scope, isChild: false };
}

/** What a component knows of itself. Files that it includes do not know it. */
function componentFields({ name, version }: ComponentAddress, found: FoundFile): ReadonlyMap<string, string> {
  const sha = found.component?.sha ?? found.project?.ref;
  const fields = { name, reference: version, sha, version: found.component?.version };
  return new Map(Object.entries(fields).filter((it): it is [string, string] => it[1] !== undefined));
}

interface Reading {
  readonly around: Surroundings;
  readonly inner: Surroundings;
  readonly fields: ReadonlyMap<string, string> | undefined;
  readonly resolution: Resolution;
  readonly withIncludes: WithIncludes;
}

function contentOf({ target }: Site, file: SourceFile, reading: Reading): Partial<Pending> {
  const { around, inner, fields, resolution, withIncludes } = reading;
  const { kind, name, entry, node } = target;
  if (kind === 'component' && at(file.header, 'spec', 'include')) return { error: noHeaderInclude(target) };
  const inputs = entry.entries.get('inputs')?.value;
  const use = { scope: around.scope, site: node.span, ...(inputs && { inputs }), ...(fields && { component: fields }) };
  const { content, errors }: Loaded = load(file, use, headerIncludes(around, resolution));
  const [first, ...others] = errors.map((it) => prefixed(it, name));
  if (!content) return { error: first ?? notYaml(name, node), later: others };
  if (!first) return { content: withIncludes(content, inner, resolution) };
  return { content: withIncludes(content, inner, beyond(resolution, others)), error: first, later: others };
}

function noHeaderInclude({ name, node }: Target): ConfigError {
  const gitlab = `Component \`${name}\` cannot use \`spec:include\`. This keyword is not supported in components`;
  return configError(gitlab, t('The component has to declare all its inputs itself.'), node.span);
}
