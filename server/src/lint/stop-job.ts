/** The change that gives an environment a job which takes it down: the one that is there, or a new one. */
import { t } from '@vscode/l10n';
import type { Job } from '../pipeline/job.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { lineEnd } from '../syntax/block-lines.ts';
import type { Edit } from '../syntax/edit.ts';
import { text } from '../syntax/node.ts';
import { addToEnvironment, fix, quoted, quotedName } from './fixes.ts';
import type { Fix } from './rule.ts';

/** For a job that deploys and names no `on_stop`. A new job stands behind the one that deploys. */
export function pairWithStop({ jobs }: Pick<Pipeline, 'jobs'>, job: Job): readonly Fix[] {
  const { environment } = job;
  if (environment?.action !== 'start' || environment.onStop !== undefined) return [];
  const there = jobs.find((it) => it.environment?.action === 'stop' && it.environment.name === environment.name);
  if (there) {
    return fix(t`Add \`on_stop: ${there.name}\``, addToEnvironment(job, [`on_stop: ${quoted(there.name)}`]));
  }
  const name = `stop-${job.baseName}`;
  if (job.node || jobs.some((it) => it.name === name)) return [];
  const lines = stopJob(job, name, environment.name);
  return lines
    ? fix(
        t`Add a job \`${name}\` that takes the environment down`,
        addToEnvironment(job, [`on_stop: ${quoted(name)}`]),
        behind(job, lines),
      )
    : [];
}

/** In the same pipelines as the one that deploys; GitLab looks for it there when the environment is to be stopped. */
function stopJob(job: Job, name: string, environment: string): readonly string[] | undefined {
  const conditions = conditionsOf(job);
  if (!conditions) return undefined;
  return [
    `${quoted(name)}:`,
    `  stage: ${quoted(job.stage)}`,
    // What takes it down nobody but the person who edits can know.
    '  script: echo "Say here how to take it down" && exit 1',
    '  variables:',
    '    # The branch may be gone by then.',
    '    GIT_STRATEGY: none',
    '  environment:',
    `    name: ${quotedName(environment)}`,
    '    action: stop',
    ...conditions,
  ];
}

/** By hand, under the conditions of the job; `undefined` where it has others than `if`. */
function conditionsOf({ rules, only, except }: Job): readonly string[] | undefined {
  if (!rules) return only?.span || except?.span ? undefined : ['  when: manual'];
  const items: string[] = [];
  for (const { if: condition, when, node } of rules) {
    const isPlain = [...node.entries.keys()].every((it) => /^(if|when|allow_failure|variables|start_in)$/.test(it));
    if (!isPlain || (condition !== undefined && /[\r\n]/.test(condition))) return undefined;
    const first = condition === undefined ? [] : [`if: ${plain(condition)}`];
    const all = when === 'never' ? [...first, 'when: never'] : [...first, 'when: manual', 'allow_failure: true'];
    items.push(...all.map((it, n) => (n === 0 ? `    - ${it}` : `      ${it}`)));
  }
  return ['  rules:', ...items];
}

/** A condition as it may stand behind `if:`. */
function plain(condition: string): string {
  const isPlain = /^[$\w(]/.test(condition) && !/: |\s#|:$/.test(condition);
  return isPlain ? condition : `'${condition.replaceAll("'", "''")}'`;
}

/** On the lines below the job's last one. */
function behind({ body, key }: Job, lines: readonly string[]): Edit | undefined {
  const { piece, end } = body.span;
  if (key.span.piece !== piece || text(key) === undefined) return undefined;
  const content = piece.text.slice(0, end).trimEnd().length;
  const newline = piece.text.indexOf('\n', content);
  const at = newline < 0 ? piece.text.length : newline - (piece.text[newline - 1] === '\r' ? 1 : 0);
  const break_ = lineEnd(piece.text);
  return { span: { piece, start: at, end: at }, text: `${break_}${lines.map((it) => break_ + it).join('')}` };
}
