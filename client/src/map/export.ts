/** Where an exported map goes: into a file, or into a new document. */
import { Uri, window, workspace } from 'vscode';
import type { Format, FromPage } from './messages.ts';

type Exported = Extract<FromPage, { readonly kind: 'exported' }>;

const kinds = {
  svg: { extension: 'svg', language: 'xml', name: 'SVG picture' },
  markdown: { extension: 'md', language: 'markdown', name: 'Markdown' },
} as const;

/** Resolves to nothing where the person changed their mind. */
export async function chooseFormat(): Promise<Format | undefined> {
  const choices = [
    { label: kinds.svg.name, description: 'the graph, as it is drawn', format: 'svg' },
    { label: kinds.markdown.name, description: 'all of it, in tables', format: 'markdown' },
  ] as const;
  return (await window.showQuickPick(choices, { title: 'Export the gate map as' }))?.format;
}

/** Asks where to, unless that is said. */
export async function keepExport({ format, content, to }: Exported): Promise<void> {
  const kind = kinds[format];
  const choices = [
    { label: 'Save to a file…', to: 'file' },
    { label: 'Open as a new document', to: 'document' },
  ] as const;
  const where = to ?? (await window.showQuickPick(choices, { title: `The gate map as ${kind.name}` }))?.to;
  if (where === 'document') {
    const document = await workspace.openTextDocument({ language: kind.language, content });
    await window.showTextDocument(document);
  } else if (where === 'file') await save(content, kind);
}

async function save(content: string, { extension, name }: (typeof kinds)[keyof typeof kinds]): Promise<void> {
  const [folder] = workspace.workspaceFolders ?? [];
  const target = await window.showSaveDialog({
    ...(folder && { defaultUri: Uri.joinPath(folder.uri, `gate-map.${extension}`) }),
    filters: { [name]: [extension] },
  });
  if (!target) return;
  await workspace.fs.writeFile(target, Buffer.from(content));
  const open = 'Open';
  const answer = await window.showInformationMessage(`The gate map is in ${workspace.asRelativePath(target)}.`, open);
  if (answer === open) await window.showTextDocument(target);
}
