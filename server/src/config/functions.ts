/** The functions of interpolation blocks: `$[[ inputs.x | truncate(0,8) ]]` (config.md §3.3). */
import { expandExisting } from '../expression/expand.ts';
import type { Scope } from '../expression/scope.ts';
import type { Node } from '../syntax/node.ts';
import { isString, stringNode } from './values.ts';

/** The value, or GitLab's messages. */
export type Applied = { readonly value: Node } | { readonly errors: readonly string[] };

/**
 * Applies functions from left to right.
 *
 * @see lib/gitlab/ci/config/interpolation/functions_stack.rb
 */
export function applyFunctions(calls: readonly string[], input: Node, scope: Scope): Applied {
  const known = calls.map((call) => ({ call, apply: functionOf(call) }));
  const errors = known.filter((it) => !it.apply).map(({ call }) => unknownFunction(call));
  if (errors.length > 0) return { errors };
  let value = input;
  for (const { apply } of known) {
    const applied = apply?.(value, scope) ?? value;
    if (typeof applied === 'string') return { errors: [applied] };
    value = applied;
  }
  return { value };
}

function unknownFunction(call: string): string {
  return `no function matching \`${call}\`: check that the function name, arguments, and types are correct`;
}

/** A message of GitLab's where it cannot be applied. */
type Apply = (input: Node, scope: Scope) => Node | string;

function functionOf(call: string): Apply | undefined {
  const cut = /^truncate\(\s*(\d+)\s*,\s*(\d+)\s*\)?$/m.exec(call);
  if (cut) return (input) => truncate(input, Number(cut[1]), Number(cut[2]));
  if (/^expand_vars$/m.test(call)) return expandVariables;
  return /^posix_escape$/m.test(call) ? posixEscape : undefined;
}

function truncate(input: Node, offset: number, length: number): Node | string {
  if (!isString(input)) return onlyStrings('truncate');
  return stringNode([...String(input.value)].slice(offset, offset + length).join(''), input.span);
}

/** What is not known is left as written: GitLab expands most of it again when the value is used. */
function expandVariables(input: Node, scope: Scope): Node | string {
  if (!isString(input)) return onlyStrings('expand_vars');
  const text = String(input.value);
  const known: Scope = (name) => {
    const value = scope(name);
    return typeof value === 'string' ? value : null;
  };
  const expanded = expandExisting(text, known);
  return stringNode(typeof expanded === 'string' ? expanded : text, input.span);
}

/** As Ruby's `Shellwords.escape`. */
function posixEscape(input: Node): Node | string {
  if (!isString(input)) return onlyStrings('posix_escape');
  const text = String(input.value);
  const escaped = text.replace(/[^A-Za-z0-9_\-.,:+/@\n]/gu, '\\$&').replaceAll('\n', "'\n'");
  return stringNode(text === '' ? "''" : escaped, input.span);
}

function onlyStrings(name: string): string {
  return `error in \`${name}\` function: invalid input type: ${name} can only be used with string inputs`;
}
