/** Recognises a deployment by what a job's script runs: never by the job's name. */
import { ownOf } from '../logic/own.ts';
import type { Job } from '../pipeline/job.ts';
import { type Command, commandsIn } from '../pipeline/shell.ts';
import { at, type MapNode, type Node } from '../syntax/node.ts';
import type { Span } from '../text/span.ts';
import { beginsWith } from './glob.ts';

export interface DeployCommand {
  /** As written, shortened: "kubectl apply". */
  readonly command: string;
  /** The line or block of the script that holds it. */
  readonly span: Span;
  /** Whether its failure is swallowed: `… || true`. */
  readonly cannotFail: boolean;
}

/**
 * Subcommands by program: the words, without options, that have to stand at the beginning, one more word before them
 * tolerated (the value of a global option). Publishing, planning, showing and removing are not among them.
 */
const programs: Readonly<Record<string, readonly string[]>> = {
  kubectl: ['apply', 'create', 'replace', 'patch', 'set image', 'set env', 'rollout restart', 'rollout undo', 'scale'],
  oc: ['apply', 'create', 'replace', 'patch', 'set image', 'rollout latest', 'rollout restart', 'new-app', 'scale'],
  helm: ['upgrade', 'install', 'rollback', 'secrets upgrade', 'secrets install'],
  helm3: ['upgrade', 'install', 'rollback'],
  helmfile: ['apply', 'sync', 'deploy'],
  helmsman: [''],
  'auto-deploy': ['deploy'],
  kapp: ['deploy', 'app-group deploy'],
  skaffold: ['run', 'deploy'],
  werf: ['converge', 'deploy', 'helm upgrade', 'bundle apply'],
  tk: ['apply'],
  qbec: ['apply'],
  argocd: ['app sync', 'app set', 'app create', 'app rollback', 'app actions run'],
  flux: ['reconcile', 'bootstrap'],
  terraform: ['apply'],
  tofu: ['apply'],
  'gitlab-terraform': ['apply'],
  'gitlab-tofu': ['apply'],
  terragrunt: ['apply', 'apply-all', 'run-all apply', 'run --all apply'],
  terramate: ['run terraform apply'],
  pulumi: ['up', 'update'],
  cdk: ['deploy'],
  cdktf: ['deploy'],
  sam: ['deploy', 'sync'],
  serverless: ['deploy'],
  sls: ['deploy'],
  amplify: ['push', 'publish'],
  eb: ['deploy', 'create'],
  copilot: ['deploy', 'svc deploy', 'job deploy', 'app deploy'],
  'ecs-deploy': [''],
  ecs: ['deploy'],
  'ecs-cli': ['compose service up', 'compose up'],
  chalice: ['deploy'],
  zappa: ['deploy', 'update'],
  netlify: ['deploy'],
  vercel: ['', 'deploy', 'promote'],
  firebase: ['deploy', 'hosting:channel:deploy'],
  surge: [''],
  wrangler: ['deploy', 'publish', 'pages deploy', 'pages publish'],
  heroku: ['container:release', 'pipelines:promote', 'builds:create'],
  fly: ['deploy'],
  flyctl: ['deploy'],
  railway: ['up', 'deploy'],
  cf: ['push'],
  cf7: ['push'],
  gcloud: [
    'app deploy',
    'run deploy',
    'run services update',
    'run services replace',
    'run jobs update',
    'functions deploy',
    'deploy releases create',
    'compute instance-groups managed rolling-action',
    'compute instances update-container',
    'beta run deploy',
  ],
  aws: [
    'ecs update-service',
    'ecs deploy',
    'ecs run-task',
    'lambda update-function-code',
    'lambda update-alias',
    'cloudformation deploy',
    'cloudformation create-stack',
    'cloudformation update-stack',
    'cloudformation execute-change-set',
    'cloudfront create-invalidation',
    'deploy create-deployment',
    'deploy push',
    'elasticbeanstalk update-environment',
    'elasticbeanstalk create-environment',
    'ssm send-command',
    'autoscaling start-instance-refresh',
    'amplify start-job',
    'amplify start-deployment',
    'apprunner start-deployment',
    'apprunner update-service',
  ],
  az: [
    'webapp deploy',
    'webapp up',
    'webapp restart',
    'webapp deployment source config-zip',
    'webapp config container set',
    'functionapp deploy',
    'functionapp deployment source config-zip',
    'containerapp up',
    'containerapp update',
    'container create',
    'deployment group create',
    'deployment sub create',
    'storage blob upload-batch',
    'storage blob sync',
  ],
  azd: ['deploy', 'up'],
  swa: ['deploy'],
  func: ['azure functionapp publish'],
  kamal: ['deploy', 'redeploy'],
  mina: ['deploy'],
  dep: ['deploy'],
  pm2: ['deploy'],
  envoy: ['run deploy'],
  fab: ['deploy'],
  nomad: ['job run', 'run', 'deployment promote'],
  'nomad-pack': ['run'],
  levant: ['deploy'],
  waypoint: ['deploy', 'up'],
  balena: ['deploy', 'push'],
  'faas-cli': ['deploy', 'up'],
  juju: ['deploy', 'refresh'],
  'git-ftp': ['push', 'catchup', 'init'],
  eas: ['update'],
};

