/** Recognises a job that takes something down, by the commands that it runs. */
import { ownOf } from '../logic/own.ts';
import type { Job } from '../pipeline/job.ts';
import { commandsOf } from './deploy-commands.ts';

const removals: Readonly<Record<string, readonly string[]>> = {
  helm: ['uninstall', 'delete', 'del', 'un'],
  helmfile: ['destroy', 'delete'],
  kubectl: ['delete'],
  oc: ['delete'],
  terraform: ['destroy'],
  tofu: ['destroy'],
  'gitlab-terraform': ['destroy'],
  'gitlab-tofu': ['destroy'],
  terragrunt: ['destroy'],
  pulumi: ['destroy', 'down'],
  cdk: ['destroy'],
  serverless: ['remove'],
  sls: ['remove'],
  argocd: ['app delete'],
  heroku: ['apps:destroy'],
  skaffold: ['delete'],
  werf: ['dismiss'],
};

/** The command, in short. Whether the job deploys besides is another question. */
export function removesBy(job: Job): string | undefined {
  for (const { command } of commandsOf(job)) {
    const [first = '', ...rest] = command.words;
    const program = first.replace(/^.*\//, '');
    const plain = rest.filter((it) => !it.startsWith('-'));
    const phrase = ownOf(removals, program)?.find((it) => it.split(' ').every((word, n) => plain[n] === word));
    if (phrase !== undefined) return `${program} ${phrase}`;
  }
  return undefined;
}
