/** Every page of a gate or a lint rule is run: what it shows is what the engine says. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Analysis } from '../server/src/engine/analysis.ts';
import { renderText } from '../server/src/engine/render.ts';
import { gates } from '../server/src/gates/index.ts';
import { rules } from '../server/src/lint/index.ts';
import { place } from '../server/src/syntax/source.ts';
import type { Span } from '../server/src/text/span.ts';
import { casesOf, type Note, notesOf, type PageCase } from './support/page.ts';
import { analysisOf, attemptOf, snapshotWithout } from './support/world.ts';

const update = process.env['UPDATE'] === '1';

interface Said {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly says: string;
}

for (const { id } of gates) runPage(join('server', 'src', 'gates', `${id}.md`), (analysis) => saidBy(id, analysis));
for (const { id } of rules) {
  runPage(join('server', 'src', 'lint', `${id.replace('/', '-')}.md`), (analysis) => foundBy(id, analysis));
}

function runPage(path: string, sayingsOf: (analysis: Analysis) => readonly Said[]): void {
  const page = readFileSync(path, 'utf8');
  describe(path, () => {
    for (const it of casesOf(page)) {
      test(it.title, () => {
        const analysis = analysisOf(it.files, it.settings ?? {}, attemptOf(it.attempt), it.elsewhere);
        const signedOut =
          it.attempt['signedOut'] === true
            ? analysisOf(it.files, snapshotWithout('signed-out'), attemptOf(it.attempt), it.elsewhere)
            : analysis;
        checkNotes(it, sayingsOf(signedOut));
        if (it.text !== undefined) checkText(path, it, signedOut);
      });
    }
  });
}

/** What one gate says, at the places where it says it. */
function saidBy(gate: string, analysis: Analysis): readonly Said[] {
  const all = analysis.reports.flatMap((report) => report.findings.filter((it) => it.gate.id === gate));
  return all.map((it) => ({ ...where(analysis, it.span), says: `${it.verdict.kind}: ${it.what}` }));
}

function foundBy(rule: string, analysis: Analysis): readonly Said[] {
  const all = analysis.lint.filter((it) => it.rule.id === rule);
  return all.map((it) => ({ ...where(analysis, it.span), says: `${it.severity ?? it.rule.severity}: ${it.what}` }));
}

function where({ pipeline, policy }: Analysis, span: Span) {
  const file =
    pipeline.config.files.get(span.piece.file) ?? (policy.file?.path === span.piece.file ? policy.file : undefined);
  assert.ok(file, `a finding names the file ${span.piece.file}, which is not part of the pipeline`);
  return place(file, span);
}

/** Every note is said at its place, and nothing is said that has no note. */
function checkNotes({ files }: PageCase, said: readonly Said[]): void {
  const notes = [...files].flatMap(([file, text]) => notesOf(file, text));
  for (const note of notes) {
    const here = said.filter((it) => it.file === note.file && fits(note, it));
    assert.ok(
      here.some((it) => it.says.startsWith(note.says) || it.says.includes(note.says)),
      `expected at ${note.file}:${note.start}-${note.end}: ${note.says}\nsaid: ${JSON.stringify(said, null, 1)}`,
    );
  }
  const surplus = said.filter((it) => !notes.some((note) => note.file === it.file && fits(note, it)));
  assert.deepEqual(surplus, [], 'said without a note');
}

/** A span over several lines is underlined on its first line only. */
function fits(note: Note, { start, end }: Said): boolean {
  return start === note.start && (end === note.end || end > note.end);
}

function checkText(path: string, it: PageCase, analysis: Analysis): void {
  const text = analysis.reports.map((report) => renderText(analysis, report)).join('\n\n');
  if (text === it.text) return;
  assert.ok(update, `the page shows another text: run UPDATE=1 npm test -- pages\n${text}`);
  const page = readFileSync(path, 'utf8');
  const section = page.indexOf(`## ${it.title}`);
  const block = page.indexOf('```text\n', section) + '```text\n'.length;
  const end = page.indexOf('```', block);
  writeFileSync(path, `${page.slice(0, block)}${text}\n${page.slice(end)}`);
}
