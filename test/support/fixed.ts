/** Applies the changes that rules offer. */
import assert from 'node:assert/strict';
import type { RuleFinding } from '../../server/src/engine/analysis.ts';
import { place } from '../../server/src/syntax/source.ts';
import { analysisOf } from './world.ts';

type Settings = Readonly<Record<string, unknown>>;

/** The files after the fix called `title` of the first finding of `rule`; the others of the same name as they were. */
export function fixed(
  rule: string,
  files: string | ReadonlyMap<string, string>,
  title: string,
  settings: Settings = {},
): Readonly<Record<string, string>> {
  const all = typeof files === 'string' ? new Map([['.gitlab-ci.yml', files]]) : files;
  const analysis = analysisOf(all, settings);
  const finding = analysis.lint.find((it) => it.rule.id === rule);
  const fix = finding?.fixes?.find((it) => it.title === title);
  assert.ok(fix, `no fix "${title}" for ${rule}: ${JSON.stringify(titlesOf(finding))}`);
  const changed = new Map(all);
  const edits = fix.edits.map((edit) => {
    const file = analysis.pipeline.config.files.get(edit.span.piece.file);
    assert.ok(file);
    return { ...place(file, edit.span), text: edit.text };
  });
  for (const { file, start, end, text } of edits.toSorted((a, b) => b.start - a.start)) {
    const before = changed.get(file) ?? '';
    changed.set(file, before.slice(0, start) + text + before.slice(end));
  }
  const again = analysisOf(changed, settings);
  assert.deepEqual(
    again.pipeline.errors.map((it) => it.gitlab),
    [],
  );
  assert.deepEqual(
    again.lint.filter((it) => it.rule.id === rule).map((it) => it.what),
    [],
  );
  return Object.fromEntries([...changed].filter(([path, text]) => text !== all.get(path)));
}

function titlesOf(finding: RuleFinding | undefined): readonly string[] {
  return finding?.fixes?.map((it) => it.title) ?? [];
}

/** The fixes of the first finding of `rule`. */
export function titles(rule: string, file: string, settings: Settings = {}): readonly string[] {
  return titlesOf(analysisOf(file, settings).lint.find((it) => it.rule.id === rule));
}
