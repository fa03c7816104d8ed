/** Runs the extension's suite inside the extension host of the best VS Code at hand. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { format } from 'node:util';
import type { Page } from 'playwright-core';
import { launchBrowser, openWindow } from './browser.ts';
import { startCodeServer } from './code-server.ts';
import { root, shots } from './paths.ts';
import { settings as quiet } from './settings.ts';
import { remoteUri, workbenchUrl } from './workbench.ts';

/** The extension under test. Its log shows everything that its settings want traced. */
const identifier = 'deploy-gates.deploy-gates';

export interface Suite {
  /** The extension's folder. */
  readonly extension: string;
  /** The module whose `run` VS Code calls, without `.js`. */
  readonly module: string;
  readonly folder: string;
  /** Scratch space of this run. */
  readonly scratch: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string>>;
}

export interface SuiteResult {
  /** The editor it ran in. */
  readonly editor: string;
  readonly tests: readonly { readonly title: string; readonly error?: string }[];
}

/**
 * Desktop VS Code named by VSCODE_EXECUTABLE; one that can be downloaded, where there is a display; else code-server.
 * @throws when no editor starts, when it ends before the suite has, or leaves no result.
 */
export async function runSuite(suite: Suite): Promise<SuiteResult> {
  const results = join(suite.scratch, 'results.json');
  const env = { ...suite.env, E2E_RESULTS: results };
  const executable = process.env['VSCODE_EXECUTABLE'];
  const desktop = executable !== undefined || (await canDownload());
  const trouble = desktop ? await onDesktop({ ...suite, env }, executable) : await inCodeServer({ ...suite, env });
  // An editor whose extension host dies reports success: only a result that says so is one.
  if (!existsSync(results)) throw new Error(`the suite left no result; ${trouble ?? 'the editor reports success'}`);
  const tests: SuiteResult['tests'] = JSON.parse(readFileSync(results, 'utf8'));
  if (tests.length === 0) throw new Error('the suite ran no test');
  return { editor: desktop ? (executable ?? 'downloaded VS Code') : 'code-server', tests };
}

/** Asked with a short limit: a firewall may simply say nothing. */
async function canDownload(): Promise<boolean> {
  const display = process.platform !== 'linux' || (process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
  if (!display || process.env['E2E_NO_DOWNLOAD'] === '1') return false;
  const url = 'https://update.code.visualstudio.com/api/releases/stable';
  return fetch(url, { signal: AbortSignal.timeout(5000) }).then(
    (it) => it.ok,
    () => false,
  );
}

async function onDesktop(suite: Suite, executable: string | undefined): Promise<string | undefined> {
  const { runTests } = await import('@vscode/test-electron');
  const user = join(suite.scratch, 'user');
  mkdirSync(join(user, 'User'), { recursive: true });
  writeFileSync(join(user, 'User', 'settings.json'), JSON.stringify({ ...quiet, ...suite.settings }));
  try {
    await runTests({
      ...(executable === undefined ? { cachePath: join(root, '.vscode-test') } : { vscodeExecutablePath: executable }),
      extensionDevelopmentPath: suite.extension,
      extensionTestsPath: suite.module,
      extensionTestsEnv: suite.env,
      launchArgs: [
        suite.folder,
        `--user-data-dir=${user}`,
        `--extensions-dir=${join(suite.scratch, 'extensions')}`,
        '--disable-extensions',
        '--disable-workspace-trust',
        '--disable-telemetry',
        '--disable-updates',
        `--log=${identifier}:trace`,
        '--disable-gpu',
        '--skip-welcome',
        '--skip-release-notes',
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    });
    return undefined;
  } catch (error) {
    return String(error);
  }
}

async function inCodeServer(suite: Suite): Promise<string | undefined> {
  const server = await startCodeServer({ testDriver: true, env: suite.env, settings: suite.settings });
  const browser = await launchBrowser().catch(async (error) => {
    await server.stop();
    throw error;
  });
  try {
    const { page, outside, consoleLines } = await openWindow(browser, server.url);
    const lines: string[] = [];
    const ended = endOf(page, server.exited, lines);
    await page.goto(
      workbenchUrl(server, {
        folder: suite.folder,
        payload: [
          ['extensionDevelopmentPath', remoteUri(server, suite.extension)],
          ['extensionTestsPath', remoteUri(server, suite.module)],
          ['logLevel', `${identifier}=trace`],
        ],
      }),
      { waitUntil: 'domcontentloaded' },
    );
    const trouble = await (await ended).how;
    if (trouble !== undefined) {
      mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: join(shots, 'FAILED-extension.png') }).catch(() => undefined);
      writeFileSync(join(shots, 'FAILED-extension.log'), [...lines, ...consoleLines, server.log()].join('\n'));
    }
    return outside.length > 0 ? `the editor asked for ${outside.join(', ')}` : trouble;
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** The workbench calls these two functions of its window when they exist; what it says is added to `lines`. */
async function endOf(
  page: Page,
  exited: Promise<string>,
  lines: string[],
): Promise<{ readonly how: Promise<string | undefined> }> {
  let done: (how: string | undefined) => void = () => undefined;
  const called = new Promise<string | undefined>((resolve) => {
    done = resolve;
  });
  await page.exposeFunction('codeAutomationLog', (_type: string, words: readonly unknown[]) => {
    lines.push(format(...words));
  });
  await page.exposeFunction('codeAutomationExit', (code: number) => done(code === 0 ? undefined : `exit ${code}`));
  page.on('crash', () => done('the page crashed'));
  const limit = setTimeout(300_000, 'no result within 300 s', { ref: false });
  return { how: Promise.race([called, limit, exited.then((it) => `code-server ${it}`)]) };
}
