/** The workbench as a person meets it: opens folders, points, clicks, types, and reads what is on the screen. */
import { basename, resolve } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { CodeServer } from './code-server.ts';
import type { Clip } from './pictures.ts';

/** What `evaluate` hands over in the browser, as far as it is used here. */
interface Element {
  readonly textContent: string;
  readonly style: { readonly top: string };
  readonly ownerDocument: { elementFromPoint(x: number, y: number): Element | undefined };
  contains(other: Element): boolean;
}

export interface Opening {
  readonly folder: string;
  readonly file?: string;
  readonly payload?: readonly (readonly [string, string])[];
}

/** The address that opens `folder`. `payload` is what desktop VS Code takes from its command line. */
export function workbenchUrl(server: CodeServer, { folder, file, payload = [] }: Opening): string {
  const url = new URL(server.url);
  url.searchParams.set('folder', resolve(folder));
  const all = [
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
    ...payload,
    ...(file === undefined ? [] : [['openFile', remoteUri(server, file)]]),
  ];
  url.searchParams.set('payload', JSON.stringify(all));
  return url.href;
}

export function remoteUri({ authority }: CodeServer, file: string): string {
  return `vscode-remote://${authority}${resolve(file)}`;
}

export interface Workbench {
  readonly page: Page;
  readonly editor: Locator;
  /** The rendered piece of text in the editor; VS Code renders spaces as U+00A0. */
  token(text: string): Locator;
  click(target: Locator): Promise<void>;
  hover(target: Locator): Promise<void>;
  /** Hovers until a hover with this text is there: the editor may still be busy with what was done before. */
  hoverFor(target: Locator, text: string): Promise<Locator>;
  /** Moves the mouse away and waits until no hover is left. */
  rest(): Promise<void>;
  /** The code lens that starts so. */
  lens(text: string): Locator;
  notification(text: string): Locator;
  /** Of the input box that is open. */
  title(text: string): Locator;
  /** Puts a text into the clipboard. */
  copy(text: string): Promise<void>;
  /** Text of the Markdown preview. */
  preview(text: string): Locator;
  /** Waits until the language status says so; it is shown while the mouse is on it. */
  languageStatus(text: string | RegExp): Promise<void>;
  /** Closes what lies over the editors. */
  closeDialog(): Promise<void>;
  /** A key as VS Code writes it: `ctrl+shift+p`. */
  press(key: string): Promise<void>;
  /** A hover grows with its editor. */
  inTallWindow(work: () => Promise<void>): Promise<void>;
  /** The part of the window from the top of the editors to the end of `target`. */
  fromEditorTo(target: Locator): Promise<Clip>;
  /** Runs a command from the palette. */
  command(title: string): Promise<void>;
  /** Chooses a row of the list that is open. */
  pick(row: string): Promise<void>;
  /** Answers the input box that is open; where it has a list, once that stands on the row. */
  answer(text: string, row?: string): Promise<void>;
  /** Shows a file by typing its path, which is absolute: a search may not know it yet. */
  openFile(path: string): Promise<void>;
  visibleText(): Promise<readonly string[]>;
  problems(): Promise<readonly string[]>;
}

/** Opens a folder, and a file in it, and waits until both are there. */
export async function openWorkbench(page: Page, server: CodeServer, opening: Opening): Promise<Workbench> {
  await page.goto(workbenchUrl(server, opening), { waitUntil: 'domcontentloaded' });
  await page.locator('.monaco-workbench .part.statusbar .statusbar-item').first().waitFor({ timeout: 60_000 });
  const workbench = workbenchOf(page);
  if (opening.file !== undefined) await shown(workbench, opening.file);
  return workbench;
}

async function shown({ page, editor }: Workbench, file: string): Promise<void> {
  await page.locator(`.tab.active[data-resource-name="${basename(file)}"]`).waitFor({ timeout: 30_000 });
  await editor.locator('.view-line').first().waitFor();
}

export function workbenchOf(page: Page): Workbench {
  const editor = page.locator('.editor-instance .monaco-editor').first();
  const self: Workbench = {
    page,
    editor,
    ...pointing(page),
    ...asking(page),
    ...seeing(page, editor),
    token: (text) =>
      editor
        .locator('.view-line span:not(:has(span))')
        .filter({ hasText: new RegExp(`^\\s*${literal(text)}\\s*$`) })
        .first(),
    openFile: async (path) => {
      await page.keyboard.press('Control+p');
      await self.answer(path, basename(path));
      await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
      await shown(self, path);
    },
    visibleText: () =>
      editor.locator('.view-line').evaluateAll((lines: readonly Element[]) =>
        lines
          .map((it) => ({ top: Number.parseFloat(it.style.top), text: it.textContent.replaceAll('\u00a0', ' ') }))
          .sort((one, other) => one.top - other.top)
          .map((it) => it.text),
      ),
    closeDialog: async () => {
      const dialog = page.locator('.monaco-modal-editor-block');
      await self.click(dialog.locator('.modal-editor-header .codicon-close'));
      await dialog.waitFor({ state: 'hidden' });
    },
    problems: async () => {
      await self.command('View: Focus Problems');
      const rows = page.locator('.markers-panel .monaco-list-row');
      await rows.first().waitFor();
      return rows.allTextContents();
    },
  };
  return self;
}

