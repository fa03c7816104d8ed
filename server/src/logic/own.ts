/** Tables by name, asked for names that people write: `constructor` and `__proto__` are in none of them. */

/** What the table itself holds under `name`; what every object has besides is nothing. */
export function ownOf<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
