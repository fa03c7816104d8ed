/** Links to the pages of GitLab on which the settings behind a gate are changed. */
import { t } from '@vscode/l10n';
import type { Analysis, JobReport } from '../engine/analysis.ts';
import type { Finding, GateId } from '../gates/gate.ts';
import { deploymentOf } from '../gates/subject.ts';
import { groupPath } from '../gates/words.ts';
import { later } from '../logic/later.ts';
import type { ProtectedEnvironment } from '../settings/settings.ts';
import { settingsPage } from './settings-page.ts';

const titles: Partial<Record<GateId, string>> = {
  pipeline: later('Protected branches and tags'),
  branch: later('Protected branches and tags'),
  permission: later('Protected environments'),
  approval: later('Protected environments'),
  freeze: later('Deploy freezes'),
  outdated: later('General pipelines'),
  runner: later('Runners'),
  'job-token': later('Job token permissions'),
};

export interface SettingsPage {
  readonly title: string;
  readonly address: string;
}

/** In Markdown. */
export function settingsLinks(analysis: Analysis, report: JobReport, finding: Finding): readonly string[] {
  const links = settingsPages(analysis, report, finding).map(({ title, address }) => `[${title}](${address})`);
  return [...new Set(links)];
}

/** Those of the project, and those of its groups that take part. Nothing where the project is not known. */
export function settingsPages(analysis: Analysis, report: JobReport, finding: Finding): readonly SettingsPage[] {
  const address = settingsPage(analysis, finding);
  const title = titles[finding.gate.id];
  // No right makes a pipeline of files that GitLab refuses.
  const isRefused = finding.gate.id === 'pipeline' && analysis.outcome.created === false;
  if (address === undefined || title === undefined || isRefused) return [];
  const own = { title: t(title), address };
  if (finding.gate.id !== 'permission' && finding.gate.id !== 'approval') return [own];
  const [effect] = report.job.possible;
  const deployment = effect && deploymentOf({ job: report.job, effect, snapshot: analysis.snapshot });
  const asks = (it: ProtectedEnvironment) => finding.gate.id !== 'approval' || it.approvalRules.length > 0;
  const rulesets = deployment?.protections.rulesets.filter(asks) ?? [];
  const groups = rulesets.flatMap((it) => groupPage(analysis, it) ?? []);
  const isProjects = groups.length === 0 || rulesets.some((it) => it.level === 'project');
  return [...(isProjects ? [own] : []), ...groups];
}

function groupPage(
  { snapshot }: Analysis,
  { level, groupId, groupPath: given }: ProtectedEnvironment,
): SettingsPage | undefined {
  const path = level === 'group' ? (given ?? groupPath(groupId, snapshot)) : undefined;
  const base = snapshot.instance.url.replace(/\/+$/, '');
  if (path === undefined || base === '') return undefined;
  return {
    title: t`Protected environments of \`${path}\``,
    address: `${base}/groups/${path}/-/settings/ci_cd#js-protected-environments-settings`,
  };
}
