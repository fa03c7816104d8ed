/** What a live job waits for: an address of GitLab's web interface, or a text that somebody pasted. Nothing is changed. */
import { t } from '@vscode/l10n';
import { explainLive, type LiveAnswer } from '../engine/explain-live.ts';
import { liveMarkdown, type Surface } from '../engine/render-live.ts';
import { addressForms, addressOf, placesOf } from '../settings/live-address.ts';
import type { Part } from './part.ts';
import type { WhyAnswer, WhyParams } from './protocol.ts';
import { request } from './request.ts';
import type { Session } from './session.ts';
import type { World } from './world.ts';

interface Around {
  readonly session: Session;
  readonly world: World;
}

export const blocked: Part = {
  capabilities: () => ({}),
  listen({ connection, session, world }) {
    connection.onRequest('deployGates/why', ({ about }: WhyParams, token) =>
      request(token, (signal) => why({ session, world }, about, signal)),
    );
  },
};

async function why({ session, world }: Around, about: string, signal: AbortSignal): Promise<WhyAnswer> {
  if (about.trim() === '') return { ...nothing(), trouble: `${t('Nothing was given.')} ${whatIsWanted()}` };
  const host = await session.live();
  const answer = await explainLive(about, { read: (address) => world.readLive(host, address, signal) });
  return {
    kind: answer.kind === 'text' ? 'text' : 'address',
    title: titleOf(answer),
    markdown: liveMarkdown(answer, editor()),
    ...troubleOf(answer),
    ...signInFor(answer, host.bases),
    ...(answer.kind === 'text' && answer.pasted.address !== undefined && { address: answer.pasted.address }),
  };
}

function nothing(): WhyAnswer {
  return { kind: 'none', title: t('nothing'), markdown: '' };
}

function whatIsWanted(): string {
  const [example = ''] = addressForms;
  return t`Give the address of a job, pipeline, environment or deployment, such as ${example}, or a text that its page or log says.`;
}

/** Commands have the names of the palette. */
function editor(): Surface {
  return {
    ask: (address) => t`Run "Deploy Gates: Explain a blocked job…" with the address: ${address}`,
    signIn: t('Run "Deploy Gates: Sign in" with a token that has the scope `read_api`.'),
    paste: t('Or give "Deploy Gates: Explain a blocked job…" what its page says.'),
  };
}

function troubleOf(answer: LiveAnswer): Partial<WhyAnswer> {
  if (answer.kind === 'no-target') return { kind: 'none', trouble: `${answer.trouble} ${whatIsWanted()}` };
  if (answer.kind !== 'text' || answer.pasted.matches.length > 0 || answer.pasted.address !== undefined) return {};
  return { kind: 'none', trouble: `${t('No text of GitLab or git is recognised in this.')} ${whatIsWanted()}` };
}

function signInFor(answer: LiveAnswer, bases: readonly string[]): Partial<WhyAnswer> {
  if (answer.kind !== 'unread' || answer.why !== 'signed-out') return {};
  const address = addressOf(answer.url);
  const [place] = address ? placesOf(address, bases) : [];
  const because = answer.detail ?? t('the token is no good');
  return place ? { signIn: { instance: place.base, because } } : {};
}

/** What a tab is called. */
function titleOf(answer: LiveAnswer): string {
  if (answer.kind === 'text') return t('pasted text');
  const jobs = answer.kind === 'live' ? answer.live.pipelines.flatMap((it) => (it.whole ? [] : it.jobs)) : [];
  if (jobs.length === 1 && jobs[0]) return t`${jobs[0].job.name} (job ${jobs[0].job.id})`;
  const target = addressOf(answer.url)?.target;
  switch (target?.kind) {
    case undefined:
      return t('no job');
    case 'job':
      return t`job ${target.id}`;
    case 'pipeline':
      return t`pipeline ${target.id}`;
    case 'environment':
      return t`environment ${target.id}`;
    case 'deployment':
      return t`deployment ${target.iid}`;
  }
}
