/** `resolve`: the pipeline as GitLab sees it. No settings are needed, so none are asked for. */
import { outcomeJson, resolveJson } from '../../engine/resolve-json.ts';
import { evaluate } from '../../pipeline/evaluate.ts';
import { load, openProject, type Surroundings } from '../load.ts';
import { exitCodes, type Options } from '../options.ts';
import type { Output } from '../output.ts';
import { pipelineText } from '../pipeline-words.ts';

export async function resolve(options: Options, around: Surroundings, output: Output): Promise<number> {
  const [path = '.'] = options.operands;
  const quiet: Output = { ...output, note: () => undefined };
  const project = await openProject(path, { ...options, offline: options.settings === undefined }, around, quiet);
  const { pipeline, attempt, files } = await load(project, options, around);
  const outcome = evaluate(pipeline, attempt, files);
  if (options.format === 'json') {
    const tried = options.ref !== undefined || options.tag || Object.keys(options.variables).length > 0;
    const json = { ...resolveJson(pipeline), ...(tried && { pipeline: outcomeJson(outcome) }) };
    await output.result(`${JSON.stringify(json, null, 2)}\n`);
  } else await output.text(pipelineText(pipeline, attempt, outcome));
  return pipeline.errors.length > 0 ? exitCodes.unreadable : exitCodes.fine;
}
