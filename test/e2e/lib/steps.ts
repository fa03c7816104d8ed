/** A test of what a person sees, told in steps: what is opened once, and what is done in it one after the other. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Window } from './browser.ts';
import { shots } from './paths.ts';
import type { Pictures } from './pictures.ts';
import type { Workbench } from './workbench.ts';

/** What every step has to do with. */
export interface Seen {
  readonly window: Window;
  readonly workbench: Workbench;
  readonly pictures: Pictures;
  close(): Promise<void>;
}

export interface Steps<Scene> {
  /** Goes on where the one before has left. One that fails leaves a picture and the console behind. */
  step(name: string, body: (it: Scene) => Promise<void>): void;
  /** Once the first step has begun. */
  scene(): Scene;
}

/**
 * @param traces begins the names of what a failure leaves behind.
 * @param timeout of each step, in ms.
 */
export function stepsIn<Scene extends Seen>(
  traces: string,
  open: () => Promise<Scene>,
  timeout = 60_000,
): Steps<Scene> {
  let opened: Scene | undefined;
  let stopped = false;
  const scene = (): Scene => {
    assert.ok(opened, 'nothing is open');
    return opened;
  };
  const keep = async (name: string, { pictures, window }: Seen): Promise<void> => {
    const trace = `FAILED-${traces}-${name.replaceAll(/\W+/g, '-')}`;
    await pictures.take(trace).catch(() => undefined);
    writeFileSync(join(shots, `${trace}.log`), window.consoleLines.join('\n'));
  };
  before(
    async () => {
      opened = await open();
    },
    { timeout: 180_000 },
  );
  after(() => opened?.close());
  return {
    scene,
    step: (name, body) => {
      test(name, { timeout }, async () => {
        assert.ok(!stopped, 'an earlier step failed');
        try {
          await body(scene());
        } catch (error) {
          stopped = true;
          await keep(name, scene());
          throw error;
        }
      });
    },
  };
}
