/** Takes secrets out of texts. */

/** `text` without any of `secrets`, and without the name and password in the address of a proxy. */
export function redacted(text: string, secrets: Iterable<string>): string {
  const addresses = text.replaceAll(/(\w:\/\/)[^\s/@"'<>]+@/g, `$1${mask}@`);
  return [...secrets].reduce((it, secret) => (secret === '' ? it : it.replaceAll(secret, mask)), addresses);
}

const mask = '********';
