/** Files, templates and components by GitLab's API, with GitLab's own words where something is not there (config.md §2.2, §2.5). */
import { componentFiles, parseComponent } from '../config/component.ts';
import type { ProjectRef } from '../config/sources.ts';
import { Fault, faultOf } from './fault.ts';
import { record, rows, text, textOrNone } from './payload.ts';
import type { Fetched } from './remote-files.ts';
import type { Transport } from './transport.ts';

/** 5,000 files. */
const maxPages = 50;

/**
 * A file of another project, as `include:project` finds it. Without a ref it is the default branch's.
 * @throws Fault
 */
export async function projectText(
  transport: Transport,
  project: ProjectRef,
  file: string,
  signal: AbortSignal,
): Promise<Fetched> {
  try {
    return await rawText(transport, project, file, signal);
  } catch (error) {
    const message = missing(transport, error);
    if (message === 'project') {
      const advice = 'Make sure any includes in the pipeline configuration are correctly defined.';
      return { kind: 'absent', message: `Project \`${project.path}\` not found or access denied! ${advice}` };
    }
    if (message === 'ref') {
      return {
        kind: 'absent',
        message: `Project \`${project.path}\` reference \`${project.ref ?? 'HEAD'}\` does not exist!`,
      };
    }
    if (message === 'file') return { kind: 'absent' };
    throw error;
  }
}

async function rawText(
  transport: Transport,
  { path, ref }: ProjectRef,
  file: string,
  signal: AbortSignal,
): Promise<Fetched> {
  const clean = file.replace(/^\/+/, '');
  const query = new URLSearchParams({ ref: ref ?? 'HEAD' });
  const where = `projects/${encodeURIComponent(path)}/repository/files/${encodeURIComponent(clean)}/raw?${query}`;
  const { body, headers } = await transport.get(where, signal);
  const sha = headers['x-gitlab-commit-id'];
  const content = typeof body === 'string' ? body : JSON.stringify(body);
  return { kind: 'text', text: content, ...(sha && { sha }) };
}

/** Which part of the address GitLab does not find. The token of a job sees too little to tell. */
function missing({ account }: Transport, error: unknown): 'project' | 'ref' | 'file' | undefined {
  const fault = faultOf(error);
  if (fault?.kind !== 'not-found') return undefined;
  const { answer = '' } = fault.details;
  if (answer.includes('Project')) return account.token?.kind === 'job' ? undefined : 'project';
  return /Commit|Tree|Repository/.test(answer) ? 'ref' : 'file';
}

/**
 * A template that ships with GitLab. Those in folders (`Jobs/Deploy`) are shown through a project only.
 * @throws Fault
 */
export async function templateText(
  transport: Transport,
  name: string,
  project: string | undefined,
  signal: AbortSignal,
): Promise<Fetched> {
  const key = encodeURIComponent(name.replace(/\.gitlab-ci\.yml$/, ''));
  const own = project === undefined ? [] : [`projects/${encodeURIComponent(project)}/templates/gitlab_ci_ymls/${key}`];
  const general = key.includes('%') ? [] : [`templates/gitlab_ci_ymls/${key}`];
  let last = new Fault('refused', 'the project is not known, through which GitLab shows this template');
  for (const path of [...own, ...general]) {
    try {
      return { kind: 'text', text: text(record((await transport.get(path, signal)).body)['content']) };
    } catch (error) {
      const fault = faultOf(error);
      if (fault?.kind === 'not-found' && !fault.details.answer?.includes('Project')) return { kind: 'absent' };
      if (fault?.kind !== 'not-found' && fault?.kind !== 'no-route' && fault?.kind !== 'forbidden') throw error;
      last = fault;
    }
  }
  throw last;
}

/**
 * A component of this instance.
 * @throws Fault, also for addresses of other instances.
 */
export async function componentText(transport: Transport, address: string, signal: AbortSignal): Promise<Fetched> {
  const component = parseComponent(address, transport.account.base.replace(/^https?:\/\//, ''));
  if (!component) throw new Fault('refused', `\`${address}\` is no component of ${transport.account.base}`);
  const { project, name, version } = component;
  try {
    const ref = await refOf(transport, project, version, signal);
    if (ref === undefined) return { kind: 'absent' };
    for (const file of componentFiles(name)) {
      const found = await rawText(transport, { path: project, ref }, file, signal).catch((error: unknown) => {
        if (missing(transport, error) !== 'file') throw error;
        return undefined;
      });
      if (found?.kind === 'text') return { ...found, project: { path: project, ref: found.sha ?? ref } };
    }
    return { kind: 'absent' };
  } catch (error) {
    const part = missing(transport, error);
    if (part === 'ref') return { kind: 'absent' };
    if (part !== 'project') throw error;
    const message = `Component '${address}' - project does not exist or you don't have sufficient permissions`;
    return { kind: 'absent', message };
  }
}

/**
 * The ref that a version means: for `~latest`, `1` and `1.2` the highest released semantic version that is no
 * prerelease (`Ci::Catalog::Resources::Version.latest`); anything else, and a partial version that was not released,
 * is a tag, branch or commit by that name. Every version in the catalog is a release; REST does not show the catalog.
 */
async function refOf(
  transport: Transport,
  project: string,
  version: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const isLatest = version === '~latest';
  if (!isLatest && !/^\d+(\.\d+)?$/.test(version)) return version;
  const [major, minor] = isLatest ? [] : version.split('.').map(Number);
  const path = `projects/${encodeURIComponent(project)}/releases`;
  const tags = (await pagesOf(transport, path, signal)).flatMap((it) => textOrNone(record(it)['tag_name']) ?? []);
  const fitting = tags
    .flatMap((tag) => semverOf(tag) ?? [])
    .filter((it) => (major === undefined || it.parts[0] === major) && (minor === undefined || it.parts[1] === minor))
    .sort((a, b) => compare(b.parts, a.parts));
  return fitting[0]?.tag ?? (isLatest ? undefined : version);
}

interface Semver {
  readonly tag: string;
  readonly parts: readonly [number, number, number];
}

/** Releases only: with anything behind the three numbers it would be a prerelease, which is never chosen. */
function semverOf(tag: string): Semver | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:\+[\w.-]+)?$/.exec(tag);
  return match ? { tag, parts: [Number(match[1]), Number(match[2]), Number(match[3])] } : undefined;
}

function compare(a: Semver['parts'], b: Semver['parts']): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** Paths of all files of a project, in alphabetical order. @throws Fault, also where there are too many. */
export async function projectFiles(
  transport: Transport,
  { path, ref }: ProjectRef,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const query = new URLSearchParams({ recursive: 'true', ...(ref !== undefined && { ref }) });
  const tree = await pagesOf(transport, `projects/${encodeURIComponent(path)}/repository/tree?${query}`, signal);
  return tree
    .map(record)
    .filter((it) => it['type'] === 'blob')
    .map((it) => text(it['path']))
    .sort((a, b) => (a < b ? -1 : 1));
}

async function pagesOf(transport: Transport, path: string, signal: AbortSignal): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for (let page = 1; page <= maxPages; page++) {
    const sign = path.includes('?') ? '&' : '?';
    const { body, headers } = await transport.get(`${path}${sign}per_page=100&page=${page}`, signal);
    all.push(...rows(body));
    // `x-next-page` is empty on the last page; keyset pages have a link only.
    if (!headers['x-next-page'] && !/rel="?next"?/.test(headers['link'] ?? '')) return all;
  }
  throw new Fault('bad-payload', `${path} has more than ${maxPages} pages`);
}
