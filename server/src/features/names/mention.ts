/** A name that is written somewhere: of a job, a stage, an environment, a variable, an anchor, an input. */
import type { Span } from '../../text/span.ts';

export type NameKind = 'job' | 'stage' | 'environment' | 'variable' | 'anchor' | 'input';

/** How the letters stand there, which decides how others can stand in their place. `bare`: they are part of a text, or of a mark. */
export type Style = 'plain' | 'flow' | 'single' | 'double' | 'bare';

export interface Mention {
  readonly kind: NameKind;
  readonly name: string;
  /** Whether it comes into being here. An environment does in the jobs that deploy to it. */
  readonly defines: boolean;
  /** The keyword that names it: `needs`, `extends`, `on_stop`, `!reference`; for variables in texts the key of the text. */
  readonly by: string;
  /** The letters of the name: without quotes, `$`, `&` or `*`. */
  readonly span: Span;
  readonly style: Style;
  /** The top-level key that it stands under. */
  readonly entry: string;
}
