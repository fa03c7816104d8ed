/** `explain` and `who`: what becomes of each deploy job, and who can run it. */
import { judge } from '../../engine/analyse.ts';
import type { Analysis, JobReport } from '../../engine/analysis.ts';
import { reportJson, whoJson } from '../../engine/report.ts';
import { settledScene } from '../../engine/scene.ts';
import { peopleOf } from '../../gates/people.ts';
import { sameUsername } from '../../gates/person.ts';
import type { Snapshot } from '../../settings/settings.ts';
import { load, openProject, type Surroundings } from '../load.ts';
import { exitCodes, type Options, UsageError } from '../options.ts';
import type { Output } from '../output.ts';
import { explanation, explanationMarkdown, whoText } from '../words.ts';

/** Loads the project behind `path` and judges it. */
export async function analyseAt(
  path: string,
  options: Options,
  around: Surroundings,
  output: Output,
): Promise<Analysis> {
  const project = await openProject(path, options, around, output);
  try {
    noteStranger(options, project.snapshot, output);
    const { downstream, policy, ...root } = await load(project, options, around);
    return judge(await settledScene(root, downstream, around.signal), policy);
  } finally {
    project.close();
  }
}

/** A name that is misspelt would be judged as somebody without a role. */
function noteStranger({ as }: Options, snapshot: Snapshot, output: Output): void {
  const { persons, complete } = peopleOf(snapshot);
  if (as === undefined || !complete || persons.some((it) => sameUsername(it.username ?? '', as))) return;
  output.note(`Nobody in ${snapshot.project.path} is called ${as}, as far as its members are shown.`);
}

export async function explain(options: Options, around: Surroundings, output: Output): Promise<number> {
  const [path = '.'] = options.operands;
  const analysis = await analyseAt(path, options, around, output);
  const chosen = options.job.length === 0 ? analysis.reports : options.job.flatMap((it) => reportsOf(analysis, it));
  if (options.format === 'json') {
    await output.result(
      `${JSON.stringify(reportJson({ ...analysis, reports: chosen }, { all: options.all }), null, 2)}\n`,
    );
  } else if (options.format === 'markdown') await output.result(explanationMarkdown(analysis, chosen));
  else await output.text(explanation(analysis, chosen));
  return exitOf(options, analysis, chosen);
}

export async function who(options: Options, around: Surroundings, output: Output): Promise<number> {
  const [name, path = '.'] = options.operands;
  if (name === undefined) throw new UsageError('who needs the name of a job: deploy-gates who JOB [PATH].');
  const analysis = await analyseAt(path, options, around, output);
  const reports = reportsOf(analysis, name);
  if (options.format === 'json') {
    const answers = reports.map((it) => ({ job: it.job.job.name, verdict: it.verdict.kind, who: whoJson(it) }));
    await output.result(`${JSON.stringify(answers, null, 2)}\n`);
  } else await output.text(reports.map((it) => whoText(it, analysis.attempt)).join('\n'));
  return exitOf(options, analysis, reports);
}

/** The reports of a job, by its name or by the name it is written under (`parallel`). */
function reportsOf({ reports }: Analysis, name: string): readonly JobReport[] {
  const found = reports.filter(({ job: { job } }) => job.name === name || job.baseName === name);
  if (found.length > 0) return found;
  const names = reports.map((it) => it.job.job.name);
  throw new UsageError(`No deploy job is named "${name}". Deploy jobs here: ${names.join(', ') || 'none'}.`);
}

function exitOf(options: Options, { pipeline }: Analysis, reports: readonly JobReport[]): number {
  if (pipeline.errors.length > 0) return exitCodes.unreadable;
  const held = reports.some(({ verdict }) => verdict.kind !== 'pass' && verdict.kind !== 'wait');
  return options.requirePass && held ? exitCodes.findings : exitCodes.fine;
}
