/** Pictures of the editor. Those that the documentation shows are kept in docs/ and compared with what is seen now. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pixelmatch from 'pixelmatch';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { root, shots } from './paths.ts';

/**
 * More of a picture's pixels than this share make it another picture. A changed sentence is about 0.1 %; Chromium 147
 * and 156 differ in 0.02 %, two runs of one of them in 0.002 %.
 */
const tolerance = 0.0005;

/** How different two colours may be, from 0 to 1: edges of letters differ a little from one browser to the next. */
const threshold = 0.2;

export interface Pictures {
  /** Only for looking at, in out/shots. */
  take(name: string): Promise<void>;
  /** One that the documentation shows. @param clip the part of the window that counts. */
  document(name: string, clip?: Clip): Promise<void>;
  /** What is wrong with the pictures in docs/, a sentence each. */
  readonly stale: readonly string[];
}

export interface Clip {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** With `E2E_PICTURES=update` in the environment those in docs/ are made anew. */
export function picturesOf(page: Page): Pictures {
  mkdirSync(shots, { recursive: true });
  const stale: string[] = [];
  const shoot = (name: string, clip?: Clip) =>
    page.screenshot({ path: join(shots, `${name}.png`), animations: 'disabled', ...(clip && { clip }) });
  return {
    stale,
    take: async (name) => void (await shoot(name)),
    document: async (name, clip) => {
      const kept = join(root, 'docs', `${name}.png`);
      if (process.env['E2E_PICTURES'] === 'update') {
        await hideChance(page);
        writeFileSync(kept, await shoot(name, clip));
      }
      let trouble: string | undefined;
      // What is still being drawn is there a moment later.
      for (let tries = 0; tries < 4; tries++) {
        if (tries > 0) await page.waitForTimeout(1000);
        await hideChance(page);
        trouble = troubleOf(name, kept, await shoot(name, clip));
        if (trouble === undefined) return;
      }
      if (trouble !== undefined) stale.push(trouble);
    },
  };
}

function troubleOf(name: string, kept: string, now: Buffer): string | undefined {
  if (!existsSync(kept)) return `docs/${name}.png is missing`;
  // The fonts are the same on every Linux; elsewhere the system's own ones are used.
  if (process.platform !== 'linux') return undefined;
  const [before, after] = [PNG.sync.read(readFileSync(kept)), PNG.sync.read(now)];
  const { width, height } = after;
  if (before.width !== width || before.height !== height) {
    return `docs/${name}.png is ${before.width} × ${before.height}, and the editor now gives ${width} × ${height}`;
  }
  const difference = new PNG({ width, height });
  const share = pixelmatch(before.data, after.data, difference.data, width, height, { threshold }) / (width * height);
  if (share <= tolerance) return undefined;
  writeFileSync(join(shots, `${name}-differs.png`), PNG.sync.write(difference));
  return `docs/${name}.png differs in ${(share * 100).toFixed(2)} % of its pixels`;
}

/** Replaces what is another with each run: the port of the stand-in GitLab, and when it was asked. */
async function hideChance(page: Page): Promise<void> {
  // A webview that is being replaced has nothing to hide.
  for (const frame of page.frames()) await frame.evaluate(replaceTexts).catch(() => undefined);
}

/** What `replaceTexts` uses in the browser. */
interface Texts {
  createTreeWalker(root: unknown, show: number): { nextNode(): { data: string } | null };
  readonly body: unknown;
}

/** Runs in the browser. */
function replaceTexts(): void {
  const { document } = globalThis as unknown as { readonly document: Texts };
  const texts = document.createTreeWalker(document.body, 4);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const still = text.data
      .replaceAll(/(http:\/\/)?127\.0\.0\.1:\d+/g, (_, scheme) => `${scheme ? 'https://' : ''}gitlab.acme.example`)
      .replaceAll(
        /as of (\w{3} \d{4}-\d\d-\d\d )?\d\d:\d\d \(([\w/]+)\)(, \d+ days? before this attempt)?/g,
        'as of 18:25 ($2)',
      )
      .replaceAll(/as of \d{4}-\d\d-\d\d \d\d:\d\d UTC/g, 'as of 2026-11-20 17:55 UTC')
      .replaceAll(/As of \d\d?:\d\d( [AP]M)?/g, 'As of 17:55')
      // A moment in the status bar is shorter the nearer it is.
      .replaceAll(/(\bas [^·]+ · [^·]+ · )[^·]*\d\d:\d\d$/g, '$1Fri 18:30');
    // Writing what is there already would disturb an editor that watches its own lines.
    if (still !== text.data) text.data = still;
  }
}
