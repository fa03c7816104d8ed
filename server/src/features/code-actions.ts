/** The fixes of what is found in a range, and other changes to the job there, as edits of the files where the keys really stand. */
import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type Range,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Analysis, RuleFinding } from '../engine/analysis.ts';
import type { Fix } from '../lint/rule.ts';
import { place } from '../syntax/source.ts';
import { source } from './diagnostics.ts';
import { staysWhereItIs } from './effects.ts';
import { fixAll } from './fix-all.ts';
import { ignorings } from './ignoring.ts';
import { fileOf, offsetAt, toRange, type UriOf } from './range.ts';
import { refactorings } from './refactorings.ts';

export interface ActionContext {
  readonly uriOf: UriOf;
  /** Version of a document that is open, so that an edit is refused when it has changed since; `null` for others. */
  readonly versionOf: (uri: string) => number | null;
  /** What the editor shows in the range. */
  readonly shown: readonly Diagnostic[];
  /** Whether the client takes edits with versions. */
  readonly versioned: boolean;
  /** The kinds that are asked for; absent: all. */
  readonly only?: readonly CodeActionKind[];
}

/** The fixes for what is found in `range`, worked out afresh: nothing is kept between two requests. */
export function codeActions(
  analysis: Analysis,
  path: string,
  range: Range,
  context: ActionContext,
): readonly CodeAction[] {
  const file = analysis.pipeline.config.files.get(path);
  if (!file) return [];
  const [from, to] = [offsetAt(file, range.start), offsetAt(file, range.end)];
  const found = analysis.lint.filter(({ span }) => {
    if (span.piece.file !== path) return false;
    const { start, end } = place(file, span);
    return start <= to && from <= end;
  });
  const shown = byPlace(context.shown);
  const wanted = (kind: CodeActionKind) =>
    !context.only || context.only.some((it) => kind === it || kind.startsWith(`${it}.`));
  return unique([
    ...(wanted(CodeActionKind.QuickFix) ? found.flatMap((it) => actionsOf(analysis, it, context, shown)) : []),
    ...(wanted(CodeActionKind.RefactorRewrite) ? rewrites(analysis, path, from, context) : []),
  ]);
}

function rewrites(analysis: Analysis, path: string, offset: number, context: ActionContext): readonly CodeAction[] {
  return refactorings(analysis, path, offset).flatMap((it) => {
    const edit = workspaceEdit(analysis, it, context);
    return edit ? { title: it.title, kind: CodeActionKind.RefactorRewrite, edit } : [];
  });
}

type ByPlace = ReadonlyMap<string, Diagnostic[]>;

/** What the editor shows of ours, by rule and range. */
function byPlace(shown: readonly Diagnostic[]): ByPlace {
  const found = new Map<string, Diagnostic[]>();
  for (const it of shown) {
    if (it.source !== source) continue;
    const key = JSON.stringify([it.code, it.range]);
    const same = found.get(key);
    if (same) same.push(it);
    else found.set(key, [it]);
  }
  return found;
}

function actionsOf(
  analysis: Analysis,
  finding: RuleFinding,
  context: ActionContext,
  shown: ByPlace,
): readonly CodeAction[] {
  const file = fileOf(analysis, finding.span);
  const answered = (file && shown.get(JSON.stringify([finding.rule.id, toRange(file, finding.span)]))) ?? [];
  const { own, more } = answersTo(analysis, finding);
  const actions: CodeAction[] = [];
  for (const fix of [...own, ...more]) {
    const edit = workspaceEdit(analysis, fix, context);
    if (!edit) continue;
    actions.push({
      title: fix.title,
      kind: CodeActionKind.QuickFix,
      edit,
      ...(answered.length > 0 && { diagnostics: answered }),
      ...(fix === own[0] && { isPreferred: true }),
    });
  }
  return actions;
}

/**
 * What is offered for a finding: changes that mend it, and others that go further or switch it off. A change that would
 * be felt in other entries of the file, through an anchor, is not offered.
 */
export function answersTo(
  analysis: Analysis,
  finding: RuleFinding,
): { readonly own: readonly Fix[]; readonly more: readonly Fix[] } {
  const all = fixAll(analysis, finding);
  const own = (finding.fixes ?? []).filter((it) => staysWhereItIs(analysis, it));
  const more = (all ? [all] : []).filter((it) => staysWhereItIs(analysis, it));
  return { own, more: [...more, ...ignorings(analysis, finding)] };
}

/** `undefined` where a file that it would change cannot be opened by the editor. */
function workspaceEdit(analysis: Analysis, fix: Fix, context: ActionContext): WorkspaceEdit | undefined {
  const byUri = new Map<string, TextEdit[]>();
  for (const { span, text } of fix.edits) {
    const file = fileOf(analysis, span);
    const uri = file && context.uriOf(file.path);
    if (!file || uri === undefined) return undefined;
    byUri.set(uri, [...(byUri.get(uri) ?? []), { range: toRange(file, span), newText: text }]);
  }
  if (!context.versioned) return { changes: Object.fromEntries(byUri) };
  return {
    documentChanges: [...byUri].map(([uri, edits]) => ({
      textDocument: { uri, version: context.versionOf(uri) },
      edits,
    })),
  };
}

/** Several instances of a matrix job offer the same change; what answers a finding is no refactoring beside that. */
function unique(actions: readonly CodeAction[]): readonly CodeAction[] {
  const first = new Map<string, CodeAction>();
  for (const it of actions) {
    const key = JSON.stringify([it.title, it.edit]);
    if (!first.has(key)) first.set(key, it);
  }
  return [...first.values()];
}
