/** Jobs, templates, stages and environments of whole pipelines, by a few letters of their names. */
import { t } from '@vscode/l10n';
import { SymbolKind, type WorkspaceSymbol } from 'vscode-languageserver';
import type { Analysis } from '../engine/analysis.ts';
import { locationOf } from './definition.ts';
import type { Mention } from './names/mention.ts';
import { mentionsIn } from './names/mentions.ts';
import { type Around, filesOf, type Place } from './names/scope.ts';

/** More than these nobody reads: a further letter finds the rest. */
const maxSymbols = 500;

type Pipelines = Pick<Around, 'family' | 'uriOf'>;

/** What is called like `query`: its letters in this order, whatever is between them. The nearest first. */
export function workspaceSymbols({ family, uriOf }: Pipelines, query: string): readonly WorkspaceSymbol[] {
  const stageOf = stagesOf(family);
  const found: WorkspaceSymbol[] = [];
  const seen = new Set<string>();
  for (const file of filesOf(family)) {
    for (const mention of mentionsIn(file)) {
      const kind = kindOf(mention);
      const key = `${mention.kind} ${mention.name}`;
      // An environment is told once; a job wherever it is written.
      if (kind === undefined || !matches(mention.name, query) || (mention.kind !== 'job' && seen.has(key))) continue;
      seen.add(key);
      const made = symbolOf({ file, mention }, kind, stageOf.get(mention.name), uriOf);
      if (made) found.push(made);
    }
  }
  return found.sort((a, b) => rank(a.name, query) - rank(b.name, query)).slice(0, maxSymbols);
}

function kindOf({ kind, name, defines }: Mention): SymbolKind | undefined {
  if (!defines) return undefined;
  if (kind === 'job') return name.startsWith('.') ? SymbolKind.Interface : SymbolKind.Function;
  if (kind === 'stage') return SymbolKind.Namespace;
  return kind === 'environment' ? SymbolKind.Package : undefined;
}

function symbolOf(
  at: Place,
  kind: SymbolKind,
  stage: string | undefined,
  uriOf: Around['uriOf'],
): WorkspaceSymbol | undefined {
  const location = locationOf(at, { uriOf });
  const { mention } = at;
  const words = {
    job: stage === undefined ? t`template` : t`stage ${stage}`,
    environment: t`environment of ${mention.entry}`,
    stage: t`stage`,
  };
  const containerName = mention.kind in words ? words[mention.kind as keyof typeof words] : '';
  return location && { name: mention.name, kind, location, containerName };
}

function stagesOf(family: readonly Analysis[]): ReadonlyMap<string, string> {
  return new Map(family.flatMap(({ pipeline }) => pipeline.jobs.map((it) => [it.baseName, it.stage] as const)));
}

function matches(name: string, query: string): boolean {
  let at = 0;
  const text = name.toLowerCase();
  for (const letter of query.toLowerCase().replaceAll(/\s+/g, '')) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** The same, then what starts so, then what holds it, then the rest. */
function rank(name: string, query: string): number {
  const [text, wanted] = [name.toLowerCase(), query.toLowerCase()];
  if (text === wanted) return 0;
  if (text.startsWith(wanted)) return 1;
  return text.includes(wanted) ? 2 : 3;
}
