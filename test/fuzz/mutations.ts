/** What happens to a text while somebody works on it, and what should not happen. */
import fc from 'fast-check';

const debris = [
  ':',
  '- ',
  '  ',
  '\t',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  '&a ',
  '*a',
  '<<: ',
  '!reference ',
  '|',
  '>',
  '#',
  '---\n',
  '\r',
  '\n',
  '\0',
  '\ufeff',
  '\u2028',
  '\u{1f680}',
  '$',
  '$[[ ',
  ' ]]',
  ',',
  '? ',
  '@',
  '%',
  '\\',
  'null',
  '~',
] as const;

/** One change; `at` and `to` are parts of the whole, from 0 to 1. */
interface Mutation {
  readonly kind: 'delete-line' | 'duplicate-line' | 'swap-lines' | 'indent' | 'dedent' | 'delete' | 'insert' | 'move';
  readonly at: number;
  readonly to: number;
  readonly text: string;
}

const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('delete-line', 'duplicate-line', 'swap-lines', 'indent', 'dedent', 'delete', 'insert', 'move'),
  at: share,
  to: share,
  text: fc.constantFrom(...debris),
});

/** A few changes, one after the other. */
export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(mutation, { minLength: 1, maxLength: 4 });

/** The text after each of the changes. */
export function stepsOf(text: string, changes: readonly Mutation[]): readonly string[] {
  const steps: string[] = [];
  for (const it of changes) steps.push(changed(steps.at(-1) ?? text, it));
  return steps;
}

function changed(text: string, { kind, at, to, text: piece }: Mutation): string {
  const offset = Math.floor(at * (text.length + 1));
  const lines = text.split('\n');
  const here = Math.floor(at * lines.length);
  const there = Math.floor(to * lines.length);
  const line = lines[here] ?? '';
  switch (kind) {
    case 'insert':
      return text.slice(0, offset) + piece + text.slice(offset);
    case 'delete':
      return text.slice(0, offset) + text.slice(offset + 1 + Math.floor(to * 5));
    case 'delete-line':
      return lines.toSpliced(here, 1).join('\n');
    case 'duplicate-line':
      return lines.toSpliced(there, 0, line).join('\n');
    case 'swap-lines':
      return lines
        .with(here, lines[there] ?? '')
        .with(there, line)
        .join('\n');
    case 'indent':
      return lines.with(here, `  ${line}`).join('\n');
    case 'dedent':
      return lines.with(here, line.replace(/^ {1,2}/, '')).join('\n');
    case 'move':
      return lines.toSpliced(here, 1).toSpliced(there, 0, line).join('\n');
  }
}
