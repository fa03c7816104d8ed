/** Behind `$CI_DEPLOY_FREEZE`: the freeze that holds or comes next, by the reader's clock. */
import { t } from '@vscode/l10n';
import type { Analysis } from '../../engine/analysis.ts';
import { freezeVariable } from '../../pipeline/freeze-reaction.ts';
import type { Node } from '../../syntax/node.ts';
import { position, type SourceFile } from '../../syntax/source.ts';
import { type FreezeEvent, freezeEvent } from '../freeze-event.ts';
import { routeTo } from '../route.ts';
import type { Hint, HintsOf } from './hint.ts';

export const freezeHints: HintsOf = (analysis, file, timeZone) => {
  const said = words(analysis, timeZone);
  if (!said || !file.text.includes(freezeVariable)) return [];
  return mentions(file).map((span) => ({ span, ...said }));
};

function words(analysis: Analysis, timeZone: string): Pick<Hint, 'label' | 'tooltip'> | undefined {
  const { freezePeriods } = analysis.snapshot.settings;
  if (!freezePeriods.known) return undefined;
  const event = freezeEvent(analysis, timeZone);
  const periods = freezePeriods.value.map((it) => t`from \`${it.start}\` to \`${it.end}\` (${it.timeZone})`);
  if (!event) {
    return {
      label: t('no freeze periods'),
      tooltip: t('The project has no freeze periods, so GitLab never sets it.'),
    };
  }
  return {
    label: labelOf(event),
    tooltip: t`GitLab sets it while a freeze period of the project holds: ${periods.join(', ')}.`,
  };
}

function labelOf(event: FreezeEvent): string {
  switch (event.kind) {
    case 'frozen':
      return event.until === undefined ? t('frozen') : t`frozen until ${event.until}`;
    case 'open':
      return event.to === undefined ? t`next freeze: ${event.from}` : t`next freeze: ${event.from} – ${event.to}`;
    case 'none':
      return t('no further freeze');
  }
}

/** Each line once, to its end as far as the value goes. What a comment says is no mention. */
function mentions(file: SourceFile): readonly Hint['span'][] {
  const byLine = new Map<number, Hint['span']>();
  for (const { index } of file.text.matchAll(new RegExp(`\\b${freezeVariable}\\b`, 'g'))) {
    const { line } = position(file, index);
    const route = byLine.has(line) ? undefined : routeTo(file, index);
    if (route?.on === 'value') byLine.set(line, onLine(file, route.node, index));
  }
  return [...byLine.values()];
}

function onLine(file: SourceFile, { span }: Node, index: number): Hint['span'] {
  const base = file.starts.get(span.piece) ?? 0;
  const lineEnd = file.text.indexOf('\n', index);
  return { ...span, end: Math.min(span.end, (lineEnd < 0 ? file.text.length : lineEnd) - base) };
}
