/**
 * Ruby's `File.fnmatch` with PATHNAME, DOTMATCH and EXTGLOB: what `changes`, `only:changes` and the patterns of
 * `exists` are matched with (config.md §5.5).
 *
 * Not what other glob libraries do: the whole path must match, `**` spans directories only where it is a whole
 * segment with a slash behind it (a last `**` is a plain `*`), leading dots are nothing special, `\` escapes, an
 * unclosed `{` matches nothing. Follows the algorithm of Ruby's dir.c.
 */

/** More alternatives than these are not tried. */
const maxAlternatives = 10_000;

/** Whether a path as a whole matches the pattern. */
export function fnmatch(pattern: string, path: string): boolean {
  return globMatcher(pattern)(path);
}

/** As `fnmatch`, for many paths. */
export function globMatcher(pattern: string): (path: string) => boolean {
  const alternatives = expandBraces(pattern).map((it) => [...it]);
  return (path) => {
    const characters = [...path];
    return alternatives.some((it) => matchPath(it, characters));
  };
}

/** `{a,b}c` as `ac`, `bc`. Braces nest and can be escaped. */
export function expandBraces(pattern: string): readonly string[] {
  const done: string[] = [];
  const open = [pattern];
  for (let next = open.pop(); next !== undefined && done.length < maxAlternatives; next = open.pop()) {
    const braces = outerBraces(next);
    if (braces === 'none') done.push(next);
    else if (braces !== 'unclosed') {
      const { start, end } = braces;
      const before = next.slice(0, start);
      const behind = next.slice(end + 1);
      const choices = splitChoices(next.slice(start + 1, end)).map((it) => before + it + behind);
      open.push(...choices.reverse());
    }
  }
  return done;
}

function outerBraces(pattern: string): { readonly start: number; readonly end: number } | 'none' | 'unclosed' {
  let start = -1;
  let depth = 0;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === '\\') at++;
    else if (character === '{' && depth++ === 0) start = at;
    else if (character === '}' && start >= 0 && --depth === 0) return { start, end: at };
  }
  return start < 0 ? 'none' : 'unclosed';
}

/** At the commas that stand in no braces of their own. */
function splitChoices(inside: string): readonly string[] {
  const choices: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < inside.length; at++) {
    const character = inside[at];
    if (character === '\\') at++;
    else if (character === '{') depth++;
    else if (character === '}') depth--;
    else if (character === ',' && depth === 0) {
      choices.push(inside.slice(from, at));
      from = at + 1;
    }
  }
  return [...choices, inside.slice(from)];
}

type Text = readonly string[];

/** Segment by segment; after a failure the last `**` segment takes one directory more. */
function matchPath(pattern: Text, path: Text): boolean {
  let here: Ends = { p: 0, s: 0 };
  let retry: Ends | undefined;
  for (;;) {
    if (isDirectoryWildcard(pattern, here.p)) {
      here = { p: behindDirectoryWildcards(pattern, here.p), s: here.s };
      retry = here;
    }
    const next = matchOneSegment(pattern, path, here);
    if (next === 'whole') return true;
    if (next) here = next;
    else {
      if (!retry) return false;
      retry = { p: retry.p, s: segmentEnd(path, retry.s) + 1 };
      if (retry.s > path.length) return false;
      here = retry;
    }
  }
}

/** The places behind the next slashes, `whole` where both texts end together. */
function matchOneSegment(pattern: Text, path: Text, { p, s }: Ends): Ends | 'whole' | undefined {
  const end = matchSegment(pattern, p, path, s);
  if (typeof end === 'string') return undefined;
  const pathEnd = segmentEnd(path, end.s);
  const patternIsDone = end.p >= pattern.length;
  const pathIsDone = pathEnd >= path.length;
  if (patternIsDone !== pathIsDone) return undefined;
  return patternIsDone ? 'whole' : { p: end.p + 1, s: pathEnd + 1 };
}

