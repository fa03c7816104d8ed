/** The texts in a source file, told apart into those that have a key for translators and those that have none. */

interface Literal {
  readonly text: string;
  /** What stands before it on the way back to the last bracket or sign. */
  readonly before: string;
  /** The first argument of `l10n.t`. */
  readonly isKey: boolean;
}

/** A comment, an expression for patterns, or a text in any of its three kinds of quotes. */
const tokens =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|(?<=[=(,:!&|?;]\s*)\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;

export function literalsOf(source: string): readonly Literal[] {
  return [...source.matchAll(tokens)].flatMap(({ 0: token, index }) => {
    const [quote = ''] = token;
    if (!`'"\``.includes(quote)) return [];
    const before = source.slice(Math.max(0, index - 60), index);
    const inner = token.slice(1, -1);
    const text = quote === '`' ? inner : inner.replaceAll(/\\(.)/g, (_, it) => (it === 'n' ? '\n' : it));
    const isKey = quote !== '`' && /\bl10n\.t\(\s*$/.test(before);
    // What is put into a template may be texts by itself.
    const inside = quote === '`' ? [...inner.matchAll(/\$\{([^}]*)\}/g)].flatMap(([, it = '']) => literalsOf(it)) : [];
    return [{ text, before, isKey }, ...inside];
  });
}

/** Names and marks that are the same in every language. */
const names =
  /^(Deploy Gates|GITLAB_TOKEN|glpat-…|https:\/\/\S*|Guest|Planner|Reporter|Developer|Maintainer|Owner|Markdown|!reference sequence)$/;

/** Where the editor takes a text that people read. */
const shown =
  /\b(title|label|detail|description|placeHolder|placeholder|prompt|tooltip|message|text|openLabel)\s*[:=]\s*$|\b(heading|show\w+Message)\(\s*$/;

/** What people read of a piece of HTML: what stands between tags, and names that are read aloud. Rules of style are none. */
function readIn(html: string): string {
  return html
    .replaceAll(/<[!/]?[a-z][^<>]*>/gi, (tag) => [...tag.matchAll(named)].map(([, name]) => ` ${name} `).join(''))
    .replaceAll(/[^{}<>;]+\{[\w-]+:[^{}]*\}/g, '');
}

const named = /\b(?:aria-label|title|alt|placeholder)="([^"]*)"/g;

/** Texts without a key that people would read: by the place where they stand, or because they are sentences. */
export function visibleIn(source: string): readonly string[] {
  return literalsOf(source)
    .filter((it) => !it.isKey && !names.test(it.text))
    .filter(({ before }) => !/\bError\(\s*$|\bfrom\s+$|\bimport\s*\(?\s*$/.test(before))
    .filter(({ text, before }) => {
      const words = readIn(text.replaceAll(/\$\{[^}]*\}/g, '').replaceAll(/command:[\w.]+/g, ''));
      if (!/\p{L}{2}/u.test(words)) return false;
      return shown.test(before) || /\p{L}{2,}[,.:…]? \p{L}+|^\p{Lu}\p{Ll}+[ .:…]/u.test(words);
    })
    .map((it) => it.text);
}
