/** The YAML extension complains about `!reference` until it is told of the tag: offers to do so, once. */
import {
  type Disposable,
  type DocumentFilter,
  extensions,
  l10n,
  languages,
  type Memento,
  type Uri,
  window,
  workspace,
} from 'vscode';
import { yamlExtension } from './besides.ts';
import { complainsAboutReference, withReference } from './reference-tag.ts';

/** What is remembered of a workspace: somebody has answered, or has been asked. */
const askedBefore = 'deployGates.customTags.asked';

/**
 * @param memory of the workspace.
 * @param selector files that belong to a pipeline, as far as they are known by now.
 */
export function createCustomTags(memory: Memento, selector: () => readonly DocumentFilter[]): Disposable {
  const isPipeline = (uri: Uri) =>
    workspace.textDocuments.some((it) => it.uri.toString() === uri.toString() && languages.match(selector(), it) > 0);
  let asking = false;
  const look = async (uris: readonly Uri[]) => {
    if (asking || memory.get(askedBefore) === true || !extensions.getExtension(yamlExtension)) return;
    // A file by itself has no settings of a workspace.
    if (!workspace.workspaceFolders?.length) return;
    if (!uris.some((it) => isPipeline(it) && languages.getDiagnostics(it).some(complainsAboutReference))) return;
    asking = true;
    await memory.update(askedBefore, true);
    if (await isAgreed()) await addTag();
  };
  return languages.onDidChangeDiagnostics(({ uris }) => void look(uris));
}

async function isAgreed(): Promise<boolean> {
  const add = l10n.t('Add the tag');
  const message = l10n.t(
    'The YAML extension does not know GitLab’s `!reference` and marks it as an error. Deploy Gates can add `!reference sequence` to `yaml.customTags` in the settings of this workspace.',
  );
  return (await window.showInformationMessage(message, add, l10n.t('Not now'))) === add;
}

/** In the settings of the workspace: other projects may use other tags. */
async function addTag(): Promise<void> {
  const settings = workspace.getConfiguration('yaml');
  const known = settings.inspect<readonly string[]>('customTags');
  const tags = withReference(known?.workspaceValue ?? known?.globalValue ?? []);
  await settings.update('customTags', tags, false);
}
