/** Whether something can be called so: the form that GitLab asks of names, and names that are taken. */
import { t } from '@vscode/l10n';
import { later } from '../../logic/later.ts';
import { isEnvironmentName } from '../../pipeline/environment.ts';
import { lineOf, place, type SourceFile } from '../../syntax/source.ts';
import type { NameKind } from './mention.ts';
import { type Around, filesOf, isKeyword, placesOf, type Subject } from './scope.ts';

/** GitLab's limit for names of jobs and of stages. */
const maxLength = 255;

/** Why a symbol cannot have another name: a sentence; `undefined` where it can. */
export function refusedName(
  { analysis, family }: Around,
  { kind, name, at }: Subject,
  newName: string,
  aside: readonly SourceFile[],
): string | undefined {
  if (newName === name) return undefined;
  const misfit = misfits[kind](newName);
  if (misfit !== undefined) return misfit;
  const meaning = kind === 'job' ? meaningLost(name, newName) : undefined;
  if (meaning !== undefined) return meaning;
  if (isKeyword(kind, newName)) return t`\`${newName}\` is GitLab's own name.`;
  const isOfFile = kind === 'anchor' || kind === 'input';
  const files = isOfFile ? [at.file] : [...filesOf([analysis, ...family]), ...aside];
  const taken = placesOf(kind, newName, files).find((it) => it.mention.defines);
  if (!taken) return undefined;
  const line = lineOf(taken.file, place(taken.file, taken.mention.span).start) + 1;
  return t(existing[kind], newName, taken.file.path, line);
}

const existing: Readonly<Record<NameKind, string>> = {
  job: later('The job `{0}` exists already: `{1}`, line {2}.'),
  stage: later('The stage `{0}` exists already: `{1}`, line {2}.'),
  environment: later('The environment `{0}` exists already: `{1}`, line {2}.'),
  variable: later('The variable `{0}` exists already: `{1}`, line {2}.'),
  anchor: later('The anchor `{0}` exists already: `{1}`, line {2}.'),
  input: later('The input `{0}` exists already: `{1}`, line {2}.'),
};

/** Some names of entries say what GitLab makes of them: another name is another thing, and no mere name. */
function meaningLost(name: string, newName: string): string | undefined {
  if (name.startsWith('.') !== newName.startsWith('.')) {
    return t('GitLab makes no job of an entry whose name starts with a dot: this name would turn one into the other.');
  }
  const pages = [name, newName].includes('pages');
  return pages
    ? t('GitLab publishes what a job called `pages` makes: this would be no change of the name alone.')
    : undefined;
}

const misfits: Readonly<Record<NameKind, (name: string) => string | undefined>> = {
  job: textOfSomeLength,
  stage: textOfSomeLength,
  environment: (name) =>
    isEnvironmentName(name)
      ? undefined
      : t(
          'Names of environments hold letters, digits, `-`, `_`, `/`, `$`, `{`, `}`, `.` and spaces only, and no `/` at their start or end.',
        ),
  variable: (name) =>
    /^[A-Za-z_]\w*$/.test(name)
      ? undefined
      : t('Names of variables hold letters, digits and `_`, and start with no digit.'),
  anchor: (name) => (/^[\w-]+$/.test(name) ? undefined : t('Names of anchors hold letters, digits, `_` and `-`.')),
  input: (name) => (/^[\w-]+$/.test(name) ? undefined : t('Names of inputs hold letters, digits, `_` and `-`.')),
};

function textOfSomeLength(name: string): string | undefined {
  if (name.trim() === '' || name.trim() !== name) return t('The name is empty, or has blanks at its start or end.');
  return name.length > maxLength ? t`GitLab takes ${maxLength} characters at most.` : undefined;
}
