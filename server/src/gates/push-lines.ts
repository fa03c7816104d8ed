/** The `git push` commands of a job's scripts: with whose credentials, to which project, to which ref. */
import type { Job } from '../pipeline/job.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { type Command, commandsIn } from '../pipeline/shell.ts';
import { at, isNull, type Node } from '../syntax/node.ts';
import type { Span } from '../text/span.ts';

export interface GitPush {
  /** The script line it stands in. */
  readonly span: Span;
  readonly credential: Credential;
  /** The URL it goes to, as far as the script tells; absent for the remote that the runner has set up. */
  readonly url?: string;
  /** The refs that are written, unexpanded; empty where the command names none. */
  readonly refs: readonly PushedRef[];
  readonly force: boolean;
}

/** `job-token`: CI_JOB_TOKEN. `other`: a key, or a token of a person or project. `open`: the script does not tell. */
export type Credential = 'job-token' | 'other' | 'open';

export interface PushedRef {
  readonly name: string;
  readonly kind: 'branch' | 'tag' | 'all-tags';
}

/** The pushes of a job, in the order in which they run. */
export function pushesOf(pipeline: Pipeline, job: Job): readonly GitPush[] {
  const scripts = scriptLines(pipeline, job);
  if (!scripts.some((it) => mayPush.test(it.text))) return [];
  const mentionsToken = scripts.some((it) => /CI_JOB_TOKEN|gitlab-ci-token/.test(it.text));
  const written = [...pipeline.variables, ...job.variables].map(([name, { value }]) => [name, value] as const);
  const shell: Shell = {
    remotes: new Map(),
    tags: new Set(),
    clones: new Map(),
    variables: new Map(written),
    assigned: new Set(),
  };
  const pushes: GitPush[] = [];
  for (const { text, span } of scripts) {
    for (const command of commandsIn(text)) {
      const push = step(shell, command);
      if (push) pushes.push({ ...push, span, credential: settled(push.credential, mentionsToken) });
    }
  }
  return pushes;
}

/** Few scripts have both words, and taking one apart costs far more than looking for them. */
const mayPush = /\bgit\b[\s\S]*\bpush\b/;

/** An unknown remote in a script that never speaks of the job's token is somebody else's. */
function settled(credential: Credential, mentionsToken: boolean): Credential {
  return credential === 'open' && !mentionsToken ? 'other' : credential;
}

/** What earlier commands have set up. */
interface Shell {
  /** URL by remote name, of the repository that the runner has checked out. */
  readonly remotes: Map<string, string>;
  readonly tags: Set<string>;
  /** URL by directory. */
  readonly clones: Map<string, string>;
  /** Values of variables: those of the file, and what the script assigns. */
  readonly variables: Map<string, string>;
  readonly assigned: Set<string>;
  /** The URL of the clone that the script has changed into; `somewhere` where it is not clear which. */
  here?: string;
}

const somewhere = '$SOMEWHERE';

function step(shell: Shell, { words, assigns }: Command): Omit<GitPush, 'span'> | undefined {
  for (const [name, value] of assigns) assign(shell, name, resolved(value, shell));
  if (words[0] === 'cd') changeDirectory(shell, stripped(words[1] ?? ''));
  if (words[0] !== 'git') return undefined;
  const { directory, rest } = globalOptions(words.slice(1));
  const [verb, ...operands] = rest;
  switch (verb) {
    case 'push':
      return pushOf(shell, operands, directory);
    case 'remote':
      setRemote(shell, operands);
      return undefined;
    case 'tag':
      for (const it of operands) if (!it.startsWith('-')) shell.tags.add(it);
      return undefined;
    case 'clone':
      clone(shell, operands);
      return undefined;
    default:
      return undefined;
  }
}

/** A variable that is given several values depends on the way the script takes: it stays as it is written. */
function assign({ variables, assigned }: Shell, name: string, value: string): void {
  const isOpen = assigned.has(name) && variables.get(name) !== value;
  assigned.add(name);
  variables.set(name, isOpen ? `$${name}` : value);
}

