/** Tags, anchors, aliases and directives. */
import { type Cursor, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isDigit, isWord, type Mark } from './cursor.ts';
import type { Name, Tag, TagDirective, Version } from './token.ts';

const hash = 35;

/** `&name` or `*name`, the indicator included. */
export function scanName(cursor: Cursor, kind: 'alias' | 'anchor'): Name {
  const start = cursor.mark();
  cursor.at++;
  const name = scanWord(cursor);
  const code = cursor.code();
  if (name === '' || !(isBlankOrEnd(code) || '?:,]}%@`'.includes(String.fromCharCode(code)))) {
    const context = kind === 'anchor' ? 'while scanning an anchor' : 'while scanning an alias';
    cursor.fail(context, start, 'did not find expected alphabetic or numeric character');
  }
  return { kind, start, end: cursor.at, name };
}

function scanWord(cursor: Cursor): string {
  const from = cursor.at;
  while (isWord(cursor.code())) cursor.at++;
  return cursor.text.slice(from, cursor.at);
}

/** `!suffix`, `!handle!suffix`, `!<whole>` or `!`. */
export function scanTag(cursor: Cursor, inFlow: boolean): Tag {
  const start = cursor.mark();
  const tag = cursor.text[cursor.at + 1] === '<' ? scanVerbatim(cursor, start) : scanShort(cursor, start);
  const code = cursor.code();
  if (!isBlankOrEnd(code) && !(inFlow && cursor.text[cursor.at] === ',')) {
    cursor.fail('while scanning a tag', start, 'did not find expected whitespace or line break');
  }
  return { kind: 'tag', start, end: cursor.at, ...tag };
}

type Parts = Pick<Tag, 'handle' | 'suffix'>;

function scanVerbatim(cursor: Cursor, start: Mark): Parts {
  cursor.at += 2;
  const suffix = scanUri(cursor, { head: '', start, flowToo: true, directive: false });
  if (cursor.text[cursor.at] !== '>') cursor.fail('while scanning a tag', start, "did not find the expected '>'");
  cursor.at++;
  return { handle: '', suffix };
}

function scanShort(cursor: Cursor, start: Mark): Parts {
  const handle = scanHandle(cursor, start, false);
  const uri = { start, flowToo: false, directive: false };
  if (handle.length > 1 && handle.endsWith('!')) return { handle, suffix: scanUri(cursor, { ...uri, head: '' }) };
  const suffix = scanUri(cursor, { ...uri, head: handle });
  // The tag `!` alone stands for itself.
  return suffix === '' ? { handle: '', suffix: '!' } : { handle: '!', suffix };
}

function scanHandle(cursor: Cursor, start: Mark, directive: boolean): string {
  if (cursor.text[cursor.at] !== '!') {
    cursor.fail(
      directive ? 'while scanning a tag directive' : 'while scanning a tag',
      start,
      "did not find expected '!'",
    );
  }
  cursor.at++;
  const word = scanWord(cursor);
  if (cursor.text[cursor.at] === '!') {
    cursor.at++;
    return `!${word}!`;
  }
  if (directive && word !== '') cursor.fail('while parsing a tag directive', start, "did not find expected '!'");
  return `!${word}`;
}

interface Uri {
  /** What has been taken for a handle before; its `!` is not part of the tag. */
  readonly head: string;
  readonly start: Mark;
  /** `,`, `[` and `]` may be part of it. */
  readonly flowToo: boolean;
  readonly directive: boolean;
}

function scanUri(cursor: Cursor, { head, start, flowToo, directive }: Uri): string {
  const allowed = flowToo ? ";/?:@&=+$.!~*'(),[]" : ";/?:@&=+$.!~*'()";
  const context = directive ? 'while parsing a %TAG directive' : 'while parsing a tag';
  let text = head.slice(1);
  let length = head.length;
  for (;;) {
    const character = cursor.text[cursor.at] ?? '';
    if (character === '%') text += scanEscapes(cursor, context, start);
    else if (character !== '' && (isWord(cursor.code()) || allowed.includes(character))) {
      text += character;
      cursor.at++;
    } else break;
    length++;
  }
  if (length === 0) cursor.fail(context, start, 'did not find expected tag URI');
  return text;
}