function behindDirectoryWildcards(pattern: Text, from: number): number {
  let at = from;
  while (isDirectoryWildcard(pattern, at)) at += 3;
  return at;
}

function isDirectoryWildcard(pattern: Text, at: number): boolean {
  return pattern[at] === '*' && pattern[at + 1] === '*' && pattern[at + 2] === '/';
}

function segmentEnd(path: Text, from: number): number {
  const slash = path.indexOf('/', from);
  return slash < 0 ? path.length : slash;
}

interface Ends {
  /** In the pattern. */
  readonly p: number;
  /** In the path. */
  readonly s: number;
}

/** `over`: the path's segment is too short, whatever a `*` before takes. */
type Failure = 'failed' | 'over';

/** Where both texts stand when a segment of the pattern has matched one of the path. */
function matchSegment(pattern: Text, fromPattern: number, path: Text, fromPath: number): Ends | Failure {
  let p = fromPattern;
  let s = fromPath;
  for (;;) {
    if (pattern[p] === '*') return matchBehindStar(pattern, behindStars(pattern, p), path, s);
    const step = matchOne(pattern, p, path, s);
    if (step === 'done') return { p: unescaped(pattern, p), s };
    if (typeof step === 'string') return step;
    p = step;
    s++;
  }
}

/** Lets the `*` take as little as possible. */
function matchBehindStar(pattern: Text, p: number, path: Text, fromPath: number): Ends | Failure {
  const rest = unescaped(pattern, p);
  if (endsAt(pattern, rest)) return { p: rest, s: fromPath };
  if (endsAt(path, fromPath)) return 'over';
  for (let s = fromPath; ; s++) {
    const end = matchSegment(pattern, p, path, s);
    if (end !== 'failed') return end;
  }
}

function behindStars(pattern: Text, from: number): number {
  let at = from;
  while (pattern[at] === '*') at++;
  return at;
}

/** The place in the pattern behind what matches one character; `done` where both segments end here. */
function matchOne(pattern: Text, p: number, path: Text, s: number): number | 'done' | Failure {
  const pathEnds = endsAt(path, s);
  if (pattern[p] === '?') return pathEnds ? 'over' : p + 1;
  if (pattern[p] === '[') return pathEnds ? 'over' : (matchClass(pattern, p + 1, path[s] ?? '') ?? 'failed');
  const at = unescaped(pattern, p);
  if (pathEnds) return endsAt(pattern, at) ? 'done' : 'over';
  return !endsAt(pattern, at) && pattern[at] === path[s] ? at + 1 : 'failed';
}

/** The place behind the class `[…]`, or `undefined` where the character is not in it or the class is not closed. */
function matchClass(pattern: Text, from: number, character: string): number | undefined {
  const negated = pattern[from] === '!' || pattern[from] === '^';
  let at = negated ? from + 1 : from;
  let found = false;
  while (at < pattern.length) {
    if (pattern[at] === ']') return found === negated ? undefined : at + 1;
    const low = pattern[unescaped(pattern, at)];
    at = unescaped(pattern, at) + 1;
    let high = low;
    if (pattern[at] === '-' && pattern[at + 1] !== ']') {
      high = pattern[unescaped(pattern, at + 1)];
      at = unescaped(pattern, at + 1) + 1;
    }
    if (low === undefined || high === undefined) return undefined;
    found ||= character === low || character === high || isBetween(low, character, high);
  }
  return undefined;
}

function isBetween(low: string, character: string, high: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (low.codePointAt(0) ?? 0) <= code && code <= (high.codePointAt(0) ?? 0);
}

/** A backslash stands for what follows it; at the very end it stands for nothing. */
function unescaped(pattern: Text, at: number): number {
  return pattern[at] === '\\' ? at + 1 : at;
}

function endsAt(text: Text, at: number): boolean {
  return at >= text.length || text[at] === '/';
}
