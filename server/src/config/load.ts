/** The content of one file: its configuration document with the inputs put in (config.md §3). */
import { t } from '@vscode/l10n';
import type { Scope } from '../expression/scope.ts';
import { at, isNull, type MapNode, type Node, text } from '../syntax/node.ts';
import { isBlank } from '../syntax/ruby.ts';
import type { SourceFile } from '../syntax/source.ts';
import type { Span } from '../text/span.ts';
import type { ConfigError } from './config.ts';
import { configError } from './errors.ts';
import { checkHeader } from './header.ts';
import { inputsOf } from './inputs.ts';
import { interpolate } from './interpolate.ts';
import { isSame, type Lookups, recording } from './resolution.ts';
import { stringNode } from './values.ts';

export interface Loaded {
  /** Absent where the file holds nothing, or nothing that can be used. */
  readonly content?: MapNode;
  /** In GitLab's order, without the location in front. GitLab reports the first only. */
  readonly errors: readonly ConfigError[];
}

/** How a file is used. */
export interface Use {
  /** The value of `inputs`, as written where the file is included. */
  readonly inputs?: Node;
  readonly scope: Scope;
  /** What a component knows of itself. */
  readonly component?: ReadonlyMap<string, string>;
  /** Where the file is included: the place of errors about what is missing. */
  readonly site: Span;
}

export interface Declared {
  readonly inputs?: MapNode;
  readonly errors: readonly ConfigError[];
  /** A file that may declare more could not be read. */
  readonly isOpen: boolean;
}

/** Reads the inputs that the files of `spec:include` declare; GitLab merges them into the header's own. */
export type HeaderIncludes = (spec: MapNode) => Declared;

interface Memo {
  readonly inputs: Node | undefined;
  readonly site: Span;
  readonly component: string;
  readonly lookups: Lookups;
  readonly loaded: Loaded;
}

/** The last few ways in which a file was used. */
const memos = new WeakMap<SourceFile, Memo[]>();
const memosPerFile = 16;

/**
 * The content of a file for one way of using it. The same file with the same inputs and variables gives the very
 * same nodes; a file without header is its own content.
 *
 * @see lib/gitlab/ci/config/yaml/loader.rb and lib/gitlab/ci/config/interpolation/interpolator.rb
 */
export function load(file: SourceFile, use: Use, headerIncludes: HeaderIncludes): Loaded {
  if (!file.header && !use.inputs) return plainContent(file);
  const component = JSON.stringify([...(use.component ?? [])]);
  const known = memos.get(file)?.find((it) => matches(it, use, component));
  if (known) return known.loaded;
  const { scope, lookups } = recording(use.scope);
  const loaded = loadWithHeader(file, { ...use, scope }, headerIncludes);
  // What other files declare may change without this one.
  if (at(file.header, 'spec', 'include')) return loaded;
  const memo = { inputs: use.inputs, site: use.site, component, lookups, loaded };
  memos.set(file, [memo, ...(memos.get(file) ?? [])].slice(0, memosPerFile));
  return loaded;
}

function matches(memo: Memo, use: Use, component: string): boolean {
  return (
    memo.inputs === use.inputs &&
    memo.site === use.site &&
    memo.component === component &&
    isSame(memo.lookups, use.scope)
  );
}

const plain = new WeakMap<SourceFile, Loaded>();

function plainContent(file: SourceFile): Loaded {
  const known = plain.get(file);
  if (known) return known;
  const loaded = withContent(file.root, syntaxErrors(file));
  plain.set(file, loaded);
  return loaded;
}

function syntaxErrors({ problems }: SourceFile): readonly ConfigError[] {
  return problems.flatMap(({ severity, gitlab, message, span }) =>
    severity === 'error' && gitlab !== undefined ? [configError(gitlab, message, span)] : [],
  );
}

function withContent(root: Node | undefined, errors: readonly ConfigError[]): Loaded {
  return root?.kind === 'map' && !isBlank(root) ? { content: root, errors } : { errors };
}

function loadWithHeader(file: SourceFile, use: Use, headerIncludes: HeaderIncludes): Loaded {
  const errors = [...syntaxErrors(file)];
  const { inputs, site } = use;
  const given = inputs && !isNull(inputs) ? inputs : undefined;
  if (given && given.kind !== 'map') {
    errors.push(configError('Given inputs must be a hash', t('`inputs` takes names and values.'), given.span));
    return withContent(file.root, errors);
  }
  if (!file.header) {
    if (given && given.entries.size > 0) errors.push(notDefined(given));
    return withContent(file.root, errors);
  }
  const headerErrors = checkHeader(file.header);
  if (headerErrors.length > 0) return withContent(file.root, [...errors, ...joined(headerErrors)]);
  const specs = specsOf(file.header, headerIncludes);
  const values = new Map([...(given?.entries ?? [])].map(([name, it]) => [name, it.value]));
  const found = inputsOf(specs.inputs, values, site, specs.isOpen);
  // The first error of the included headers and those of the values are one message.
  const [first, ...others] = specs.errors;
  const wrong = [...joined([...(first ? [first] : []), ...found.errors]), ...others];
  if (file.root?.kind !== 'map' || wrong.length > 0) return withContent(file.root, [...errors, ...wrong]);
  const component = componentOf(file.header, use);
  const interpolated = interpolate(file.root, {
    values: { inputs: found.values, component },
    defaulted: found.defaulted,
    scope: use.scope,
  });
  if (specs.isOpen) return withContent(withoutKeys(interpolated.root, interpolated.failed), errors);
  return withContent(interpolated.root, [...errors, ...interpolated.errors]);
}

/** What the names of entries that depend on an input nobody knows stand for is not known either. */
function withoutKeys(root: MapNode, names: ReadonlySet<string>): MapNode {
  if (names.size === 0) return root;
  return { ...root, entries: new Map([...root.entries].filter(([name]) => !names.has(name))) };
}

function notDefined({ span }: Node): ConfigError {
  const gitlab = 'Given inputs not defined in the `spec` section of the included configuration file';
  return configError(gitlab, t('The file has no `spec:inputs`. Remove `inputs` here, or declare them there.'), span);
}

function specsOf(header: MapNode, headerIncludes: HeaderIncludes): Declared {
  const spec = at(header, 'spec');
  const own = at(spec, 'inputs');
  if (spec?.kind === 'map' && !isBlank(at(spec, 'include'))) return headerIncludes(spec);
  return { ...(own?.kind === 'map' && { inputs: own }), errors: [], isOpen: false };
}

/** The fields of the component that the header asks for. */
function componentOf(header: MapNode, { component, site }: Use): ReadonlyMap<string, Node> {
  const wanted = at(header, 'spec', 'component');
  const names = wanted?.kind === 'seq' ? wanted.items.map((it) => text(it) ?? '') : [];
  const fields = names.flatMap((name) => {
    const value = component?.get(name);
    return value === undefined ? [] : [[name, stringNode(value, site)] as const];
  });
  return new Map(fields);
}

/** GitLab reports the first three in one message. */
function joined(errors: readonly ConfigError[]): readonly ConfigError[] {
  const [first, ...others] = errors;
  if (!first || others.length === 0) return errors;
  const gitlab = errors
    .slice(0, 3)
    .map((it) => it.gitlab)
    .join(', ');
  return [{ ...first, gitlab }, ...others];
}