/** One character as `%` and two digits for each of its bytes. */
function scanEscapes(cursor: Cursor, context: string, start: Mark): string {
  const bytes: number[] = [];
  let width = 1;
  while (bytes.length < width) {
    const digits = /^%([\da-fA-F]{2})/.exec(cursor.text.slice(cursor.at, cursor.at + 3))?.[1];
    if (digits === undefined) cursor.fail(context, start, 'did not find URI escaped octet');
    const byte = Number.parseInt(digits, 16);
    if (bytes.length === 0) {
      width = widthOf(byte);
      if (width === 0) cursor.fail(context, start, 'found an incorrect leading UTF-8 octet');
    } else if ((byte & 0xc0) !== 0x80) {
      cursor.fail(context, start, 'found an incorrect trailing UTF-8 octet');
    }
    bytes.push(byte);
    cursor.at += 3;
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

function widthOf(byte: number): number {
  if ((byte & 0x80) === 0) return 1;
  if ((byte & 0xe0) === 0xc0) return 2;
  if ((byte & 0xf0) === 0xe0) return 3;
  return (byte & 0xf8) === 0xf0 ? 4 : 0;
}

const scanning = 'while scanning a directive';

/** `%YAML 1.1` or `%TAG ! prefix`, with the line break. */
export function scanDirective(cursor: Cursor): Version | TagDirective {
  const start = cursor.mark();
  cursor.at++;
  const name = scanWord(cursor);
  if (name === '') cursor.fail(scanning, start, 'could not find expected directive name');
  if (!isBlankOrEnd(cursor.code())) cursor.fail(scanning, start, 'found unexpected non-alphabetical character');
  if (name !== 'YAML' && name !== 'TAG') cursor.fail(scanning, start, 'found unknown directive name');
  const token = name === 'YAML' ? scanVersion(cursor, start) : scanTagDirective(cursor, start);
  cursor.skipBlanks();
  if (cursor.code() === hash) cursor.skipToBreak();
  if (!isBreakOrEnd(cursor.code())) cursor.fail(scanning, start, 'did not find expected comment or line break');
  if (isBreak(cursor.code())) cursor.breakLine();
  return token;
}

function scanVersion(cursor: Cursor, start: Mark): Version {
  cursor.skipBlanks();
  const major = scanNumber(cursor, start);
  if (cursor.text[cursor.at] !== '.') {
    cursor.fail('while scanning a %YAML directive', start, "did not find expected digit or '.' character");
  }
  cursor.at++;
  const minor = scanNumber(cursor, start);
  return { kind: 'version', start, end: cursor.at, major, minor };
}

function scanNumber(cursor: Cursor, start: Mark): number {
  const from = cursor.at;
  while (isDigit(cursor.code())) {
    if (cursor.at - from === 9) {
      cursor.fail('while scanning a %YAML directive', start, 'found extremely long version number');
    }
    cursor.at++;
  }
  if (cursor.at === from)
    cursor.fail('while scanning a %YAML directive', start, 'did not find expected version number');
  return Number(cursor.text.slice(from, cursor.at));
}

function scanTagDirective(cursor: Cursor, start: Mark): TagDirective {
  const context = 'while scanning a %TAG directive';
  cursor.skipBlanks();
  const handle = scanHandle(cursor, start, true);
  if (!isBlank(cursor.code())) cursor.fail(context, start, 'did not find expected whitespace');
  cursor.skipBlanks();
  const prefix = scanUri(cursor, { head: '', start, flowToo: true, directive: true });
  if (!isBlankOrEnd(cursor.code())) cursor.fail(context, start, 'did not find expected whitespace or line break');
  return { kind: 'tag-directive', start, end: cursor.at, handle, prefix };
}
