/** `freeze/dropped-by-override`: a template knows of the freeze, and the job that extends it writes over that. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { freezeReaction, freezeVariable } from '../pipeline/freeze-reaction.ts';
import type { Job } from '../pipeline/job.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { at, type Node } from '../syntax/node.ts';
import type { Span } from '../text/span.ts';
import type { LintFinding, Rule } from './rule.ts';
import { deploymentsOf } from './subject.ts';

export const freezeDroppedByOverride: Rule = {
  id: 'freeze/dropped-by-override',
  title: later('Deploy freeze lost by an override'),
  severity: 'warning',
  inParts: true,
  everyKind: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/yaml/yaml_optimization/#merge-details',
  *check(question) {
    for (const { job } of deploymentsOf(question)) {
      const dropped = droppedBy(question.pipeline, job.job);
      if (dropped) yield finding(job.job, dropped);
    }
  },
};

export interface Dropped {
  /** The template, or `default`. */
  readonly from: string;
  readonly key: string;
  /** Where the template looks at the variable. */
  readonly there: Span;
  /** The key that the job writes over it. */
  readonly here: Span;
}

const keys = ['rules', 'before_script', 'script', 'after_script', 'only', 'except'];

/** What a job has lost: nothing where it looks at the freeze in some other place. */
export function droppedBy(pipeline: Pipeline, job: Job): Dropped | undefined {
  if (freezeReaction(pipeline, job).by !== 'nothing') return undefined;
  const { root, extendsOf } = pipeline.config;
  const bases = [...(extendsOf.get(job.baseName) ?? [])].filter((it) => it !== job.baseName);
  for (const from of [...bases, 'default']) {
    for (const key of keys) {
      const there = mention(at(root, from, key));
      const own = job.body.entries.get(key)?.key.span;
      if (there && own) return { from, key, there, here: own };
    }
  }
  return undefined;
}

function mention(node: Node | undefined): Span | undefined {
  switch (node?.kind) {
    case 'scalar':
      return typeof node.value === 'string' && node.value.includes(freezeVariable) ? node.span : undefined;
    case 'seq':
      return node.items.map(mention).find((it) => it !== undefined);
    case 'map':
      return [...node.entries.values()].map((it) => mention(it.value)).find((it) => it !== undefined);
    default:
      return undefined;
  }
}

function finding(job: Job, { from, key, there, here }: Dropped): LintFinding {
  return {
    job: job.name,
    span: here,
    what: t`loses the deploy freeze that \`${from}\` knows of: this \`${key}\` takes the place of the other`,
    why: t(
      '`extends` and `default` lay mappings over each other key by key, but a list replaces the other list as a whole.',
    ),
    todo: t`Add what \`${from}\` says with \`!reference [${from}, ${key}]\`, as the first item.`,
    related: [{ span: there, message: t`\`${from}\` looks at \`${freezeVariable}\` here` }],
  };
}
