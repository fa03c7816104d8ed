/** Pages behind what a file names: included files, components, projects that are triggered, environments. */
import { t } from '@vscode/l10n';
import type { DocumentLink } from 'vscode-languageserver';
import { parseComponent } from '../config/component.ts';
import type { IncludeSite } from '../config/config.ts';
import { type Location, locationKey } from '../config/sources.ts';
import { at, type Node, text } from '../syntax/node.ts';
import type { SourceFile } from '../syntax/source.ts';
import { mentionsIn } from './names/mentions.ts';
import { type Around, fileAt } from './names/scope.ts';
import { toRange, type UriOf } from './range.ts';

/** Where GitLab keeps its own templates. */
const templates = 'https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/ci/templates';

/** The links of a file: files of the checkout open in the editor, everything else in the browser. */
export function links(around: Around): readonly DocumentLink[] {
  const file = fileAt(around);
  if (!file) return [];
  const web = webOf(around);
  return [...includeLinks(around, file, web), ...projectLinks(file, web), ...environmentLinks(file, web)];
}

/** Addresses of GitLab's pages. Absent where it is not known which GitLab it is. */
interface Web {
  /** `https://gitlab.example.com`, with a relative root where there is one. */
  readonly instance?: string;
  /** The project's own page. */
  readonly project?: string;
}

function webOf({ analysis: { snapshot } }: Around): Web {
  const instance = snapshot.instance.url.replace(/\/+$/, '');
  if (instance === '') return {};
  const { path } = snapshot.project;
  return { instance, ...(path !== '' && { project: `${instance}/${path}` }) };
}

function includeLinks({ analysis, uriOf }: Around, file: SourceFile, web: Web): readonly DocumentLink[] {
  const below = analysis.downstream.flatMap((it) => it.analysis?.pipeline.config.includes ?? []);
  const sites = [...analysis.pipeline.config.includes, ...below].filter(
    (it) => it.location && it.span.piece.file === file.path,
  );
  const byNode = new Map<Node, IncludeSite[]>();
  for (const it of sites) byNode.set(it.node, [...(byNode.get(it.node) ?? []), it]);
  return [...byNode].flatMap(([node, its]) => {
    const found = addressesIn(node);
    // A wildcard leads to many files: that is for "go to definition".
    if (found.length !== its.length) return [];
    return its.flatMap(({ location }, n) => {
      const span = found[n]?.span;
      const target = location && targetOf(location, uriOf, web);
      return span && target !== undefined
        ? [{ range: toRange(file, span), target: target.uri, tooltip: target.what }]
        : [];
    });
  });
}

/** Where an include says what it includes: the path, or each of several. */
function addressesIn(node: Node): readonly Node[] {
  if (node.kind !== 'map') return [node];
  const kinds = ['file', 'local', 'remote', 'template', 'component'];
  const value = kinds.map((it) => at(node, it)).find((it) => it !== undefined);
  if (value?.kind === 'seq') return value.items;
  return value && text(value)?.includes('*') !== true ? [value] : [];
}

interface Target {
  readonly uri: string;
  /** What following it does. */
  readonly what: string;
}

function targetOf(location: Location, uriOf: UriOf, web: Web): Target | undefined {
  const here = uriOf(locationKey(location));
  if (here !== undefined) return { uri: here, what: t`Open the file` };
  switch (location.kind) {
    case 'file': {
      if (!location.project || web.instance === undefined) return undefined;
      const { path, ref = 'HEAD' } = location.project;
      return {
        uri: `${web.instance}/${path}/-/blob/${encoded(ref)}/${encoded(location.path)}`,
        what: t`Open in GitLab`,
      };
    }
    case 'remote':
      return { uri: location.url, what: t`Open the address` };
    case 'template':
      return { uri: `${templates}/${encoded(location.name)}`, what: t`Open GitLab's template` };
    case 'component': {
      const parts = parseComponent(location.address, undefined);
      return (
        parts && { uri: `https://${parts.fqdn}/${parts.project}${treeOf(parts.version)}`, what: t`Open the component` }
      );
    }
  }
}

/** A version that is worked out when it is used, such as `~latest` or `1`, is no name of a commit. */
function treeOf(version: string): string {
  return /^~|^\d+(?:\.\d+)?$/.test(version) ? '' : `/-/tree/${encoded(version)}/templates`;
}

/** Projects that are named: by trigger jobs, and for artifacts. */
function projectLinks(file: SourceFile, { instance }: Web): readonly DocumentLink[] {
  if (instance === undefined || file.root?.kind !== 'map') return [];
  const found: DocumentLink[] = [];
  for (const { value: job } of file.root.entries.values()) {
    const trigger = at(job, 'trigger');
    const branch = text(at(trigger, 'branch'));
    const isPlain = branch !== undefined && !branch.includes('$');
    add(
      found,
      file,
      text(trigger) === undefined ? at(trigger, 'project') : trigger,
      instance,
      isPlain ? branch : undefined,
    );
    const needs = at(job, 'needs');
    for (const it of needs?.kind === 'seq' ? needs.items : []) add(found, file, at(it, 'project'), instance);
  }
  return found;
}

function add(found: DocumentLink[], file: SourceFile, node: Node | undefined, instance: string, ref?: string): void {
  const path = text(node);
  if (!node || path === undefined || !/^[\w.-]+(?:\/[\w.-]+)+$/.test(path) || node.span.piece.file !== file.path)
    return;
  const tree = ref === undefined ? '' : `/-/tree/${encoded(ref)}`;
  found.push({
    range: toRange(file, node.span),
    target: `${instance}/${path}${tree}`,
    tooltip: t`Open the project in GitLab`,
  });
}

/** The list of environments, searched for the name: a page of its own takes a number that the files do not tell. */
function environmentLinks(file: SourceFile, { project }: Web): readonly DocumentLink[] {
  if (project === undefined) return [];
  return mentionsIn(file)
    .filter(({ kind, name }) => kind === 'environment' && !/[$%]/.test(name))
    .map(({ name, span }) => ({
      range: toRange(file, span),
      target: `${project}/-/environments?search=${encodeURIComponent(name)}`,
      tooltip: t`Open the environment in GitLab`,
    }));
}

/** A path in an address: slashes stay. */
function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
