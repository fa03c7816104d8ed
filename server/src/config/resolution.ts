/** What one `resolve` has gathered so far, and what it is asked in. */
import { t } from '@vscode/l10n';
import { isUnknownValue, type Scope } from '../expression/scope.ts';
import type { Missing } from '../logic/tri.ts';
import type { Node } from '../syntax/node.ts';
import type { Problem, SourceFile } from '../syntax/source.ts';
import type { ConfigContext, ConfigError, IncludeSite } from './config.ts';
import { configError } from './errors.ts';
import { type Found, type Location, locationKey, type ProjectRef, type Sources, type Wanted } from './sources.ts';

export interface Resolution {
  readonly sources: Sources;
  readonly context: ConfigContext;
  /** The context's variables; remembers which were asked for. */
  readonly scope: Scope;
  readonly dependsOn: Set<string>;
  readonly files: Map<string, SourceFile>;
  readonly errors: ConfigError[];
  readonly hints: Problem[];
  readonly includes: IncludeSite[];
  readonly wanted: Wanted[];
  readonly open: Missing[];
  /** Files of `local:` that were included so far: wildcards do not repeat them. */
  readonly locals: Set<string>;
  readonly progress: Progress;
}

interface Progress {
  /** Files included so far, as GitLab counts them. */
  included: number;
  /** The count for files that GitLab does not come to, because of an error in the one that includes them. */
  beyond?: Progress;
  /** Something that would define keys is missing because of an error: what is not there is no error of its own. */
  isBroken: boolean;
}

export function newResolution(sources: Sources, context: ConfigContext): Resolution {
  const dependsOn = new Set<string>();
  return {
    sources,
    context,
    scope: (name) => {
      dependsOn.add(name);
      return context.scope(name);
    },
    dependsOn,
    files: new Map(),
    errors: [],
    hints: [],
    includes: [],
    wanted: [],
    open: [],
    locals: new Set(),
    progress: { included: 0, isBroken: false },
  };
}

/** What is known of a location; what nobody has looked for is put on the list. */
export function find(location: Location, { sources, wanted }: Resolution): Found | undefined {
  const found = sources.find(location);
  if (!found) wanted.push({ kind: 'find', location });
  return found;
}

/** GitLab's default of the setting `ci_max_includes`. The same file twice counts twice. */
const maxIncludes = 150;

/** Counts one include. False once there are too many: GitLab stops at the first one too many. */
export function count({ span }: Node, { progress, errors }: Resolution): boolean {
  progress.included++;
  if (progress.included <= maxIncludes) return true;
  if (progress.included === maxIncludes + 1 && progress.beyond !== progress) {
    const advice = t(
      'Every file counts each time it is included, also the ones that included files bring. Is there a circle?',
    );
    errors.push(configError(`Maximum of ${maxIncludes} nested includes are allowed!`, advice, span));
    progress.isBroken = true;
  }
  return false;
}

/** To go on where GitLab stops: what is found there is told apart, and has limits of its own. */
export function beyond(resolution: Resolution, errors: ConfigError[]): Resolution {
  const { progress } = resolution;
  progress.isBroken = true;
  if (!progress.beyond) {
    const further: Progress = { included: 0, isBroken: true };
    further.beyond = further;
    progress.beyond = further;
  }
  return { ...resolution, errors, progress: progress.beyond };
}

/** All paths of a project; `undefined` where they are on the list now. */
export function list(
  project: ProjectRef | undefined,
  resolution: Resolution,
): readonly string[] | 'unresolved' | undefined {
  const { sources, wanted } = resolution;
  const paths = sources.list(project);
  if (!paths) wanted.push({ kind: 'list', ...(project && { project }) });
  return paths;
}

/** A file takes part: its hints are worth saying once. */
export function addFile(location: Location, file: SourceFile, { files, hints }: Resolution): void {
  const key = locationKey(location);
  if (files.has(key)) return;
  files.set(key, file);
  for (const it of file.problems) if (it.severity === 'hint') hints.push(it);
}

/** Whether what is not there may still be defined somewhere that could not be read. */
export function isOpen({ open, wanted, progress }: Resolution): boolean {
  return open.length > 0 || wanted.length > 0 || progress.isBroken;
}

export type Lookups = ReadonlyMap<string, ReturnType<Scope>>;

/** A scope that records what was looked up in it. */
export function recording(scope: Scope): { readonly scope: Scope; readonly lookups: Lookups } {
  const lookups = new Map<string, ReturnType<Scope>>();
  return {
    lookups,
    scope: (name) => {
      const value = scope(name);
      lookups.set(name, value);
      return value;
    },
  };
}

/** Whether every variable still has the value that it had. Asks for each again, so that the scope knows of it. */
export function isSame(lookups: Lookups, scope: Scope): boolean {
  let same = true;
  for (const [name, before] of lookups) {
    const now = scope(name);
    same &&= now === before || (isUnknownValue(now) && isUnknownValue(before));
  }
  return same;
}
