/** Texts that are written down before it is known in which language they will be read. */

/**
 * Marks a text for the translators and leaves it in English: one of a table at the top of a module, or one that is
 * stored. Where it is shown it goes through `t`.
 */
export function later<T extends string>(text: T): T {
  return text;
}
