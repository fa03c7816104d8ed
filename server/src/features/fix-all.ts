/** One change for all findings of a kind in a file, as far as there is no choice to make. */
import { t } from '@vscode/l10n';
import type { Analysis, RuleFinding } from '../engine/analysis.ts';
import type { Fix } from '../lint/rule.ts';
import type { Edit } from '../syntax/edit.ts';
import { place } from '../syntax/source.ts';
import { fileOf } from './range.ts';

/** More at once nobody looks through. */
const most = 200;

/** `undefined` where fewer than two findings of the rule can be answered this way, or very many. */
export function fixAll(analysis: Analysis, { rule, span }: RuleFinding): Fix | undefined {
  const edits: Placed[] = [];
  let answered = 0;
  for (const { rule: other, span: where, fixes = [] } of analysis.lint) {
    const [one, ...choices] = fixes.filter((it) => !it.forAll);
    const fix = fixes.find((it) => it.forAll) ?? one;
    if (other.id !== rule.id || where.piece.file !== span.piece.file || !fix || choices.length > 0) continue;
    const placed = fix.edits.map((it) => placedIn(analysis, it));
    // What several jobs share is changed once.
    const fresh = placed.filter((it) => !edits.some((known) => isSame(known, it)));
    if (fresh.length === 0 || fresh.some((it) => edits.some((known) => collide(known, it)))) continue;
    edits.push(...fresh);
    answered += 1;
    if (answered > most) return undefined;
  }
  return answered < 2
    ? undefined
    : { title: t`Fix all ${answered} of \`${rule.id}\` in this file`, edits: edits.map((it) => it.edit) };
}

interface Placed {
  readonly edit: Edit;
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

function placedIn(analysis: Analysis, edit: Edit): Placed {
  const file = fileOf(analysis, edit.span);
  return { edit, ...(file ? place(file, edit.span) : { ...edit.span, file: edit.span.piece.file }) };
}

function isSame(one: Placed, other: Placed): boolean {
  return (
    one.file === other.file && one.start === other.start && one.end === other.end && one.edit.text === other.edit.text
  );
}

/** Two insertions at one place collide, too: nobody knows which comes first. */
function collide(one: Placed, other: Placed): boolean {
  return one.file === other.file && one.start <= other.end && other.start <= one.end;
}
