/** `failure/duplicate-key`: a key of a job, or a whole job, is written twice, and only the last one counts. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { entryAt, type MapNode, type ScalarNode } from '../syntax/node.ts';
import type { Problem } from '../syntax/source.ts';
import type { LintFinding, Rule } from './rule.ts';

export const failureDuplicateKey: Rule = {
  id: 'failure/duplicate-key',
  title: later('Key that is written twice'),
  severity: 'warning',
  inParts: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/yaml/',
  *check({ pipeline }) {
    for (const hint of pipeline.config.hints) {
      const finding =
        hint.kind === 'duplicate-key' ? (jobTwice(pipeline, hint) ?? keyTwice(pipeline, hint)) : undefined;
      if (finding) yield finding;
    }
  },
};

/** A job of the same name stands again below in the same file. */
function jobTwice({ config: { root } }: Pipeline, { span }: Problem): LintFinding | undefined {
  const name = written(span);
  const last = entryAt(root, name);
  if (column(span) !== 0 || last?.value.kind !== 'map' || last.key.span.piece.file !== span.piece.file)
    return undefined;
  return {
    job: name,
    span,
    what: t('stands twice in this file, and what is written here has no effect'),
    why: t(
      'GitLab takes the last of several jobs of the same name, without a word about the others: this one is never run.',
    ),
    todo: t('Give one of the two another name, or remove this one.'),
    related: [{ span: last.key.span, message: t('this is the one that counts') }],
  };
}

function keyTwice({ config: { root } }: Pipeline, { span }: Problem): LintFinding | undefined {
  const key = written(span);
  for (const [name, entry] of root.entries) {
    const last = entry.value.kind === 'map' && lastOf(entry.key, entry.value, key, span);
    if (!last) continue;
    return {
      job: name,
      span,
      what: t`has \`${key}\` twice, and what is written here has no effect`,
      why:
        key === 'script'
          ? t(
              'GitLab takes the last of several keys of the same name, without a word about the others: this script is never run.',
            )
          : t('GitLab takes the last of several keys of the same name, without a word about the others.'),
      todo: t('Put both together under one key, or remove this one.'),
      related: [{ span: last.span, message: t('this is the one that counts') }],
    };
  }
  return undefined;
}

/** The key that counts, where `span` is another one of the very mapping of this job or template. */
function lastOf(owner: ScalarNode, body: MapNode, key: string, span: Problem['span']): ScalarNode | undefined {
  if (owner.span.piece !== span.piece || span.start < owner.span.end) return undefined;
  const last = body.entries.get(key)?.key;
  if (last?.span.piece !== span.piece || last.span.start <= span.start) return undefined;
  return column(last.span) === column(span) ? last : undefined;
}

function written({ piece, start, end }: Problem['span']): string {
  return piece.text.slice(start, end).replace(/^["']|["']$/g, '');
}

function column({ piece, start }: Problem['span']): number {
  return start - (piece.text.lastIndexOf('\n', start - 1) + 1);
}
