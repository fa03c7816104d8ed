/** Files that the editor reads for the server, where the server has no file system of its own that holds them. */
import type { Connection } from 'vscode-languageserver';
import { type Found, type Location, locationKey } from '../config/sources.ts';
import type { Listing, Reader } from '../host/settle.ts';
import { parse } from '../syntax/parse.ts';
import type { SourceFile } from '../syntax/source.ts';
import { folderUri, uriIn } from './addresses.ts';
import type { ListFilesAnswer, ListFilesParams, ReadFileAnswer, ReadFileParams } from './protocol.ts';

/** Keeps files as they were read: the same text gives the same value, and another is read from what has changed. */
export class AskedFiles {
  readonly #connection: Connection;
  readonly #files = new Map<string, SourceFile>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * A reader of the files below `root`, each asked for once: the next reader asks anew. Without a root there are none.
   * Other places are `unresolved` with `not-asked`.
   */
  reader(root: string): Reader {
    if (root === '') return { find: () => notAsked, list: () => 'unresolved' };
    const found = new Map<string, Promise<Found>>();
    let listing: Promise<Listing> | undefined;
    const find = (path: string, location: Location): Promise<Found> => {
      const asked = found.get(path) ?? this.#find(root, path, location);
      found.set(path, asked);
      return asked;
    };
    return {
      find: (location) => (location.kind === 'file' && !location.project ? find(location.path, location) : notAsked),
      list: (project) => {
        if (project) return 'unresolved';
        listing ??= this.#list(root);
        return listing;
      },
    };
  }

  /** What the editor says of a file. One that cannot be asked is no file system either. */
  async read(uri: string): Promise<ReadFileAnswer> {
    const params: ReadFileParams = { uri };
    try {
      return await this.#connection.sendRequest<ReadFileAnswer>('deployGates/readFile', params);
    } catch {
      return { trouble: 'unsupported' };
    }
  }

  async #find(root: string, path: string, location: Location): Promise<Found> {
    const uri = isOwn(path) ? uriIn(root, path) : undefined;
    const answer = uri === undefined ? null : await this.read(uri);
    if (uri === undefined || answer === null) return { kind: 'absent' };
    if ('trouble' in answer) return { kind: 'unresolved', why: answer.trouble };
    return { kind: 'file', file: this.#parse(uri, locationKey(location), answer.text) };
  }

  #parse(uri: string, name: string, text: string): SourceFile {
    const previous = this.#files.get(uri);
    if (previous?.text === text) return previous;
    const file = parse(name, text, previous);
    this.#files.set(uri, file);
    return file;
  }

  async #list(root: string): Promise<Listing> {
    const params: ListFilesParams = { uri: folderUri(root) };
    try {
      const paths = await this.#connection.sendRequest<ListFilesAnswer>('deployGates/listFiles', params);
      return paths === null ? 'unresolved' : inTreeOrder(paths);
    } catch {
      return 'unresolved';
    }
  }
}

const notAsked: Found = { kind: 'unresolved', why: 'not-asked' };

/** A path as git has them: nothing in it leads up or nowhere. */
function isOwn(path: string): boolean {
  return !path.includes('\0') && path.split('/').every((it) => it !== '' && it !== '.' && it !== '..');
}

/** git sorts by bytes, which is the order of code points. */
function inTreeOrder(paths: readonly string[]): readonly string[] {
  return paths
    .map((path) => ({ path, points: Array.from(path, (it) => it.codePointAt(0) ?? 0) }))
    .sort((a, b) => compare(a.points, b.points))
    .map(({ path }) => path);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((it, n) => it !== b[n]);
  return at < 0 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1);
}
