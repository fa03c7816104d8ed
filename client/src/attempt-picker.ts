/** The picker of the attempt: its parts, and for each what there is to choose from. All of it works with the keyboard alone. */
import { env, l10n, type QuickPickItem, ThemeIcon } from 'vscode';
import type { AttemptAnswer, AttemptChoice, ChoicesAnswer } from '../../server/src/lsp/protocol.ts';
import { ask, heading } from './ask.ts';
import {
  isRefName,
  memberWords,
  type Part,
  partsOf,
  roles,
  sources,
  withPerson,
  withRef,
  withSource,
  withTime,
} from './attempt-words.ts';
import { momentFrom, wholeMoment } from './moment.ts';
import { pickVariable } from './variable-picker.ts';

/** What a step comes to: another choice, the way back, or nothing at all. */
export type Step = AttemptChoice | 'back' | undefined;

interface Deed extends QuickPickItem {
  readonly part?: Part['part'];
  readonly deed?: 'reset' | 'compare';
}

export interface Around {
  /** Changes the attempt, and says which one is then in force. */
  readonly change: (choice: AttemptChoice | null) => Promise<AttemptAnswer | undefined>;
  readonly choices: () => Promise<ChoicesAnswer>;
  readonly compare: () => Promise<void>;
}

/** Shows the parts of the attempt, and lets each be changed, until the list is closed. */
export async function pickAttempt(start: AttemptAnswer, around: Around): Promise<void> {
  const choices = around.choices();
  // A refusal is met where it is waited for.
  choices.catch(() => undefined);
  let attempt = start;
  let last: Part['part'] | undefined;
  for (;;) {
    const row = await ask<Deed>({
      title: l10n.t('Which attempt shall Deploy Gates answer for?'),
      placeholder: l10n.t('Choose what to change; Escape closes the list'),
      rows: () => partRows(attempt),
      back: false,
      active: (it) => it.part !== undefined && it.part === last,
    });
    if (row === undefined || row === 'back') return;
    if (row.deed === 'compare') return around.compare();
    last = row.part;
    const step = row.deed === 'reset' ? null : row.part && (await pickPart(row.part, attempt, await choices));
    if (step === 'back') continue;
    if (step === undefined) return;
    attempt = (await around.change(step)) ?? attempt;
  }
}

const icons = {
  person: 'account',
  ref: 'git-branch',
  source: 'play',
  time: 'clock',
  variables: 'symbol-variable',
} as const;

function partRows(attempt: AttemptAnswer): readonly Deed[] {
  const parts = partsOf(attempt, env.language).map(
    ({ part, label, value, chosen }): Deed => ({
      part,
      label,
      description: chosen ? l10n.t('{0} (chosen)', value) : value,
      iconPath: new ThemeIcon(icons[part]),
    }),
  );
  const isOther = Object.keys(attempt.choice).length > 0;
  const reset: Deed = {
    deed: 'reset',
    label: l10n.t('Back to the default'),
    description: l10n.t('whoever is signed in, the branch checked out, a push, now'),
    iconPath: new ThemeIcon('discard'),
  };
  const compare: Deed = { deed: 'compare', label: l10n.t('Compare attempts'), iconPath: new ThemeIcon('table') };
  return [...parts, heading(''), ...(isOther ? [reset] : []), compare];
}

function pickPart(part: Part['part'], attempt: AttemptAnswer, choices: ChoicesAnswer): Promise<Step> {
  switch (part) {
    case 'person':
      return pickPerson(attempt.choice, choices);
    case 'ref':
      return pickRef(attempt.choice, choices);
    case 'source':
      return pickSource(attempt, choices);
    case 'time':
      return pickTime(attempt.choice);
    case 'variables':
      return pickVariable(attempt.choice, choices);
  }
}

interface Person extends QuickPickItem {
  readonly person?: Pick<AttemptChoice, 'username' | 'accessLevel'>;
}