function seeing(
  page: Page,
  editor: Locator,
): Pick<Workbench, 'lens' | 'notification' | 'title' | 'copy' | 'preview' | 'inTallWindow' | 'fromEditorTo'> {
  return {
    lens: (text) => editor.locator('.codelens-decoration a', { hasText: text }).first(),
    notification: (text) => page.locator('.notification-toast', { hasText: text }).first(),
    title: (text) => page.locator('.quick-input-title').filter({ hasText: text }),
    copy: (text) => page.evaluate(writeClipboard, text),
    preview: (text) =>
      page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame').getByText(text).first(),
    inTallWindow: async (work) => {
      const usual = page.viewportSize();
      if (!usual) throw new Error('the window has no size');
      await page.setViewportSize({ ...usual, height: 4 * usual.height });
      await work();
      await page.setViewportSize(usual);
    },
    fromEditorTo: async (target) => {
      const [part, end] = await Promise.all([page.locator('.part.editor').boundingBox(), target.boundingBox()]);
      if (!part || !end) throw new Error('there is nothing to take a picture of');
      return { x: part.x, y: part.y, width: part.width, height: Math.ceil(end.y + end.height + 24 - part.y) };
    },
  };
}

function pointing(page: Page): Pick<Workbench, 'click' | 'hover' | 'hoverFor' | 'languageStatus' | 'rest'> {
  const hover = async (target: Locator) => {
    const [x, y] = await point(page, target);
    await page.mouse.move(x - 1, y);
    await page.mouse.move(x, y);
  };
  const rest = async () => {
    await page.mouse.move(1100, 700);
    await page.keyboard.press('Escape');
    await page.locator('.monaco-hover:visible').first().waitFor({ state: 'hidden' });
  };
  const hoverUntil = async (target: Locator, wanted: Locator) => {
    for (let tries = 0; tries < 10 && !(await wanted.isVisible()); tries++) {
      await rest();
      await hover(target);
      await wanted.waitFor({ state: 'visible', timeout: 2000 }).catch(() => undefined);
    }
    await wanted.waitFor({ state: 'visible' });
    return wanted;
  };
  return {
    hover,
    rest,
    hoverFor: (target, text) => hoverUntil(target, page.locator('.monaco-hover').filter({ hasText: text }).first()),
    languageStatus: async (text) => {
      const item = page.locator('[id="status.languageStatus"]').first();
      await hoverUntil(item, page.locator('.hover-language-status').filter({ hasText: text }).first());
    },
    click: async (target) => {
      const [x, y] = await point(page, target);
      await page.mouse.click(x, y);
    },
  };
}

function asking(page: Page): Pick<Workbench, 'command' | 'pick' | 'answer' | 'press'> {
  const list = page.locator('.quick-input-list .monaco-list-row');
  const input = page.locator('.quick-input-widget .input').first();
  const pick = (row: string) => list.filter({ hasText: row }).first().click();
  return {
    pick,
    press: (key) =>
      page.keyboard.press(
        key
          .split('+')
          .map((it) => (it === 'ctrl' ? 'Control' : it.charAt(0).toUpperCase() + it.slice(1)))
          .join('+'),
      ),
    command: async (title) => {
      await page.keyboard.press('F1');
      await input.waitFor();
      await input.fill(`>${title}`);
      await pick(title);
    },
    answer: async (text, row) => {
      await input.waitFor();
      await input.fill(text);
      if (row !== undefined) await page.locator('.quick-input-list .focused').filter({ hasText: row }).waitFor();
      await page.keyboard.press('Enter');
    },
  };
}

function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s');
}

/**
 * Where to point, once nothing covers the target. Playwright's own `click` and `hover` scroll containers that VS Code
 * never expects to be scrolled when a hover covers the target for a moment, and the layout stays shifted.
 */
async function point(page: Page, target: Locator): Promise<readonly [number, number]> {
  await target.waitFor({ state: 'visible' });
  for (let tries = 0; tries < 200; tries++) {
    const box = await target.boundingBox();
    if (box) {
      const centre = [box.x + box.width / 2, box.y + box.height / 2] as const;
      if (await target.evaluate(onTop, centre)) return centre;
    }
    await page.waitForTimeout(50);
  }
  throw new Error(`something covers ${target}`);
}

/** Runs in the browser. */
function writeClipboard(text: string): Promise<void> {
  const { navigator } = globalThis as unknown as { navigator: { clipboard: { writeText(it: string): Promise<void> } } };
  return navigator.clipboard.writeText(text);
}

/** Runs in the browser. */
function onTop(element: Element, [x, y]: readonly [number, number]): boolean {
  const top = element.ownerDocument.elementFromPoint(x, y);
  return !!top && (element.contains(top) || top.contains(element));
}
