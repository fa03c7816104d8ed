/** From the bytes of a file to its text, and what to say of one that is not UTF-8. */
import { t } from '@vscode/l10n';
import type { Problem, SourceFile } from '../syntax/source.ts';

export interface Decoded {
  readonly text: string;
  /** What is wrong with the bytes, and where in the text. */
  readonly remark?: { readonly message: string; readonly at: number };
}

const replacement = '\ufffd';

/**
 * The text of a file. UTF-16 is read where a mark tells of it, as GitLab does. In all else that is no UTF-8 GitLab
 * guesses the encoding; here what cannot be read becomes U+FFFD.
 *
 * @see lib/gitlab/encoding_helper.rb
 */
export function decode(bytes: Uint8Array): Decoded {
  const wide =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff && 'utf-16be';
  if (wide) {
    const message = t`The file is UTF-16. GitLab has to guess that: save it as UTF-8.`;
    return { text: new TextDecoder(wide, { ignoreBOM: true }).decode(bytes), remark: { message, at: 0 } };
  }
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const at = text.indexOf(replacement);
  if (at < 0 || isUtf8(bytes)) return { text };
  const message = t`The file is not UTF-8 from here on. GitLab has to guess what is meant: save it as UTF-8.`;
  return { text, remark: { message, at } };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** The file, with the remark among what is to say of it. */
export function remarked(file: SourceFile, { remark }: Decoded): SourceFile {
  if (!remark) return file;
  const [piece, start] = [...file.starts].findLast(([, it]) => it <= remark.at) ?? [];
  if (!piece || start === undefined) return file;
  const at = remark.at - start;
  const hint: Problem = { severity: 'hint', message: remark.message, span: { piece, start: at, end: at + 1 } };
  return { ...file, problems: [...file.problems, hint] };
}
