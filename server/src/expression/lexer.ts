/** Cuts an expression into tokens (config.md §7.1). */

export type Operator = '==' | '!=' | '=~' | '!~' | '&&' | '||';

export type Token =
  | { readonly kind: 'open' | 'close' }
  | { readonly kind: 'variable' | 'input'; readonly name: string }
  | { readonly kind: 'string'; readonly value: string }
  /** With slashes and flags, as written. */
  | { readonly kind: 'pattern'; readonly text: string }
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'operator'; readonly operator: Operator };

/** GitLab gives up at the hundredth token. */
const maxTokens = 99;

/** Tried in this order at each position. */
const lexemes: readonly (readonly [RegExp, (match: RegExpExecArray) => Token])[] = [
  [/\(/y, () => ({ kind: 'open' })],
  [/\)/y, () => ({ kind: 'close' })],
  [/\$\[\[\s*inputs\.([\w-]+)\s*\]\]/y, ([, name = '']) => ({ kind: 'input', name })],
  [/\$(\w+)/y, ([, name = '']) => ({ kind: 'variable', name })],
  [/"([^\n]*?)"/y, ([, value = '']) => ({ kind: 'string', value })],
  [/'([^\n]*?)'/y, ([, value = '']) => ({ kind: 'string', value })],
  [/\/(?:[^/]|\\\/)+[^\\]\/[ismU]*/y, ([text]) => ({ kind: 'pattern', text })],
  [/null/y, () => ({ kind: 'null' })],
  [/(?:true|false)\b/y, ([text]) => ({ kind: 'boolean', value: text === 'true' })],
  [/==|=~|!=|!~|&&|\|\|/y, ([text]) => ({ kind: 'operator', operator: text as Operator })],
];

const blank = /[ \t\r\n\f\v]*/y;

/** The tokens of an expression, or why there are none: the words are those of GitLab's exceptions. */
export function tokens(text: string): readonly Token[] | { readonly error: string } {
  const found: Token[] = [];
  let at = skipBlank(text, 0);
  while (at < text.length) {
    if (found.length === maxTokens) return { error: 'Too many tokens!' };
    const next = lexemeAt(text, at);
    if (!next) return { error: 'Unknown lexeme found!' };
    found.push(next.token);
    at = skipBlank(text, next.end);
  }
  return found;
}

function lexemeAt(text: string, at: number): { readonly token: Token; readonly end: number } | undefined {
  for (const [pattern, token] of lexemes) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) return { token: token(match), end: pattern.lastIndex };
  }
  return undefined;
}

function skipBlank(text: string, at: number): number {
  blank.lastIndex = at;
  blank.exec(text);
  return blank.lastIndex;
}
