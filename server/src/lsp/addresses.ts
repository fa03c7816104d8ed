/** Between the addresses of the editor and the paths of a checkout. */
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The path of a file on this machine; `undefined` for an address of anything else. */
export function fileOf(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    // A `file:` address with a host, or with an encoded slash.
    return undefined;
  }
}

/** As the engine names files: relative to the checkout, with slashes. */
export function pathIn(root: string, file: string): string {
  return relative(root, file).split(sep).join('/');
}

/** The address of a file of the checkout; `undefined` for files of other places, which no editor can open. */
export function uriIn(root: string, path: string): string | undefined {
  return /^(project|remote|template|component):/.test(path) ? undefined : pathToFileURL(join(root, path)).href;
}

/** Whether a file's name says that it is GitLab CI's: those that editors select by themselves. */
export function hasUsualName(path: string): boolean {
  return /\.gitlab-ci\.ya?ml$/.test(path) || /(^|\/)\.gitlab\/.*\.ya?ml$/.test(path);
}
