/** A headless Chromium that can reach nothing but this machine. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { installed } from './installed.ts';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-client-side-phishing-detection',
  '--no-pings',
  '--disable-dev-shm-usage',
  '--force-color-profile=srgb',
  '--font-render-hinting=none',
  // A rule of the resolver and not Playwright's routes: those slow each request down, and its `routeWebSocket` hands
  // binary frames on out of order, which breaks VS Code's protocol now and then.
  // Names below `localhost` are this machine by definition.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost',
];

/** @throws naming what to install, where no Chromium starts. */
export async function launchBrowser(): Promise<Browser> {
  const { browser } = installed();
  const remedy =
    'Install one (`apt-get install chromium`), name one in E2E_CHROMIUM, or `npm ci` so that @sparticuz/chromium is there.';
  if (!browser) throw new Error(`No Chromium was found. ${remedy}`);
  const env = { ...process.env, ...browser.env };
  try {
    const headless = process.env['E2E_HEADED'] !== '1';
    return await chromium.launch({ executablePath: browser.path, headless, args: flags, env: defined(env) });
  } catch (error) {
    throw new Error(`${browser.path} does not start. ${remedy}`, { cause: error });
  }
}

function defined(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([name, it]) => (it === undefined ? [] : [[name, it]])));
}

export interface Window {
  readonly page: Page;
  /** Addresses beyond `origin` that were asked for. */
  readonly outside: readonly string[];
  readonly consoleLines: readonly string[];
}

export async function openWindow(browser: Browser, origin: string): Promise<Window> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 1,
    locale: 'en-US',
    timezoneId: 'UTC',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const outside: string[] = [];
  const consoleLines: string[] = [];
  const note = (address: string) => {
    const { protocol, host } = new URL(address);
    // Pages inside the editor have addresses of this form; the editor's own service worker answers them.
    if (host.endsWith('.vscode-resource.vscode-cdn.net') || `.${host}`.endsWith(`.${new URL(origin).host}`)) return;
    if (/^(https?|wss?):$/.test(protocol)) outside.push(address);
  };
  context.on('request', (it) => note(it.url()));
  const page = await context.newPage();
  page.on('websocket', (it) => note(it.url()));
  page.on('console', (it) => consoleLines.push(`[${it.type()}] ${it.text()}`));
  page.on('pageerror', (it) => consoleLines.push(`[pageerror] ${it.stack ?? it.message}`));
  return { page, outside, consoleLines };
}