/** The text with the variables that are known put in, as far as that goes. */
function resolved(text: string, { variables }: Shell): string {
  return text.replace(/\$\{(\w+)\}|\$(\w+)/g, (written, braced?: string, plain?: string) => {
    return variables.get(braced ?? plain ?? '') ?? written;
  });
}

/** Into a clone, or back out of it. Where several were made and none is named it is not clear into which. */
function changeDirectory(shell: Shell, directory: string): void {
  const url = shell.clones.get(directory);
  if (url !== undefined) shell.here = url;
  else if (/^(\.\.|-|~|\$\{?(CI_PROJECT_DIR|OLDPWD))/.test(directory) || directory === '') delete shell.here;
  else if (shell.here === undefined && shell.clones.size > 0) {
    const [only, ...others] = shell.clones.values();
    shell.here = others.length > 0 ? somewhere : (only ?? somewhere);
  }
}

/** `git -C dir -c key=value push`: the options before the verb. */
function globalOptions(words: readonly string[]): { readonly directory?: string; readonly rest: readonly string[] } {
  let directory: string | undefined;
  let n = 0;
  while (words[n]?.startsWith('-')) {
    const option = words[n];
    if (option === '-C') directory = words[n + 1];
    n += option === '-C' || option === '-c' ? 2 : 1;
  }
  return { rest: words.slice(n), ...(directory !== undefined && { directory: stripped(directory) }) };
}

function setRemote(shell: Shell, operands: readonly string[]): void {
  const [verb, name, written] = operands.filter((it) => !it.startsWith('-'));
  if ((verb !== 'add' && verb !== 'set-url') || name === undefined || written === undefined) return;
  const url = resolved(written, shell);
  if (name === 'origin' && shell.here !== undefined) shell.here = url;
  else shell.remotes.set(name, url);
}

/** Options of `git clone` that take the next word. */
const cloneValues = new Set([
  '--depth',
  '-b',
  '--branch',
  '-o',
  '--origin',
  '-c',
  '--config',
  '-j',
  '--jobs',
  '--filter',
]);

function clone(shell: Shell, words: readonly string[]): void {
  const [written, directory] = argumentsOf(words, cloneValues).operands;
  if (written === undefined) return;
  const url = resolved(written, shell);
  const last = written.replace(/\/$/, '').split('/').at(-1) ?? '';
  shell.clones.set(stripped(directory ?? last.replace(/\.git$/, '')), url);
}

function stripped(directory: string): string {
  return directory.replace(/^\.\//, '').replace(/\/$/, '');
}

/** Options of `git push` that take the next word. */
const pushValues = new Set(['-o', '--push-option', '--receive-pack', '--exec', '--repo']);

interface Arguments {
  readonly operands: readonly string[];
  /** Without their values. */
  readonly options: ReadonlySet<string>;
}

function argumentsOf(words: readonly string[], withValue: ReadonlySet<string>): Arguments {
  const operands: string[] = [];
  const options = new Set<string>();
  for (let n = 0; n < words.length; n++) {
    const word = words[n] ?? '';
    if (!word.startsWith('-')) operands.push(word);
    else {
      options.add(word.replace(/=.*/, ''));
      if (withValue.has(word)) n++;
    }
  }
  return { operands, options };
}

function pushOf(
  shell: Shell,
  words: readonly string[],
  directory: string | undefined,
): Omit<GitPush, 'span'> | undefined {
  const { operands, options } = argumentsOf(words, pushValues);
  if (options.has('--dry-run') || options.has('-n')) return undefined;
  const [remote = 'origin', ...specs] = operands;
  const url = urlOf(shell, remote, directory);
  const tags: readonly PushedRef[] = options.has('--tags') ? [{ kind: 'all-tags', name: '*' }] : [];
  const forced = ['-f', '--force', '--force-with-lease'].some((it) => options.has(it));
  return {
    credential: credentialOf(url, remote),
    ...(url !== undefined && { url }),
    refs: [...refsOf(specs, shell), ...tags],
    force: forced || specs.some((it) => it.startsWith('+')),
  };
}

/** Where a remote leads; `undefined` where the script does not say. */
function urlOf(shell: Shell, remote: string, directory: string | undefined): string | undefined {
  if (isUrl(remote)) return resolved(remote, shell);
  const cloned = directory === undefined ? shell.here : shell.clones.get(directory);
  return remote === 'origin' && cloned !== undefined ? cloned : shell.remotes.get(remote);
}

function isUrl(remote: string): boolean {
  return /[:/]/.test(remote) || /^\$/.test(remote);
}

/** With which credentials git speaks to a remote. The runner has given `origin` the job's token. */
function credentialOf(url: string | undefined, remote: string): Credential {
  if (url === undefined) return remote === 'origin' ? 'job-token' : 'open';
  // `${TOKEN:-$CI_JOB_TOKEN}`: which of the two is not written in the file.
  if (/:-[^}]*CI_JOB_TOKEN/.test(url)) return 'open';
  if (/CI_JOB_TOKEN|gitlab-ci-token:|CI_REPOSITORY_URL/.test(url)) return 'job-token';
  if (/^(ssh:|git@|[\w.-]+@[^/]*:)/.test(url)) return 'other';
  return /:\/\/[^/]*@/.test(url) ? 'other' : 'open';
}

/** `HEAD:main`, `+main`, `tag v1`, `:gone`: the refs that are written on the other side. */
function refsOf(specs: readonly string[], shell: Shell): readonly PushedRef[] {
  const refs: PushedRef[] = [];
  for (let n = 0; n < specs.length; n++) {
    if (specs[n] === 'tag' && specs[n + 1] !== undefined) refs.push({ kind: 'tag', name: specs[++n] ?? '' });
    else refs.push(refOf(specs[n] ?? '', shell));
  }
  return refs;
}

function refOf(spec: string, { tags }: Shell): PushedRef {
  const [from = '', to] = splitSpec(spec.replace(/^\+/, ''));
  const written = to ?? from;
  if (written.startsWith('refs/tags/')) return { kind: 'tag', name: written.slice('refs/tags/'.length) };
  const name = written.replace(/^refs\/heads\//, '');
  return { kind: tags.has(name) ? 'tag' : 'branch', name };
}

/** The colon between source and destination, not one inside `${…}`. */
function splitSpec(spec: string): readonly string[] {
  const masked = spec.replace(/\$\{[^}]*\}/g, (it) => 'x'.repeat(it.length));
  const colon = masked.indexOf(':');
  return colon < 0 ? [spec] : [spec.slice(0, colon), spec.slice(colon + 1)];
}

interface ScriptLine {
  readonly text: string;
  readonly span: Span;
}

/** What the runner executes: the job's own scripts, else the default's where it inherits them. */
function scriptLines({ config }: Pipeline, job: Job): readonly ScriptLine[] {
  return ['before_script', 'script', 'after_script', 'run'].flatMap((key) => {
    const own = at(job.body, key);
    if (!isNull(own)) return linesOf(own);
    if (key === 'script' || !inherits(job, key)) return [];
    return linesOf(at(config.root, 'default', key) ?? at(config.root, key));
  });
}

function inherits(job: Job, key: string): boolean {
  const setting = at(job.body, 'inherit', 'default');
  if (setting?.kind === 'scalar') return setting.value !== false;
  if (setting?.kind === 'seq') return setting.items.some((it) => it.kind === 'scalar' && it.value === key);
  return true;
}

function linesOf(node: Node | undefined): readonly ScriptLine[] {
  switch (node?.kind) {
    case 'scalar':
      return typeof node.value === 'string' ? [{ text: node.value, span: node.span }] : [];
    case 'seq':
      return node.items.flatMap(linesOf);
    case 'map':
      return [...node.entries.values()].flatMap((it) => linesOf(it.value));
    default:
      return [];
  }
}
