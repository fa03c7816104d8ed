/** Patterns of the project file, in which `*` stands for any letters. */

/** Whether the whole of `text` matches. */
export function matches(pattern: string, text: string): boolean {
  return expressionOf(pattern).test(text);
}

/** Whether a command begins with the words of the pattern. */
export function beginsWith(pattern: string, words: readonly string[]): boolean {
  const wanted = pattern.trim().split(/\s+/);
  return wanted.length <= words.length && wanted.every((it, n) => matches(it, words[n] ?? ''));
}

function expressionOf(pattern: string): RegExp {
  const parts = pattern.split('*').map((it) => it.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}
