/** Small worlds for tests: a snapshot from the settings that matter, an analysis from files in memory. */
import type { ConfigContext } from '../../server/src/config/config.ts';
import { resolve } from '../../server/src/config/resolve.ts';
import { type Found, type Location, locationKey, type Sources } from '../../server/src/config/sources.ts';
import { analyse } from '../../server/src/engine/analyse.ts';
import type { Analysis } from '../../server/src/engine/analysis.ts';
import type { Readings } from '../../server/src/engine/scene.ts';
import { policyPath } from '../../server/src/lint/policy.ts';
import { readPolicy } from '../../server/src/lint/policy-file.ts';
import type { Obstacle } from '../../server/src/logic/tri.ts';
import type { Attempt } from '../../server/src/pipeline/attempt.ts';
import { resolveDownstream } from '../../server/src/pipeline/downstream.ts';
import type { Pipeline } from '../../server/src/pipeline/pipeline.ts';
import { readPipeline } from '../../server/src/pipeline/read.ts';
import { configScope } from '../../server/src/pipeline/variables.ts';
import type { Known, SettingKey, Settings, Snapshot } from '../../server/src/settings/settings.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import type { SourceFile } from '../../server/src/syntax/source.ts';
import type { Elsewhere } from './page.ts';

/** Wednesday noon, far from every freeze of the tests. */
export const noon = Date.UTC(2026, 10, 18, 12);

/** A plain project: Dana is a Developer, nothing is protected, everything is known. */
const plain: Settings = {
  project: { id: 1, path: 'acme/app', defaultBranch: 'main', visibility: 'private', jobsEnabled: true },
  protectedEnvironmentsLicensed: true,
  ancestorGroups: [{ id: 10, path: 'acme' }],
  protectedEnvironments: { items: [], complete: true },
  groupProtectedEnvironments: { items: [], complete: true },
  environments: [],
  freezePeriods: [],
  protectedBranches: [],
  protectedTags: [],
  currentUser: { id: 1, username: 'dana', state: 'active', admin: false, projectLevel: 30 },
  members: [
    { id: 1, username: 'dana', name: 'Dana', state: 'active', accessLevel: 30 },
    { id: 2, username: 'mia', name: 'Mia', state: 'active', accessLevel: 40 },
    { id: 3, username: 'rae', name: 'Rae', state: 'active', accessLevel: 20 },
  ],
  groupMembers: {
    10: {
      path: 'acme',
      direct: [{ id: 2, username: 'mia', name: 'Mia', state: 'active', accessLevel: 40 }],
      all: [{ id: 2, username: 'mia', name: 'Mia', state: 'active', accessLevel: 40 }],
    },
  },
  invitedGroups: [],
  selfApproval: false,
  forwardDeployment: { enabled: true, rollbackAllowed: true },
  resourceGroups: [],
  resourceGroupDefaultMode: 'unordered',
  jobTokenPushAllowed: false,
  jobTokenInbound: true,
};

/**
 * A snapshot in which `given` differs from a plain project. A text instead of a value is the obstacle for which that
 * setting could not be read; a list where a `Listing` is expected is a complete one.
 */
export function snapshotOf(given: Readonly<Record<string, unknown>> = {}, path = 'acme/app'): Snapshot {
  const settings: Partial<Record<SettingKey, Known<unknown>>> = {};
  for (const [key, value] of Object.entries(plain) as [SettingKey, unknown][]) {
    const usual = key === 'project' ? { ...plain.project, path } : value;
    settings[key] = key in given ? knownOf(key, given[key]) : { known: true, value: usual };
  }
  const { instance = {} } = given;
  for (const key of Object.keys(given))
    if (!(key in plain) && key !== 'instance') throw new Error(`there is no setting "${key}"`);
  return {
    version: 1,
    instance: { url: 'https://gitlab.example.com', version: '18.9.0', enterprise: true, ...(instance as object) },
    project: { path, id: 1 },
    takenAt: '2026-11-18T12:00:00Z',
    source: 'snapshot',
    settings: settings as Snapshot['settings'],
  };
}

/** A snapshot in which nothing could be read. */
export function snapshotWithout(why: Obstacle): Snapshot {
  const snapshot = snapshotOf(Object.fromEntries(Object.keys(plain).map((key) => [key, why])));
  return { ...snapshot, source: 'none' };
}