async function pickPerson(choice: AttemptChoice, { me, people, peopleNote }: ChoicesAnswer): Promise<Step> {
  const mine: Person = {
    label: l10n.t('Me'),
    description: me ? memberWords(me) : l10n.t('nobody is signed in'),
    person: {},
  };
  const members = people.map(
    ({ username, name = username, role = '' }): Person => ({
      label: name,
      description: [username, role].filter((it) => it !== '' && it !== name).join(', '),
      person: { username },
    }),
  );
  const asRole = roles.map(
    ({ level, name }): Person => ({
      label: name,
      description: l10n.t('somebody with this role, in no group that a rule names'),
      person: { accessLevel: level },
    }),
  );
  const known = new Set(people.map((it) => it.username));
  const typedRow = (typed: string): readonly Person[] => {
    const username = typed.trim().replace(/^@/, '');
    if (!/^[\w.-]+$/.test(username) || known.has(username)) return [];
    return [{ label: l10n.t('Another user'), description: username, alwaysShow: true, person: { username } }];
  };
  const row = await ask<Person>({
    title: l10n.t('Who tries?'),
    placeholder: peopleNote ?? l10n.t('Search among the members, or type a user name'),
    rows: (typed) => [
      mine,
      ...(members.length > 0 ? [heading(l10n.t('members of the project')), ...members] : []),
      heading(l10n.t('roles')),
      ...asRole,
      ...typedRow(typed),
    ],
    active: ({ person }) =>
      person !== undefined && person.username === choice.username && person.accessLevel === choice.accessLevel,
  });
  if (row === undefined || row === 'back') return row;
  return row.person && withPerson(choice, row.person);
}

interface Ref extends QuickPickItem {
  readonly to?: { readonly ref: string; readonly tag: boolean };
  /** What is checked out. */
  readonly usual?: true;
}

async function pickRef(choice: AttemptChoice, choices: ChoicesAnswer): Promise<Step> {
  const usual: Ref = { label: l10n.t('What is checked out'), usual: true, iconPath: new ThemeIcon('check') };
  const row = await askRef(l10n.t('On which branch or tag?'), choices, choice, { branches: true, tags: true }, [usual]);
  if (row === undefined || row === 'back') return row;
  return withRef(choice, row.to);
}

/** Branches, tags and protected names, and whatever is typed. A pattern asks for a name that it matches. */
async function askRef(
  title: string,
  { branches, tags, protectedRefs, defaultBranch }: ChoicesAnswer,
  choice: AttemptChoice,
  kinds: { readonly branches: boolean; readonly tags: boolean },
  first: readonly Ref[] = [],
): Promise<Ref | 'back' | undefined> {
  const isWanted = (tag: boolean) => (tag ? kinds.tags : kinds.branches);
  const names = (tag: boolean) => {
    const rules = protectedRefs.filter((it) => it.tag === tag && !it.name.includes('*')).map((it) => it.name);
    const main = tag || defaultBranch === null ? [] : [defaultBranch];
    return isWanted(tag) ? [...new Set([...main, ...(tag ? tags : branches), ...rules])] : [];
  };
  const note = (name: string, tag: boolean) =>
    [
      ...(!tag && name === defaultBranch ? [l10n.t('default branch')] : []),
      ...(protectedRefs.some((it) => it.tag === tag && it.name === name) ? [l10n.t('protected')] : []),
    ].join(', ');
  const rowOf = (ref: string, tag: boolean): Ref => ({
    label: ref,
    description: note(ref, tag),
    iconPath: new ThemeIcon(tag ? 'tag' : 'git-branch'),
    to: { ref, tag },
  });
  const patterns = protectedRefs
    .filter((it) => it.name.includes('*') && isWanted(it.tag))
    .map(
      ({ name, tag }): Ref => ({
        label: name,
        description: tag ? l10n.t('protected tags: type a name') : l10n.t('protected branches: type a name'),
        iconPath: new ThemeIcon('lock'),
        to: { ref: name, tag },
      }),
    );
  const all = [names(false).map((it) => rowOf(it, false)), names(true).map((it) => rowOf(it, true)), patterns];
  const headings = [l10n.t('branches'), l10n.t('tags'), l10n.t('protected names')];
  const known = all.flatMap((rows, n) => (rows.length === 0 ? [] : [heading(headings[n] ?? ''), ...rows]));
  const typedRows = (typed: string): readonly Ref[] => {
    const ref = typed.trim();
    if (!isRefName(ref)) return [];
    const kindsOf = [false, true].filter((tag) => isWanted(tag) && !names(tag).includes(ref));
    return kindsOf.map((tag) => ({ ...rowOf(ref, tag), ...anotherRef(ref, tag) }));
  };
  let value = '';
  for (;;) {
    const row = await ask<Ref>({
      title,
      placeholder: value === '' ? l10n.t('Search, or type a name') : l10n.t('Type the rest of the name'),
      value,
      rows: (typed) => [...first, ...known, ...typedRows(typed)],
      active: ({ to }) => to !== undefined && to.ref === choice.ref && to.tag === (choice.tag ?? false),
    });
    if (row === undefined || row === 'back' || !row.to?.ref.includes('*')) return row;
    value = row.to.ref.slice(0, row.to.ref.indexOf('*'));
  }
}

