/** One thing to say behind something that is written, for one job. */
import type { Analysis } from '../../engine/analysis.ts';
import type { SourceFile } from '../../syntax/source.ts';
import type { Span } from '../../text/span.ts';

export interface Hint {
  /** What it stands behind. */
  readonly span: Span;
  /** What stands once before all labels of the place. */
  readonly lead?: string;
  readonly label: string;
  /** Sentences in Markdown. */
  readonly tooltip: string;
}

/** @param timeZone the reader's. */
export type HintsOf = (analysis: Analysis, file: SourceFile, timeZone: string) => readonly Hint[];
