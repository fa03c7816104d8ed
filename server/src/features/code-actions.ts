/** The fixes of what is found in a range, as edits of the files where the keys really stand. */
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
import { fileOf, offsetAt, toRange, type UriOf } from './range.ts';

export interface ActionContext {
  readonly uriOf: UriOf;
  /** Version of a document that is open, so that an edit is refused when it has changed since; `null` for others. */
  readonly versionOf: (uri: string) => number | null;
  /** What the editor shows in the range. */
  readonly shown: readonly Diagnostic[];
  /** Whether the client takes edits with versions. */
  readonly versioned: boolean;
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
  return unique(found.flatMap((it) => actionsOf(analysis, it, context)));
}

function actionsOf(analysis: Analysis, finding: RuleFinding, context: ActionContext): readonly CodeAction[] {
  const file = fileOf(analysis, finding.span);
  const at = file && JSON.stringify(toRange(file, finding.span));
  const answered = context.shown.filter(
    (it) => it.source === source && it.code === finding.rule.id && JSON.stringify(it.range) === at,
  );
  const actions: CodeAction[] = [];
  for (const fix of finding.fixes ?? []) {
    const edit = workspaceEdit(analysis, fix, context);
    if (!edit) continue;
    actions.push({
      title: fix.title,
      kind: CodeActionKind.QuickFix,
      edit,
      ...(answered.length > 0 && { diagnostics: answered }),
      ...(actions.length === 0 && { isPreferred: true }),
    });
  }
  return actions;
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

/** Several instances of a matrix job offer the same change. */
function unique(actions: readonly CodeAction[]): readonly CodeAction[] {
  return [...new Map(actions.map((it) => [JSON.stringify([it.title, it.edit]), it])).values()];
}
