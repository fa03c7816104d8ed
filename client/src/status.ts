/** The language status item: whether the settings in GitLab are known, and how old they are. */
import {
  type Disposable,
  type DocumentFilter,
  LanguageStatusSeverity,
  l10n,
  languages,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { StatusParams } from '../../server/src/lsp/protocol.ts';

export interface Status extends Disposable {
  update(status: StatusParams): void;
  /** Addresses of the instances of the folders that are open; that of the active editor first. */
  instances(): readonly string[];
  /** Of every checkout that there is something known of. */
  all(): readonly StatusParams[];
  /** That of the checkout that the active editor's file is in. */
  active(): StatusParams | undefined;
  /** Files that belong to a pipeline, as far as they are known by now. */
  selector(): readonly DocumentFilter[];
}

/** @param selector files that are a pipeline's by their name; the server names the others. */
export function createStatus(selector: readonly DocumentFilter[]): Status {
  const item = languages.createLanguageStatusItem('deployGates.settings', [...selector]);
  item.name = 'Deploy Gates';
  const byRoot = new Map<string, StatusParams>();
  const files = () => [...selector, ...[...byRoot.values()].flatMap((it) => it.files).map(only)];
  const show = () => Object.assign(item, looks(activeStatus(byRoot)));
  const listeners = [window.onDidChangeActiveTextEditor(show), workspace.onDidGrantWorkspaceTrust(show)];
  show();
  return {
    update: (status) => {
      byRoot.set(Uri.parse(status.root).toString(), status);
      item.selector = files();
      show();
    },
    selector: files,
    all: () => [...byRoot.values()],
    active: () => activeStatus(byRoot),
    instances: () => {
      const known = [activeStatus(byRoot), ...byRoot.values()].map((it) => it?.instance);
      return [...new Set(known.filter((it) => it !== undefined))];
    },
    dispose: () => {
      for (const it of [item, ...listeners]) it.dispose();
    },
  };
}

/** Of the checkout that the active editor's file is in; the innermost where they nest. */
function activeStatus(byRoot: ReadonlyMap<string, StatusParams>): StatusParams | undefined {
  const uri = window.activeTextEditor?.document.uri.toString();
  const around = [...byRoot].filter(([root]) => uri?.startsWith(`${root}/`)).sort(([a], [b]) => b.length - a.length);
  return around[0]?.[1] ?? [...byRoot.values()][0];
}

/** This file and no other, whatever letters its path has. */
function only(uri: string): DocumentFilter {
  const { scheme, path } = Uri.parse(uri);
  return { scheme, pattern: path.replaceAll(/[[\]{}*?]/g, '[$&]') };
}

interface Looks {
  readonly text: string;
  readonly detail: string | undefined;
  readonly severity: LanguageStatusSeverity;
  readonly busy: boolean;
  readonly command: { readonly command: string; readonly title: string } | undefined;
}

function looks(status: StatusParams | undefined): Looks {
  const { Information, Warning } = LanguageStatusSeverity;
  const calm = { severity: Information, busy: false, detail: status?.detail, command: undefined };
  const signIn = { command: 'deployGates.signIn', title: l10n.t('Sign in') };
  const refresh = { command: 'deployGates.refreshSettings', title: l10n.t('Refresh') };
  const showLog = { command: 'deployGates.showLog', title: l10n.t('Show log') };
  if (!workspace.isTrusted) {
    const detail = l10n.t('Nothing is read from GitLab in a folder that is not trusted.');
    return { ...calm, text: l10n.t('Restricted Mode'), detail };
  }
  if (!status) return { ...calm, text: 'Deploy Gates', command: showLog };
  const where = whereabouts(status);
  switch (status.state) {
    case 'static':
      return { ...calm, text: l10n.t('Files only'), command: showLog };
    case 'signed-out': {
      const text = status.refusal === undefined ? l10n.t('Signed out') : refusalText(status.refusal);
      return { ...calm, text, detail: status.detail ?? where, command: signIn };
    }
    case 'reading':
      return { ...calm, text: l10n.t('Reading settings'), detail: where, busy: true };
    case 'fresh':
      return {
        ...calm,
        text: l10n.t('As of {0}', clock(status.takenAt)),
        detail: status.detail ?? where,
        command: refresh,
      };
    case 'stale':
      return { ...calm, text: l10n.t('As of {0}, stale', clock(status.takenAt)), severity: Warning, command: refresh };
    case 'offline':
      return { ...calm, text: l10n.t('Offline'), severity: Warning, command: refresh };
  }
}

function refusalText(refusal: NonNullable<StatusParams['refusal']>): string {
  switch (refusal) {
    case 'expired':
      return l10n.t('Token expired');
    case 'revoked':
      return l10n.t('Token revoked');
    case 'unknown':
      return l10n.t('Token not accepted');
  }
}

function whereabouts({ project = '', origin, username }: StatusParams): string {
  const where = origin === undefined ? project : l10n.t('{0} on {1}', project, new URL(origin).host);
  return username === undefined ? where : l10n.t('{0} as {1}', where, username);
}

/** The time of day, and the day where it is not today. */
function clock(takenAt: string | undefined): string {
  if (takenAt === undefined) return '?';
  const time = new Date(takenAt);
  const today = time.toDateString() === new Date().toDateString();
  const hours = time.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  return today ? hours : `${time.toLocaleDateString()} ${hours}`;
}
