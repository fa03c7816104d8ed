/** Links to the pages of GitLab on which the settings behind a gate are changed. */
import type { Analysis, JobReport } from '../engine/analysis.ts';
import type { Finding, GateId } from '../gates/gate.ts';
import { deploymentOf } from '../gates/subject.ts';
import { groupPath } from '../gates/words.ts';
import type { ProtectedEnvironment } from '../settings/settings.ts';
import { settingsPage } from './settings-page.ts';

const titles: Partial<Record<GateId, string>> = {
  pipeline: 'Protected branches and tags',
  branch: 'Protected branches and tags',
  permission: 'Protected environments',
  approval: 'Protected environments',
  freeze: 'Deploy freezes',
  outdated: 'General pipelines',
  runner: 'Runners',
  'job-token': 'Job token permissions',
};

/** Those of the project, and those of its groups that take part. Nothing where the project is not known. */
export function settingsLinks(analysis: Analysis, report: JobReport, finding: Finding): readonly string[] {
  const page = settingsPage(analysis, finding);
  const title = titles[finding.gate.id];
  if (page === undefined || title === undefined) return [];
  const own = `[${title}](${page})`;
  if (finding.gate.id !== 'permission' && finding.gate.id !== 'approval') return [own];
  const [effect] = report.job.possible;
  const deployment = effect && deploymentOf({ job: report.job, effect, snapshot: analysis.snapshot });
  const asks = (it: ProtectedEnvironment) => finding.gate.id !== 'approval' || it.approvalRules.length > 0;
  const rulesets = deployment?.protections.rulesets.filter(asks) ?? [];
  const groups = rulesets.flatMap((it) => groupLink(analysis, it) ?? []);
  const isProjects = groups.length === 0 || rulesets.some((it) => it.level === 'project');
  return [...(isProjects ? [own] : []), ...new Set(groups)];
}

function groupLink(
  { snapshot }: Analysis,
  { level, groupId, groupPath: given }: ProtectedEnvironment,
): string | undefined {
  const path = level === 'group' ? (given ?? groupPath(groupId, snapshot)) : undefined;
  const base = snapshot.instance.url.replace(/\/+$/, '');
  if (path === undefined || base === '') return undefined;
  return `[Protected environments of \`${path}\`](${base}/groups/${path}/-/settings/ci_cd#js-protected-environments-settings)`;
}
