/** Choosing an attempt: what there is to choose from, and how attempts compare. */
import { t } from '@vscode/l10n';
import { type Compared, comparison } from '../features/comparison.ts';
import { usualAttempts } from '../pipeline/table.ts';
import { choicesFrom } from './choices.ts';
import { entryOf } from './folder.ts';
import type { Part } from './part.ts';
import type { ChoicesAnswer, ChoicesParams, ComparisonParams, PageAnswer } from './protocol.ts';
import { request } from './request.ts';
import type { Session } from './session.ts';

export const choosing: Part = {
  capabilities: () => ({}),
  listen({ connection, session }) {
    connection.onRequest('deployGates/attemptChoices', (params: ChoicesParams, token) =>
      request(token, (signal) => askChoices(session, params, signal)),
    );
    connection.onRequest('deployGates/comparison', (params: ComparisonParams, token) =>
      request(token, (signal) => askComparison(session, params, signal)),
    );
  },
};

async function askChoices(session: Session, { uri }: ChoicesParams, signal: AbortSignal): Promise<ChoicesAnswer> {
  const view = await session.view(uri, signal, 'read');
  const folder = await session.folder(uri, signal);
  const { defaultBranch } = await folder.discovered();
  return choicesFrom(await folder.snapshot(), await folder.refs(signal), view?.analysis, defaultBranch);
}

async function askComparison(session: Session, { uri }: ComparisonParams, signal: AbortSignal): Promise<PageAnswer> {
  const view = await session.view(uri, signal, 'read');
  if (!view) return { markdown: t`This file belongs to no pipeline.` };
  const folder = await session.folder(uri, signal);
  const snapshot = await folder.snapshot();
  const attempt = await folder.attempt(snapshot, false);
  const checkout = await folder.checkout();
  // A child pipeline is started by whatever starts its parent.
  const { attempt: seen, pipeline } = view.analysis;
  const entry = seen.source === 'parent_pipeline' ? entryOf(snapshot) : pipeline.config.entry;
  const usual = usualAttempts(attempt);
  const [current, ...others] = await checkout.rehearsals(
    entry,
    [attempt, ...usual.map((it) => it.attempt)],
    snapshot,
    signal,
  );
  const columns = usual.map((it, n): Compared | undefined => {
    const analysis = others[n];
    return analysis && { title: it.title, analysis };
  });
  const markdown = current
    ? comparison(
        current,
        columns.filter((it) => it !== undefined),
        view.timeZone,
      )
    : '';
  return { markdown };
}
