/** Asks a person to choose a row of a list, or to type what the list does not have. */
import { QuickInputButtons, type QuickPickItem, QuickPickItemKind, window } from 'vscode';

export interface Question<T extends QuickPickItem> {
  readonly title: string;
  readonly placeholder: string;
  /** The rows to choose from, once `typed` stands in the box. They are asked for anew with each letter. */
  readonly rows: (typed: string) => readonly T[];
  /** What stands in the box at first. */
  readonly value?: string;
  /** Whether there is a way back. */
  readonly back?: boolean;
  /** The row that is marked at first. */
  readonly active?: (row: T) => boolean;
  /** Whether a row may be chosen; the list stays open on those that may not. */
  readonly allows?: (row: T) => boolean;
}

/** The chosen row; `'back'`, or `undefined` where the person changed their mind. */
export async function ask<T extends QuickPickItem>(question: Question<T>): Promise<T | 'back' | undefined> {
  const { title, placeholder, rows, value = '', back = true, active, allows = () => true } = question;
  const list = window.createQuickPick<T>();
  Object.assign(list, { title, placeholder, value, matchOnDescription: true, matchOnDetail: true });
  list.ignoreFocusOut = false;
  list.buttons = back ? [QuickInputButtons.Back] : [];
  list.items = rows(value);
  const first = active && list.items.find(active);
  if (first) list.activeItems = [first];
  const answer = new Promise<T | 'back' | undefined>((resolve) => {
    list.onDidChangeValue((typed) => {
      list.items = rows(typed);
    });
    list.onDidTriggerButton(() => resolve('back'));
    list.onDidAccept(() => {
      const [row] = list.selectedItems;
      if (row && allows(row)) resolve(row);
    });
    list.onDidHide(() => resolve(undefined));
  });
  list.show();
  return answer.finally(() => list.dispose());
}

/** A heading in a list. */
export function heading(label: string): QuickPickItem {
  return { label, kind: QuickPickItemKind.Separator };
}
