/** Where an exported map goes: into a file, or into a new document. */
import { l10n, Uri, window, workspace } from 'vscode';
import type { Format, FromPage } from './messages.ts';

type Exported = Extract<FromPage, { readonly kind: 'exported' }>;

interface Kind {
  readonly extension: string;
  readonly language: string;
  readonly name: string;
}

function kindOf(format: Format): Kind {
  return format === 'svg'
    ? { extension: 'svg', language: 'xml', name: l10n.t('SVG picture') }
    : { extension: 'md', language: 'markdown', name: 'Markdown' };
}

/** Resolves to nothing where the person changed their mind. */
export async function chooseFormat(): Promise<Format | undefined> {
  const choices = [
    { label: kindOf('svg').name, description: l10n.t('the graph, as it is drawn'), format: 'svg' },
    { label: kindOf('markdown').name, description: l10n.t('all of it, in tables'), format: 'markdown' },
  ] as const;
  return (await window.showQuickPick(choices, { title: l10n.t('Export the gate map as') }))?.format;
}

/** Asks where to, unless that is said. */
export async function keepExport({ format, content, to }: Exported): Promise<void> {
  const kind = kindOf(format);
  const choices = [
    { label: l10n.t('Save to a file…'), to: 'file' },
    { label: l10n.t('Open as a new document'), to: 'document' },
  ] as const;
  const where = to ?? (await window.showQuickPick(choices, { title: l10n.t('The gate map as {0}', kind.name) }))?.to;
  if (where === 'document') {
    const document = await workspace.openTextDocument({ language: kind.language, content });
    await window.showTextDocument(document);
  } else if (where === 'file') await save(content, kind);
}

async function save(content: string, { extension, name }: Kind): Promise<void> {
  const [folder] = workspace.workspaceFolders ?? [];
  const target = await window.showSaveDialog({
    ...(folder && { defaultUri: Uri.joinPath(folder.uri, `gate-map.${extension}`) }),
    filters: { [name]: [extension] },
  });
  if (!target) return;
  await workspace.fs.writeFile(target, Buffer.from(content));
  const open = l10n.t('Open');
  const message = l10n.t('The gate map is in {0}.', workspace.asRelativePath(target));
  const answer = await window.showInformationMessage(message, open);
  if (answer === open) await window.showTextDocument(target);
}
