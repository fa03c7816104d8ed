/** Another name for a job, stage, environment, variable, anchor or input, in every file of the checkout that says it. */
import { t } from '@vscode/l10n';
import type { Range, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import type { Analysis } from '../engine/analysis.ts';
import { words } from '../gates/gate.ts';
import { later } from '../logic/later.ts';
import type { SourceFile } from '../syntax/source.ts';
import type { Mention, NameKind } from './names/mention.ts';
import { refusedName } from './names/new-name.ts';
import { overlooked } from './names/overlooked.ts';
import { type Around, filesOf, isKeyword, placesOf, type Subject, symbolAt } from './names/scope.ts';
import { spelled } from './names/spelling.ts';
import { toRange } from './range.ts';

/** Why something is not renamed: a sentence or two for the person who asks. */
export interface Refused {
  readonly refused: string;
}

interface Renamable {
  readonly range: Range;
  readonly placeholder: string;
}

/** What would be renamed at `offset`. */
export function prepareRename(around: Around, offset: number): Renamable | Refused {
  const symbol = symbolAt(around, offset);
  if (!symbol) return { refused: t`No name of this pipeline stands here.` };
  const refused = refusal(around, symbol);
  if (refused !== undefined) return { refused };
  return { range: toRange(symbol.at.file, symbol.at.mention.span), placeholder: symbol.at.mention.name };
}

export interface RenameOptions {
  /** Files of the checkout that belong to the pipeline in other attempts: their includes have rules. */
  readonly aside: readonly SourceFile[];
  /** Version of a document that is open; `null` for others. */
  readonly versionOf: (uri: string) => number | null;
  /** Whether the client takes edits with versions. */
  readonly versioned: boolean;
}

/** The edits of all files; `undefined` where nothing is named at `offset`. */
export function rename(
  around: Around,
  offset: number,
  newName: string,
  options: RenameOptions,
): WorkspaceEdit | Refused | undefined {
  const symbol = symbolAt(around, offset);
  if (!symbol) return undefined;
  // What was pointed at may be `deploy: [eu]`: then the job is renamed, and what stands in the brackets stays.
  const suffix = symbol.at.mention.name.slice(symbol.name.length);
  const name = suffix !== '' && newName.endsWith(suffix) ? newName.slice(0, -suffix.length) : newName;
  const isOfFile = symbol.kind === 'anchor' || symbol.kind === 'input';
  const files = isOfFile ? [symbol.at.file] : [...filesOf([around.analysis, ...around.family]), ...options.aside];
  const refused =
    refusal(around, symbol) ??
    refusedName(around, symbol, name, options.aside) ??
    (name === symbol.name ? undefined : overlooked(symbol.name, files));
  if (refused !== undefined) return { refused };
  const further = isOfFile ? [] : placesOf(symbol.kind, symbol.name, options.aside);
  const byUri = new Map<string, TextEdit[]>();
  for (const { file, mention } of [...symbol.places, ...further]) {
    const uri = around.uriOf(file.path);
    if (uri === undefined) continue;
    const edit = { range: toRange(file, mention.span), newText: newText(mention, symbol, name) };
    byUri.set(uri, [...(byUri.get(uri) ?? []), edit]);
  }
  if (!options.versioned) return { changes: Object.fromEntries(byUri) };
  const documentChanges = [...byUri].map(([uri, edits]) => ({
    textDocument: { uri, version: options.versionOf(uri) },
    edits,
  }));
  return { documentChanges };
}

/** What a rename at `offset` does not reach, as a warning: parts of the pipeline that could not be read. */
export function unreached(around: Around, offset: number): string | undefined {
  const symbol = symbolAt(around, offset);
  if (!symbol || symbol.kind === 'anchor' || symbol.kind === 'input') return undefined;
  const open = [around.analysis, ...around.family].flatMap((it) => it.pipeline.config.open);
  const [first] = open;
  if (!first) return undefined;
  return t`Not all of the pipeline could be read, and what is missing may name \`${symbol.name}\` as well: ${words(first)}.`;
}

function newText({ name, style }: Mention, symbol: Subject, newName: string): string {
  return spelled(newName + name.slice(symbol.name.length), style);
}

/** Why nobody can rename this from here. */
function refusal({ analysis, uriOf }: Around, { kind, name, places }: Subject): string | undefined {
  const isDefined = places.some((it) => it.mention.defines);
  // A variable of ours may look like one of GitLab's.
  if (isKeyword(kind, name) && !(kind === 'variable' && isDefined)) return t`\`${name}\` is GitLab's own name.`;
  const outside = places.filter((it) => uriOf(it.file.path) === undefined);
  const written = outside.find((it) => it.mention.defines) ?? outside[0];
  if (written) {
    const { path } = written.file;
    return written.mention.defines
      ? t`\`${name}\` is written in \`${path}\`, which is no file of this checkout.`
      : t`\`${name}\` is also named in \`${path}\`, which is no file of this checkout.`;
  }
  // An environment is made by being named.
  if (kind === 'environment' || isDefined) return undefined;
  return notDefined(kind, name, analysis);
}

function notDefined(kind: NameKind, name: string, { pipeline: { config } }: Analysis): string {
  const what = t(kinds[kind]);
  const [open] = config.open;
  if (kind === 'stage' && !open) {
    return t`No file of the pipeline defines the ${what} \`${name}\`: it is one of those that there are without \`stages\`.`;
  }
  if (open) {
    return t`No file of the pipeline defines the ${what} \`${name}\`, and not all of it could be read: ${words(open)}.`;
  }
  return kind === 'variable'
    ? t`No file of the pipeline defines the ${what} \`${name}\`. It may be a variable of the project or its groups, which has its name in GitLab.`
    : t`No file of the pipeline defines the ${what} \`${name}\`.`;
}

const kinds: Readonly<Record<NameKind, string>> = {
  job: later('job'),
  stage: later('stage'),
  environment: later('environment'),
  variable: later('variable'),
  anchor: later('anchor'),
  input: later('input'),
};
