/** A headless Chromium that can reach nothing but this machine. */
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

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
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** @throws naming what to install, where no Chromium starts. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await findChromium();
  const remedy =
    'Install one (`apt-get install chromium`), name one in E2E_CHROMIUM, or `npm install` so that @sparticuz/chromium is there.';
  if (executablePath === undefined) throw new Error(`No Chromium was found. ${remedy}`);
  try {
    return await chromium.launch({ executablePath, headless: process.env['E2E_HEADED'] !== '1', args: flags });
  } catch (error) {
    throw new Error(`${executablePath} does not start. ${remedy}`, { cause: error });
  }
}

/** An installed Chromium, else the one inside the package @sparticuz/chromium, which brings the libraries it needs. */
async function findChromium(): Promise<string | undefined> {
  const installed = [
    process.env['E2E_CHROMIUM'],
    process.env['CHROME_PATH'],
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ].find((it) => it !== undefined && existsSync(it));
  if (installed !== undefined) return installed;
  // Makes it unpack libnss3 and libexpat too.
  process.env['AWS_EXECUTION_ENV'] ??= 'AWS_Lambda_nodejs22.x';
  const packaged = await import('@sparticuz/chromium').catch(() => undefined);
  return packaged?.default.executablePath();
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
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const outside: string[] = [];
  const consoleLines: string[] = [];
  const note = (address: string) => {
    const { protocol, host } = new URL(address);
    // Pages inside the editor have addresses of this form; the editor's own service worker answers them.
    if (host.endsWith('.vscode-resource.vscode-cdn.net') || host === new URL(origin).host) return;
    if (/^(https?|wss?):$/.test(protocol)) outside.push(address);
  };
  context.on('request', (it) => note(it.url()));
  const page = await context.newPage();
  page.on('websocket', (it) => note(it.url()));
  page.on('console', (it) => consoleLines.push(`[${it.type()}] ${it.text()}`));
  page.on('pageerror', (it) => consoleLines.push(`[pageerror] ${it.stack ?? it.message}`));
  return { page, outside, consoleLines };
}
