/** "Copy information for a bug report": gathers it, puts it into the clipboard, and shows it where somebody wants to see it. */
import { commands, type Disposable, type Extension, env, extensions, l10n, version, window, workspace } from 'vscode';
import type { BaseLanguageClient as LanguageClient } from 'vscode-languageclient';
import { machine } from '#server';
import { yamlExtension } from './besides.ts';
import type { Log } from './log.ts';
import { reportOf } from './report-text.ts';
import type { Status } from './status.ts';
import type { Tokens } from './tokens.ts';

interface Sources {
  readonly log: Log;
  readonly status: Status;
  readonly tokens: Tokens;
  readonly client: LanguageClient;
}

type Own = Extension<unknown>;

/** The command resolves to what was copied. */
export function reportCommand(own: Own, sources: Sources): Disposable {
  return commands.registerCommand('deployGates.copyReport', () => copyReport(own, sources));
}

async function copyReport(own: Own, { log, status, tokens, client }: Sources): Promise<string> {
  const text = reportOf({
    versions: [
      ['Deploy Gates', String(own.packageJSON.version)],
      [
        env.appName,
        `${version}, ${env.appHost}, ${env.remoteName === undefined ? 'local' : 'remote'}, ${env.language}`,
      ],
      ['System', machine.system],
      ...[yamlExtension, 'GitLab.gitlab-workflow'].flatMap((id) => {
        const found = extensions.getExtension(id)?.packageJSON.version;
        return typeof found === 'string' ? [[id, found] as const] : [];
      }),
    ],
    folders: workspace.workspaceFolders?.length ?? 0,
    isTrusted: workspace.isTrusted,
    isServed: client.isRunning(),
    settings: settingsThatAreSet(own),
    checkouts: status.all(),
    log: log.recent(),
    secrets: tokens.seen(),
    home: machine.home,
  });
  await env.clipboard.writeText(text);
  const show = l10n.t('Show it');
  const message = l10n.t(
    'Copied. Names, addresses and tokens are left out: a look at it before it is shared is still wise.',
  );
  void window.showInformationMessage(message, show).then(async (answer) => {
    if (answer === show) {
      await window.showTextDocument(await workspace.openTextDocument({ language: 'markdown', content: text }));
    }
  });
  return text;
}

function settingsThatAreSet({ packageJSON }: Own): readonly string[] {
  return Object.keys(packageJSON.contributes.configuration.properties).filter((name) => {
    const { globalValue, workspaceValue, workspaceFolderValue } = workspace.getConfiguration().inspect(name) ?? {};
    return [globalValue, workspaceValue, workspaceFolderValue].some((it) => it !== undefined);
  });
}
