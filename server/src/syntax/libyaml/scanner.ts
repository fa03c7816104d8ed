/**
 * Cuts a text into tokens exactly as libyaml 0.2.5 does, which is what GitLab reads YAML with: the same texts are
 * accepted, and the same complaint comes at the same place. The algorithm is libyaml's (MIT licence, Kirill Simonov and
 * Ingy döt Net).
 *
 * The difficulty of YAML is that `key: value` shows itself as a mapping only at the colon. So every token that may be
 * a key is remembered, and when the colon comes the tokens that begin a mapping and a key are put in front of it.
 */
import { scanBlock } from './block.ts';
import { Cursor, end, isBlank, isBlankOrEnd, isBreak, isSpace, isTab, type Mark } from './cursor.ts';
import { scanPlain } from './plain.ts';
import { scanQuoted } from './quoted.ts';
import { scanDirective, scanName, scanTag } from './tag.ts';
import type { StructureKind, Token } from './token.ts';

/** A token that turns out to be a key if a colon follows it, on the same line and within 1024 characters. */
interface PossibleKey {
  possible: boolean;
  /** It stands where only a key can stand. */
  required: boolean;
  /** How many tokens were before it. */
  number: number;
  mark: Mark;
}

const maxKeyLength = 1024;
const byteOrderMark = 0xfeff;

export class Scanner {
  readonly #cursor: Cursor;
  #queue: Token[] = [];
  /** Index of the next token in the queue. */
  #head = 0;
  /** Tokens taken from the queue so far. */
  #taken = 0;
  #available = false;
  /** Column of the innermost block collection. */
  #indent = -1;
  readonly #indents: number[] = [];
  #flowLevel = 0;
  /** Whether a key may start here: at the start of a line, behind `-`, in flow collections behind `,`. */
  #keyAllowed = true;
  /** One for each flow level. */
  readonly #keys: PossibleKey[];

  constructor(text: string) {
    this.#cursor = new Cursor(text);
    this.#keys = [noKey(this.#cursor.mark())];
  }

  /** The next token, without taking it. @throws YamlError */
  peek(): Token {
    if (!this.#available) this.#fill();
    return this.#queue[this.#head] ?? this.#streamEnd();
  }

  /** Takes the token that `peek` showed. */
  skip(): void {
    this.#head++;
    this.#taken++;
    this.#available = false;
    if (this.#head === this.#queue.length) {
      this.#queue = [];
      this.#head = 0;
    }
  }

  #streamEnd(): Token {
    return { kind: 'stream-end', start: this.#cursor.mark(), end: this.#cursor.at };
  }

  /** Reads on while the next token may still turn out to be a key. */
  #fill(): void {
    for (;;) {
      const isEmpty = this.#head === this.#queue.length;
      if (!isEmpty) {
        this.#forgetStaleKeys();
        if (!this.#keys.some((it) => it.possible && it.number === this.#taken)) break;
      }
      this.#fetch();
    }
    this.#available = true;
  }

  #fetch(): void {
    const cursor = this.#cursor;
    this.#skipToToken();
    this.#forgetStaleKeys();
    this.#unroll(cursor.column());
    const code = cursor.code();
    if (code === end) this.#fetchEnd();
    else if (cursor.column() === 0 && code === percent) this.#fetchDirective();
    else if (cursor.isDocumentMark()) this.#fetchDocumentMark();
    else if (!this.#fetchIndicator(code)) this.#fetchNode(code);
  }

  #skipToToken(): void {
    const cursor = this.#cursor;
    for (;;) {
      this.#skipByteOrderMark();
      // A tab may separate, but not indent.
      const tabToo = this.#flowLevel > 0 || !this.#keyAllowed;
      while (isSpace(cursor.code()) || (tabToo && isTab(cursor.code()))) cursor.at++;
      if (cursor.code() === hash) cursor.skipToBreak();
      if (!isBreak(cursor.code())) return;
      cursor.breakLine();
      if (this.#flowLevel === 0) this.#keyAllowed = true;
    }
  }

  /** It may start any line, and takes a column: what stands behind it is indented. */
  #skipByteOrderMark(): void {
    const cursor = this.#cursor;
    if (cursor.column() === 0 && cursor.code() === byteOrderMark) cursor.at++;
  }

