/** The command line's arguments, read once and checked: nothing after this file sees a raw string. */
import { parseArgs } from 'node:util';
import { ownOf } from '../logic/own.ts';
import { type PipelineSource, pipelineSources } from '../pipeline/attempt.ts';

const commands = ['explain', 'who', 'lint', 'resolve', 'why', 'snapshot', 'gate', 'lsp'] as const;
export type Command = (typeof commands)[number];

/** What a script may rely on (contracts §2). */
export const exitCodes = { fine: 0, findings: 1, usage: 2, unreadable: 3, noSettings: 4, bug: 70 } as const;

/** What `lint` writes besides, for other programs. */
const lintFormats = ['sarif', 'codequality', 'junit'] as const;
export type LintFormat = (typeof lintFormats)[number];

/** Wrong usage: says what is wrong and what would be right. Ends with exit code 2. */
export class UsageError extends Error {}

export interface Options {
  readonly command: Command;
  /** `PATH`, the name that `who` and `gate` ask for first, or what `why` is asked. */
  readonly operands: readonly string[];
  readonly job: readonly string[];
  readonly as?: string;
  readonly role?: number;
  readonly ref?: string;
  readonly tag: boolean;
  readonly source: PipelineSource;
  /** ms since 1970. */
  readonly at?: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly changed?: readonly string[];
  readonly gitlabUrl?: string;
  readonly project?: string;
  readonly settings?: string;
  readonly offline: boolean;
  readonly maps: readonly string[];
  readonly format: 'text' | 'json' | 'markdown' | LintFormat;
  readonly output?: string;
  readonly color: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly all: boolean;
  readonly batch?: string;
  readonly failOn: 'error' | 'warning' | 'info' | 'never';
  readonly requirePass: boolean;
  readonly requireSettings: boolean;
  readonly anonymous: boolean;
}

const flags = {
  job: { type: 'string', multiple: true },
  as: { type: 'string' },
  role: { type: 'string' },
  ref: { type: 'string' },
  tag: { type: 'boolean' },
  source: { type: 'string' },
  at: { type: 'string' },
  var: { type: 'string', multiple: true },
  changed: { type: 'string', multiple: true },
  'gitlab-url': { type: 'string' },
  project: { type: 'string' },
  settings: { type: 'string' },
  offline: { type: 'boolean' },
  map: { type: 'string', multiple: true },
  format: { type: 'string' },
  output: { type: 'string', short: 'o' },
  color: { type: 'string' },
  quiet: { type: 'boolean', short: 'q' },
  verbose: { type: 'boolean', short: 'v' },
  all: { type: 'boolean' },
  batch: { type: 'string' },
  'fail-on': { type: 'string' },
  'require-pass': { type: 'boolean' },
  'require-settings': { type: 'boolean' },
  anonymous: { type: 'boolean' },
  stdio: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

const roles: Readonly<Record<string, number>> = {
  none: 0,
  minimal: 5,
  guest: 10,
  planner: 15,
  reporter: 20,
  developer: 30,
  maintainer: 40,
  owner: 50,
};

/**
 * Reads the arguments behind `deploy-gates`.
 * @param terminal whether the output goes to a terminal: decides `--color auto`.
 * @throws UsageError with a sentence that names the argument and the remedy.
 */
export function readOptions(argv: readonly string[], terminal: boolean): Options | 'help' | 'version' {
  const { values, positionals } = parsed(argv);
  if (values.help || positionals[0] === 'help') return 'help';
  if (values.version) return 'version';
  const [command, ...operands] = positionals;
  if (values.as !== undefined && values.role !== undefined) {
    throw new UsageError('--as and --role cannot be used together: name a person or a role.');
  }
  const known = oneOf('the command', commands, command);
  const surplus = operands[mostOperands[known]];
  if (surplus !== undefined) throw new UsageError(`"${surplus}" is one argument too many for ${known}.`);
  return {
    command: known,
    operands,
    job: values.job ?? [],
    ...attemptOptions(values),
    ...settingsOptions(values),
    ...outputOptions(command, values, terminal),
  };
}

/** `why` takes a text, whose words may come one by one. */
const mostOperands: Readonly<Record<Command, number>> = {
  explain: 1,
  who: 2,
  lint: 1,
  resolve: 1,
  why: Number.POSITIVE_INFINITY,
  snapshot: 1,
  gate: 1,
  lsp: 0,
};

type Values = ReturnType<typeof parsed>['values'];

function attemptOptions({ as, role, ref, tag, source, at, var: variables, changed }: Values) {
  return {
    tag: tag ?? false,
    source: oneOf('--source', pipelineSources, source ?? 'push'),
    variables: Object.fromEntries((variables ?? []).map(variableOf)),
    ...given({ as, ref, changed, role: role && roleOf(role), at: at && instantOf(at) }),
  };
}

function settingsOptions(values: Values) {
  return {
    offline: values.offline ?? false,
    maps: values.map ?? [],
    requireSettings: values['require-settings'] ?? false,
    anonymous: values.anonymous ?? false,
    ...given({ gitlabUrl: values['gitlab-url'], project: values.project, settings: values.settings }),
  };
}

const formats = ['text', 'json', 'markdown'] as const;

function formatsOf(command: string | undefined): readonly Options['format'][] {
  return command === 'lint' ? [...formats, ...lintFormats] : formats;
}

function outputOptions(command: string | undefined, values: Values, terminal: boolean) {
  return {
    format: oneOf('--format', formatsOf(command), values.format ?? 'text'),
    color: colorOf(values.color ?? 'auto', terminal),
    quiet: values.quiet ?? false,
    verbose: values.verbose ?? false,
    all: values.all ?? false,
    failOn: oneOf('--fail-on', ['error', 'warning', 'info', 'never'] as const, values['fail-on'] ?? 'error'),
    requirePass: values['require-pass'] ?? false,
    ...given({ output: values.output, batch: values.batch }),
  };
}

/** Only what was given: an option that was left out is absent, not undefined. */
function given<T extends object>(values: T): { readonly [K in keyof T]?: Exclude<T[K], undefined | ''> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined | ''>;
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options: flags });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // What follows is a hint at arguments that begin with a dash.
    throw new UsageError(`${message.split('. ', 1)[0]}.`);
  }
}

