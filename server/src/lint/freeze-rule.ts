/** The changes that make a job, or the whole pipeline, look at deploy freezes; and what stands against them. */
import { freezeVariable } from '../pipeline/freeze-reaction.ts';
import type { Job, Need } from '../pipeline/job.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { addEntry, addItem, type Edit } from '../syntax/edit.ts';
import { at, entryAt, isNull, type MapNode } from '../syntax/node.ts';
import { addToJob } from './fixes.ts';

/** Where the job's own rules stand, as their first; else rules that keep the job where it was. */
export function freezeRule(job: Job, when: 'never' | 'manual'): Edit | undefined {
  const lines = ruleLines(when);
  const rules = at(job.body, 'rules');
  if (rules?.kind === 'seq') return addItem(rules, lines, 'first');
  if (!isNull(rules) || job.when === 'delayed') return undefined;
  if (job.only?.span || job.except?.span) return when === 'never' ? exceptFreeze(job) : undefined;
  return addToJob(job, [
    'rules:',
    ...asItem(lines),
    // Without rules a job is in branch and tag pipelines; with them it would be in those of merge requests as well.
    '  - if: $CI_COMMIT_BRANCH || $CI_COMMIT_TAG',
  ]);
}

/** The first job that cannot be in a pipeline without this one: GitLab would make none where this one is left out. */
export function neededBy({ jobs }: Pipeline, { name, baseName }: Job): Job | undefined {
  const isIt = (need: Need) => need.kind === 'job' && !need.optional && (need.job === name || need.job === baseName);
  return jobs.find((it) => it.needs?.some(isIt) || it.rules?.some((rule) => rule.needs?.some(isIt)));
}

/**
 * As the first of the workflow's rules: no pipeline at all during a freeze.
 * @param config the merged configuration.
 * @param file the root of the file that gets a `workflow` where there is none.
 */
export function freezeWorkflow(config: MapNode, file: MapNode): Edit | undefined {
  const lines = ruleLines('never');
  const workflow = entryAt(config, 'workflow');
  const rules = at(workflow?.value, 'rules');
  if (rules?.kind === 'seq') return addItem(rules, lines, 'first');
  // `when: always` is what a pipeline without rules of the workflow has.
  const all = ['rules:', ...asItem(lines), '  - when: always'];
  if (!workflow) return addEntry(file, undefined, ['workflow:', ...all.map((it) => `  ${it}`)]);
  return workflow.value.kind === 'map' && !rules ? addEntry(workflow.value, workflow.key, all) : undefined;
}

function ruleLines(when: 'never' | 'manual'): readonly string[] {
  return [`if: $${freezeVariable}`, `when: ${when}`];
}

function asItem([first = '', ...others]: readonly string[]): readonly string[] {
  return [`  - ${first}`, ...others.map((it) => `    ${it}`)];
}

/** `rules` cannot stand beside `only` and `except`. */
function exceptFreeze(job: Job): Edit | undefined {
  const except = at(job.body, 'except');
  if (!isNull(except)) return undefined;
  return addToJob(job, ['except:', '  variables:', `    - $${freezeVariable}`]);
}