  #fetchEnd(): void {
    const cursor = this.#cursor;
    if (cursor.column() !== 0) {
      cursor.line++;
      cursor.lineStart = cursor.at;
    }
    this.#unroll(-1);
    this.#removeKey();
    this.#keyAllowed = false;
    this.#queue.push(this.#streamEnd());
  }

  #fetchDirective(): void {
    this.#unroll(-1);
    this.#removeKey();
    this.#keyAllowed = false;
    this.#queue.push(scanDirective(this.#cursor));
  }

  #fetchDocumentMark(): void {
    this.#unroll(-1);
    this.#removeKey();
    this.#keyAllowed = false;
    this.#push(this.#cursor.code() === dash ? 'document-start' : 'document-end', 3);
  }

  /** Indicators of structure. False where `code` is none. */
  #fetchIndicator(code: number): boolean {
    const isSeparate = isBlankOrEnd(this.#cursor.code(1));
    const inFlow = this.#flowLevel > 0;
    switch (code) {
      case bracket:
        this.#openFlow('flow-sequence');
        return true;
      case brace:
        this.#openFlow('flow-mapping');
        return true;
      case closingBracket:
        this.#closeFlow('flow-sequence-end');
        return true;
      case closingBrace:
        this.#closeFlow('flow-mapping-end');
        return true;
      case comma:
        this.#removeKey();
        this.#keyAllowed = true;
        this.#push('flow-entry', 1);
        return true;
      case dash:
        if (isSeparate) this.#fetchBlockEntry();
        return isSeparate;
      case questionMark:
        if (inFlow || isSeparate) this.#fetchKey();
        return inFlow || isSeparate;
      case colon:
        if (inFlow || isSeparate) this.#fetchValue();
        return inFlow || isSeparate;
      default:
        return false;
    }
  }

  #openFlow(kind: StructureKind): void {
    this.#saveKey();
    this.#flowLevel++;
    this.#keys.push(noKey(this.#cursor));
    this.#keyAllowed = true;
    this.#push(kind, 1);
  }

  #closeFlow(kind: StructureKind): void {
    this.#removeKey();
    if (this.#flowLevel > 0) {
      this.#flowLevel--;
      this.#keys.pop();
    }
    this.#keyAllowed = false;
    this.#push(kind, 1);
  }

  #fetchBlockEntry(): void {
    const cursor = this.#cursor;
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) {
        cursor.fail(undefined, cursor.mark(), 'block sequence entries are not allowed in this context');
      }
      this.#roll(cursor.column(), this.#queue.length, 'block-sequence', cursor.mark());
    }
    this.#removeKey();
    this.#keyAllowed = true;
    this.#push('block-entry', 1);
  }

  #fetchKey(): void {
    const cursor = this.#cursor;
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) {
        cursor.fail(undefined, cursor.mark(), 'mapping keys are not allowed in this context');
      }
      this.#roll(cursor.column(), this.#queue.length, 'block-mapping', cursor.mark());
    }
    this.#removeKey();
    this.#keyAllowed = this.#flowLevel === 0;
    this.#push('key', 1);
  }

  #fetchValue(): void {
    const cursor = this.#cursor;
    const key = this.#key();
    if (key.possible) {
      const index = this.#head + key.number - this.#taken;
      this.#queue.splice(index, 0, { kind: 'key', start: key.mark, end: key.mark.at });
      this.#roll(key.mark.at - key.mark.lineStart, index, 'block-mapping', key.mark);
      key.possible = false;
      this.#keyAllowed = false;
    } else {
      if (this.#flowLevel === 0) {
        if (!this.#keyAllowed) {
          cursor.fail(undefined, cursor.mark(), 'mapping values are not allowed in this context');
        }
        this.#roll(cursor.column(), this.#queue.length, 'block-mapping', cursor.mark());
      }
      this.#keyAllowed = this.#flowLevel === 0;
    }
    this.#push('value', 1);
  }

  /** Everything that can be a node, or belongs to one. */
  #fetchNode(code: number): void {
    const cursor = this.#cursor;
    const inFlow = this.#flowLevel > 0;
    if (!inFlow && (code === pipe || code === greater)) {
      this.#removeKey();
      this.#keyAllowed = true;
      this.#queue.push(scanBlock(cursor, this.#indent));
      return;
    }
    if (!this.#startsNode(code)) {
      const context = 'while scanning for the next token';
      cursor.fail(context, cursor.mark(), 'found character that cannot start any token');
    }
    this.#saveKey();
    this.#keyAllowed = false;
    this.#queue.push(this.#scanNode(code));
  }

  #scanNode(code: number): Token {
    const cursor = this.#cursor;
    switch (code) {
      case asterisk:
        return scanName(cursor, 'alias');
      case ampersand:
        return scanName(cursor, 'anchor');
      case exclamation:
        return scanTag(cursor, this.#flowLevel > 0);
      case singleQuote:
      case doubleQuote:
        return scanQuoted(cursor);
      default: {
        const { token, endsLine } = scanPlain(cursor, this.#indent + 1, this.#flowLevel > 0);
        if (endsLine) this.#keyAllowed = true;
        return token;
      }
    }
  }

  #startsNode(code: number): boolean {
    const next = this.#cursor.code(1);
    switch (code) {
      case dash:
        return !isBlank(next);
      case questionMark:
      case colon:
        return this.#flowLevel === 0 && !isBlankOrEnd(next);
      default:
        return !isBlankOrEnd(code) && !cannotStart.has(code);
    }
  }

  #key(): PossibleKey {
    const key = this.#keys.at(-1);
    if (key) return key;
    const none = noKey(this.#cursor);
    this.#keys.push(none);
    return none;
  }

  #saveKey(): void {
    const cursor = this.#cursor;
    if (!this.#keyAllowed) return;
    this.#removeKey();
    const key = this.#key();
    key.possible = true;
    key.required = this.#flowLevel === 0 && this.#indent === cursor.column();
    key.number = this.#taken + this.#queue.length - this.#head;
    key.mark = cursor.mark();
  }

  #removeKey(): void {
    const key = this.#key();
    if (key.possible && key.required) this.#failKey(key);
    key.possible = false;
  }

  #forgetStaleKeys(): void {
    const { line, at } = this.#cursor;
    for (const key of this.#keys) {
      if (key.possible && (key.mark.line < line || key.mark.at + maxKeyLength < at)) {
        if (key.required) this.#failKey(key);
        key.possible = false;
      }
    }
  }

  #failKey({ mark }: PossibleKey): never {
    return this.#cursor.fail('while scanning a simple key', mark, "could not find expected ':'");
  }

  /** Begins a block collection where `column` is deeper than the one around. */
  #roll(column: number, index: number, kind: StructureKind, mark: Mark): void {
    if (this.#flowLevel > 0 || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    this.#queue.splice(index, 0, { kind, start: mark, end: mark.at });
  }

  /** Ends the block collections that are deeper than `column`. */
  #unroll(column: number): void {
    if (this.#flowLevel > 0) return;
    while (this.#indent > column) {
      this.#push('block-end', 0);
      this.#indent = this.#indents.pop() ?? -1;
    }
  }

  #push(kind: StructureKind, length: number): void {
    const cursor = this.#cursor;
    const start = cursor.mark();
    cursor.at += length;
    this.#queue.push({ kind, start, end: cursor.at });
  }
}

function noKey({ at, line, lineStart }: Mark): PossibleKey {
  return { possible: false, required: false, number: 0, mark: { at, line, lineStart } };
}

const percent = 37;
const hash = 35;
const dash = 45;
const questionMark = 63;
const colon = 58;
const comma = 44;
const bracket = 91;
const closingBracket = 93;
const brace = 123;
const closingBrace = 125;
const pipe = 124;
const greater = 62;
const asterisk = 42;
const ampersand = 38;
const exclamation = 33;
const singleQuote = 39;
const doubleQuote = 34;

/** `,[]{}#|>%@` and the back quote. `|` and `>` start nothing in flow collections. */
const cannotStart: ReadonlySet<number> = new Set([...',[]{}#|>%@`'].map((it) => it.charCodeAt(0)));
