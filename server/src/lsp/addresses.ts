/** Between the addresses of the editor and places: the path of a file on this machine, or an address whose files only the editor can read. */
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The path of a file on this machine; `undefined` for an address of anything else. */
function fileOf(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    // A `file:` address with a host, or with an encoded slash.
    return undefined;
  }
}

/**
 * The place of a file of any file system: a path of this machine, or the address with its letters as they are, such as
 * `vscode-vfs://github/acme/app/ci`. `undefined` for what lies in no folder: a new document, a page.
 */
export function placeOf(uri: string): string | undefined {
  if (uri.startsWith('file:')) return fileOf(uri);
  const [head] = /^[a-z][a-z\d+.-]+:(?:\/\/[^/?#]*)?(?=\/|$)/i.exec(uri) ?? [];
  if (head === undefined || uri.startsWith('untitled:') || /[?#]/.test(uri)) return undefined;
  try {
    return head + decodeURIComponent(uri.slice(head.length)).replace(/\/+$/, '');
  } catch {
    return undefined;
  }
}

/** Whether only the editor can read what lies there. A drive of Windows has one letter, a scheme more. */
export function isVirtual(place: string): boolean {
  return /^[a-z][a-z\d+.-]+:/i.test(place);
}

/** The folder that holds a place; of the top itself. */
export function folderOf(place: string): string {
  if (!isVirtual(place)) return dirname(place);
  const end = place.lastIndexOf('/');
  // Two slashes stand before the authority, which is the top.
  return end < 1 || place[end - 1] === '/' ? place : place.slice(0, end);
}

/** The last part of a place, for people. */
export function nameOf(place: string): string {
  return isVirtual(place) ? (place.split('/').at(-1) ?? place) : basename(place);
}

/** Whether a folder is or holds a place. */
export function holds(folder: string, place: string): boolean {
  return place === folder || place.startsWith(folder + (isVirtual(folder) ? '/' : sep));
}

/** As the engine names files: relative to the checkout, with slashes. */
export function pathIn(root: string, file: string): string {
  if (isVirtual(root)) return holds(root, file) ? file.slice(root.length + 1) : file;
  return relative(root, file).split(sep).join('/');
}

/** A path that somebody has set: below the checkout, where it is not absolute. */
export function pathFrom(root: string, path: string): string {
  if (isAbsolute(path) || isVirtual(path)) return path;
  return isVirtual(root) ? `${root}/${path}` : join(root, path);
}

/** The address of a file of the checkout; `undefined` for files of other places, which no editor can open. */
export function uriIn(root: string, path: string): string | undefined {
  return /^(project|remote|template|component):/.test(path) ? undefined : uriOf(root, path);
}

/** The address of a folder, with no slash at its end, or of a file that no checkout is known for. */
export function folderUri(place: string): string {
  return uriOf(place, '');
}

function uriOf(root: string, path: string): string {
  if (!isVirtual(root)) return pathToFileURL(join(root, path)).href;
  const [head = ''] = /^[^:]*:(?:\/\/[^/]*)?/.exec(root) ?? [];
  const parts = `${root.slice(head.length)}/${path}`.split('/').filter(Boolean);
  return [head, ...parts.map(encodeURIComponent)].join('/');
}

/** Whether a file's name says that it is GitLab CI's: those that editors select by themselves. */
export function hasUsualName(path: string): boolean {
  return /\.gitlab-ci\.ya?ml$/.test(path) || /(^|\/)\.gitlab\/.*\.ya?ml$/.test(path);
}
