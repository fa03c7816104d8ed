/** The first thing a newcomer sees: an example explained in the terminal, then open in an editor, until Ctrl-C. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readScenario } from '../gitlab/scenario.ts';
import { type StandIn, startGitlab } from '../gitlab/server.ts';
import { type Editor, openEditor } from './editor.ts';
import { makeWorkspace, type Workspace } from './workspace.ts';

export interface Options {
  /** The repository. */
  readonly root: string;
  /** A checkout of the user's own instead of the example. */
  readonly folder?: string;
  readonly editor: boolean;
  /** Makes the .vsix and says where it is. */
  packageExtension(): string;
}

/** The jobs whose answers are others for a Maintainer; the rest would be said twice. */
const told = ['deploy-production', 'deploy-canary'];

/** Resolves to the exit code: at once without an editor, on Ctrl-C with one. */
export async function start(options: Options): Promise<number> {
  for (const signal of signals) process.on(signal, leave);
  return options.folder === undefined ? startExample(options) : startCheckout(options, resolve(options.folder));
}

async function startExample(options: Options): Promise<number> {
  const scenario = join(options.root, 'test', 'example', 'scenario.yml');
  const gitlab = await startGitlab(readScenario(scenario));
  const workspace = makeWorkspace(
    join(options.root, 'test', 'example'),
    `${gitlab.url}/acme/storefront.git`,
    'storefront',
  );
  try {
    console.log(`A stand-in GitLab is at ${gitlab.url}; what it knows stands in test/example/scenario.yml.`);
    console.log(`The example is in ${workspace.folder}, a checkout of ${gitlab.url}/acme/storefront.`);
    console.log('\n──── as Dana, a Developer ────\n');
    const asDana = await explain(options.root, workspace.folder, environment('example-dana'));
    console.log('\n──── as Mia, a Maintainer ────\n');
    const asMia = await explain(options.root, workspace.folder, environment('example-mia'), ...told);
    if (options.editor) await edit(options, gitlab, workspace);
    return Math.max(asDana, asMia);
  } finally {
    workspace.remove();
    await gitlab.close();
  }
}

async function edit(options: Options, gitlab: StandIn, { folder }: Workspace): Promise<void> {
  const editor = await openEditor({
    root: options.root,
    folder,
    file: join(folder, 'ci', 'production.yml'),
    own: false,
    packageExtension: options.packageExtension,
  });
  console.log(`\n${editor.where}`);
  console.log(
    `Sign in with the command "Deploy Gates: Sign in", instance ${gitlab.url}, token example-dana or example-mia.`,
  );
  console.log('README.md there says who is who and what to try. Ctrl-C ends all of it.');
  await untilInterrupted(editor);
}

async function startCheckout(options: Options, folder: string): Promise<number> {
  if (!existsSync(folder)) {
    console.error(`There is no folder ${folder}.`);
    return 2;
  }
  const code = await explain(options.root, folder, process.env);
  if (!options.editor) return code;
  const editor = await openEditor({
    root: options.root,
    folder,
    own: true,
    packageExtension: options.packageExtension,
  });
  console.log(`\n${editor.where}\nCtrl-C ends it.`);
  await untilInterrupted(editor);
  return code;
}

/** Runs the command line as a person would, and resolves to its exit code. */
async function explain(
  root: string,
  folder: string,
  env: NodeJS.ProcessEnv,
  ...jobs: readonly string[]
): Promise<number> {
  const cli = join(root, 'server', 'out', 'cli.js');
  // Not `spawnSync`: the stand-in answers from this very process.
  const child = spawn(process.execPath, [cli, 'explain', ...jobs.flatMap((it) => ['--job', it])], {
    env,
    stdio: 'inherit',
    cwd: folder,
  });
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 1;
}

/** The surroundings without whatever else names an instance or a person. */
function environment(token: string): NodeJS.ProcessEnv {
  const rest = Object.entries(process.env).filter(
    ([name]) => !/^(GITLAB_|GL_|CI($|_)|OAUTH_TOKEN$|JOB_TOKEN$)/.test(name),
  );
  return { ...Object.fromEntries(rest), GITLAB_TOKEN: token };
}

const signals = ['SIGINT', 'SIGTERM'] as const;

/** What must not stay behind is removed when the process exits. */
function leave(): never {
  process.exit(130);
}

async function untilInterrupted(editor: Editor): Promise<void> {
  let stopping = false;
  void editor.closed.then((how) => stopping || console.log(`\nThe editor ${how}. Ctrl-C ends the rest.`));
  // Keeps this process up when the editor has gone.
  const idle = setInterval(() => undefined, 60_000);
  await new Promise<void>((done) => {
    for (const signal of signals) process.removeListener(signal, leave).once(signal, () => done());
  });
  clearInterval(idle);
  stopping = true;
  await editor.stop();
}
