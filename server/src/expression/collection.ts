/** Variables in layers, and their values with the references to each other expanded (config.md §8.1, §8.5). */
import { components } from '../logic/components.ts';
import { later } from '../logic/later.ts';
import type { Missing } from '../logic/tri.ts';
import { mayRefer } from './expand.ts';
import { isUnknownValue, type Scope, type SomeValue, type Value } from './scope.ts';

/** One definition of a variable. A raw one is never expanded. */
export interface Definition {
  readonly value: Value;
  readonly raw: boolean;
}

/** Variables of one origin. */
export interface Layer {
  readonly find: (name: string) => Definition | undefined;
  /** Those whose value may refer to other variables. The very same list as long as nothing in it changes. */
  readonly referring: () => Referring;
}

export type Referring = readonly (readonly [string, Definition])[];

/** All variables of one moment. */
export interface Variables {
  /** Values as written: what expressions compare. */
  readonly plain: Scope;
  /** Values with references expanded: what names and globs are expanded with. */
  readonly expanded: () => Scope;
  /** GitLab's words for definitions that need each other. Nothing is expanded then. */
  readonly circular: () => string | undefined;
}

/** A layer of plain values. */
export function layerOf(values: ReadonlyMap<string, Definition>): Layer {
  return { find: (name) => values.get(name), referring: () => referringIn(values) };
}

/** What layers without any reference share. */
const none: Referring = [];
export const noReferences = (): Referring => none;

const referringLists = new WeakMap<ReadonlyMap<string, Definition>, Referring>();

/** Those of `values` that may refer to others. */
export function referringIn(values: ReadonlyMap<string, Definition>): Referring {
  const known = referringLists.get(values);
  if (known) return known;
  const found = [...values].filter(([, it]) => refers(it));
  const list = found.length === 0 ? none : found;
  referringLists.set(values, list);
  return list;
}

/** Variables from layers, the strongest last. `otherwise` answers for names that no layer defines. */
export function variablesOf(layers: readonly Layer[], otherwise: Scope): Variables {
  const plain: Scope = (name) => {
    for (let n = layers.length - 1; n >= 0; n--) {
      const found = layers[n]?.find(name);
      if (found) return found.value;
    }
    return otherwise(name);
  };
  let expanded: Scope | undefined;
  let order: Order | undefined;
  return {
    plain,
    expanded: () => {
      expanded ??= expand(layers, plain, otherwise);
      return expanded;
    },
    circular: () => {
      order ??= orderOf(layers);
      return order.circular;
    },
  };
}

/** `$$` and `%%` stay; names are those of `expand`. */
const references = /\$\$|%%|\$([a-zA-Z_]\w*)|\$\{([a-zA-Z_]\w*)?\}|%([a-zA-Z_]\w*)%/g;

function refers({ value, raw }: Definition): boolean {
  return !raw && typeof value === 'string' && mayRefer(value);
}

/** What grows beyond this many characters by expansion is not followed. */
const maxLength = 1_000_000;
const veryLong: Missing = { kind: 'runtime', detail: later('a variable that expands to a very long text') };

function expand(layers: readonly Layer[], plain: Scope, otherwise: Scope): Scope {
  const { order, circular } = orderOf(layers);
  if (order.length === 0 || circular) return plain;
  const known = new Map<string, Value>();
  /** The strongest definition below a layer. A definition that names itself means the next weaker one, or nothing. */
  const below = (name: string, top: number, fallback: Scope): Value => {
    for (let n = top - 1; n >= 0; n--) {
      const found = layers[n]?.find(name);
      if (found) return refers(found) ? substituted(found, name, n) : found.value;
    }
    return fallback(name);
  };
  const substituted = ({ value }: Definition, own: string, layer: number): Value =>
    substitute(value, (name) => (name === own ? below(name, layer, () => null) : scope(name)));
  const scope: Scope = (name) => {
    const value = known.get(name);
    if (value !== undefined) return value;
    const found = below(name, layers.length, otherwise);
    known.set(name, found);
    return found;
  };
  // In this order no chain of references is followed deeper than one step.
  for (const name of order) scope(name);
  return scope;
}

/** Unknown, but existing, as soon as one of the references is unknown. */
function substitute(text: Value, scope: Scope): Value {
  if (typeof text !== 'string') return text;
  const missing = new Set<Missing>();
  let length = 0;
  const result = text.replace(references, (written, ...names: readonly (string | undefined)[]) => {
    const name = names[0] ?? names[1] ?? names[2];
    if (name === undefined) return written;
    const value = scope(name);
    if (isUnknownValue(value)) for (const it of value.missing) missing.add(it);
    if (typeof value !== 'string' || length > maxLength) return '';
    length += value.length;
    return value;
  });
  if (length > maxLength) missing.add(veryLong);
  if (missing.size === 0) return result;
  const some: SomeValue = { missing: [...missing], exists: true, filled: /\S/.test(text.replace(references, '')) };
  return some;
}

/** A definition in its layer. */
interface Place {
  readonly name: string;
  readonly refersTo: readonly string[];
}

/** The referring names, those first that others refer to. */
interface Order {
  readonly order: readonly string[];
  readonly circular?: string;
}

/** Most jobs of a pipeline have the same references: what was found last for a list is kept with it. */
const orders = new WeakMap<Referring, { readonly lists: readonly Referring[]; readonly order: Order }>();

const noOrder: Order = { order: [] };

function orderOf(layers: readonly Layer[]): Order {
  const lists = layers.map((it) => it.referring()).filter((it) => it.length > 0);
  const [key] = lists;
  if (!key) return noOrder;
  const known = orders.get(key);
  if (known && known.lists.length === lists.length && known.lists.every((it, n) => it === lists[n])) return known.order;
  const order = newOrder(lists);
  orders.set(key, { lists, order });
  return order;
}

function newOrder(lists: readonly Referring[]): Order {
  const places = lists.flatMap((it) => it.map(([name, definition]) => ({ name, refersTo: namesIn(definition) })));
  const byName = new Map<string, Place[]>();
  for (const place of places) byName.set(place.name, [...(byName.get(place.name) ?? []), place]);
  const found = components<Place>(places, (it) => it.refersTo.flatMap((name) => byName.get(name) ?? []));
  const cycles = found.filter((it) => it.length > 1);
  const order = found.flatMap((it) => it.map(({ name }) => name));
  if (cycles.length === 0) return { order };
  const names = cycles.map((it) => `[${it.map(({ name }) => JSON.stringify(name)).join(', ')}]`);
  return { order, circular: `circular variable reference detected: ${names.join(', ')}` };
}

const namesOf = new WeakMap<Definition, readonly string[]>();

function namesIn(definition: Definition): readonly string[] {
  const known = namesOf.get(definition);
  if (known || typeof definition.value !== 'string') return known ?? [];
  const names = [...definition.value.matchAll(references)].flatMap((it) => it[1] ?? it[2] ?? it[3] ?? []);
  namesOf.set(definition, names);
  return names;
}
