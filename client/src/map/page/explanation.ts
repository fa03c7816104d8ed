/** The explanation beside the map: opens for a node or a cell, takes the focus, and gives it back. */
import { explanationOf } from '../describe.ts';
import type { Drawing, DrawnNode } from '../grouped.ts';
import { selectorOf } from './focus.ts';

export interface Explanation {
  openNode(id: string, drawing: Drawing): void;
  openHtml(html: string): void;
  /** The map has changed: what is explained may be another now. */
  renew(drawing: Drawing): void;
  close(): void;
  hasFocus(): boolean;
}

/** @param act what a button of it asks for, about the node that is explained. */
export function createExplanation(
  panel: HTMLElement,
  act: (what: string, node: DrawnNode | undefined) => void,
): Explanation {
  let node: DrawnNode | undefined;
  /** How to find again what had the focus: it may have been drawn anew. */
  let back: string | undefined;

  const open = (html: string) => {
    if (panel.hidden) back = selectorOf(document.activeElement);
    panel.innerHTML = html;
    panel.hidden = false;
    panel.scrollTop = 0;
    panel.focus();
  };
  const close = () => {
    if (panel.hidden) return;
    const hadFocus = panel.contains(document.activeElement);
    panel.hidden = true;
    node = undefined;
    if (hadFocus && back !== undefined) document.querySelector<HTMLElement>(back)?.focus();
  };

  panel.addEventListener('click', ({ target }) => {
    const what = target instanceof HTMLElement ? target.dataset['do'] : undefined;
    if (what === 'close') close();
    else if (what !== undefined) act(what, node);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || panel.hidden) return;
    event.preventDefault();
    close();
  });
  return {
    openNode: (id, drawing) => {
      const found = drawing.nodes.find((it) => it.id === id);
      if (!found) return;
      node = found;
      open(explanationOf(found, drawing));
    },
    openHtml: (html) => {
      node = undefined;
      open(html);
    },
    renew: (drawing) => {
      if (panel.hidden || !node) return;
      const { id } = node;
      const found = drawing.nodes.find((it) => it.id === id);
      if (!found) {
        close();
        return;
      }
      node = found;
      const hadFocus = panel.contains(document.activeElement);
      panel.innerHTML = explanationOf(found, drawing);
      if (hadFocus) panel.focus();
    },
    close,
    hasFocus: () => !panel.hidden && panel.contains(document.activeElement),
  };
}
