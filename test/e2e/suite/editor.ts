/** What the tests ask of the editor. */
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';

/** All hovers at a place, as Markdown. */
export async function hoverAt(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const command = 'vscode.executeHoverProvider';
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(command, document.uri, position);
  return hovers
    .flatMap((it) => it.contents)
    .map((it) => (typeof it === 'string' ? it : it.value))
    .join('\n');
}

export function diagnosticsOf(document: vscode.TextDocument, code: string): readonly vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter((it) => typeof it.code === 'object' && it.code.value === code);
}

/** Asks again and again until there is an answer. @param complaint what is wrong where there is none. */
export async function until<T>(
  ask: () => T | Promise<T>,
  complaint: () => string = () => `still not so: ${ask}`,
): Promise<NonNullable<T>> {
  const end = Date.now() + 60_000;
  for (;;) {
    const found = await ask();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${complaint()} (after a minute)`);
    await setTimeout(50);
  }
}
