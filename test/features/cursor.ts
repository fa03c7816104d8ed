/** A pipeline with a cursor in it, and what an editor asks there. */
import assert from 'node:assert/strict';
import type { Location, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { family } from '../../server/src/engine/family.ts';
import type { Around } from '../../server/src/features/names/scope.ts';
import type { Attempt } from '../../server/src/pipeline/attempt.ts';
import { analysisOf, attemptOf } from '../support/world.ts';

export type Files = Readonly<Record<string, string>>;

export interface Cursor {
  readonly around: Around;
  readonly offset: number;
  /** The files without the mark. */
  readonly files: ReadonlyMap<string, string>;
}

/** Where files of the checkout are for an editor; others are nowhere. */
export const uriOf = (path: string) => (path.includes(':') ? undefined : `file:///app/${path}`);

/** `$0` in one of the files is the cursor; a mere text is the pipeline's own file. */
export function cursorIn(
  given: Files | string,
  settings: Parameters<typeof analysisOf>[1] = {},
  attempt: Attempt = attemptOf(),
): Cursor {
  const marked = Object.entries(typeof given === 'string' ? { '.gitlab-ci.yml': given } : given);
  const [path, text] = marked.find(([, it]) => it.includes('$0')) ?? ['.gitlab-ci.yml', ''];
  const files = new Map(marked.map(([name, it]) => [name, it.replace('$0', '')]));
  const whole = family(analysisOf(files, settings, attempt));
  const analysis = whole.find((it) => it.pipeline.config.files.has(path));
  assert.ok(analysis, `${path} takes part`);
  return { around: { analysis, family: whole, path, uriOf }, offset: text.indexOf('$0'), files };
}

/** `file:line: what stands there`, lines from 1. */
export function shown(files: ReadonlyMap<string, string>, locations: readonly Location[]): readonly string[] {
  return locations.map(({ uri, range }) => {
    const path = uri.replace('file:///app/', '');
    const document = TextDocument.create(uri, 'yaml', 1, files.get(path) ?? '');
    return `${path}:${range.start.line + 1}: ${document.getText(range)}`;
  });
}

/** The files that an edit changes, changed. */
export function applied(files: ReadonlyMap<string, string>, { changes = {} }: WorkspaceEdit): Files {
  return Object.fromEntries(
    Object.entries(changes).map(([uri, edits]) => {
      const path = uri.replace('file:///app/', '');
      return [path, edited(files.get(path) ?? '', edits)];
    }),
  );
}

export function edited(text: string, edits: readonly TextEdit[]): string {
  return TextDocument.applyEdits(TextDocument.create('file:///app/x', 'yaml', 1, text), [...edits]);
}
