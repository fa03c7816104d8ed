/** What the tests run on, after installing what is missing: the editor's server, a browser, fonts. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.ts';

export interface Installed {
  readonly node: string;
  /**
   * VS Code's own server inside the package code-server. The package's wrapper would add passwords and proxies, and
   * older ones do not hand `--enable-smoke-test-driver` on.
   */
  readonly main: string;
  /** `null` where there is none. */
  readonly browser: { readonly path: string; readonly env: Readonly<Record<string, string>> } | null;
}

/** @throws with the installer's words above it, where something cannot be had. */
export function installed(): Installed {
  const { status } = spawnSync(process.execPath, [join(root, 'test', 'e2e', 'setup.mjs')], { stdio: 'inherit' });
  if (status !== 0) throw new Error('code-server could not be installed from the package registry: see above');
  const cache = process.env['E2E_CACHE'] ?? join(root, '.vscode-test');
  return JSON.parse(readFileSync(join(cache, 'installed.json'), 'utf8'));
}
