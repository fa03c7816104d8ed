/** What the configuration is read from: files of the checkout and of other places, by location. No I/O happens here. */
import type { Obstacle } from '../logic/tri.ts';
import type { SourceFile } from '../syntax/source.ts';

/** Where an `include` points to, with all variables expanded. */
export type Location =
  /** A file of a project at a commit. Without `project`, of the checkout that is being edited. */
  | { readonly kind: 'file'; readonly path: string; readonly project?: ProjectRef }
  | { readonly kind: 'remote'; readonly url: string; readonly integrity?: string }
  | { readonly kind: 'template'; readonly name: string }
  /** `host/project/path/name@version`, whole. The answer tells in which project and commit it was found. */
  | { readonly kind: 'component'; readonly address: string };

/** `ref` absent: the project's default branch. */
export interface ProjectRef {
  readonly path: string;
  readonly ref?: string;
}

/**
 * One string per location, stable between runs. For files of the checkout it is their path, so that editors
 * can use it as it is; others start with `project:`, `remote:`, `template:` or `component:`.
 */
export function locationKey(location: Location): string {
  switch (location.kind) {
    case 'file':
      return location.project
        ? `project:${location.project.path}${location.project.ref === undefined ? '' : `@${location.project.ref}`}:${location.path}`
        : location.path;
    case 'remote':
      return `remote:${location.url}`;
    case 'template':
      return `template:${location.name}`;
    case 'component':
      return `component:${location.address}`;
  }
}

/** What is known about one location. */
export type Found =
  | {
      readonly kind: 'file';
      readonly file: SourceFile /** The project whose `local:` includes it may use, for components. */;
      readonly project?: ProjectRef;
      /** For components: the commit and the catalog version that the address led to. */
      readonly component?: { readonly sha?: string; readonly version?: string };
      readonly takenAt?: number;
      /** Of remote files, of their bytes, in base64. Absent where a file on disk stands in. */
      readonly sha256?: string;
    }
  /** It was looked for and GitLab has nothing there (or says so: `message` is then GitLab's own). */
  | { readonly kind: 'absent'; readonly message?: string }
  /** Nobody could look: what it may define is unknown. */
  | { readonly kind: 'unresolved'; readonly why: Obstacle };

/**
 * Everything read so far. `undefined` means: not asked for yet; `resolve` then lists it in `missing`,
 * and whoever owns the files reads it and asks again (`host/settle.ts`).
 */
export interface Sources {
  find(location: Location): Found | undefined;
  /**
   * Paths of all files of the checkout (or of another project), in tree order (alphabetical by path), for
   * wildcards and `exists`. `'unresolved'` where they cannot be had.
   */
  list(project?: ProjectRef): readonly string[] | 'unresolved' | undefined;
}

/** What a caller has to provide before asking again. */
export type Wanted =
  | { readonly kind: 'find'; readonly location: Location }
  | { readonly kind: 'list'; readonly project?: ProjectRef };
