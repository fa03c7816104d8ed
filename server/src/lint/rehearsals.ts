/** Recognises a job that only plans, checks or speaks: every command of its script is one that changes nothing anywhere. */
import { ownOf } from '../logic/own.ts';
import type { Job } from '../pipeline/job.ts';
import type { MapNode } from '../syntax/node.ts';
import { commandsOf, deploysBy } from './deploy-commands.ts';

/** Commands that plan, check or test, by program; the words without options that begin them. */
const looks: Readonly<Record<string, readonly string[]>> = {
  terraform: ['plan', 'validate'],
  tofu: ['plan', 'validate'],
  'gitlab-terraform': ['plan', 'validate', 'plan-json'],
  'gitlab-tofu': ['plan', 'validate', 'plan-json'],
  terragrunt: ['plan', 'plan-all', 'validate', 'run-all plan', 'run --all plan'],
  tflint: [''],
  tfsec: [''],
  checkov: [''],
  pulumi: ['preview'],
  cdk: ['diff', 'synth'],
  helm: ['diff', 'lint', 'template', 'status', 'test'],
  helmfile: ['diff', 'lint', 'template'],
  kubectl: ['diff', 'rollout status', 'wait'],
  kubeval: [''],
  kubeconform: [''],
  'ansible-lint': [''],
  sam: ['validate'],
  pytest: [''],
  behat: [''],
  cypress: ['run'],
  playwright: ['test'],
  newman: ['run'],
  k6: ['run'],
  nmap: [''],
  nikto: [''],
  'container-structure-test': ['test'],
};

/** A task of a package that says itself that it tests: `npm run test:e2e`. */
const testTask = /^(e2e|tests?|lint|smoke|check)([-:].*)?$/;

/** Options that make a deployment one that is only tried. */
const trials = /^--?(check|C|dry-run|dryrun|syntax-check|what-if)(=(client|server|true))?$/;

/** Programs that prepare, look or print. */
const harmless = new Set([
  ...['cd', 'echo', 'printf', 'export', 'unset', 'set', 'true', ':', 'exit', 'test', '[', '[[', 'sleep', 'date', 'pwd'],
  ...[
    'fi',
    'done',
    'esac',
    '}',
    'for',
    'ls',
    'cat',
    'mkdir',
    'cp',
    'mv',
    'rm',
    'chmod',
    'touch',
    'which',
    'env',
    'eval',
  ],
  ...['apk', 'apt', 'apt-get', 'yum', 'dnf', 'pip', 'pip3', 'unzip', 'tar', 'jq', 'yq', 'sed', 'awk', 'grep', 'tee'],
  ...['head', 'tail', 'cut', 'tr', 'sort', 'wc', 'base64', 'envsubst', 'convert_report', 'gitlab-terraform-init'],
]);

/** The same of programs that can do more. */
const harmlessVerbs: Readonly<Record<string, readonly string[]>> = {
  terraform: ['init', 'fmt', 'show', 'version', 'workspace', 'output', 'providers', 'get', '--version', '-v'],
  tofu: ['init', 'fmt', 'show', 'version', 'workspace', 'output', 'providers', 'get'],
  'gitlab-terraform': ['init', 'fmt', 'show'],
  'gitlab-tofu': ['init', 'fmt', 'show'],
  terragrunt: ['init', 'fmt', 'show', 'output', 'hclfmt'],
  kubectl: ['config', 'get', 'version', 'cluster-info'],
  helm: ['repo', 'dependency', 'version', 'plugin'],
  aws: ['configure', 'sts', '--version'],
  gcloud: ['auth', 'config', 'version'],
  az: ['login', 'account', 'version'],
  git: ['clone', 'fetch', 'checkout', 'config', 'log', 'diff', 'status'],
  npm: ['ci', 'install', 'i'],
  yarn: ['install', 'config', '--frozen-lockfile', '--immutable'],
  pnpm: ['install', 'i'],
  docker: ['login', 'pull', 'version', 'info'],
  pulumi: ['login', 'stack'],
};

export interface Rehearsal {
  /** As written, shortened: "terraform plan". */
  readonly command: string;
}

