/** What `node:path` and `node:url` are in a browser, as far as `addresses.ts` takes them: paths there have slashes. */

export const sep = '/';

export function isAbsolute(path: string): boolean {
  return path.startsWith(sep);
}

export function basename(path: string): string {
  return path.split(sep).findLast((it) => it !== '') ?? '';
}

export function dirname(path: string): string {
  return path.replace(/\/+$/, '').replace(/\/*[^/]*$/, '') || (isAbsolute(path) ? sep : '.');
}

export function join(...parts: readonly string[]): string {
  const path = parts.filter(Boolean).join(sep);
  return (isAbsolute(path) ? sep : '') + (segments(path).join(sep) || (isAbsolute(path) ? '' : '.'));
}

/** Of two absolute paths. */
export function relative(from: string, to: string): string {
  const [above, below] = [segments(from), segments(to)];
  const fork = above.findIndex((it, n) => it !== below[n]);
  const shared = fork < 0 ? above.length : fork;
  return [...above.slice(shared).map(() => '..'), ...below.slice(shared)].join(sep);
}

/** @throws where the address is of another machine, or no path can hold it. */
export function fileURLToPath(uri: string): string {
  const { host, pathname } = new URL(uri);
  if (host !== '' || /%2f/i.test(pathname)) throw new TypeError('no path of this machine');
  return decodeURIComponent(pathname);
}

export function pathToFileURL(path: string): URL {
  return new URL(`file://${path.split(sep).map(encodeURIComponent).join(sep)}`);
}

function segments(path: string): readonly string[] {
  const all: string[] = [];
  for (const it of path.split(sep)) {
    if (it === '..') all.pop();
    else if (it !== '' && it !== '.') all.push(it);
  }
  return all;
}
