/** Whether an answer says what a vector expects (contracts, section 6). */

/**
 * An answer matches when it holds every key of `expected` with an equal value: maps recursively, lists in order,
 * `reasons` as a set, `error_match` as a regular expression against the answer's `error`.
 */
export function matches(answer: unknown, expected: unknown): boolean {
  if (Array.isArray(expected)) {
    return (
      Array.isArray(answer) && answer.length === expected.length && expected.every((it, n) => matches(answer[n], it))
    );
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof answer !== 'object' || answer === null) return false;
    return Object.entries(expected).every(([key, value]) => matchesKey(answer as Record<string, unknown>, key, value));
  }
  return answer === expected;
}

function matchesKey(answer: Record<string, unknown>, key: string, expected: unknown): boolean {
  if (key === 'error_match')
    return typeof answer['error'] === 'string' && new RegExp(String(expected)).test(answer['error']);
  if (key === 'reasons' && Array.isArray(expected)) {
    const said = answer['reasons'];
    return Array.isArray(said) && said.length === expected.length && expected.every((it) => said.includes(it));
  }
  return matches(answer[key], expected);
}
