/** A token, wrapped so that no log line, error or JSON can hold it by accident. */

/** What Node's `inspect` looks for, by the name that Node gives it for programs that run elsewhere too. */
const inspected = Symbol.for('nodejs.util.inspect.custom');

export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The one way to the value: for the header of a request to the origin that the token belongs to. */
  reveal(): string {
    return this.#value;
  }

  equals(other: Secret | undefined): boolean {
    return other?.reveal() === this.#value;
  }

  /** The text with every occurrence of the token taken out. */
  redact(text: string): string {
    return this.#value === '' ? text : text.replaceAll(this.#value, '[token]');
  }

  toString(): string {
    return '[token]';
  }

  toJSON(): string {
    return '[token]';
  }

  [inspected](): string {
    return '[token]';
  }
}
