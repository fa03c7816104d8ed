/** Comments that switch a rule off where somebody knows better: on the line, for the job, in the file. */
import { t } from '@vscode/l10n';
import type { Analysis, RuleFinding } from '../engine/analysis.ts';
import { ignoreCommentsOf } from '../lint/ignore-comments.ts';
import type { Fix } from '../lint/rule.ts';
import { lineEnd } from '../syntax/block-lines.ts';
import type { Edit } from '../syntax/edit.ts';
import { lineOf, place, type SourceFile } from '../syntax/source.ts';
import type { Piece } from '../text/span.ts';
import { entriesChangedBy } from './effects.ts';
import { fileOf } from './range.ts';

/** From the narrowest to the widest; without those that the file does not allow. */
export function ignorings(analysis: Analysis, finding: RuleFinding): readonly Fix[] {
  const { rule, job, span } = finding;
  const file = fileOf(analysis, span);
  if (!file || rule.id.startsWith('ignore/')) return [];
  const line = lineOf(file, place(file, span).start);
  const key = analysis.outcome.jobs.get(job ?? '')?.job.key;
  const keyFile = key && fileOf(analysis, key.span);
  const jobLine = key && keyFile ? lineOf(keyFile, place(keyFile, key.span).start) : undefined;
  return [
    ...offer(t`Ignore \`${rule.id}\` on this line`, file, onLine(file, line, rule.id)),
    ...(keyFile && jobLine !== undefined
      ? offer(t`Ignore \`${rule.id}\` for \`${job ?? ''}\``, keyFile, aboveLine(keyFile, jobLine, rule.id))
      : []),
    ...offer(t`Ignore \`${rule.id}\` in this file`, file, atHead(file, rule.id)),
  ];
}

function offer(title: string, file: SourceFile, edit: Edit | undefined): readonly Fix[] {
  // In the middle of a text that goes over several lines `#` begins no comment.
  return edit && entriesChangedBy(file, [edit]).length === 0 ? [{ title, edits: [edit] }] : [];
}

function onLine(file: SourceFile, line: number, rule: string): Edit | undefined {
  const { start, end } = extent(file, line);
  const text = file.text.slice(start, end);
  const there = /#[ \t]*deploy-gates:[ \t]*ignore[ \t]*\[([^\]]*)\]/.exec(text);
  if (there) return insert(file, start + there.index + there[0].length - 1, `, ${rule}`);
  // A comment that says something else goes on saying it.
  if (/(?:^|\s)#/.test(text)) return aboveLine(file, line, rule);
  return insert(file, start + text.trimEnd().length, ` # deploy-gates: ignore[${rule}]`);
}

function aboveLine(file: SourceFile, line: number, rule: string): Edit {
  const { start, end } = extent(file, line);
  const indent = /^[ \t]*/.exec(file.text.slice(start, end))?.[0] ?? '';
  const last = line > 0 ? extent(file, line - 1) : undefined;
  const there =
    last && /^[ \t]*#[ \t]*deploy-gates:[ \t]*ignore[ \t]*\[([^\]]*)\]/.exec(file.text.slice(last.start, last.end));
  if (last && there) return insert(file, last.start + there[0].length - 1, `, ${rule}`);
  return insert(file, start, `${indent}# deploy-gates: ignore[${rule}]${lineEnd(file.text)}`);
}

function atHead(file: SourceFile, rule: string): Edit {
  const there = ignoreCommentsOf(file).find(({ span }) =>
    /^#[ \t]*deploy-gates:[ \t]*ignore-file[ \t]*\[/.test(file.text.slice(span.start, span.end)),
  );
  if (there) {
    return insert(file, file.text.indexOf(']', there.span.start), `, ${rule}`);
  }
  const start = file.text.startsWith('\uFEFF') ? 1 : 0;
  return insert(file, start, `# deploy-gates: ignore-file[${rule}]${lineEnd(file.text)}`);
}

/** Of a line, without its end. */
function extent({ lines, text }: SourceFile, line: number): { readonly start: number; readonly end: number } {
  const start = lines[line] ?? text.length;
  const next = lines[line + 1];
  const end = next === undefined ? text.length : next - 1;
  return { start, end: text[end - 1] === '\r' ? end - 1 : end };
}

/** At an offset of the whole file. */
function insert({ path, text: all }: SourceFile, offset: number, text: string): Edit {
  const piece: Piece = { file: path, text: all };
  return { span: { piece, start: offset, end: offset }, text };
}
