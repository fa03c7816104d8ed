/** What a variable of GitLab is compared with in a rule: the texts that it may have. */
import { t } from '@vscode/l10n';
import { CompletionItemKind } from 'vscode-languageserver';
import { ownOf } from '../../logic/own.ts';
import { pipelineSources } from '../../pipeline/attempt.ts';
import type { Choice, Choosing } from './choice.ts';

export interface Compared {
  readonly choices: readonly Choice[];
  /** What is typed of the text, and its quote. */
  readonly word: string;
  readonly quote: string;
}

/** `undefined` where the cursor is in no text behind `==` or `!=`. */
export function comparedWith({ analysis, slot }: Choosing): Compared | undefined {
  const [, name = '', quote, word] = /\$(\w+)\s*[!=]=\s*(["'])([\w./-]*)$/.exec(slot.typed) ?? [];
  if (quote === undefined || word === undefined) return undefined;
  return { choices: ownOf(texts, name)?.(analysis) ?? [], word, quote };
}

type Texts = (analysis: Choosing['analysis']) => readonly Choice[];

const texts: Readonly<Record<string, Texts>> = {
  CI_PIPELINE_SOURCE: () => pipelineSources.map((name, rank) => ({ name, kind: CompletionItemKind.EnumMember, rank })),
  CI_COMMIT_BRANCH: branches,
  CI_COMMIT_REF_NAME: branches,
  CI_MERGE_REQUEST_TARGET_BRANCH_NAME: branches,
  CI_COMMIT_REF_PROTECTED: () =>
    ['true', 'false'].map((name, rank) => ({ name, kind: CompletionItemKind.EnumMember, rank })),
};

/** The branches that are known by name: the default one, protected ones, and the one of the attempt. */
function branches({ attempt, snapshot: { settings } }: Choosing['analysis']): readonly Choice[] {
  const guarded = settings.protectedBranches.known ? settings.protectedBranches.value.map((it) => it.name) : [];
  const own = attempt.tag ? [] : [attempt.ref];
  const main = attempt.defaultBranch === undefined ? [] : [attempt.defaultBranch];
  const names = new Set([...main, ...guarded.filter((it) => !it.includes('*')), ...own]);
  return [...names].map((name, rank) => ({
    name,
    kind: CompletionItemKind.Constant,
    detail: [
      ...(name === attempt.defaultBranch ? [t('default')] : []),
      ...(guarded.includes(name) ? [t('protected')] : []),
    ].join(', '),
    rank,
  }));
}
