/**
 * The entry point that VS Code calls: `extensionTestsPath` names this module. The same module runs in desktop VS Code
 * and in code-server's extension host.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { tests as ofAttempts } from './attempt.ts';
import { tests as ofBlockedJobs } from './blocked.ts';
import { tests as ofChanges } from './changes.ts';
import { tests } from './deploy-gates.ts';
import { tests as ofHovers } from './hover.ts';
import { tests as ofManners } from './manners.ts';
import { tests as ofMap } from './map.ts';
import { tests as ofNames } from './navigation.ts';
import { testsOf } from './pages.ts';

/** About the example, in the order in which they are run. */
const ofExample = {
  ...tests,
  ...ofBlockedJobs,
  ...ofChanges,
  ...ofHovers,
  ...ofAttempts,
  ...ofNames,
  ...ofManners,
  ...ofMap,
};

interface Result {
  readonly title: string;
  readonly error?: string;
}

/**
 * Runs the tests one after the other, and writes what became of each where `E2E_RESULTS` says. They are about the
 * example, or about the cases of pages that `E2E_PAGES` names.
 */
export async function run(): Promise<void> {
  const results: Result[] = [];
  const pages = process.env['E2E_PAGES'];
  const chosen = pages === undefined ? ofExample : testsOf(JSON.parse(readFileSync(pages, 'utf8')));
  for (const [title, body] of Object.entries(chosen)) results.push({ title, ...(await troubleOf(body)) });
  writeFileSync(process.env['E2E_RESULTS'] ?? 'results.json', JSON.stringify(results));
  const failures = results.filter((it) => it.error !== undefined).length;
  if (failures > 0) throw new Error(`${failures} of ${results.length} tests failed`);
}

async function troubleOf(body: () => Promise<void>): Promise<Pick<Result, 'error'>> {
  const limit = new AbortController();
  const late = setTimeout(120_000, undefined, { signal: limit.signal }).then(() => {
    throw new Error('still running after two minutes');
  });
  try {
    await Promise.race([body(), late]);
    return {};
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  } finally {
    late.catch(() => undefined);
    limit.abort();
  }
}
