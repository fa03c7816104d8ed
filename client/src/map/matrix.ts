/** Who × environment, as a grid that can be walked through. */
import type { MapCell, MapColumn, MapPeople, MapRow } from '../../../server/src/lsp/protocol.ts';
import { capital, escaped, listed, marked, plain } from './text.ts';
import { approvalWords, runMarks, runWords } from './verdicts.ts';

/** The section of the page. */
export function matrixHtml(people: MapPeople): string {
  const { columns, rows } = people;
  if (columns.length === 0) return '<p>Nothing in this pipeline deploys.</p>';
  const head = columns.map(columnHead).join('');
  const body = rows.map((it, n) => rowHtml(it, n)).join('');
  return [
    `<p>${escaped(scopeWords(people))} Arrow keys lead from cell to cell, Enter explains.</p>`,
    '<div class="scrolls">',
    '<table class="matrix" role="grid" aria-label="Who can run the jobs of each environment">',
    `<thead><tr role="row"><th scope="col" role="columnheader">Who</th>${head}</tr></thead>`,
    `<tbody>${body}</tbody></table></div>`,
  ].join('\n');
}

/** Whom the rows stand for. */
export function scopeWords({ complete, left, rows }: MapPeople): string {
  const people = rows.filter((it) => it.kind === 'person').length;
  const more = left > 0 ? ` ${left} more people are left out for want of room.` : '';
  if (complete) return `Everybody with access to the project.${more}`;
  const some = people > 0 ? 'The people who are known, and each role by itself' : 'Each role by itself';
  return `The members of the project are not known. ${some}: who is in a group that a rule names may do more.${more}`;
}

/** What the columns are called. */
export function columnName({ name, project, jobs }: MapColumn): string {
  if (name === '') return `no environment (${listed(jobs)})`;
  return project === undefined ? name : `${name} in ${project}`;
}

function columnHead(column: MapColumn): string {
  const { name, tier, approvals, jobs } = column;
  const under = [
    name === '' ? listed(jobs) : tier,
    approvals === undefined ? undefined : `approvals: ${plain(approvals)}`,
  ].filter((it) => it !== undefined);
  const more = under.length === 0 ? '' : `<div class="soft">${escaped(under.join(' · '))}</div>`;
  return `<th scope="col" role="columnheader">${escaped(name === '' ? 'no environment' : columnName(column))}${more}</th>`;
}

function rowHtml({ name, kind, role, isActor, cells }: MapRow, row: number): string {
  const who = kind === 'role' ? `Role ${name}` : name;
  const tag = isActor ? ' <span class="tag">this attempt</span>' : '';
  const under = role === undefined ? '' : `<div class="soft">${escaped(role)}</div>`;
  const fields = cells.map((it, column) => cellHtml(it, row, column)).join('');
  return `<tr role="row"${isActor ? ' class="actor"' : ''}><th scope="row" role="rowheader">${escaped(who)}${tag}${under}</th>${fields}</tr>`;
}

function cellHtml(cell: MapCell, row: number, column: number): string {
  const { runs, approves } = cell;
  const more =
    approves === undefined || approves === 'no'
      ? ''
      : `<span class="more"><span aria-hidden="true">${runMarks[approves]}</span> ${approvalWords[approves]}</span>`;
  const words = `<span class="mark ${runs}" aria-hidden="true">${runMarks[runs]}</span> ${runWords[runs]}`;
  return `<td role="gridcell"><button type="button" tabindex="-1" class="cell ${runs}" data-row="${row}" data-column="${column}">${words}${more}</button></td>`;
}

/** Why it is so, as HTML. */
export function cellExplanation({ columns, rows }: MapPeople, row: number, column: number): string {
  const [who, where] = [rows[row], columns[column]];
  const cell = who?.cells[column];
  if (!who || !where || !cell) return '';
  const name = who.kind === 'role' ? `Role ${who.name}` : who.name;
  const words = [runWords[cell.runs], ...(cell.approves === undefined ? [] : [approvalWords[cell.approves]])];
  const asks =
    where.approvals === undefined ? '' : `<p>The environment asks for approvals: ${marked(where.approvals)}.</p>`;
  return [
    `<h2 id="explained">${escaped(name)} and ${escaped(columnName(where))}</h2>`,
    `<p class="answer">${capital(words.join(', '))}.</p>`,
    `<ul>${cell.reasons.map((it) => `<li>${marked(it)}</li>`).join('')}</ul>`,
    asks,
    `<p class="soft">Jobs: ${where.jobs.map((it) => `<code>${escaped(it)}</code>`).join(', ')}</p>`,
    '<p class="actions"><button type="button" data-do="close">Back (Escape)</button></p>',
  ].join('\n');
}