/** Options that turn a deployment into a rehearsal. */
const rehearsal =
  /^--?(dry-?run|dryrun|noop|no-op|no-execute-changeset|what-?if|syntax-check|list-tasks|list-hosts|help|version|validate|preview)(=(?!false$|none$).*)?$/;

/**
 * The first command by which the job changes what runs somewhere; `undefined` where none is seen, which does not mean
 * that there is none.
 *
 * @param own beginnings of further commands that deploy in this project
 */
export function deploysBy({ body }: Pick<Job, 'body'>, own: readonly string[] = none): DeployCommand | undefined {
  const known = answers.get(body);
  if (known?.own === own) return known.answer;
  const all = commandsOf({ body }).flatMap(({ command, span }) => recognised(command, span, own) ?? []);
  // What is there to undo a failed deployment tells less than the deployment.
  const answer = all.find((it) => !/rollback|undo/.test(it.command)) ?? all[0];
  answers.set(body, { own, answer });
  return answer;
}

/** A job's body is the same object as long as it is the same text; several rules ask. */
const answers = new WeakMap<MapNode, Answer>();

interface Answer {
  readonly own: readonly string[];
  readonly answer: DeployCommand | undefined;
}

const none: readonly string[] = [];

export interface WrittenCommand {
  readonly command: Command;
  /** The scalar of the script that holds it. */
  readonly span: Span;
}

const kept = new WeakMap<MapNode, readonly WrittenCommand[]>();

/** All commands of the job's script. */
export function commandsOf({ body }: Pick<Job, 'body'>): readonly WrittenCommand[] {
  const known = kept.get(body);
  if (known) return known;
  const commands = readCommands(body);
  kept.set(body, commands);
  return commands;
}

function readCommands(body: MapNode): readonly WrittenCommand[] {
  const scripts = [at(body, 'script'), ...stepScripts(at(body, 'run'))];
  return scripts.flatMap(scalars).flatMap(({ text, span }) => {
    const run = commandsIn(text).filter((it) => it.words.length > 0);
    return run.map((command) => ({ command, span }));
  });
}

function stepScripts(run: Node | undefined): readonly (Node | undefined)[] {
  return run?.kind === 'seq' ? run.items.map((it) => at(it, 'script')) : [];
}

function scalars(node: Node | undefined): readonly { readonly text: string; readonly span: Span }[] {
  if (node?.kind === 'seq') return node.items.flatMap(scalars);
  return node?.kind === 'scalar' && typeof node.value === 'string' ? [{ text: node.value, span: node.span }] : [];
}

function recognised(command: Command, span: Span, own: readonly string[]): DeployCommand | undefined {
  const found = own.some((it) => beginsWith(it, command.words))
    ? command.words.slice(0, 2).join(' ')
    : deployment(command.words);
  return found === undefined ? undefined : { command: found, span, cannotFail: command.followedBy === '||' };
}

