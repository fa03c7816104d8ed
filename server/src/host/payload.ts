/** The door for GitLab's JSON: reads fields of values whose shape is not known yet. Absent fields are absent, not wrong. */
import { Fault } from './fault.ts';

export type Raw = Readonly<Record<string, unknown>>;

/** @throws Fault `bad-payload`, when it is no object. */
export function record(value: unknown): Raw {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Raw;
  throw mismatch('an object', value);
}

/** @throws Fault `bad-payload`, when it is no array. */
export function rows(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw mismatch('a list', value);
}

/** @throws Fault `bad-payload`, when it is no text. */
export function text(value: unknown): string {
  if (typeof value === 'string') return value;
  throw mismatch('a text', value);
}

/** @throws Fault `bad-payload`, when it is no number. */
export function number(value: unknown): number {
  if (typeof value === 'number') return value;
  throw mismatch('a number', value);
}

export function textOrNone(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function numberOrNone(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

export function flagOrNone(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** The object without the keys whose value is `undefined`: absent means absent. */
export function compact<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, it]) => it !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** The number at the end of a GraphQL id: `gid://gitlab/Project/7`. */
export function numberOfGid(value: unknown): number | undefined {
  const digits = /\/(\d+)$/.exec(textOrNone(value) ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function mismatch(wanted: string, value: unknown): Fault {
  const got = value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value;
  return new Fault('bad-payload', `GitLab sends ${got} where ${wanted} was expected`);
}
