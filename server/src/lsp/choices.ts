/** What somebody who asks about another attempt may choose from: people, refs, variables, environments. */
import { t } from '@vscode/l10n';
import type { Analysis } from '../engine/analysis.ts';
import { roleName } from '../gates/words.ts';
import type { Refs } from '../host/refs.ts';
import type { Known, Member, Snapshot } from '../settings/settings.ts';
import { at, type Node, text } from '../syntax/node.ts';
import { toText } from '../syntax/ruby.ts';
import { sortingLanguage } from '../text/dates.ts';
import type { ChoicesAnswer, PersonChoice, VariableChoice } from './protocol.ts';

/** @param analysis of the main pipeline, where there is one. */
export function choicesFrom(
  snapshot: Snapshot,
  refs: Refs,
  analysis: Analysis | undefined,
  defaultBranch: string | undefined,
): ChoicesAnswer {
  const { members, currentUser, protectedBranches, protectedTags, environments, project } = snapshot.settings;
  const rules = (it: typeof protectedBranches, tag: boolean) =>
    it.known ? it.value.map(({ name }) => ({ name, tag })) : [];
  const main = project.known ? (project.value.defaultBranch ?? defaultBranch) : defaultBranch;
  const me = currentUser.known ? currentUser.value : undefined;
  return {
    me: me ? personOf({ ...me, ...(me.projectLevel !== undefined && { accessLevel: me.projectLevel }) }) : null,
    people: members.known ? peopleFrom(members.value) : [],
    peopleNote: noteOn(members),
    branches: refs.branches,
    tags: refs.tags,
    defaultBranch: main ?? null,
    protectedRefs: [...rules(protectedBranches, false), ...rules(protectedTags, true)],
    variables: analysis ? variablesOf(analysis) : [],
    environments: environments.known
      ? environments.value.filter((it) => it.state !== 'stopped').map((it) => it.name)
      : [],
  };
}

/** The first name, where nobody else has it; else the whole name, where nobody else has that. */
export function shortNameOf(username: string, { settings: { members, currentUser } }: Snapshot): string | undefined {
  const others = members.known ? members.value : [];
  const me = currentUser.known && currentUser.value.username === username ? currentUser.value : undefined;
  const name = others.find((it) => it.username === username)?.name ?? me?.name;
  const names = others.filter((it) => it.username !== username).map((it) => it.name ?? '');
  const first = name?.split(/\s+/)[0];
  if (name === undefined || first === undefined || first === '') return undefined;
  if (!names.some((it) => it.split(/\s+/)[0] === first)) return first;
  return names.includes(name) ? undefined : name;
}

function peopleFrom(members: readonly Member[]): readonly PersonChoice[] {
  const active = members.filter((it) => it.state === undefined || it.state === 'active');
  const { compare } = new Intl.Collator(sortingLanguage());
  return active.toSorted((a, b) => b.accessLevel - a.accessLevel || compare(a.username, b.username)).map(personOf);
}

function personOf({
  username,
  name,
  accessLevel,
}: {
  readonly username: string;
  readonly name?: string;
  readonly accessLevel?: number;
}): PersonChoice {
  const role = accessLevel === undefined ? undefined : roleName(accessLevel);
  return { username, ...(name !== undefined && { name }), ...(role !== undefined && { role }) };
}

function noteOn(members: Known<readonly Member[]>): string | null {
  if (members.known) return null;
  if (members.why === 'signed-out') return t`Who belongs to the project is not known: nobody is signed in.`;
  if (members.why === 'forbidden') return t`Who belongs to the project is not shown to the signed-in person.`;
  return t`Who belongs to the project could not be read.`;
}

/** Those with a description are what GitLab's form "Run pipeline" asks for; they come first. */
function variablesOf({ pipeline }: Analysis): readonly VariableChoice[] {
  const root = at(pipeline.config.root, 'variables');
  const all = root?.kind === 'map' ? [...root.entries].map(([name, { value }]) => variableOf(name, value)) : [];
  return all.toSorted((a, b) => Number(b.description !== undefined) - Number(a.description !== undefined));
}

function variableOf(name: string, node: Node): VariableChoice {
  if (node.kind === 'scalar') return { name, value: toText(node) };
  const value = at(node, 'value');
  const description = text(at(node, 'description'));
  const options = at(node, 'options');
  const values =
    options?.kind === 'seq' ? options.items.flatMap((it) => (it.kind === 'scalar' ? [toText(it)] : [])) : [];
  return {
    name,
    ...(value?.kind === 'scalar' && { value: toText(value) }),
    ...(description !== undefined && { description }),
    ...(values.length > 0 && { options: values }),
  };
}
