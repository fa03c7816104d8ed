/** Runs VS Code for the Web: all of it in the browser, also the extensions, and a folder that no process of theirs can read. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './paths.ts';

export interface WebEditor {
  readonly url: string;
  readonly stop: () => void;
}

interface Installed {
  readonly packages: string;
  readonly data: string;
  readonly version: string;
}

/** Serves the editor with this extension as it is shipped, and `folder` under an address of its own scheme. */
export async function startWebEditor(folder: string): Promise<WebEditor> {
  const installer: { webEditor(cache: string): Promise<Installed> } = await import(
    pathToFileURL(join(root, 'test', 'e2e', 'web', 'install.mjs')).href
  );
  const { packages, data, version } = await installer.webEditor(process.env['E2E_CACHE'] ?? join(root, '.vscode-test'));
  const extension = mkdtempSync(join(tmpdir(), 'deploy-gates-web-'));
  await copyExtension(extension, version);
  const port = await freePort();
  const { open }: { open(options: object): Promise<{ dispose(): void }> } = createRequire(packages)('@vscode/test-web');
  const server = await open({
    browserType: 'none',
    host: '127.0.0.1',
    port,
    // The build that was installed, instead of one that would be downloaded.
    quality: 'stable',
    commit: 'local',
    testRunnerDataDir: data,
    esm: false,
    extensionDevelopmentPath: extension,
    folderPath: folder,
  });
  return {
    // Parts of the editor have addresses below its own, which only a name can have.
    url: `http://localhost:${port}`,
    stop: () => {
      server.dispose();
      rmSync(extension, { recursive: true, force: true });
    },
  };
}

/** `@vscode/vsce`, as far as it is used. */
interface Packager {
  listFiles(options: object): Promise<readonly string[]>;
  readonly PackageManager: { readonly None: unknown };
}

/** What is packed, for an editor that is older than those that the extension is meant for. */
async function copyExtension(to: string, version: string): Promise<void> {
  const { listFiles, PackageManager }: Packager = createRequire(join(root, 'package.json'))('@vscode/vsce');
  for (const file of await listFiles({ cwd: root, packageManager: PackageManager.None })) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(root, file), join(to, file));
  }
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  manifest.engines.vscode = `^${version}`;
  writeFileSync(join(to, 'package.json'), JSON.stringify(manifest));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
