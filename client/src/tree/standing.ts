/** What the view is in: which words stand in it while there is no tree to show. Knows nothing of the editor. */
import { l10n } from 'vscode';
import type { SettingsState, TreeRoot } from '../../../server/src/lsp/protocol.ts';

/** The words are the values of the context key `deployGates.tree`, which chooses the welcome content. */
export type Standing = 'starting' | 'no-pipeline' | 'restricted' | 'signed-out' | 'no-jobs' | 'filtered' | 'tree';

export interface Circumstances {
  /** Absent before the first answer, and while the server is not running. */
  readonly roots?: readonly TreeRoot[];
  /** Whether the server runs, or is about to: it waits for a pipeline. */
  readonly isServed: boolean;
  readonly isTrusted: boolean;
  /** Whether somebody wants to see what the files alone tell. */
  readonly showsFiles: boolean;
  /** What is left of `roots` by the filter. */
  readonly shown: readonly TreeRoot[];
}

export function standingOf({ roots, isServed, isTrusted, showsFiles, shown }: Circumstances): Standing {
  if (!isServed) return 'no-pipeline';
  if (!roots) return 'starting';
  const withTree = roots.filter((it) => it.tree);
  if (withTree.length === 0) return 'no-pipeline';
  if (withTree.every(isEmpty)) return 'no-jobs';
  if (!showsFiles && !isTrusted && withTree.every((it) => isAskedFor(it.state))) return 'restricted';
  if (!showsFiles && withTree.every((it) => it.state === 'signed-out')) return 'signed-out';
  return shown.every(isEmpty) ? 'filtered' : 'tree';
}

/** The line over the tree, where its answers are not those of GitLab's settings. */
export function basisOf(roots: readonly TreeRoot[], isTrusted: boolean): string {
  const states = new Set(roots.filter((it) => it.tree).map((it) => it.state));
  if (!isTrusted) return l10n.t('Restricted Mode: only what the files tell.');
  if (states.has('signed-out')) return l10n.t('Signed out: only what the files tell.');
  if (states.has('static')) return l10n.t('No project in GitLab is known: only what the files tell.');
  if (states.has('offline')) return l10n.t('GitLab cannot be reached: only what the files tell.');
  return states.has('stale') ? l10n.t('GitLab cannot be reached: the settings are old.') : '';
}

function isEmpty({ tree }: TreeRoot): boolean {
  return !tree || tree.environments.length === 0;
}

/** Whether there is something to read from GitLab at all. */
function isAskedFor(state: SettingsState): boolean {
  return state !== 'static' && state !== 'fresh';
}
