/** Arrow keys in the grid of people and environments: one cell of it is reached by the Tab key, the others from there. */

const moves: Readonly<Record<string, readonly [number, number]>> = {
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
};

export function walkGrid(page: HTMLElement, cell: HTMLElement, event: KeyboardEvent): void {
  const move = moves[event.key];
  const { row, column } = cell.dataset;
  if (!move || row === undefined || column === undefined) return;
  event.preventDefault();
  const [down, right] = move;
  const next = cellAt(page, Number(row) + down, Number(column) + right);
  if (!next) return;
  reach(page, next);
  next.focus();
}

/** Makes `cell` the one that the Tab key leads to. */
export function reach(page: HTMLElement, cell: HTMLElement): void {
  for (const it of page.querySelectorAll<HTMLElement>('.cell[tabindex="0"]')) it.tabIndex = -1;
  cell.tabIndex = 0;
}

/** Makes the first cell the one that the Tab key leads to. */
export function openGrid(page: HTMLElement): void {
  const first = cellAt(page, 0, 0);
  if (first) reach(page, first);
}

function cellAt(page: HTMLElement, row: number, column: number): HTMLElement | null {
  return page.querySelector<HTMLElement>(`.cell[data-row="${row}"][data-column="${column}"]`);
}
