/** Names inside texts: variables after `$`, inputs in `$[[ ]]`. */

export interface Found {
  readonly kind: 'variable' | 'input';
  readonly name: string;
  /** Offset of the first letter of the name in the text. */
  readonly at: number;
}

/** `$NAME`, `${NAME}` and what shells make of it, `$env:NAME` of PowerShell; `$$` is no variable. */
const variable = /(?<![$\\])\$(?:\{|[eE]nv:)?([A-Za-z_]\w*)/g;
const percent = /%([A-Za-z_]\w*)%/g;
const input = /\$\[\[\s*inputs\.([\w-]+)/g;

/** Texts and patterns of an expression: variables in them are letters like others. */
const literal = /"[^"\n]*"|'[^'\n]*'|\/(?:[^/\n\\]|\\.)+\/[ismU]*/g;

/**
 * The names in a piece of YAML as it is written.
 *
 * @param sort `expression`: `rules:if`; `script`: a shell reads it, to which `%` means nothing.
 */
export function namesIn(written: string, sort: 'expression' | 'script' | 'text'): readonly Found[] {
  if (!written.includes('$') && !written.includes('%')) return [];
  const text = sort === 'expression' ? withoutLiterals(written) : written;
  return [
    ...all('variable', text, variable),
    ...(sort === 'text' ? all('variable', text, percent) : []),
    ...all('input', text, input),
  ];
}

function all(kind: Found['kind'], text: string, pattern: RegExp): readonly Found[] {
  return [...text.matchAll(pattern)].map(({ index, 0: whole, 1: name = '' }) => ({
    kind,
    name,
    at: index + whole.lastIndexOf(name),
  }));
}

/** With blanks in their place. What quotes the whole expression for YAML is no literal. */
function withoutLiterals(written: string): string {
  const quote = /^["']/.exec(written)?.[0] ?? '';
  const inner = written.slice(quote.length);
  return quote + inner.replaceAll(literal, (it) => ' '.repeat(it.length));
}
