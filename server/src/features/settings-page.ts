/** Where in GitLab the setting behind a gate is changed: the address of its own page. */
import type { Analysis } from '../engine/analysis.ts';
import type { Finding, GateId } from '../gates/gate.ts';
import type { Snapshot } from '../settings/settings.ts';

/** The address of the project's first page; `undefined` where the project is not known. */
export function projectPage({ instance, project, settings }: Snapshot): string | undefined {
  if (settings.project.known && settings.project.value.webUrl !== undefined) return settings.project.value.webUrl;
  if (instance.url === '' || project.path === '') return undefined;
  return `${instance.url.replace(/\/+$/, '')}/${project.path}`;
}

/**
 * The page on which the setting that a gate rests on is changed; `undefined` for gates that only files decide.
 * @see config/routes, lib/sidebars and ee/lib/ee/sidebars (18.9) for the anchors
 */
export function settingsPage(analysis: Analysis, { gate }: Pick<Finding, 'gate'>): string | undefined {
  return settingsPageOf(analysis, gate.id);
}

/** The same by the gate's id. */
export function settingsPageOf({ snapshot, attempt }: Analysis, gate: GateId): string | undefined {
  const page = pages[gate];
  const base = projectPage(snapshot);
  if (page === undefined || base === undefined) return undefined;
  return `${base}/-/settings/${typeof page === 'string' ? page : page[attempt.tag ? 'tag' : 'branch']}`;
}

const refs = { branch: 'repository#js-protected-branches-settings', tag: 'repository#js-protected-tags-settings' };

/** Below `/-/settings/`. */
const pages: Partial<Record<GateId, string | typeof refs>> = {
  pipeline: refs,
  branch: refs,
  permission: 'ci_cd#js-protected-environments-settings',
  approval: 'ci_cd#js-protected-environments-settings',
  freeze: 'ci_cd#js-deploy-freeze-settings',
  outdated: 'ci_cd#js-general-pipeline-settings',
  runner: 'ci_cd#js-runners-settings',
  'job-token': 'ci_cd#js-token-access',
};
