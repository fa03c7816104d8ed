/** Who × environment, as a grid that can be walked through. */
import * as l10n from '@vscode/l10n';
import type { MapCell, MapColumn, MapPeople, MapRow } from '../../../server/src/lsp/protocol.ts';
import { capital, escaped, filled, listed, marked, plain } from './text.ts';
import { approvalWords, runMarks, runWords } from './verdicts.ts';

/** The section of the page. */
export function matrixHtml(people: MapPeople): string {
  const { columns, rows } = people;
  if (columns.length === 0) return `<p>${escaped(l10n.t('Nothing in this pipeline deploys.'))}</p>`;
  const head = columns.map(columnHead).join('');
  const body = rows.map((it, n) => rowHtml(it, n)).join('');
  const name = escaped(l10n.t('Who can run the jobs of each environment'));
  const keys = l10n.t('Arrow keys lead from cell to cell, Enter explains.');
  return [
    `<p>${escaped(scopeWords(people))} ${escaped(keys)}</p>`,
    '<div class="scrolls">',
    `<table class="matrix" role="grid" aria-label="${name}">`,
    `<thead><tr role="row"><th scope="col" role="columnheader">${escaped(l10n.t('Who'))}</th>${head}</tr></thead>`,
    `<tbody>${body}</tbody></table></div>`,
  ].join('\n');
}

/** Whom the rows stand for. */
export function scopeWords({ complete, left, rows }: MapPeople): string {
  const people = rows.filter((it) => it.kind === 'person').length;
  const more = left > 0 ? [l10n.t('{0} more people are left out for want of room.', left)] : [];
  if (complete) return [l10n.t('Everybody with access to the project.'), ...more].join(' ');
  const some =
    people > 0
      ? l10n.t(
          'The members of the project are not known. The people who are known, and each role by itself: who is in a group that a rule names may do more.',
        )
      : l10n.t(
          'The members of the project are not known. Each role by itself: who is in a group that a rule names may do more.',
        );
  return [some, ...more].join(' ');
}

/** What the columns are called. */
export function columnName({ name, project, jobs }: MapColumn): string {
  if (name === '') return l10n.t('no environment ({0})', listed(jobs));
  return project === undefined ? name : l10n.t('{0} in {1}', name, project);
}

function columnHead(column: MapColumn): string {
  const { name, tier, approvals, jobs } = column;
  const under = [
    name === '' ? listed(jobs) : tier,
    approvals === undefined ? undefined : l10n.t('approvals: {0}', plain(approvals)),
  ].filter((it) => it !== undefined);
  const more = under.length === 0 ? '' : `<div class="soft">${escaped(under.join(' · '))}</div>`;
  const title = name === '' ? l10n.t('no environment') : columnName(column);
  return `<th scope="col" role="columnheader">${escaped(title)}${more}</th>`;
}

function rowHtml({ name, kind, role, isActor, cells }: MapRow, row: number): string {
  const who = kind === 'role' ? l10n.t('Role {0}', name) : name;
  const tag = isActor ? ` <span class="tag">${escaped(l10n.t('this attempt'))}</span>` : '';
  const under = role === undefined ? '' : `<div class="soft">${escaped(role)}</div>`;
  const fields = cells.map((it, column) => cellHtml(it, row, column)).join('');
  return `<tr role="row"${isActor ? ' class="actor"' : ''}><th scope="row" role="rowheader">${escaped(who)}${tag}${under}</th>${fields}</tr>`;
}

function cellHtml(cell: MapCell, row: number, column: number): string {
  const { runs, approves } = cell;
  const more =
    approves === undefined || approves === 'no'
      ? ''
      : `<span class="more"><span aria-hidden="true">${runMarks[approves]}</span> ${escaped(approvalWords(approves))}</span>`;
  const words = `<span class="mark ${runs}" aria-hidden="true">${runMarks[runs]}</span> ${escaped(runWords(runs))}`;
  return `<td role="gridcell"><button type="button" tabindex="-1" class="cell ${runs}" data-row="${row}" data-column="${column}">${words}${more}</button></td>`;
}

/** Why it is so, as HTML. */
export function cellExplanation({ columns, rows }: MapPeople, row: number, column: number): string {
  const [who, where] = [rows[row], columns[column]];
  const cell = who?.cells[column];
  if (!who || !where || !cell) return '';
  const name = who.kind === 'role' ? l10n.t('Role {0}', who.name) : who.name;
  const words = [runWords(cell.runs), ...(cell.approves === undefined ? [] : [approvalWords(cell.approves)])];
  const asking = l10n.t('The environment asks for approvals: {0}.');
  const asks = where.approvals === undefined ? '' : `<p>${filled(asking, marked(where.approvals))}</p>`;
  const jobs = where.jobs.map((it) => `<code>${escaped(it)}</code>`).join(', ');
  const jobsLine = filled(l10n.t('Jobs: {0}'), jobs);
  return [
    `<h2 id="explained">${escaped(listed([name, columnName(where)]))}</h2>`,
    `<p class="answer">${escaped(capital(words.join(', ')))}.</p>`,
    `<ul>${cell.reasons.map((it) => `<li>${marked(it)}</li>`).join('')}</ul>`,
    asks,
    `<p class="soft">${jobsLine}</p>`,
    `<p class="actions"><button type="button" data-do="close">${escaped(l10n.t('Back (Escape)'))}</button></p>`,
  ].join('\n');
}
