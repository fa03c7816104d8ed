/** The pages of gates and rules, executed in the editor: what they note is in the hover, or underlined, at that place. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { EditorCase } from '../lib/pages.ts';
import { diagnosticsOf, hoverAt, until } from './editor.ts';

export function testsOf(cases: readonly EditorCase[]): Readonly<Record<string, () => Promise<void>>> {
  return {
    'asks about the attempt of each page': () => choose(cases),
    ...Object.fromEntries(cases.map((it) => [it.title, () => run(it)])),
  };
}

/** All at once, before anything is shown: with each of them everything that is shown is asked for again. */
async function choose(cases: readonly EditorCase[]): Promise<void> {
  const isTaken = async ({ entry, attempt }: EditorCase) => {
    const params = { uri: vscode.Uri.file(entry).toString(), attempt };
    return (await vscode.commands.executeCommand('deployGates.attempt', params)) !== undefined;
  };
  const [first, ...others] = cases;
  assert.ok(first);
  await vscode.workspace.openTextDocument(first.entry);
  // The server is starting.
  await until(() => isTaken(first));
  const taken = await Promise.all(others.map(isTaken));
  assert.ok(taken.every((it) => it));
}

async function run(it: EditorCase): Promise<void> {
  const document = await vscode.workspace.openTextDocument(it.entry);
  await ('gate' in it.of ? checkHovers(it, it.of.heading, document) : checkFindings(it, it.of.rule));
}

const icons = { pass: 'pass', wait: 'watch', unknown: 'question', deny: 'circle-slash' } as const;

async function checkHovers(it: EditorCase, heading: string, document: vscode.TextDocument): Promise<void> {
  for (const note of it.notes) {
    const there = await vscode.workspace.openTextDocument(note.file);
    const text = await hoverAt(there, new vscode.Position(note.line, note.character));
    const said = linesOf(text, heading);
    const wanted = (word: string, what = '') => `$(${icons[word as keyof typeof icons]}) ${heading}: ${what}`;
    const isSaid = said.some((line) => line.startsWith(wanted(note.word, note.what)));
    const isOpen = it.alone && said.some((line) => line.startsWith(wanted('unknown')));
    assert.ok(isSaid || isOpen, `expected ${note.word}: ${note.what}\nin the hover:\n${text}`);
  }
  if (it.notes.length > 0) return;
  for (const text of await hoversOfJobs(document)) assert.deepEqual(linesOf(text, heading), []);
}

/** What a hover says of one gate. */
function linesOf(hover: string, heading: string): readonly string[] {
  return hover
    .split('\n')
    .map((line) => line.replace(`**${heading}**`, heading))
    .filter((line) => line.includes(heading));
}

/** Each deploy job has a lens at its name. */
async function hoversOfJobs(document: vscode.TextDocument): Promise<readonly string[]> {
  const command = 'vscode.executeCodeLensProvider';
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(command, document.uri);
  return Promise.all(lenses.map((it) => hoverAt(document, it.range.start)));
}

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
} as const;

/** Only what is shown in a tab is underlined. */
async function checkFindings({ notes }: EditorCase, rule: string): Promise<void> {
  for (const note of notes) {
    const document = await vscode.workspace.openTextDocument(note.file);
    await vscode.window.showTextDocument(document);
    const found = () => diagnosticsOf(document, rule);
    const complaint = () => `expected ${note.word}: ${note.what}\nfound ${JSON.stringify(found(), undefined, 1)}`;
    await until(() => found().some((it) => fits(note, it)), complaint);
  }
}

function fits(note: EditorCase['notes'][number], { range, severity, message }: vscode.Diagnostic): boolean {
  return (
    range.start.line === note.line &&
    range.start.character === note.character &&
    severity === severities[note.word as keyof typeof severities] &&
    message.includes(note.what)
  );
}
