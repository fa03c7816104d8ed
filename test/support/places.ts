/** What a text has to keep in every language: its places, its code, its links. */

/** `undefined` where they are the same, else what each of the two has. */
export function unlikePlaces(english: string, other: string): readonly [string, string] | undefined {
  const [one, two] = [placesIn(english), placesIn(other)];
  return one === two && other.trim() !== '' ? undefined : [one, two];
}

function placesIn(text: string): string {
  return [...text.matchAll(/\{\d+\}|`[^`]*`|https?:\S+/g)]
    .map(([it]) => it)
    .sort()
    .join(' ');
}
