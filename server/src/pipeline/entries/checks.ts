/** How checks are put together: of which value they speak, and when. */
import type { Node } from '../../syntax/node.ts';
import type { Check, Child, EntryType, Shape, Subject, Validator } from './entry.ts';
import { flatten, isHash, isNil, under, type Value } from './shape.ts';

/** Checks the entry itself. */
export function self(...validators: readonly Validator[]): Check {
  return { attribute: 'config', value: ({ node }) => node, validators };
}

/** Checks the value under a key; null and nothing are fine. */
export function optional(attribute: string, ...validators: readonly Validator[]): Check {
  return { attribute, value: ({ node }) => under(node, attribute), unless: 'nil', validators };
}

/** As `optional`; blank values (an empty text, `false` …) are fine, too. */
export function optionalOrBlank(attribute: string, ...validators: readonly Validator[]): Check {
  return { attribute, value: ({ node }) => under(node, attribute), unless: 'blank', validators };
}

/** Checks the value under a key, also where there is none. */
export function required(attribute: string, ...validators: readonly Validator[]): Check {
  return { attribute, value: ({ node }) => under(node, attribute), validators };
}

/** Checks a value that GitLab works out: the name of an environment that is only a name, say. */
export function derived(attribute: string, value: (it: Subject) => Value, ...validators: readonly Validator[]): Check {
  return { attribute, value, validators };
}

/** The check, only where the condition holds. */
export function given(condition: (it: Subject) => boolean, check: Check): Check {
  const { given: before } = check;
  return { ...check, given: (it) => condition(it) && (before?.(it) ?? true) };
}

/** The check, after the children have been read. */
export function late(check: Check): Check {
  return { ...check, late: true };
}

/** An entry without children. */
export function leaf(word: string, ...checks: readonly Check[]): EntryType {
  return { word, checks };
}

/** Where no shape fits: GitLab's words after the path, in their own case. */
export function unfit(text: string, advice: () => string, location?: string): EntryType {
  return {
    word: '',
    checks: [{ attribute: '', value: ({ node }) => node, validators: [() => ({ text, advice: advice() })] }],
    verbatim: true,
    ...(location !== undefined && { location }),
  };
}

/** Children under fixed keys, in the order GitLab declares them. Null counts as not written. */
export function keys(shapes: Readonly<Record<string, Shape>>): NonNullable<EntryType['children']> {
  const declared = Object.entries(shapes);
  return ({ node }) => {
    const children: Child[] = [];
    if (!isHash(node)) return children;
    for (const [name, shape] of declared) {
      const entry = node.entries.get(name);
      if (entry && !isNil(entry.value)) children.push({ shape, node: entry.value, key: entry.key, name });
    }
    return children;
  };
}

/** One child for each element of a list, nested lists flattened; a mapping is its own only element. */
export function elements(shape: Shape, name: string | undefined): NonNullable<EntryType['children']> {
  return ({ node }) => flatten(node).flatMap((it): readonly Child[] => (isNil(it) ? [] : [{ shape, node: it, name }]));
}

/** One child for each key of a mapping; null is read as an empty mapping. */
export function values(shape: Shape): NonNullable<EntryType['children']> {
  return ({ node }) => {
    if (!isHash(node)) return [];
    return [...node.entries.values()].map(({ key, value }) => ({
      shape,
      node: isNil(value) ? emptyAt(value) : value,
      key,
      name: key.value === null ? undefined : String(key.value),
    }));
  };
}

function emptyAt({ span }: Node): Node {
  return { kind: 'map', entries: new Map(), span };
}

/** Several validators of one value as one; for those that share a condition. */
export function whenever(condition: (value: Value, it: Subject) => boolean, validator: Validator): Validator {
  return (value, it) => (condition(value, it) ? validator(value, it) : undefined);
}