/** What is typed stands in the description: rows whose label matches come first. */
function anotherRef(ref: string, tag: boolean): Ref {
  return { label: tag ? l10n.t('Another tag') : l10n.t('Another branch'), description: ref, alwaysShow: true };
}

interface Source extends QuickPickItem {
  readonly source?: string;
}

async function pickSource({ choice, source, tag }: AttemptAnswer, choices: ChoicesAnswer): Promise<Step> {
  const now = tag && source === 'push' ? 'tag' : source;
  const row = await ask<Source>({
    title: l10n.t('How is the pipeline started?'),
    placeholder: l10n.t('Choose a way'),
    rows: () => sources().map(({ id, label, detail }): Source => ({ label, description: detail, source: id })),
    active: (it) => it.source === now,
  });
  if (row === undefined || row === 'back') return row;
  switch (row.source) {
    case 'tag':
      return asTag(choice, tag, choices);
    case 'merge_request_event':
      return asMergeRequest(choice, tag, choices);
    case 'push':
      return withSource(tag ? withRef(choice) : choice, 'push');
    default:
      return row.source === undefined ? undefined : withSource(choice, row.source);
  }
}

async function asTag(choice: AttemptChoice, isTag: boolean, choices: ChoicesAnswer): Promise<Step> {
  const push = withSource(choice, 'push');
  if (isTag) return push;
  const row = await askRef(l10n.t('Which tag is pushed?'), choices, choice, { branches: false, tags: true });
  return row === undefined || row === 'back' ? row : withRef(push, row.to);
}

async function asMergeRequest(choice: AttemptChoice, isTag: boolean, choices: ChoicesAnswer): Promise<Step> {
  let from = choice;
  if (isTag) {
    const row = await askRef(l10n.t('From which branch?'), choices, choice, { branches: true, tags: false });
    if (row === undefined || row === 'back') return row;
    from = withRef(choice, row.to);
  }
  const current: AttemptChoice = { ref: choice.targetBranch ?? choices.defaultBranch ?? 'main' };
  const row = await askRef(l10n.t('Into which branch shall it be merged?'), choices, current, {
    branches: true,
    tags: false,
  });
  if (row === undefined || row === 'back') return row;
  return withSource(from, 'merge_request_event', row.to?.ref);
}

interface Time extends QuickPickItem {
  readonly at?: Date | 'now';
}

async function pickTime(choice: AttemptChoice): Promise<Step> {
  const row = await ask<Time>({
    title: l10n.t('When?'),
    placeholder: l10n.t('Friday 18:00, tomorrow 9am, 2026-11-20T17:00Z …'),
    rows: (typed) => (typed.trim() === '' ? usualTimes() : typedTime(typed)),
    allows: (it) => it.at !== undefined,
  });
  if (row === undefined || row === 'back' || row.at === undefined) return row === 'back' ? row : undefined;
  return withTime(choice, row.at === 'now' ? undefined : row.at);
}

function usualTimes(): readonly Time[] {
  const now: Time = { label: l10n.t('Now'), description: l10n.t('and later on whatever is now then'), at: 'now' };
  const texts = [l10n.t('Today 18:00'), l10n.t('Tomorrow 9:00'), l10n.t('Friday 18:00'), l10n.t('Saturday 12:00')];
  return [now, ...texts.flatMap(timeRows)];
}

function timeRows(text: string): readonly Time[] {
  const found = momentFrom(text, new Date(), env.language);
  if (found === undefined || found === 'now') return [];
  return [{ label: text, description: wholeMoment(found.at, env.language), at: found.at }];
}

/** What was understood is shown whole, and accepted only then. */
function typedTime(typed: string): readonly Time[] {
  const found = momentFrom(typed, new Date(), env.language);
  if (found === 'now') return [{ label: l10n.t('Now'), alwaysShow: true, at: 'now' }];
  if (found === undefined) {
    const label = l10n.t('This is not understood as a time');
    return [{ label, description: l10n.t('such as “Friday 18:00”'), alwaysShow: true }];
  }
  const assumed = found.timed ? {} : { description: l10n.t('no time of day was written') };
  return [{ label: wholeMoment(found.at, env.language), ...assumed, alwaysShow: true, at: found.at }];
}