function knownOf(key: SettingKey, value: unknown): Known<unknown> {
  if (typeof value === 'string' && key !== 'resourceGroupDefaultMode') return { known: false, why: value as Obstacle };
  if (key !== 'protectedEnvironments' && key !== 'groupProtectedEnvironments') return { known: true, value };
  const listing = Array.isArray(value) ? { items: value, complete: true } : (value as { items: readonly object[] });
  const level = key === 'protectedEnvironments' ? 'project' : 'group';
  const rows = { deployAccess: [], approvalRules: [], level };
  return { known: true, value: { ...listing, items: listing.items.map((it) => ({ ...rows, ...it })) } };
}

/** Sources that hold just `files`; those of other projects by `GROUP/PROJECT:FILE`, whatever the ref. */
export function sourcesOf(files: ReadonlyMap<string, string>): Sources {
  const parsed = new Map([...files].map(([path, text]) => [path, parse(path, text)]));
  const ofProjects = new Map<string, SourceFile>();
  const projectFile = (location: Location): SourceFile | undefined => {
    if (location.kind !== 'file' || !location.project) return undefined;
    const text = files.get(`${location.project.path}:${location.path}`);
    const key = locationKey(location);
    const file = ofProjects.get(key) ?? (text === undefined ? undefined : parse(key, text));
    if (file) ofProjects.set(key, file);
    return file;
  };
  return {
    find: (location: Location): Found => {
      const file = parsed.get(locationKey(location)) ?? projectFile(location);
      if (file) return { kind: 'file', file };
      const isHere = location.kind === 'file' && (!location.project || knows(files, location.project.path));
      return isHere ? { kind: 'absent' } : { kind: 'unresolved', why: 'offline' };
    },
    list: (project) => (project ? 'unresolved' : [...files.keys()].filter((it) => !it.includes(':')).sort()),
  };
}

function knows(files: ReadonlyMap<string, string>, project: string): boolean {
  return [...files.keys()].some((it) => it.startsWith(`${project}:`));
}

/** Downstream pipelines from the same files, and the settings of other projects: what is not given was not asked for. */
function readingsOf(sources: Sources, settings: Elsewhere['settings'] = new Map()): Readings {
  return {
    settings: (project) => {
      const given = settings.get(project);
      return given ? snapshotOf(given, project) : { ...snapshotWithout('not-asked'), project: { path: project } };
    },
    pipeline: (config) => ({ pipeline: readPipeline(resolveDownstream(config, sources)), files: listOf(sources) }),
  };
}

function listOf(sources: Sources): readonly string[] | 'unresolved' {
  return sources.list() ?? 'unresolved';
}

/** Dana pushes to main on a Wednesday. */
export function attemptOf(given: Readonly<Record<string, unknown>> = {}): Attempt {
  const { as, role, at, ...rest } = given;
  return {
    actor:
      typeof role === 'number'
        ? { kind: 'role', accessLevel: role }
        : as === null
          ? { kind: 'nobody' }
          : { kind: 'user', username: typeof as === 'string' ? as : 'dana' },
    ref: 'main',
    tag: false,
    source: 'push',
    defaultBranch: 'main',
    at: typeof at === 'string' ? Date.parse(at) : noon,
    ...rest,
  };
}

/** The pipeline of `.gitlab-ci.yml` (or `entry`) in `files`. */
export function pipelineOf(
  files: ReadonlyMap<string, string> | string,
  attempt: Attempt = attemptOf(),
  entry = '.gitlab-ci.yml',
): Pipeline {
  const all = typeof files === 'string' ? new Map([[entry, files]]) : files;
  const context: ConfigContext = { scope: configScope(attempt), projectPath: 'acme/app' };
  return readPipeline(resolve({ kind: 'file', path: entry }, sourcesOf(all), context));
}

/** Everything there is to say about `files` for an attempt and settings. */
export function analysisOf(
  files: ReadonlyMap<string, string> | string,
  settings: Readonly<Record<string, unknown>> | Snapshot = {},
  attempt: Attempt = attemptOf(),
  elsewhere?: Elsewhere,
): Analysis {
  const snapshot = 'settings' in settings ? (settings as Snapshot) : snapshotOf(settings);
  const own = typeof files === 'string' ? new Map([['.gitlab-ci.yml', files]]) : files;
  const sources = sourcesOf(new Map([...own, ...(elsewhere?.files ?? [])]));
  const readings = readingsOf(sources, elsewhere?.settings);
  const written = own.get(policyPath);
  const policy = written === undefined ? undefined : readPolicy(parse(policyPath, written));
  return analyse(pipelineOf(own, attempt), attempt, snapshot, listOf(sources), readings, policy);
}
