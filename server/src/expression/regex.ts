/** Regular expressions as GitLab runs them: RE2, written `/…/flags` (config.md §7.4). */

/** A compiled RE2 pattern. */
export interface Pattern {
  /** With the flags in front, as RE2 gets it: two patterns are equal when their sources are. */
  readonly source: string;
  /** Whether it matches anywhere in the text. */
  readonly test: (text: string) => boolean;
}

/** `/…/flags` on a line of its own, the slashes at the line's ends, as `RubySyntax::PATTERN` of GitLab finds it. */
const slashed = /(?<=^|\n)\/([^\n]*)\/([ismU]*)(?=\n|$)/;

/**
 * The pattern that a text stands for, such as the value `/^v\d+$/i` of a variable.
 *
 * `undefined` where the text is not of the form `/…/flags` or RE2 refuses it. Source: GitLab's
 * `Lexeme::Pattern` and `UntrustedRegexp::RubySyntax`; `\/` stands for a slash.
 */
export function patternOf(text: string): Pattern | undefined {
  const [, body, flags] = slashed.exec(text.replaceAll('\\/', '/')) ?? [];
  if (body === undefined) return undefined;
  return compile(flags ? `(?${flags})${body}` : body);
}

/** Compiles RE2 syntax without slashes; `undefined` where RE2 refuses it. */
export function compile(source: string): Pattern | undefined {
  const library = re2();
  const ofLibrary = kept.get(library) ?? new Map<string, Pattern | undefined>();
  kept.set(library, ofLibrary);
  const known = ofLibrary.get(source);
  if (known || ofLibrary.has(source)) return known;
  const pattern = compiled(source, library);
  if (ofLibrary.size >= most) ofLibrary.clear();
  ofLibrary.set(source, pattern);
  return pattern;
}

type Library = typeof import('re2js');

/** Compiling costs a hundred times what matching does, and pipelines repeat few patterns many times. */
const kept = new WeakMap<Library, Map<string, Pattern | undefined>>();
const most = 500;

function compiled(source: string, { RE2JS }: Library): Pattern | undefined {
  try {
    const found = RE2JS.compile(source);
    return { source, test: (text) => found.test(text) };
  } catch {
    return undefined;
  }
}

/** The library is a quarter of a megabyte and most pipelines need it late or never: it is read at its first use. */
function re2(): Library {
  return require('re2js') as Library;
}
