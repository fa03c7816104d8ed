/** The extension as it is shipped. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './paths.ts';

/** The .vsix as `npm run package` makes it, from the bundles that the build has left. @param name of who uses it. */
export async function packaged(name: string): Promise<string> {
  const script: { packageExtension(path: string): string } = await import(
    pathToFileURL(join(root, 'test', 'scripts', 'package.mjs')).href
  );
  return process.env['E2E_VSIX'] ?? script.packageExtension(join(root, 'out', `${name}.vsix`));
}
