/** The variables that an attempt is made with: add one, give it another value, remove it. */
import { l10n, type QuickPickItem, ThemeIcon } from 'vscode';
import type { AttemptChoice, ChoicesAnswer, VariableChoice } from '../../server/src/lsp/protocol.ts';
import { ask, heading } from './ask.ts';
import type { Step } from './attempt-picker.ts';
import { variableFrom, withVariable } from './attempt-words.ts';

interface Row extends QuickPickItem {
  readonly name?: string;
  /** What it is set to at once; absent: the value is asked for. */
  readonly value?: string;
  readonly remove?: true;
}

/** Variables that are set, those that the pipeline knows, and whatever is typed. */
export async function pickVariable(choice: AttemptChoice, choices: ChoicesAnswer): Promise<Step> {
  const { variables = {} } = choice;
  const set = Object.entries(variables).map(
    ([name, value]): Row => ({
      label: `${name}=${value}`,
      description: l10n.t('change or remove'),
      iconPath: new ThemeIcon('edit'),
      name,
    }),
  );
  const known = choices.variables
    .filter((it) => variables[it.name] === undefined)
    .map((it): Row => ({ label: it.name, description: about(it), iconPath: new ThemeIcon('add'), name: it.name }));
  const row = await ask<Row>({
    title: l10n.t('With which variables?'),
    placeholder: l10n.t('Type KEY=VALUE, or choose a variable'),
    rows: (typed) => [
      ...(set.length > 0 ? [heading(l10n.t('given')), ...set] : []),
      ...(known.length > 0 ? [heading(l10n.t('of the pipeline')), ...known] : []),
      ...typedRow(typed),
    ],
    allows: (it) => it.name !== undefined,
  });
  if (row === undefined || row === 'back') return row;
  if (row.name === undefined) return undefined;
  if (row.value !== undefined) return withVariable(choice, row.name, row.value);
  return askValue(choice, row.name, choices);
}

function about({ value, description }: VariableChoice): string {
  return [
    ...(description === undefined ? [] : [description]),
    ...(value === undefined ? [] : [l10n.t('now “{0}”', value)]),
  ].join(' · ');
}

function typedRow(typed: string): readonly Row[] {
  const found = variableFrom(typed);
  if (found) {
    const description = l10n.t('{0} to “{1}”', found.name, found.value);
    return [{ label: l10n.t('Set'), description, alwaysShow: true, ...found }];
  }
  return typed.trim() === ''
    ? []
    : [{ label: l10n.t('Write KEY=VALUE'), description: l10n.t('a name of letters, digits and _'), alwaysShow: true }];
}

/** What GitLab's form offers, else the names of environments: a variable often names one. */
async function askValue(
  choice: AttemptChoice,
  name: string,
  { variables, environments }: ChoicesAnswer,
): Promise<Step> {
  const now = choice.variables?.[name];
  const options = variables.find((it) => it.name === name)?.options;
  const offered = options ?? environments;
  const rows = offered.map((value): Row => ({ label: value, name, value }));
  const remove: Row = { label: l10n.t('Remove {0}', name), iconPath: new ThemeIcon('trash'), name, remove: true };
  const row = await ask<Row>({
    title: l10n.t('Value of {0}', name),
    placeholder: options ? l10n.t('Choose a value') : l10n.t('Type a value, or choose one'),
    rows: (typed) => [
      ...(now === undefined ? [] : [remove]),
      ...(rows.length > 0
        ? [heading(options ? l10n.t('as the pipeline offers them') : l10n.t('environments')), ...rows]
        : []),
      ...(offered.includes(typed)
        ? []
        : [{ label: l10n.t('As typed'), description: l10n.t('“{0}”', typed), alwaysShow: true, name, value: typed }]),
    ],
    ...(now !== undefined && { active: (it: Row) => it.value === now }),
  });
  if (row === undefined || row === 'back') return row;
  return withVariable(choice, name, row.remove ? undefined : row.value);
}
