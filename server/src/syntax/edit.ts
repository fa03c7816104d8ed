/** Changes to a file that keep its style. */
import type { Span } from '../text/span.ts';

/** Replace what stands at `span` by `text`. Several edits of one fix do not overlap. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}
