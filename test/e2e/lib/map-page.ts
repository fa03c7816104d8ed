/** The page of the gate map inside the editor, and what is wrong with it for people who do not see or point. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { root } from './paths.ts';

/** The innermost frame of the map, which is a page in a page. */
export async function mapFrame(page: Page): Promise<Frame> {
  for (let tries = 0; tries < 200; tries++) {
    for (const frame of page.frames()) {
      const isMap = await frame.evaluate(() => 'document' in globalThis).catch(() => false);
      if (isMap && (await frame.locator('#page header').count()) > 0) return frame;
    }
    await page.waitForTimeout(100);
  }
  throw new Error('there is no gate map');
}

const axe = readFileSync(createRequire(join(root, 'package.json')).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe has to say, in short. */
export async function violations(frame: Frame): Promise<readonly string[]> {
  await frame.evaluate(axe);
  return frame.evaluate(async () => {
    interface Found {
      readonly violations: readonly {
        readonly id: string;
        readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
      }[];
    }
    const { axe: it } = globalThis as unknown as { readonly axe: { run(): Promise<Found> } };
    const found = await it.run();
    return found.violations.map(
      ({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary ?? ''}`,
    );
  });
}
