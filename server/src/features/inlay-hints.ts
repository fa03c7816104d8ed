/** What GitLab adds to what is written, at the end of the words that it follows from. */
import { t } from '@vscode/l10n';
import type { InlayHint, Range } from 'vscode-languageserver';
import type { Analysis } from '../engine/analysis.ts';
import type { SourceFile } from '../syntax/source.ts';
import { place, position } from '../syntax/source.ts';
import type { Span } from '../text/span.ts';
import { nameHints, tierHints } from './hints/environment.ts';
import { freezeHints } from './hints/freeze.ts';
import type { Hint, HintsOf } from './hints/hint.ts';
import { whenHints } from './hints/when.ts';

/** Each can be switched off. In the order in which they stand where several stand at one place. */
export const hintKinds = ['environmentName', 'tier', 'when', 'freeze'] as const;

export type HintKinds = Readonly<Record<(typeof hintKinds)[number], boolean>>;

const makers = {
  environmentName: nameHints,
  tier: tierHints,
  when: whenHints,
  freeze: freezeHints,
} as const satisfies Record<keyof HintKinds, HintsOf>;

/** Jobs that share what is written do not always agree; more answers than these are counted. */
const mostAnswers = 3;

export interface InlayHintOptions {
  readonly kinds: HintKinds;
  /** The reader's. */
  readonly timeZone: string;
}

/** The hints in `path`; only those in `range` where there is one. */
export function inlayHints(
  analysis: Analysis,
  path: string,
  { kinds, timeZone }: InlayHintOptions,
  range?: Range,
): readonly InlayHint[] {
  const file = analysis.pipeline.config.files.get(path);
  if (!file) return [];
  return hintKinds
    .filter((it) => kinds[it])
    .flatMap((it) => together(file, makers[it](analysis, file, timeZone)))
    .filter(({ position: { line } }) => !range || (line >= range.start.line && line <= range.end.line));
}

/** One hint for each place, with what each of its jobs says. */
function together(file: SourceFile, hints: readonly Hint[]): readonly InlayHint[] {
  const byPlace = new Map<number, Hint[]>();
  for (const it of hints) {
    if (it.span.piece.file !== file.path) continue;
    const { end } = place(file, lastLine(it.span));
    byPlace.set(end, [...(byPlace.get(end) ?? []), it]);
  }
  return [...byPlace].map(([offset, here]) => {
    const labels = [...new Set(here.map((it) => it.label))];
    const rest = labels.length - mostAnswers;
    const shown = labels.slice(0, mostAnswers).join(' / ');
    const tooltips = [...new Set(here.map((it) => it.tooltip))].slice(0, mostAnswers);
    return {
      position: position(file, offset),
      label: `${here[0]?.lead ?? ''}${rest > 0 ? t`${shown} and ${rest} more` : shown}`,
      tooltip: { kind: 'markdown', value: tooltips.join('\n\n') },
      paddingLeft: true,
    };
  });
}

/** A block of several lines ends with a line break that a hint would stand behind. */
function lastLine({ piece, start, end }: Span): Span {
  const text = piece.text.slice(start, end).trimEnd();
  return { piece, start, end: start + text.length };
}
