/** Text for pages: what others wrote is escaped, and of Markdown only code, emphasis and the words of links are kept. */
import * as l10n from '@vscode/l10n';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For HTML and SVG, as content and inside quotes. Characters that XML does not know are left out. */
export function escaped(text: string): string {
  return text
    .replaceAll(/(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '')
    .replaceAll(/[&<>"']/g, (it) => entities[it] ?? it);
}

/** A sentence in Markdown, as HTML. */
export function marked(markdown: string): string {
  return escaped(withoutLinks(markdown))
    .replaceAll(/`([^`]*)`/g, '<code>$1</code>')
    .replaceAll(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replaceAll(/\*([^*\s][^*]*)\*/g, '<em>$1</em>');
}

/** A sentence in Markdown, without any of it. */
export function plain(markdown: string): string {
  return withoutLinks(markdown).replaceAll(/[`*]/g, '');
}

function withoutLinks(markdown: string): string {
  return markdown.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1');
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** At most so many characters: whole words where there are several, so that what is left is what is also read aloud. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const room = text.slice(0, length - 1);
  const words = room.includes(' ') && text.charAt(length - 1) !== ' ' ? room.slice(0, room.lastIndexOf(' ')) : room;
  return `${words.replace(/[\s,]+$/, '')}…`;
}

/** "a, b and c". */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : l10n.t('{0} and {1}', names.slice(0, -1).join(', '), last);
}

/** A text as HTML. @param html what stands in its places, as HTML already. */
export function filled(text: string, ...html: readonly string[]): string {
  return escaped(text).replaceAll(/\{(\d+)\}/g, (place, n) => html[Number(n)] ?? place);
}
