/** `why`: a job, pipeline, deployment or environment by its address, or a text that somebody pasted. Nothing is changed. */
import { resolve as resolvePath } from 'node:path';
import { explainLive, type LiveAnswer } from '../../engine/explain-live.ts';
import { liveMarkdown, liveText } from '../../engine/render-live.ts';
import { baseOf, originOf } from '../../host/account.ts';
import { discover } from '../../host/discover.ts';
import { variable } from '../../host/environment.ts';
import { gitWith } from '../../host/git.ts';
import { glabHosts } from '../../host/glab.ts';
import { type LiveHost, readLive } from '../../host/live.ts';
import { readSnapshot } from '../../host/snapshot-file.ts';
import type { Transport } from '../../host/transport.ts';
import { addressForms, looksLikeAddress } from '../../settings/live-address.ts';
import { type Surroundings, signIn } from '../load.ts';
import { exitCodes, type Options, UsageError } from '../options.ts';
import type { Output } from '../output.ts';

export async function why(options: Options, around: Surroundings, output: Output): Promise<number> {
  const words = options.operands.join(' ');
  if (words.trim() === '') throw new UsageError(`why needs an address or a text: ${addressForms.join(', ')}.`);
  const asked = words === '-' ? await everything(process.stdin) : words;
  if (looksLikeAddress(asked) && options.offline) {
    throw new UsageError('--offline and an address do not go together: what it shows is read from GitLab.');
  }
  const open: Transport[] = [];
  try {
    const host = await hostOf(options, around, output, open);
    const read: Parameters<typeof explainLive>[1]['read'] = (address) => readLive(host, address, around.signal);
    const answer = await explainLive(asked, { read, ...(options.as !== undefined && { as: options.as }) });
    if (answer.kind === 'no-target') {
      throw new UsageError(
        `${answer.url} shows nothing that could be explained. ${answer.trouble} It is one of: ${addressForms.join(', ')}.`,
      );
    }
    await print(answer, options, output);
    return answer.kind === 'unread' ? exitCodes.unreadable : exitCodes.fine;
  } finally {
    for (const transport of open) transport.close();
  }
}

async function everything(stream: AsyncIterable<unknown>): Promise<string> {
  let all = '';
  for await (const chunk of stream) all += String(chunk);
  return all;
}

async function print(answer: LiveAnswer, { format }: Options, output: Output): Promise<void> {
  if (format === 'json') await output.result(`${JSON.stringify(answer, null, 2)}\n`);
  else if (format === 'markdown') await output.result(liveMarkdown(answer));
  else await output.text(liveText(answer));
}

/**
 * An address that somebody sent names an instance, but does not vouch for it: `GITLAB_TOKEN` goes there only where an
 * option, the environment or the checkout one stands in names the same instance.
 */
async function hostOf(
  { gitlabUrl, settings }: Options,
  around: Surroundings,
  output: Output,
  open: Transport[],
): Promise<LiveHost> {
  const { env, now } = around;
  const named = [gitlabUrl, variable(env, 'GITLAB_HOST'), variable(env, 'CI_SERVER_URL')];
  const kept = settings === undefined ? undefined : await readSnapshot(resolvePath(around.cwd, settings));
  const stored = (await glabHosts(around, now)).map((it) => it.base);
  const { instance } = await discover(around.cwd, { env, git: gitWith(env) }, around.signal);
  const trusted = [...named, instance].flatMap((it) => (it === undefined ? [] : (baseOf(it) ?? [])));
  return {
    bases: [...trusted, ...stored],
    now: () => around.now,
    open: async (base) => {
      const vouched = trusted.some((it) => originOf(it) === originOf(base));
      const way = await signIn(base, vouched, around, output);
      if (way) open.push(way.transport);
      return way?.transport;
    },
    ...(kept && { snapshot: () => kept }),
  };
}
