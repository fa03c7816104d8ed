/** Pages with GitLab's headers (lib/gitlab/pagination/offset_header_builder.rb). */
import { type Answer, badParameter, json } from './answer.ts';
import type { Call } from './call.ts';

/** One page of `rows`, each shown by `present`. */
export function paged<T>(call: Call, rows: readonly T[], present: (row: T) => unknown): Answer {
  const page = wholeNumber(call.query.get('page'), 1);
  const asked = wholeNumber(call.query.get('per_page'), 20);
  if (page === undefined) return badParameter('page is invalid');
  if (asked === undefined) return badParameter('per_page is invalid');
  if (asked === 0) return badParameter('per_page has a value not allowed');
  const size = Math.min(100, asked);
  const current = Math.max(1, page);
  const last = Math.max(1, Math.ceil(rows.length / size));
  const previous = current > 1 && current <= last + 1 ? current - 1 : undefined;
  const next = current < last ? current + 1 : undefined;
  const shown = rows.slice((current - 1) * size, current * size).map(present);
  return json(shown, {
    'x-per-page': String(size),
    'x-page': String(current),
    'x-next-page': next === undefined ? '' : String(next),
    'x-prev-page': previous === undefined ? '' : String(previous),
    'x-total': String(rows.length),
    'x-total-pages': String(last),
    link: [
      ...(previous === undefined ? [] : [link(call, previous, size, 'prev')]),
      ...(next === undefined ? [] : [link(call, next, size, 'next')]),
      link(call, 1, size, 'first'),
      link(call, last, size, 'last'),
    ].join(', '),
  });
}

/** The route's own parameters are repeated in the query, as GitLab does. */
function link(call: Call, page: number, size: number, relation: string): string {
  const query = new URLSearchParams(call.query);
  for (const [name, value] of Object.entries(call.params)) query.set(name, value);
  query.delete('private_token');
  query.set('page', String(page));
  query.set('per_page', String(size));
  query.sort();
  return `<${call.base}${call.path}?${query}>; rel="${relation}"`;
}

function wholeNumber(text: string | null, without: number): number | undefined {
  if (text === null || text === '') return without;
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
