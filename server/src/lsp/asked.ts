/** What clients may ask for beside LSP's own requests: the attempt, the report, the explanation. */
import { t } from '@vscode/l10n';
import { isoTime, reportJson } from '../engine/report.ts';
import { explanation } from '../features/explanation.ts';
import { deployJobAround } from '../features/place.ts';
import { uriIn } from './addresses.ts';
import { shortNameOf } from './choices.ts';
import type { AttemptAnswer, AttemptParams, ExplanationAnswer, ExplanationParams, ReportParams } from './protocol.ts';
import type { Session } from './session.ts';

/** Answers with the attempt in force, after changing it where `attempt` says so. */
export async function askAttempt(
  session: Session,
  { uri, attempt: choice }: AttemptParams,
  signal: AbortSignal,
): Promise<AttemptAnswer> {
  if (choice !== undefined) session.choose(await session.folder(uri, signal), choice ?? {});
  const folder = await session.folder(uri, signal, 'read');
  const snapshot = await folder.snapshot();
  const { actor, ref, tag, source, at } = await folder.attempt(snapshot, false);
  return {
    username: actor.kind === 'user' ? actor.username : null,
    accessLevel: actor.kind === 'role' ? actor.accessLevel : null,
    ref,
    tag,
    source,
    at: isoTime(at),
    shortName: actor.kind === 'user' ? (shortNameOf(actor.username, snapshot) ?? null) : null,
    choice: folder.choice,
    root: folder.root === '' ? null : (uriIn(folder.root, '') ?? null),
  };
}

/** The report of the pipeline that a file belongs to; `null` where it belongs to none. */
export async function askReport(
  session: Session,
  { uri, all }: ReportParams,
  signal: AbortSignal,
): Promise<object | null> {
  const view = await session.view(uri, signal, 'read');
  return view ? reportJson(view.analysis, { all: all === true }) : null;
}

export async function askExplanation(
  session: Session,
  { uri, job, position }: ExplanationParams,
  signal: AbortSignal,
): Promise<ExplanationAnswer> {
  const view = await session.view(uri, signal, 'read');
  if (!view) return { markdown: t`This file belongs to no pipeline.`, job: null };
  const here = position && deployJobAround(view.analysis, view.path, view.offsetAt(position));
  const name = job ?? here?.job.job.name;
  return { markdown: explanation(view.analysis, name, view.timeZone), job: name ?? null };
}
