/** What a trigger job starts, as a short list in Markdown: its deploy jobs, and what becomes of each. */
import { t } from '@vscode/l10n';
import type { Analysis, JobReport } from '../engine/analysis.ts';
import { startedBy } from '../engine/render.ts';
import { locate } from '../engine/report.ts';
import { answer } from './answer.ts';
import type { UriOf } from './range.ts';

/** One list for each pipeline. @param shown how many of its jobs are named before the rest is counted. */
export function startedLists(
  analysis: Analysis,
  report: JobReport,
  { uriOf, shown, mark }: { readonly uriOf: UriOf; readonly shown: number; readonly mark: (job: JobReport) => string },
): readonly string[] {
  return startedBy(analysis, report).map(({ kind, project, ref, analysis: below }) => {
    const jobs = below.reports.filter((it) => it.verdict.kind !== 'absent');
    const lines = jobs
      .slice(0, shown)
      .map((it) => `- ${mark(it)}${jobLink(below, it, kind, uriOf)}: ${answer(below, it)}`);
    const rest = jobs.length - lines.length;
    const started = kind === 'child' ? t`Starts a child pipeline` : t`Starts a pipeline in \`${project ?? ''}\``;
    const head = `**${started}** ${jobs.length === 0 ? t`on \`${ref ?? ''}\`, in which nothing deploys` : t`on \`${ref ?? ''}\`:`}`;
    return [head, '', ...lines, ...(rest > 0 ? [`- ${t`and ${rest} more`}`] : [])].join('\n').trimEnd();
  });
}

/** Files of the checkout open in the editor, those of other projects in GitLab. */
function jobLink(below: Analysis, { job: { job } }: JobReport, kind: 'child' | 'project', uriOf: UriOf): string {
  const { file, line } = locate(below.pipeline, job.key.span);
  const uri = kind === 'child' ? uriOf(file) : webUrl(below, file);
  return uri === undefined ? `\`${job.name}\`` : `[\`${job.name}\`](${uri}#L${line})`;
}

function webUrl({ snapshot, attempt }: Analysis, file: string): string | undefined {
  const { project } = snapshot.settings;
  const base = project.known ? project.value.webUrl : undefined;
  return base === undefined || file.includes(':') ? undefined : `${base}/-/blob/${attempt.ref}/${file}`;
}
