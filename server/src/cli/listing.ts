/** What all formats of `lint` are made of: findings and errors at places that people count. */
import type { Severity } from '../lint/rule.ts';

/** One finding, or an error of the configuration. */
export interface Listed {
  /** `config/error` for what GitLab refuses to read. */
  readonly rule: string;
  readonly severity: Severity;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly job?: string;
  /** What happens, as a sentence. */
  readonly headline: string;
  /** Why, and what to do: sentences. */
  readonly details: readonly string[];
  readonly related: readonly { readonly file: string; readonly line: number; readonly message: string }[];
}

/** The id under which errors of the configuration are listed. */
export const configError = 'config/error';

/** Lines move; what is found where, in which job and for the how-manieth time, stays the same. */
export function identities(all: readonly Listed[]): readonly string[] {
  const seen = new Map<string, number>();
  return all.map(({ rule, file, job = '', headline }) => {
    const text = [rule, file, job, headline].join('\n');
    const times = seen.get(text) ?? 0;
    seen.set(text, times + 1);
    return `${text}\n${times}`;
  });
}