/** The first command of a job that plans or tests and does nothing else; `undefined` where one may do more. */
export function rehearsalOf({ body }: Pick<Job, 'body'>): Rehearsal | undefined {
  const known = answers.get(body);
  if (known) return known.answer;
  const answer = readRehearsal({ body });
  answers.set(body, { answer });
  return answer;
}

/** A job's body is the same object as long as it is the same text; several rules ask. */
const answers = new WeakMap<MapNode, { readonly answer: Rehearsal | undefined }>();

function readRehearsal(job: Pick<Job, 'body'>): Rehearsal | undefined {
  if (deploysBy(job)) return undefined;
  let first: string | undefined;
  let preparing: string | undefined;
  for (const { command } of commandsOf(job)) {
    const look = lookOf(command.words);
    if (look === undefined && !isHarmless(command.words)) return undefined;
    first ??= look;
    if (/^(gitlab-)?(terraform|tofu)$/.test(command.words[0] ?? '')) preparing ??= command.words.slice(0, 2).join(' ');
  }
  const told = first ?? preparing;
  return told === undefined ? undefined : { command: told };
}

function lookOf([first = '', ...rest]: readonly string[]): string | undefined {
  const program = first.replace(/^.*\//, '');
  const words = rest.filter((it) => !it.startsWith('-'));
  const phrase = ownOf(looks, program)?.find((it) => it.split(' ').every((word, n) => it === '' || words[n] === word));
  if (phrase !== undefined) return `${program} ${phrase}`.trim();
  if (program === 'ssh' && onlyAsks(rest)) return `ssh … ${rest.at(-1)?.trim().split(/\s/)[0]}`;
  const task = words[0] === 'run' ? words[1] : words[0];
  if (/^(npm|yarn|pnpm|bun)$/.test(program) && testTask.test(task ?? ''))
    return `${program} ${words.slice(0, 2).join(' ')}`;
  const trial = /^(ansible-playbook|kubectl|helm|serverless|sls)$/.test(program) && rest.find((it) => trials.test(it));
  return trial ? `${program} ${trial}` : undefined;
}

/** Whether an `ssh` only looks whether the host answers: `ssh host "echo ok"`. */
function onlyAsks(rest: readonly string[]): boolean {
  const last = rest.at(-1) ?? '';
  return !last.startsWith('-') && /^(echo|true|exit|whoami|hostname|uptime|date|pwd)\b[^;&|<>`$]*$/.test(last.trim());
}

function isHarmless([first = '', ...rest]: readonly string[]): boolean {
  const program = first.replace(/^.*\//, '');
  if (harmless.has(program)) return true;
  const verb = rest.find((it) => !it.startsWith('-')) ?? rest[0] ?? '';
  return ownOf(harmlessVerbs, program)?.includes(verb) ?? false;
}

/** What makes an image and puts it into a registry: nothing runs it yet. */
const building: Readonly<Record<string, readonly string[]>> = {
  docker: ['build', 'buildx', 'push', 'tag', 'login', 'logout', 'pull', 'info', 'version', 'images'],
  buildah: ['build', 'bud', 'push', 'tag', 'login'],
  podman: ['build', 'push', 'tag', 'login'],
  executor: [''],
};

/** Whether the script builds images, and does nothing else of which that is not known to be harmless. */
export function onlyBuilds(job: Pick<Job, 'body'>): boolean {
  const commands = commandsOf(job).map(({ command }) => command.words);
  return commands.some(isBuild) && commands.every((it) => isBuild(it) || isHarmless(it));
}

function isBuild([first = '', ...rest]: readonly string[]): boolean {
  const verb = rest.find((it) => !it.startsWith('-')) ?? '';
  return ownOf(building, first.replace(/^.*\//, ''))?.some((it) => it === '' || it === verb) ?? false;
}

const speaking = new Set(['echo', 'printf', 'true', ':', 'exit', 'sleep', 'date', 'test', '[']);

/** Whether nothing in the script has an effect, so that being started is all the job is for. */
export function onlySpeaks(job: Job): boolean {
  if (job.kind === 'trigger') return false;
  const commands = commandsOf(job);
  return commands.length > 0 && commands.every(({ command }) => speaking.has(command.words[0] ?? ''));
}
