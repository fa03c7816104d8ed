/** What files look like once a change has been made to them. */
import assert from 'node:assert/strict';
import type { Analysis } from '../../server/src/engine/analysis.ts';
import type { Fix } from '../../server/src/lint/rule.ts';
import { place } from '../../server/src/syntax/source.ts';

/** The files of an analysis after `fix`, as far as they differ. */
export function changedBy({ pipeline }: Analysis, fix: Fix): Readonly<Record<string, string>> {
  const changed = new Map<string, string>();
  const edits = fix.edits.map((edit) => {
    const file = pipeline.config.files.get(edit.span.piece.file);
    assert.ok(file, `there is no file ${edit.span.piece.file}`);
    if (!changed.has(file.path)) changed.set(file.path, file.text);
    return { ...place(file, edit.span), text: edit.text };
  });
  // Of several insertions at one place the first comes first.
  for (const { file, start, end, text } of edits.toReversed().toSorted((a, b) => b.start - a.start)) {
    const before = changed.get(file) ?? '';
    changed.set(file, before.slice(0, start) + text + before.slice(end));
  }
  return Object.fromEntries(changed);
}
