/** One text as it is recognised: what it looks like, who prints it, and what it may mean. */
import type { FailureWords } from '../failure-words.ts';
import type { MeaningId } from './meaning.ts';

/** A failure that says all there is to say by itself. */
export interface FailedFor {
  readonly reason: string;
  readonly words: FailureWords;
}

export interface Phrase {
  /** Looked for in the pasted text, with white space joined, quotes made plain and backticks left out. */
  readonly pattern: RegExp;
  /** Where it comes from: "printed by GitLab on the job's page". */
  readonly by: string;
  /** GitLab's own words; else something that guides and chats quote loosely. */
  readonly exact: boolean;
  /** Likeliest first. */
  readonly means: readonly (MeaningId | FailedFor)[];
  /** A sentence: what to look at, where several are possible. */
  readonly decides?: string;
}

/** A pattern for words as they are written, in any case and with any white space. */
export function words(text: string): RegExp {
  return new RegExp(
    text
      .replaceAll('`', '')
      .replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
      .replaceAll(/\s+/g, ' '),
    'i',
  );
}
