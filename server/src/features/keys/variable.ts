/** A variable in a condition or a name: its value in this attempt, and where that comes from. */
import { t } from '@vscode/l10n';
import { isUnknown } from '../../logic/tri.ts';
import { type Origin, originOf, type Reader } from '../../pipeline/origin.ts';
import { missingInWords } from '../../pipeline/rules.ts';
import type { SourceFile } from '../../syntax/source.ts';
import { place } from '../../syntax/source.ts';
import type { Span } from '../../text/span.ts';
import { placeLink } from '../gate-words.ts';
import { attemptWords } from '../words.ts';
import type { About } from './about.ts';

/** A variable as it is written. */
export interface Mention {
  readonly name: string;
  readonly span: Span;
}

const references = /\$([a-zA-Z_]\w*)|\$\{([a-zA-Z_]\w*)\}/g;

/** The variable at `offset` of a value that spans `span`. */
export function mentionAt(file: SourceFile, span: Span, offset: number): Mention | undefined {
  const { start, end } = place(file, span);
  for (const found of file.text.slice(start, end).matchAll(references)) {
    const from = start + found.index;
    const name = found[1] ?? found[2];
    if (name === undefined || offset < from || offset > from + found[0].length) continue;
    const base = start - span.start;
    return { name, span: { piece: span.piece, start: from - base, end: from - base + found[0].length } };
  }
  return undefined;
}

/** What it is for one job. @param inName for a name that is expanded once a rule has been chosen. */
export function variableWords({ analysis, job, options }: About, name: string, inName: boolean): string {
  const [effect] = job.possible;
  const chosen = inName && effect && { when: effect.when, ...(effect.rule && { rule: effect.rule.index }) };
  const reader = { ...analysis, job: job.job, ...(chosen && { chosen }) };
  return told(analysis, name, reader, options.uriOf);
}

/** What it is for the rules of the workflow. */
export function workflowVariableWords(
  { analysis, options }: Pick<About, 'analysis' | 'options'>,
  name: string,
): string {
  return told(analysis, name, analysis, options.uriOf);
}

function told(analysis: About['analysis'], name: string, reader: Reader, uriOf: About['options']['uriOf']): string {
  const origin = originOf(analysis.pipeline, name, reader);
  const from = originWords(origin, (span) => placeLink(analysis, span, uriOf));
  return `**${valueWords(name, origin)}** (${attemptWords(analysis)}). ${from}${expandedWords(origin)}`;
}

function valueWords(name: string, { value, exists }: Origin): string {
  if (value === null) return t`\`$${name}\` is not set`;
  if (typeof value === 'string') return value === '' ? t`\`$${name}\` is empty` : t`\`$${name}\` is \`${value}\``;
  if (exists) return t`\`$${name}\` is set; what it says is known when the pipeline is created`;
  const own = value.missing.every((it) => it.kind === 'variable' && it.name === name);
  return own ? t`\`$${name}\` is not known here` : t`\`$${name}\` depends on ${missingInWords(value.missing)}`;
}

function originWords({ by, span, value }: Origin, link: (span: Span) => string): string {
  const where = span === undefined ? '' : `: ${link(span)}`;
  switch (by) {
    case 'upstream':
      return t('The trigger job above passes it on.');
    case 'given':
      return t('It was named with this attempt, as a variable of the pipeline or the project.');
    case 'rule':
      return t`The rule that matches defines it${where}.`;
    case 'job':
      return t`The job defines it${where}.`;
    case 'workflow':
      return t('The rule of the workflow that matches defines it.');
    case 'root':
      return t`The file defines it for all jobs${where}.`;
    case 'gitlab':
      return value === null
        ? t("It is GitLab's own, and GitLab does not set it in such a pipeline, or not yet at that moment.")
        : t('GitLab sets it.');
    case 'nobody':
      return isUnknown(value)
        ? t(
            'No file defines it; a variable of the project, a group, the instance or the pipeline may. Name it as a variable of the attempt to see what follows.',
          )
        : t('Nothing defines it.');
  }
}

/** Conditions compare a value as it is written, names take it with its references in place. */
function expandedWords({ value, expanded }: Origin): string {
  if (typeof value !== 'string' || value === expanded) return '';
  if (typeof expanded === 'string') return ` ${t`With its references in place it is \`${expanded}\`.`}`;
  return isUnknown(expanded) ? ` ${t`What it refers to depends on ${missingInWords(expanded.missing)}.`}` : '';
}
