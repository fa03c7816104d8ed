/** A place in a text that is being scanned, and the classes of characters that libyaml knows. */

/** A place that an error can name. Lines from 0. */
export interface Mark {
  readonly at: number;
  readonly line: number;
  /** Offset of the line's first character. */
  readonly lineStart: number;
}

/** What libyaml stops at. `problem` and `context` are its words; `mark` is where the context began. */
export class YamlError extends Error {
  readonly problem: string;
  readonly context: string | undefined;
  /** Where GitLab's message points to; `undefined` where libyaml names no place, which reads as the first line. */
  readonly mark: Mark | undefined;
  /** Where the scanner stood. */
  readonly at: number;

  constructor(problem: string, at: number, context?: string, mark?: Mark) {
    super(problem);
    this.problem = problem;
    this.context = context;
    this.mark = mark;
    this.at = at;
  }
}

/** Moves over a text and keeps count of lines. */
export class Cursor implements Mark {
  readonly text: string;
  at = 0;
  line = 0;
  lineStart = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The character's code, `end` behind the last one. */
  code(ahead = 0): number {
    const at = this.at + ahead;
    return at < this.text.length ? this.text.charCodeAt(at) : end;
  }

  column(): number {
    return this.at - this.lineStart;
  }

  mark(): Mark {
    return { at: this.at, line: this.line, lineStart: this.lineStart };
  }

  /** Steps over one line break, and says what it is worth in a scalar. */
  breakLine(): string {
    const code = this.code();
    this.at += code === carriageReturn && this.code(1) === lineFeed ? 2 : 1;
    this.line++;
    this.lineStart = this.at;
    return code === lineSeparator || code === paragraphSeparator ? String.fromCharCode(code) : '\n';
  }

  skipBlanks(): void {
    while (isBlank(this.code())) this.at++;
  }

  skipToBreak(): void {
    while (!isBreakOrEnd(this.code())) this.at++;
  }

  /** Whether `---` or `...` stands here at the start of a line, with white space or nothing behind it. */
  isDocumentMark(): boolean {
    if (this.at !== this.lineStart) return false;
    const code = this.code();
    if (code !== dash && code !== dot) return false;
    return this.code(1) === code && this.code(2) === code && isBlankOrEnd(this.code(3));
  }

  /** @throws YamlError always. */
  fail(context: string | undefined, mark: Mark, problem: string): never {
    throw new YamlError(problem, this.at, context, mark);
  }
}

export const end = -1;
const tab = 9;
const lineFeed = 10;
const carriageReturn = 13;
const space = 32;
export const dash = 45;
const dot = 46;
const nextLine = 0x85;
const lineSeparator = 0x2028;
const paragraphSeparator = 0x2029;

export function isSpace(code: number): boolean {
  return code === space;
}

export function isTab(code: number): boolean {
  return code === tab;
}

export function isBlank(code: number): boolean {
  return code === space || code === tab;
}

export function isBreak(code: number): boolean {
  if (code > nextLine) return code === lineSeparator || code === paragraphSeparator;
  return code === lineFeed || code === carriageReturn || code === nextLine;
}

export function isBreakOrEnd(code: number): boolean {
  return code === end || isBreak(code);
}

export function isBlankOrEnd(code: number): boolean {
  return code === end || isBlank(code) || isBreak(code);
}

/** Letters, digits, `_` and `-`, of ASCII alone: what names of anchors are made of. */
export function isWord(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === dash
  );
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
