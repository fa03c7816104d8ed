/** The gate map as a Markdown document: tables for what is a picture on the page. */
import type { GateMap, MapCell, MapFreeze, MapPeople } from '../../../server/src/lsp/protocol.ts';
import { momentIn, periodWords, reactionWords, zonesOf } from './calendar.ts';
import { drawingOf } from './grouped.ts';
import { columnName, scopeWords } from './matrix.ts';
import { jobLines } from './table.ts';
import { approvalWords, runMarks, runWords } from './verdicts.ts';

/** @param zone of the reader, by its tz name. */
export function markdownOf(map: GateMap, name: string, zone: string): string {
  return [
    `# Gate map of ${text(map.project ?? name)}`,
    `${text(capitalAs(map.attempt))}, ${momentIn(zone, map.at)} (${zone}). ${text(map.basis)}`,
    '## Ways to the environments',
    wayTable(map),
    '## Freeze calendar of the next four weeks',
    ...freezeParts(map.freeze, zone),
    '## Who can deploy',
    ...peopleParts(map.people),
    '',
  ].join('\n\n');
}

function capitalAs(attempt: string): string {
  return attempt.replace(/^as /, 'As ');
}

function wayTable({ graph }: GateMap): string {
  const lines = jobLines(drawingOf(graph, true));
  if (lines.length === 0) return 'There are no jobs in this pipeline.';
  return table(
    ['Job', 'Stage', 'Comes after', 'What becomes of it', 'Environment'],
    lines.map((it) => [code(it.name), text(it.stage), text(it.after), text(it.outlook), text(it.to)]),
  );
}

function freezeParts(freeze: MapFreeze, zone: string): readonly string[] {
  if (!freeze.known) return [`Not known: ${freeze.why}.`];
  const { periods, jobs } = freeze;
  if (periods.length === 0) return ['The project has no freeze periods.'];
  const windows = periods.flatMap((it) => it.windows).sort((a, b) => a.from - b.from);
  return [
    periods.map((it) => `- ${periodWords(it)}`).join('\n'),
    windows.length === 0
      ? 'None of them holds in the next four weeks.'
      : table(
          [`Begins (${zone})`, `Ends (${zone})`, `In the project's zone (${zonesOf(periods).join(', ')})`],
          windows.map((it) => [momentIn(zone, it.from), momentIn(zone, it.to), `${it.fromWords} – ${it.toWords}`]),
        ),
    ...(jobs.length === 0
      ? []
      : [
          table(
            ['Job', 'Environment', 'In a freeze'],
            jobs.map((it) => [code(it.name), text(it.environment), reactionWords[it.by]]),
          ),
        ]),
  ];
}

function peopleParts(people: MapPeople): readonly string[] {
  const { columns, rows } = people;
  if (columns.length === 0) return ['Nothing in this pipeline deploys.'];
  return [
    scopeWords(people),
    table(
      ['Who', ...columns.map((it) => text(columnName(it)))],
      rows.map(({ name, kind, role, isActor, cells }) => {
        const under = [role, isActor ? 'this attempt' : undefined].filter((it) => it !== undefined);
        const who = kind === 'role' ? `Role ${name}` : `${name}${under.length > 0 ? ` (${under.join(', ')})` : ''}`;
        return [text(who), ...cells.map(cellWords)];
      }),
    ),
  ];
}

function cellWords({ runs, approves }: MapCell): string {
  const more = approves === undefined || approves === 'no' ? '' : `, ${approvalWords[approves]}`;
  return `${runMarks[runs]} ${runWords[runs]}${more}`;
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
