/** The fixes of what is found in a range, and other changes to the job there, as edits of the files where the keys really stand. */
import { t } from '@vscode/l10n';
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
  /** Whether the client opens pages of rules. */
  readonly pages?: boolean;
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
  const wanted = (kind: CodeActionKind) =>
    !context.only || context.only.some((it) => kind === it || kind.startsWith(`${it}.`));
  return unique([
    ...(wanted(CodeActionKind.QuickFix) ? answers(analysis, found, context) : []),
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

/** Of so many findings at once is offered what answers them: each change is tried on the file before. */
const most = 10;

/** What mends comes first, for all that is found here; then what is to be read, and last what switches it off. */
function answers(analysis: Analysis, found: readonly RuleFinding[], context: ActionContext): readonly CodeAction[] {
  const shown = byPlace(context.shown);
  const all = found.slice(0, most).map((finding) => {
    const file = fileOf(analysis, finding.span);
    const answered = (file && shown.get(JSON.stringify([finding.rule.id, toRange(file, finding.span)]))) ?? [];
    const { own, all: whole, ignore } = answersTo(analysis, finding);
    const actions = (fixes: readonly Fix[]) => fixes.flatMap((it) => quickFix(analysis, it, context, answered));
    const [first, ...others] = actions(own);
    return {
      mending: [...(first ? [{ ...first, isPreferred: true }] : []), ...others, ...actions(whole)],
      reading: context.pages ? [about(finding, answered)] : [],
      ignoring: actions(ignore),
    };
  });
  return [...all.flatMap((it) => it.mending), ...all.flatMap((it) => it.reading), ...all.flatMap((it) => it.ignoring)];
}

function quickFix(
  analysis: Analysis,
  fix: Fix,
  context: ActionContext,
  answered: readonly Diagnostic[],
): readonly CodeAction[] {
  const edit = workspaceEdit(analysis, fix, context);
  if (!edit) return [];
  const { title } = fix;
  const diagnostics = [...answered];
  return [{ title, kind: CodeActionKind.QuickFix, edit, ...(diagnostics.length > 0 && { diagnostics }) }];
}

/** What opens the page of a rule. */
const pageCommand = 'deployGates.showPage';

function about({ rule: { id } }: RuleFinding, answered: readonly Diagnostic[]): CodeAction {
  const title = t`Read about \`${id}\``;
  return {
    title,
    kind: CodeActionKind.QuickFix,
    command: { title, command: pageCommand, arguments: [id] },
    ...(answered.length > 0 && { diagnostics: [...answered] }),
  };
}

/**
 * What is offered for a finding: changes that mend it, and others that go further or switch it off. A change that would
 * be felt in other entries of the file, through an anchor, is not offered.
 */
export function answersTo(
  analysis: Analysis,
  finding: RuleFinding,
): { readonly own: readonly Fix[]; readonly all: readonly Fix[]; readonly ignore: readonly Fix[] } {
  const whole = fixAll(analysis, finding);
  return {
    own: (finding.fixes ?? []).filter((it) => staysWhereItIs(analysis, it)),
    all: whole && staysWhereItIs(analysis, whole) ? [whole] : [],
    ignore: ignorings(analysis, finding),
  };
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
