/** Splits a script into the commands a shell would run: enough to see which program is called with which words. */

/** One command: its words without quotes, and where it is written in the script. Nothing is expanded. */
export interface Command {
  /** Variables are left as they are written. Empty where the line only assigns. */
  readonly words: readonly string[];
  /** `NAME=value` before the command, or exported by it. */
  readonly assigns: readonly (readonly [name: string, value: string])[];
  readonly start: number;
  readonly end: number;
  /** What follows it: `||` tells that its failure does not matter to what comes then. */
  readonly followedBy: '' | '&&' | '||' | '|' | ';';
}

/** Words that stand before a command and run it. */
const wrappers = new Set([
  ...['sudo', 'exec', 'time', 'nohup', 'command', 'env'],
  ...['then', 'else', 'elif', 'do', 'if', 'while', 'until', '!', '{', '('],
  ...['bundle', 'npx', 'bunx', 'pnpx', 'pipenv', 'poetry', 'uv'],
]);

/** Those of them whose own first word is `exec` or `run`. */
const runners = new Set(['bundle', 'pipenv', 'poetry', 'uv']);

/** The commands of `script` in order. Never throws; unclosed quotes reach to the end. */
export function commandsIn(script: string): readonly Command[] {
  const commands: Command[] = [];
  let words: Word[] = [];
  let open = 0;
  const close = (followedBy: Command['followedBy']) => {
    const command = commandOf(words, followedBy);
    if (command) commands.push(command);
    words = [];
  };
  for (const token of tokens(script)) {
    if (typeof token.text !== 'string') {
      close(token.separator);
      continue;
    }
    if (token.text === '(') open += 1;
    const closes = open > 0 && /^[^(]*\)$/.test(token.text);
    if (closes) open -= 1;
    if (token.text !== ')') words.push(closes ? { ...token, text: token.text.slice(0, -1) } : token);
  }
  close('');
  return commands;
}

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

type Token =
  | Word
  | {
      readonly text?: undefined;
      readonly separator: Command['followedBy'];
      readonly start: number;
      readonly end: number;
    };

function commandOf(all: readonly Word[], followedBy: Command['followedBy']): Command | undefined {
  let from = 0;
  for (let word = all[from]; word && isBefore(all, from); word = all[from]) from += 1;
  const words = all.slice(from);
  const exported = words[0]?.text === 'export' ? words.slice(1) : [];
  const assigns = [...all.slice(0, from), ...exported].flatMap(assignmentOf);
  const [first, last] = [words[0] ?? all[0], all.at(-1)];
  if (!first || !last || (words.length === 0 && assigns.length === 0)) return undefined;
  return { words: words.map((it) => it.text), assigns, start: first.start, end: last.end, followedBy };
}

/** What runs a command again, or for so long only, with its options and numbers: `retry 3 …`, `timeout -k 5 300 …`. */
const repeater = /^(?:.*\/)?(?:timeout|nice|ionice|stdbuf|(?:\w+[_-])?(?:retry|repeat)(?:[_-]\w+)?(?:\.sh)?)$/;

