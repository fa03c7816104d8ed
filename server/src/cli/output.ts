/** Where the command line writes: results to stdout or a file, notes to stderr. */
import { writeFile } from 'node:fs/promises';
import { UsageError } from './options.ts';

export interface Output {
  /** The result: complete, ends with a line break. Goes to `--output` where that is given. */
  result(text: string): Promise<void>;
  /** As `result`, for people: coloured where that is wanted, and no wider than the terminal. */
  text(text: string): Promise<void>;
  /** A remark beside the result; silent with `--quiet`. */
  note(text: string): void;
  /** What `--verbose` adds. Never a secret. */
  detail(text: string): void;
}

export interface Streams {
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream;
  /** Whether `out` is a terminal. */
  readonly terminal: boolean;
  /** Width of the terminal. */
  readonly columns?: number;
}

export function outputOf(
  { out, err, columns }: Streams,
  options: { readonly output?: string; readonly color: boolean; readonly quiet: boolean; readonly verbose: boolean },
): Output {
  const { output } = options;
  const result = async (text: string) => {
    if (output === undefined) out.write(text);
    else await save(output, text);
  };
  return {
    result,
    text: (text) => result(colored(output === undefined ? wrapped(text, columns) : text, options.color)),
    note: (text) => {
      if (!options.quiet) err.write(`${text}\n`);
    },
    detail: (text) => {
      if (options.verbose) err.write(`${text}\n`);
    },
  };
}

/** @throws UsageError where the file cannot be written. */
async function save(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--output ${path} cannot be written: ${why}.`);
  }
}

const colors = { pass: 32, wait: 33, unknown: 36, deny: 31, absent: 90, error: 31, warning: 33, info: 36, hint: 90 };

/** Colours the words of verdicts and severities where they stand as such; the rest of the text is left as it is. */
function colored(text: string, color: boolean): string {
  if (!color) return text;
  return text.replaceAll(
    /(?<=: |^ {2}[a-z-]+ +)(pass|wait|unknown|deny|absent|error|warning|info|hint)(?= {2,}|$)/gm,
    (word) => `\u001b[${colors[word as keyof typeof colors]}m${word}\u001b[0m`,
  );
}

/** Breaks lines that are wider than the terminal at spaces; what follows keeps the indentation of its line. */
function wrapped(text: string, columns: number | undefined): string {
  if (columns === undefined || columns < 40) return text;
  return text
    .split('\n')
    .map((line) => wrapLine(line, columns))
    .join('\n');
}

/** A gate's line is `  id  verdict  what`: its rest stands below `what`. */
function wrapLine(line: string, columns: number): string {
  if (line.length <= columns) return line;
  const indent = /^ {2}[a-z-]+ +(?:pass|wait|unknown|deny) +|^ */.exec(line)?.[0].length ?? 0;
  const out: string[] = [];
  let rest = line;
  while (rest.length > columns) {
    const cut = rest.lastIndexOf(' ', columns);
    if (cut <= indent) break;
    out.push(rest.slice(0, cut));
    rest = ' '.repeat(indent) + rest.slice(cut + 1);
  }
  return [...out, rest].join('\n');
}
