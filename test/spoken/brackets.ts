/**
 * A language for tests: every text that goes through a translation comes back in brackets. What a reader sees outside
 * of them would be English in every language.
 */
import { config } from '@vscode/l10n';
import type { Analysis } from '../../server/src/engine/analysis.ts';
import { explanation } from '../../server/src/features/explanation.ts';
import { mapOf } from '../../server/src/features/map.ts';
import { treeOf } from '../../server/src/features/tree.ts';
import type { SourceFile } from '../../server/src/syntax/source.ts';
import { shown } from '../support/through.ts';
import { nodesOf } from '../syntax/plain-values.ts';

/** From now on. */
export function speakInBrackets(): void {
  config({ contents: new Proxy({}, { get: (_, key) => `⟦${String(key)}⟧` }) });
}

/** Pieces of prose outside of the brackets, in all that an editor shows of a pipeline. */
export function unspokenIn(analysis: Analysis): readonly string[] {
  const files = [...analysis.pipeline.config.files.values()];
  const seen = files.flatMap((it) => shown(analysis, it.path, offsetsIn(it)));
  const uriOf = (path: string): string => `file:///app/${path}`;
  const texts = [
    ...textsIn([seen, mapOf(analysis, uriOf, 'UTC'), treeOf(analysis, uriOf)]),
    explanation(analysis, undefined, 'UTC'),
  ];
  return [...new Set(texts.flatMap(unspoken))];
}

/** The start of every key and value. */
function offsetsIn({ root, starts }: SourceFile): readonly number[] {
  const offsets = [...nodesOf(root)].flatMap(({ span: { piece, start } }) => {
    const base = starts.get(piece);
    return base === undefined ? [] : [base + start];
  });
  return [...new Set(offsets)];
}

/** What is read by people, of the answers to an editor; the rest are names, places and what would be written. */
const read = new Set([
  'message',
  'value',
  'title',
  'label',
  'tooltip',
  'detail',
  'documentation',
  'description',
  'contents',
]);

function textsIn(answer: unknown, name = ''): readonly string[] {
  if (typeof answer === 'string') return read.has(name) ? [answer] : [];
  if (Array.isArray(answer)) return answer.flatMap((it) => textsIn(it, name));
  if (typeof answer !== 'object' || answer === null) return [];
  return Object.entries(answer).flatMap(([key, it]) => textsIn(it, key));
}

/** The prose that is left when phrases, code and addresses are taken out. */
export function unspoken(text: string): readonly string[] {
  // A list of keywords, or of names, has no words of its own.
  if (/^\w+(, \w+)*$/.test(text)) return [];
  let rest = text.replaceAll(/```[\s\S]*?```/g, '');
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = rest.replaceAll(/⟦[^⟦⟧]*⟧/g, '·');
  }
  // A text that was cut off, then code, links and what GitLab itself says.
  rest = rest.replaceAll(/⟦[\s\S]*$/g, '').replaceAll(/`[^`\n]*`|\]\([^)]*\)|"[^"]*"/g, '·');
  return rest.match(/[^·\n]*\p{L}{2,}[,.:;]? \p{Ll}{2,}[^·\n]*/gu)?.map((it) => it.trim()) ?? [];
}