/** The part of a command that makes it a deployment, in short; `undefined` where it is none. */
export function deployment(words: readonly string[]): string | undefined {
  const program = (words[0] ?? '').replace(/^.*\//, '');
  const rest = words.slice(1);
  if (rest.some((it) => rehearsal.test(it))) return undefined;
  if (ownOf(programs, program)) return bySubcommand(program, rest) ?? ownOf(special, program)?.(rest);
  return ownOf(special, program)?.(rest) ?? byName(program, rest);
}

function bySubcommand(program: string, rest: readonly string[]): string | undefined {
  const plain = rest.filter((it) => !it.startsWith('-'));
  const phrase = ownOf(programs, program)?.find((it) =>
    it === '' ? plain.length === 0 || isPath(plain[0]) : startsWith(plain, it),
  );
  if (phrase === undefined) return undefined;
  if (ownOf(unlikely, program)?.some((it) => plain.slice(0, 3).join(' ').includes(it))) return undefined;
  return phrase === '' ? program : `${program} ${phrase}`;
}

/** What looks like a deployment by its subcommand and sets the stage only. */
const unlikely: Readonly<Record<string, readonly string[]>> = {
  kubectl: ['config ', 'get ', 'create token'],
  helm: ['diff ', 'plugin ', 'repo '],
  oc: ['get ', 'create token'],
};

function isPath(word: string | undefined): boolean {
  return word === undefined || /[/.$]/.test(word);
}

/** Whether `phrase` begins the words, or does after one word that belongs to an option. */
function startsWith(words: readonly string[], phrase: string): boolean {
  const wanted = phrase.split(' ').filter((it) => !it.startsWith('-'));
  return [0, 1].some((from) => wanted.every((it, n) => words[from + n] === it));
}

/** Programs that deploy or not depending on their targets. */
const special: Readonly<Record<string, (rest: readonly string[]) => string | undefined>> = {
  ssh: (rest) => (hostOf(rest) ? 'ssh' : undefined),
  sshpass: (rest) => {
    const from = rest.findIndex((it) => /(^|\/)(ssh|scp|rsync|sftp)$/.test(it));
    return from < 0 ? undefined : deployment(rest.slice(from));
  },
  rsync: (rest) =>
    !rest.some((it) => /^-[a-zA-Z]*n[a-zA-Z]*$/.test(it)) && isRemote(rest.at(-1)) ? 'rsync' : undefined,
  scp: (rest) => (isRemote(rest.at(-1)) ? 'scp' : undefined),
  lftp: (rest) =>
    rest.some((it) => /\bmirror\b.*(-R|--reverse)|\bput\b/.test(it)) ? 'lftp mirror --reverse' : undefined,
  ncftpput: () => 'ncftpput',
  'ansible-playbook': (rest) => (rest.includes('--check') || rest.includes('-C') ? undefined : 'ansible-playbook'),
  cap: (rest) => (rest.some((it) => /^deploy(:|$)/.test(it)) ? 'cap deploy' : undefined),
  git: (rest) =>
    rest.includes('push') && rest.some((it) => /\b(heroku|dokku|clever|scalingo)\b/.test(it)) ? 'git push' : undefined,
  docker: docker,
  'docker-compose': (rest) => (rest.includes('up') && hasRemoteHost(rest) ? 'docker-compose up' : undefined),
  gsutil: (rest) => (rest.includes('rsync') && /^gs:\/\//.test(rest.at(-1) ?? '') ? 'gsutil rsync' : undefined),
  aws: (rest) => {
    const plain = rest.filter((it) => !it.startsWith('-'));
    return plain[0] === 's3' && plain[1] === 'sync' && /^s3:|^\$/.test(plain[3] ?? '') ? 'aws s3 sync' : undefined;
  },
  dpl: (rest) =>
    rest.some((it) => /^(--provider=)?(pypi|npm|rubygems|releases|gcs|s3|packagecloud|bintray|cargo)$/.test(it))
      ? undefined
      : 'dpl',
  curl: (rest) => (isWebhook(rest) ? 'curl' : undefined),
  wget: (rest) => (isWebhook(rest) ? 'wget' : undefined),
};

/** The host of an `ssh` that runs something there; git servers and mere tests of the connection are none. */
function hostOf(rest: readonly string[]): string | undefined {
  const valued = /^-[bcDEeFIiJLlmOopQRSWw]$/;
  let index = 0;
  while (index < rest.length && rest[index]?.startsWith('-')) index += valued.test(rest[index] ?? '') ? 2 : 1;
  const host = rest[index];
  const remote = rest
    .slice(index + 1)
    .join(' ')
    .trim();
  if (host === undefined || /^git@/.test(host) || rest.includes('-T') || rest.includes('-N')) return undefined;
  return /^(exit|true|echo|whoami|hostname|uptime|date|ls|pwd)?\b[^;&|]*$/.test(remote) &&
    !/\b(docker|git|kubectl|sh|bash|systemctl|cd|sudo|\.\/)/.test(remote)
    ? undefined
    : host;
}

function isRemote(word: string | undefined): boolean {
  return word !== undefined && /^[^/]*[^/\\]:/.test(word) && !/^\w:\\/.test(word) && !/^(https?|s3|gs):/.test(word);
}

function docker(rest: readonly string[]): string | undefined {
  const plain = rest.filter((it) => !it.startsWith('-'));
  if (startsWith(plain, 'stack deploy')) return 'docker stack deploy';
  if (startsWith(plain, 'service update')) return 'docker service update';
  return plain.includes('compose') && plain.includes('up') && hasRemoteHost(rest) ? 'docker compose up' : undefined;
}

function hasRemoteHost(rest: readonly string[]): boolean {
  return rest.some((it) => /^(-H|--host|--context|-c)(=|$)/.test(it) && !/unix:/.test(it));
}

/** A request that makes something else deploy: it sends something to an address that says so. */
function isWebhook(rest: readonly string[]): boolean {
  const sends = rest.some(
    (it, n) =>
      /^(-d|--data.*|-F|--form.*|--post-data.*|--json)$/.test(it) ||
      /^(-X|--request)=?(POST|PUT)$/.test(it) ||
      (/^(-X|--request)$/.test(it) && /^(POST|PUT|PATCH)$/.test(rest[n + 1] ?? '')),
  );
  const target = rest.find((it) => /^https?:|^\$\{?\w*(URL|HOOK|ENDPOINT)/i.test(it)) ?? '';
  const deploys = /deploy|rollout|webhooks?\/|portainer|coolify|render\.com|dokploy/i.test(target);
  const talks =
    /slack|discord|teams|office\.com|mattermost|telegram|chat|notify|notification|sentry|jira|newrelic|grafana|datadog|statuspage|\/deployments\b/i.test(
      target,
    );
  return sends && deploys && !talks;
}

/** Things that are called deploy and are something else. */
const otherwise =
  /image|docker|registry|package|artifact|nexus|maven|npm|pypi|lint|test|check|dry|plan|valid|diff|render|template|build|notify|key|token|secret|version|status|wait/i;

/** A script or a task whose own name says that it deploys: `./deploy.sh`, `make deploy-prod`, `npm run deploy`. */
function byName(program: string, rest: readonly string[]): string | undefined {
  if (isDeployName(program.replace(/\.\w+$/, ''))) return program;
  const tasks = taskWords(program, rest);
  const task = tasks.find((it) => isDeployName(it.replace(/^.*\//, '').replace(/\.\w+$/, '')));
  return task === undefined ? undefined : `${program} ${rest[0] === 'run' ? 'run ' : ''}${task}`;
}

function isDeployName(name: string): boolean {
  return /^(deploy|redeploy)([-_:].+)?$|^.+[-_:](re)?deploy$/i.test(name) && !otherwise.test(name);
}

const shells = new Set([
  'bash',
  'sh',
  'zsh',
  'source',
  '.',
  'python',
  'python3',
  'node',
  'ruby',
  'php',
  'pwsh',
  'perl',
]);
const taskRunners = new Set(['make', 'just', 'task', 'rake', 'invoke', 'inv', 'gulp', 'grunt', 'mage', 'nx', 'ant']);
const packageRunners = new Set(['npm', 'yarn', 'pnpm', 'bun', 'composer', 'deno', 'lerna', 'turbo']);

function taskWords(program: string, rest: readonly string[]): readonly string[] {
  const plain = rest.filter((it) => !it.startsWith('-') && !it.includes('='));
  if (shells.has(program)) return plain.slice(0, 1);
  if (taskRunners.has(program)) return plain;
  if (!packageRunners.has(program)) return [];
  return plain[0] === 'run' || plain[0] === 'run-script' || plain[0] === 'task' ? plain.slice(1, 2) : plain.slice(0, 1);
}
