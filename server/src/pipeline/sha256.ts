/** SHA-256 (FIPS 180-4) without the platform's: slugs of environments must be had at once and everywhere. */

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const constants = fractions(64, Math.cbrt);
/** The same of the square roots of the first eight. */
const start = fractions(8, Math.sqrt);

/** The digest of a text in UTF-8, as eight 32-bit words, the most significant first. */
export function sha256(text: string): readonly number[] {
  const words = padded(new TextEncoder().encode(text));
  let state = start;
  for (let block = 0; block < words.length; block += 16) state = compressed(state, words.slice(block, block + 16));
  return state.map((it) => it >>> 0);
}

/** Big-endian words: the bytes, a one bit, zeros, and the length in bits. */
function padded(bytes: Uint8Array): readonly number[] {
  const words = new Array<number>((((bytes.length + 8) >> 6) + 1) * 16).fill(0);
  const put = (at: number, byte: number): void => {
    words[at >> 2] = (words[at >> 2] ?? 0) | (byte << (24 - (at & 3) * 8));
  };
  for (const [at, byte] of bytes.entries()) put(at, byte);
  put(bytes.length, 0x80);
  words[words.length - 2] = Math.floor(bytes.length / 0x20000000);
  words[words.length - 1] = bytes.length << 3;
  return words;
}

function compressed(state: readonly number[], block: readonly number[]): readonly number[] {
  const schedule = scheduled(block);
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (const [round, word] of schedule.entries()) {
    const sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const choice = (e & f) ^ (~e & g);
    const first = (h + sum1 + choice + (constants[round] ?? 0) + word) | 0;
    const sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + sum0 + majority) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((it, n) => (it + (state[n] ?? 0)) | 0);
}

function scheduled(block: readonly number[]): readonly number[] {
  const words = [...block];
  for (let n = 16; n < 64; n++) {
    const early = words[n - 15] ?? 0;
    const late = words[n - 2] ?? 0;
    const small0 = rotated(early, 7) ^ rotated(early, 18) ^ (early >>> 3);
    const small1 = rotated(late, 17) ^ rotated(late, 19) ^ (late >>> 10);
    words.push(((words[n - 16] ?? 0) + small0 + (words[n - 7] ?? 0) + small1) | 0);
  }
  return words;
}

function rotated(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

function fractions(count: number, root: (prime: number) => number): readonly number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((it) => n % it !== 0)) primes.push(n);
  return primes.map((it) => Math.floor((root(it) % 1) * 0x100000000) | 0);
}
