/** The gate map as a Markdown document: tables for what is a picture on the page. */
import * as l10n from '@vscode/l10n';
import type { GateMap, MapCell, MapFreeze, MapPeople } from '../../../server/src/lsp/protocol.ts';
import { momentIn, periodWords, type Reader, reactionWords, zonesOf } from './calendar.ts';
import { drawingOf } from './grouped.ts';
import { columnName, scopeWords } from './matrix.ts';
import { jobColumns, jobLines } from './table.ts';
import { capital } from './text.ts';
import { approvalWords, runMarks, runWords } from './verdicts.ts';

export function markdownOf(map: GateMap, name: string, reader: Reader): string {
  const heading = l10n.t('Gate map of {0}', text(map.project ?? name));
  return [
    `# ${heading}`,
    `${text(capital(map.attempt))}, ${momentIn(reader, map.at)} (${reader.zone}). ${text(map.basis)}`,
    `## ${l10n.t('Ways to the environments')}`,
    wayTable(map),
    `## ${l10n.t('Freeze calendar of the next four weeks')}`,
    ...freezeParts(map.freeze, reader),
    `## ${l10n.t('Who can deploy')}`,
    ...peopleParts(map.people),
    '',
  ].join('\n\n');
}

function wayTable({ graph }: GateMap): string {
  const lines = jobLines(drawingOf(graph, true));
  if (lines.length === 0) return l10n.t('There are no jobs in this pipeline.');
  return table(
    jobColumns(),
    lines.map((it) => [code(it.name), text(it.stage), text(it.after), text(it.outlook), text(it.to)]),
  );
}

function freezeParts(freeze: MapFreeze, reader: Reader): readonly string[] {
  if (!freeze.known) return [l10n.t('Not known: {0}.', freeze.why)];
  const { periods, jobs } = freeze;
  if (periods.length === 0) return [l10n.t('The project has no freeze periods.')];
  const windows = periods.flatMap((it) => it.windows).sort((a, b) => a.from - b.from);
  return [
    periods.map((it) => `- ${periodWords(it)}`).join('\n'),
    windows.length === 0
      ? l10n.t('None of them holds in the next four weeks.')
      : table(
          [
            l10n.t('Begins ({0})', reader.zone),
            l10n.t('Ends ({0})', reader.zone),
            l10n.t("In the project's zone ({0})", zonesOf(periods).join(', ')),
          ],
          windows.map((it) => [momentIn(reader, it.from), momentIn(reader, it.to), `${it.fromWords} – ${it.toWords}`]),
        ),
    ...(jobs.length === 0
      ? []
      : [
          table(
            [l10n.t('Job'), l10n.t('Environment'), l10n.t('In a freeze')],
            jobs.map((it) => [code(it.name), text(it.environment), reactionWords(it.by)]),
          ),
        ]),
  ];
}

function peopleParts(people: MapPeople): readonly string[] {
  const { columns, rows } = people;
  if (columns.length === 0) return [l10n.t('Nothing in this pipeline deploys.')];
  return [
    scopeWords(people),
    table(
      [l10n.t('Who'), ...columns.map((it) => text(columnName(it)))],
      rows.map(({ name, kind, role, isActor, cells }) => {
        const under = [role, isActor ? l10n.t('this attempt') : undefined].filter((it) => it !== undefined);
        const who =
          kind === 'role' ? l10n.t('Role {0}', name) : `${name}${under.length > 0 ? ` (${under.join(', ')})` : ''}`;
        return [text(who), ...cells.map(cellWords)];
      }),
    ),
  ];
}

function cellWords({ runs, approves }: MapCell): string {
  const more = approves === undefined || approves === 'no' ? '' : `, ${approvalWords(approves)}`;
  return `${runMarks[runs]} ${runWords(runs)}${more}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Names are others' words: nothing in them is Markdown or HTML. */
function text(words: string): string {
  return oneLine(words)
    .replaceAll(/[\\`*_[\]<>|#]/g, '\\$&')
    .replaceAll('&', '&amp;');
}

function code(name: string): string {
  const words = oneLine(name).replaceAll('|', '\\|');
  const fence = words.includes('`') ? '``' : '`';
  return fence.length > 1 ? `${fence} ${words} ${fence}` : `${fence}${words}${fence}`;
}

function oneLine(words: string): string {
  return words.replaceAll(/\s+/g, ' ').trim();
}
