/** The bundled server, for tests that run it in a process of its own. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../e2e/lib/paths.ts';

/** Its path. It is built where nothing has been built yet. */
export async function bundledServer(): Promise<string> {
  const path = join(root, 'server', 'out', 'server.js');
  if (!existsSync(path)) {
    const script: { buildProgram(): Promise<void> } = await import(
      pathToFileURL(join(root, 'test', 'scripts', 'build.mjs')).href
    );
    await script.buildProgram();
  }
  return path;
}
