/** Names as YAML wants them written. */
import { resolvePlain } from '../../syntax/scalar.ts';
import type { Style } from './mention.ts';

/** A name in the place of one that is written in this style. */
export function spelled(name: string, style: Style): string {
  switch (style) {
    case 'bare':
      return name;
    case 'single':
      return insideSingle(name);
    case 'double':
      return insideDouble(name);
    case 'flow':
    case 'plain':
      return canBePlain(name, style === 'flow') ? name : quoted(name);
  }
}

/** With quotes around it: single ones, in which a backslash is itself, where the name has no quote of its own. */
function quoted(name: string): string {
  return /['\p{Cc}]/u.test(name) ? `"${insideDouble(name)}"` : `'${name}'`;
}

/** Whether GitLab reads the plain text as just this string. */
function canBePlain(name: string, inFlow: boolean): boolean {
  if (name === '' || name !== name.trim() || /\p{Cc}/u.test(name)) return false;
  if (/^[-?:](?:\s|$)|^[,[\]{}#&*!|>'"%@`]|: |:$| #/.test(name) || /^(?:---|\.\.\.)/.test(name)) return false;
  if (inFlow && /[,[\]{}]|^[-?:]|:(?=[,[\]{}])/.test(name)) return false;
  const resolved = resolvePlain(name);
  return 'type' in resolved && resolved.type === 'string';
}

function insideSingle(name: string): string {
  return name.replaceAll("'", "''");
}

function insideDouble(name: string): string {
  return name
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll(/\p{Cc}/gu, (it) => `\\u${(it.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}