function isRepeater(all: readonly Word[], index: number): boolean {
  const from = all.findIndex((it) => !/^\w+=/.test(it.text) && !wrappers.has(it.text));
  if (from < 0 || !repeater.test(all[from]?.text ?? '')) return false;
  // A function of that name may be written here: `retry() { … }`.
  if (/^[({]|\)$/.test(all[from + 1]?.text ?? '')) return false;
  return all.slice(from + 1, index + 1).every((it) => /^-|^\d+[smh]?$|^\$\{?\w+\}?$/.test(it.text)) && index >= from;
}

function assignmentOf({ text }: Word): readonly (readonly [string, string])[] {
  const [, name, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  return name === undefined || value === undefined ? [] : [[name, value]];
}

/** Whether the word at `index` only leads to the command: an assignment, `sudo -u root`, `bundle exec`. */
function isBefore(all: readonly Word[], index: number): boolean {
  const word = all[index]?.text ?? '';
  const previous = all[index - 1]?.text ?? '';
  if (/^\w+=/.test(word)) return true;
  if (wrappers.has(word)) return true;
  if ((word === 'exec' || word === 'run') && runners.has(previous)) return true;
  if (isRepeater(all, index)) return true;
  return (
    (previous === 'sudo' && /^-[A-Za-z]+$/.test(word)) || (/^-[ug]$/.test(previous) && all[index - 2]?.text === 'sudo')
  );
}

const separators = /&&|\|\||[;|\n&]/y;
const blank = /(?:[ \t\r]|\\\r?\n|#[^\n]*)+/y;
/** `( …`: commands in a shell of their own. */
const bracket = /\((?!\()/y;
/** What sends the output of a command elsewhere is no separator: `2>&1`, `&> file`. */
const redirection = /\d*[<>]&\S*|&>+/y;

function* tokens(script: string): Iterable<Token> {
  const heredocs: string[] = [];
  let at = match(blank, script, 0);
  while (at < script.length) {
    const token = separatorAt(script, at) ?? wordAt(script, at);
    yield token;
    at = token.end;
    const delimiter = typeof token.text === 'string' ? heredocOf(script, token) : undefined;
    if (delimiter !== undefined) heredocs.push(delimiter);
    if (script[token.start] === '\n') at = heredocs.splice(0).reduce((from, it) => heredocEnd(script, from, it), at);
    at += match(blank, script, at);
  }
}

function separatorAt(script: string, start: number): Exclude<Token, Word> | undefined {
  const length = match(redirection, script, start) > 0 ? 0 : match(separators, script, start);
  if (length === 0) return undefined;
  const end = start + length;
  const text = script.slice(start, end);
  return { separator: text === '&&' || text === '||' || text === '|' ? text : ';', start, end };
}

/** The word that ends the text which `<<` announces: what stands there is no command. */
function heredocOf(script: string, { text, end }: Word): string | undefined {
  const found = /(?:^|[^<])<<-?([\w.]*)$/.exec(text);
  if (!found) return undefined;
  return found[1] || /^\s*["']?([\w.]+)/.exec(script.slice(end, end + 80))?.[1];
}

function heredocEnd(script: string, from: number, delimiter: string): number {
  const line = new RegExp(`^[ \\t]*${delimiter.replace('.', '\\.')}[ \\t]*$`, 'gm');
  line.lastIndex = from;
  return line.exec(script) ? line.lastIndex : script.length;
}

function match(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

/** Letters without any meaning to the shell. */
const plain = /[^\s;|&"'`\\$]+/y;

/** A word reaches to the next blank or separator outside of quotes and `$( … )`. */
function wordAt(script: string, start: number): Word {
  if (match(bracket, script, start) > 0) return { text: '(', start, end: start + 1 };
  let text = '';
  let at = start;
  while (at < script.length) {
    const run = match(redirection, script, at) || match(plain, script, at);
    text += script.slice(at, at + run);
    at += run;
    if (run > 0) continue;
    if (/[\s;|&]/.test(script[at] ?? '')) break;
    const end = partEnd(script, at);
    text += unquoted(script.slice(at, end));
    at = end;
  }
  return { text, start, end: Math.max(at, start + 1) };
}

/** Where a quoted stretch, a substitution or a single character that starts at `at` ends. */
function partEnd(script: string, at: number): number {
  const char = script[at] ?? '';
  if (char === '\\') return Math.min(at + 2, script.length);
  if (char === "'") return after(script.indexOf("'", at + 1), script);
  if (char === '"' || char === '`') return closing(script, at, char);
  if (char === '$' && script[at + 1] === '(') return matching(script, at + 1, '(', ')');
  if (char === '$' && script[at + 1] === '{') return matching(script, at + 1, '{', '}');
  return at + 1;
}

function after(index: number, script: string): number {
  return index < 0 ? script.length : index + 1;
}

function closing(script: string, open: number, quote: string): number {
  for (let at = open + 1; at < script.length; at += 1) {
    if (script[at] === '\\') at += 1;
    else if (script[at] === quote) return at + 1;
  }
  return script.length;
}

function matching(script: string, open: number, left: string, right: string): number {
  let depth = 0;
  for (let at = open; at < script.length; at += 1) {
    if (script[at] === left) depth += 1;
    if (script[at] === right) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return script.length;
}

function unquoted(part: string): string {
  const quote = part[0];
  if (quote === '"' || quote === "'") return part.slice(1, part.length > 1 && part.endsWith(quote) ? -1 : undefined);
  return part.startsWith('\\') ? part.slice(1).replace('\n', '') : part;
}
