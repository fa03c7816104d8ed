/** Which gate a pasted text speaks of: GitLab's exact words, and what guides and chats quote loosely. */
import { t } from '@vscode/l10n';
import { failureMeaning, failurePhrases } from './pasted/failure-phrases.ts';
import { type Meaning, spoken } from './pasted/meaning.ts';
import type { Phrase } from './pasted/phrase.ts';
import { phrases } from './pasted/phrases.ts';
import { requestPhrases } from './pasted/request-phrases.ts';

/** Plain JSON. */
export interface Pasted {
  /** What was recognised, most telling first. Empty: nothing. */
  readonly matches: readonly Recognised[];
  /** An address of a job or pipeline that stands in the text: asked by that, there is nothing to guess. */
  readonly address?: string;
}

export interface Recognised {
  /** The words of the text that were recognised. */
  readonly phrase: string;
  /** Where it comes from: "printed by GitLab on the job's page". */
  readonly by: string;
  /** GitLab's own words, so that the candidates are all there are. */
  readonly exact: boolean;
  /** Likeliest first. */
  readonly candidates: readonly Meaning[];
  /** A sentence: what would decide between several. */
  readonly decides?: string;
}

const all: readonly Phrase[] = [...failurePhrases, ...requestPhrases, ...phrases];

/** More of a log than this is not looked at: from its end, which is where the reason stands. */
const most = 200_000;

/**
 * What a text may mean (gates.md §8). Where GitLab's own words are in it, looser ones are left out.
 * @param text a line, a message, or a whole log.
 */
export function pastedText(text: string): Pasted {
  const plain = normalised(text.slice(-most));
  const found = all.flatMap((phrase) => {
    const match = phrase.pattern.exec(plain);
    return match ? [{ phrase, match }] : [];
  });
  const exact = found.filter(({ phrase }) => phrase.exact);
  const telling = (exact.length > 0 ? exact : found).toSorted((a, b) => weight(b) - weight(a));
  const told = new Set<Phrase['means'][number]>();
  const matches: Recognised[] = [];
  for (const { phrase, match } of telling) {
    if (phrase.means.every((it) => told.has(it))) continue;
    for (const it of phrase.means) told.add(it);
    matches.push(recognised(phrase, match[0]));
  }
  const [address] =
    /https?:\/\/[^\s"'<>]+\/-\/(?:jobs|pipelines|environments)\/\d+(?:[/?#][^\s"'<>]*)?/i.exec(text) ?? [];
  return { matches, ...(address !== undefined && { address }) };
}

function recognised({ by, exact, means, decides }: Phrase, words: string): Recognised {
  const candidates = means.map((it) => (typeof it === 'string' ? spoken(it) : failureMeaning(it)));
  return {
    ...{ phrase: words, by: t(by), exact, candidates },
    ...(decides !== undefined && candidates.length > 1 && { decides: t(decides) }),
  };
}

/** What leaves fewer possibilities tells more; of equals the longer words do. */
function weight({ phrase, match }: { readonly phrase: Phrase; readonly match: RegExpExecArray }): number {
  return match[0].length - 1000 * phrase.means.length;
}

/** Escape sequences of colours, curly quotes, backticks and line breaks differ by where somebody copied from. */
function normalised(text: string): string {
  return text
    .replaceAll(colour, '')
    .replaceAll(/[‘’]/g, "'")
    .replaceAll(/[“”]/g, '"')
    .replaceAll('`', '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

const colour = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*[A-Za-z]`, 'g');
