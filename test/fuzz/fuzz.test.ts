/** Any pipeline, and any text that comes about while one is written, goes through the whole program. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { told } from '../support/through.ts';
import { analysed, assertSame, assertSound, parsed } from './laws.ts';
import { mutations, stepsOf } from './mutations.ts';
import { entry, type Files, pipelines } from './pipelines.ts';
import { holds } from './runs.ts';

const limit = { timeout: 600_000 };
const variant = fc.nat({ max: 2 });
const example = filesOf('test/example');

/** The example that the extension is shown with. */
function filesOf(folder: string): Files {
  const paths = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((it) => it.endsWith('.yml') && it !== 'scenario.yml');
  return Object.fromEntries(paths.map((it) => [it, readFileSync(join(folder, it), 'utf8')]));
}

describe('a pipeline by the grammar', limit, () => {
  test('is judged, printed and shown', (t) => {
    holds(t, 120, fc.tuple(pipelines, variant), ([files, which]) => {
      assertSound(analysed(parsed(files), which));
    });
  });

  test('that is changed step by step says what it says when it is read anew', (t) => {
    holds(t, 60, fc.tuple(pipelines, mutations, variant), ([files, changes, which]) => {
      assertChanges(files, entry, changes, which);
    });
  });
});

describe('the example', limit, () => {
  const paths = Object.keys(example).sort();

  test('that is changed step by step says what it says when it is read anew', (t) => {
    holds(t, 25, fc.tuple(fc.constantFrom(...paths), mutations, variant), ([path, changes, which]) => {
      assertChanges(example, path, changes, which);
    });
  });
});

describe('every prefix', limit, () => {
  test('of a pipeline by the grammar is read, also after the one before', (t) => {
    holds(t, 4, pipelines, (files) => assertPrefixes(files, 1));
  });

  test('of the entry file of the example', () => assertPrefixes(example, 11));
});

/** Each text follows the one before, as in an editor. */
function assertChanges(files: Files, path: string, changes: Parameters<typeof stepsOf>[1], which: number): void {
  let last = parsed(files);
  analysed(last, which);
  for (const text of stepsOf(files[path] ?? '', changes)) {
    const now = { ...files, [path]: text };
    const cold = parsed(now);
    last = parsed(now, last);
    for (const [it, file] of last) {
      const fresh = cold.get(it);
      assert.ok(fresh);
      assertSame(file, fresh);
    }
    assert.deepEqual(assertSound(analysed(last, which), 3), told(analysed(cold, which)).report);
  }
}

function assertPrefixes(files: Files, step: number): void {
  const whole = files[entry] ?? '';
  let last = parsed({ ...files, [entry]: '' });
  for (let end = 0; end <= whole.length; end += step) {
    const now = { ...files, [entry]: whole.slice(0, end) };
    last = parsed(now, last);
    if (end % (step * 4) !== 0) continue;
    const [again, cold] = [last.get(entry), parsed(now).get(entry)];
    assert.ok(again && cold);
    assertSame(again, cold);
    if (end % (step * 16) === 0) assertSound(analysed(last), 1);
  }
}
