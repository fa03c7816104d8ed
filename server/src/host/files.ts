/** Reads the checkout, and directories that stand in for other projects, templates and remote files (`--map`). */
import { lstatSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { t } from '@vscode/l10n';
import { componentFiles, parseComponent } from '../config/component.ts';
import { type Found, type Location, locationKey, type ProjectRef } from '../config/sources.ts';
import { parse } from '../syntax/parse.ts';
import type { SourceFile } from '../syntax/source.ts';
import { type Decoded, decode, remarked } from './decode.ts';
import { listFiles } from './list-files.ts';
import type { Listing, SyncReader } from './settle.ts';

export interface CheckoutOptions {
  /** `KIND=DIR`, see `parseMapping`. */
  readonly map?: readonly string[];
  /** Files as they were read, to be kept from one reader to the next; each reader has its own otherwise. */
  readonly store?: FileStore;
}

/** Larger files are not read. GitLab's own limit on what it loads is far below. */
export const maxFileSize = 20 * 1024 * 1024;

const absent: Found = { kind: 'absent' };
const notAsked: Found = { kind: 'unresolved', why: 'not-asked' };

/**
 * A reader for the files below `root`, and for what `map` says stands elsewhere on disk.
 * Locations that are neither are `unresolved` with `not-asked`, so that another reader may answer.
 */
export function checkoutReader(root: string, { map = [], store = new FileStore() }: CheckoutOptions = {}): SyncReader {
  const mappings = map.flatMap((it) => parseMapping(it) ?? []);
  const lists = new Map<string, Listing>();
  const listOf = (directory: string): Listing => {
    const known = lists.get(directory) ?? listFiles(directory);
    lists.set(directory, known);
    return known;
  };
  return {
    find: (location) => {
      if (location.kind === 'file' && !location.project) return store.find(root, location.path, location);
      for (const mapping of mappings) {
        const found = findMapped(mapping, location, store);
        if (found) return found;
      }
      return notAsked;
    },
    list: (project) => {
      if (!project) return listOf(root);
      const mapping = mappings.find((it) => directoryOf(it, project) !== undefined);
      return mapping ? listOf(mapping.path) : 'unresolved';
    },
  };
}

/** Something that can be found on disk instead. `path` is absolute. */
export type Mapping =
  | { readonly kind: 'template'; readonly path: string }
  | { readonly kind: 'project'; readonly project: string; readonly path: string }
  | { readonly kind: 'component'; readonly address: string; readonly path: string }
  | { readonly kind: 'remote'; readonly url: string; readonly path: string };

/**
 * `template=DIR`, `project:GROUP/NAME=DIR`, `component:HOST/PATH=DIR`, `remote:URL=FILE`; `undefined` for anything
 * else. Paths are relative to the working directory; an address may hold `=`, a path may not.
 */
export function parseMapping(text: string): Mapping | undefined {
  const [, what = '', where = ''] = /^(.+)=([^=]+)$/.exec(text) ?? [];
  if (where === '') return undefined;
  const path = resolve(where);
  if (what === 'template') return { kind: 'template', path };
  const [, kind = '', name = ''] = /^(project|component|remote):(.+)$/.exec(what) ?? [];
  switch (kind) {
    case 'project':
      return { kind, project: name.toLowerCase(), path };
    case 'component':
      return { kind, address: name.replace(/\/$/, ''), path };
    case 'remote':
      return { kind, url: name, path };
    default:
      return undefined;
  }
}

function findMapped(mapping: Mapping, location: Location, store: FileStore): Found | undefined {
  switch (location.kind) {
    case 'file': {
      const directory = location.project && directoryOf(mapping, location.project);
      return directory === undefined ? undefined : store.find(directory, location.path, location);
    }
    case 'template':
      return mapping.kind === 'template' ? findTemplate(mapping.path, location, store) : undefined;
    case 'remote':
      if (mapping.kind !== 'remote' || mapping.url !== location.url) return undefined;
      return store.findAt(mapping.path, location);
    case 'component':
      return mapping.kind === 'component' ? findComponent(mapping, location, store) : undefined;
  }
}

function directoryOf(mapping: Mapping, project: ProjectRef): string | undefined {
  const path = project.path.toLowerCase();
  if (mapping.kind === 'project') return mapping.project === path ? mapping.path : undefined;
  return mapping.kind === 'component' && projectOfComponent(mapping.address) === path ? mapping.path : undefined;
}

function projectOfComponent(address: string): string {
  return address.slice(address.indexOf('/') + 1).toLowerCase();
}

/** GitLab looks for the name as a path first, then in a few directories. */
function findTemplate(directory: string, location: Location & { readonly kind: 'template' }, store: FileStore): Found {
  for (const category of ['', 'Pages', 'Verify', 'autodeploy', 'Security']) {
    const found = store.find(directory, posix.join(category, location.name), location);
    if (found.kind !== 'absent') return found;
  }
  return absent;
}

function findComponent(
  { address, path }: Mapping & { readonly kind: 'component' },
  location: Location & { readonly kind: 'component' },
  store: FileStore,
): Found | undefined {
  const component = parseComponent(location.address, address.slice(0, address.indexOf('/')));
  if (component?.project.toLowerCase() !== projectOfComponent(address)) return undefined;
  const project: ProjectRef = { path: component.project, ref: component.version };
  for (const file of componentFiles(component.name)) {
    const found = store.find(path, file, location);
    if (found.kind === 'file') return { ...found, project };
    if (found.kind === 'unresolved') return found;
  }
  return absent;
}

interface Stored {
  readonly size: number;
  readonly modified: number;
  readonly found: Found;
}

/** Files by where they lie and what they are read as; one is read again only when its size or time has changed. */
export class FileStore {
  readonly #stored = new Map<string, Stored>();
  readonly #previous = new Map<string, SourceFile>();

  /**
   * The file at `path` below `root`, as git has it: a symbolic link is a file that holds its target's path, and
   * nothing lies behind one. Nothing outside `root` is ever read.
   */
  find(root: string, path: string, location: Location): Found {
    const clean = posix.normalize(path);
    if (clean !== path || path.startsWith('../') || path === '..' || path.includes('\0') || posix.isAbsolute(path)) {
      return absent;
    }
    const parts = path.split('/');
    for (let n = 1; n < parts.length; n++) {
      if (!isOwnDirectory(join(root, ...parts.slice(0, n)))) return absent;
    }
    const file = join(root, ...parts);
    return isSpelledSo(root, file, path) ? this.findAt(file, location) : absent;
  }

  /** The file at a path of the machine. */
  findAt(file: string, location: Location): Found {
    const stat = lstatSync(file, { throwIfNoEntry: false });
    if (!stat || stat.isDirectory()) return absent;
    if (stat.size > maxFileSize || !(stat.isFile() || stat.isSymbolicLink())) {
      return { kind: 'unresolved', why: 'unsupported' };
    }
    const key = `${file}\0${locationKey(location)}`;
    const known = this.#stored.get(key);
    if (known?.size === stat.size && known.modified === stat.mtimeMs) return known.found;
    const found = this.#read(file, key, location, stat.isSymbolicLink());
    this.#stored.set(key, { size: stat.size, modified: stat.mtimeMs, found });
    return found;
  }

  #read(file: string, key: string, location: Location, isLink: boolean): Found {
    try {
      const content = isLink ? linkText(readlinkSync(file)) : decode(readFileSync(file));
      const source = remarked(parse(locationKey(location), content.text, this.#previous.get(key)), content);
      this.#previous.set(key, source);
      return { kind: 'file', file: source };
    } catch {
      return { kind: 'unresolved', why: 'forbidden' };
    }
  }
}

function linkText(target: string): Decoded {
  const message = t`This is a symbolic link. GitLab does not follow it: to GitLab the file holds the path that it leads to.`;
  return { text: target, remark: { message, at: 0 } };
}

/** A directory of the repository itself: no link, no repository of its own. */
function isOwnDirectory(directory: string): boolean {
  if (!lstatSync(directory, { throwIfNoEntry: false })?.isDirectory()) return false;
  return !lstatSync(join(directory, '.git'), { throwIfNoEntry: false });
}

/** git tells upper from lower case also where the disk does not. */
function isSpelledSo(root: string, file: string, path: string): boolean {
  if (process.platform !== 'darwin' && process.platform !== 'win32') return true;
  try {
    const real = realpathSync.native(file).replaceAll('\\', '/');
    return lstatSync(file).isSymbolicLink() || real.endsWith(`/${path}`) || !real.startsWith(realpathSync.native(root));
  } catch {
    return true;
  }
}
