/** Finds again what had the focus, after it was drawn anew. */

const telling = [
  'id',
  'data-id',
  'data-explains',
  'data-row',
  'data-column',
  'data-ways',
  'data-zoom',
  'data-export',
  'data-each',
];

/** A selector for the same element of the next drawing; `undefined` for one that cannot be told from others. */
export function selectorOf(element: Element | null): string | undefined {
  const parts = telling.flatMap((name) => {
    const value = element?.getAttribute(name);
    return typeof value === 'string' ? `[${name}=${JSON.stringify(value)}]` : [];
  });
  return parts.length === 0 ? undefined : parts.join('');
}