function oneOf<T extends string>(what: string, words: readonly T[], word: string | undefined): T {
  const found = words.find((it) => it === word);
  if (found === undefined) {
    throw new UsageError(
      `${what} is ${word === undefined ? 'missing' : `"${word}"`}; it is one of: ${words.join(', ')}.`,
    );
  }
  return found;
}

function roleOf(word: string): number {
  const level = ownOf(roles, word.toLowerCase()) ?? Number(word);
  if (!Number.isInteger(level))
    throw new UsageError(`--role is "${word}"; it is one of: ${Object.keys(roles).join(', ')}.`);
  return level;
}

function instantOf(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new UsageError(`--at is "${text}"; it is a moment such as 2026-11-20T18:00:00+01:00.`);
  return at;
}

function variableOf(text: string): readonly [string, string] {
  const middle = text.indexOf('=');
  if (middle < 1) throw new UsageError(`--var is "${text}"; it is KEY=VALUE.`);
  return [text.slice(0, middle), text.slice(middle + 1)];
}

function colorOf(word: string, terminal: boolean): boolean {
  const choice = oneOf('--color', ['auto', 'always', 'never'] as const, word);
  return choice === 'always' || (choice === 'auto' && terminal);
}

export const help = `deploy-gates: who can run each deploy job of .gitlab-ci.yml, what it will wait for, why it will be refused

  deploy-gates explain  [PATH] [--job NAME]...   who can run each deploy job, every gate, what to do
  deploy-gates who JOB  [PATH]                   only the people: who can, and what others lack
  deploy-gates lint     [PATH]                   findings; exit code 1 at or above --fail-on
  deploy-gates resolve  [PATH]                   the pipeline as GitLab sees it; no settings needed
  deploy-gates why URL | "TEXT" | -              a job, pipeline or deployment that does not run, or what GitLab printed
  deploy-gates snapshot [PATH] [-o FILE]         read the settings once into a file
  deploy-gates gate ID                           the page of one gate or lint rule
  deploy-gates lsp --stdio                       the language server for any editor

PATH is a checkout or a CI file; "." by default.

the attempt   --as USERNAME | --role ROLE, --ref NAME, --tag, --source SOURCE, --at MOMENT,
              --var KEY=VALUE, --changed FILE
the settings  --gitlab-url URL, --project PATH, --settings FILE, --offline; the token comes from GITLAB_TOKEN
              or from glab's login, never from an argument
includes      --map template=DIR | project:GROUP/NAME=DIR | component:HOST/PATH=DIR | remote:URL=FILE
output        --format text|json|markdown (lint also sarif|codequality|junit), -o FILE,
              --color auto|always|never, --all, --quiet, --verbose
checks        --fail-on error|warning|info|never (lint), --require-pass (explain, who), --require-settings
many          resolve|explain --batch FILE|-   one request per line in, one answer per line out

exit codes    0 fine, 1 findings, 2 usage, 3 the pipeline cannot be read, 4 the settings cannot be read, 70 a bug
`;
