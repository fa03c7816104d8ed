/** How an attempt is said, in one line and whole; and what becomes of it when a part of it is chosen anew. */
import { l10n } from 'vscode';
import type { AttemptAnswer, AttemptChoice, PersonChoice } from '../../server/src/lsp/protocol.ts';
import { shortMoment, wholeMoment } from './moment.ts';

/** GitLab's roles, from the least on: by the names that its settings and its messages have for them. */
export const roles = [
  { level: 10, name: 'Guest' },
  { level: 15, name: 'Planner' },
  { level: 20, name: 'Reporter' },
  { level: 30, name: 'Developer' },
  { level: 40, name: 'Maintainer' },
  { level: 50, name: 'Owner' },
] as const;

export interface SourceChoice {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
}

/** Ways of starting a pipeline, the usual ones first; `tag` is a push too. */
export function sources(): readonly SourceChoice[] {
  return [
    { id: 'push', label: l10n.t('Push'), detail: l10n.t('of commits to a branch') },
    {
      id: 'merge_request_event',
      label: l10n.t('Merge request'),
      detail: l10n.t('a merge request pipeline of the branch'),
    },
    { id: 'tag', label: l10n.t('Tag'), detail: l10n.t('a tag is pushed') },
    { id: 'schedule', label: l10n.t('Schedule'), detail: l10n.t('a pipeline schedule of this person') },
    { id: 'web', label: l10n.t('Run by hand'), detail: l10n.t('“Run pipeline” on GitLab’s page') },
    { id: 'api', label: l10n.t('API'), detail: l10n.t('a request with this person’s token') },
    { id: 'trigger', label: l10n.t('Trigger token'), detail: l10n.t('a pipeline trigger token of this person') },
    { id: 'pipeline', label: l10n.t('Another project'), detail: l10n.t('a trigger job of another project’s pipeline') },
    { id: 'webide', label: l10n.t('Web IDE'), detail: l10n.t('a commit made in GitLab’s Web IDE') },
    { id: 'chat', label: l10n.t('Chat'), detail: l10n.t('a ChatOps command') },
  ];
}

/** "as Dana · push to main · now". */
export function shortWords(attempt: AttemptAnswer, now: Date, locale?: string): string {
  const { choice } = attempt;
  const at = choice.at === undefined ? l10n.t('now') : shortMoment(new Date(choice.at), now, locale);
  const variables = Object.keys(choice.variables ?? {}).length;
  return [asWhom(attempt), howWords(attempt), at, ...(variables > 0 ? [countWords(variables)] : [])].join(' · ');
}

function asWhom({ username, shortName, accessLevel }: AttemptAnswer): string {
  if (accessLevel === null) return l10n.t('as {0}', shortName ?? username ?? l10n.t('nobody'));
  const role = roleWords(accessLevel);
  return /^[AEIO]/.test(role) ? l10n.t('as an {0}', role) : l10n.t('as a {0}', role);
}

function countWords(count: number): string {
  return count === 1 ? l10n.t('1 variable') : l10n.t('{0} variables', count);
}

/** "push to main", "merge request from topic into main". */
function howWords({ ref, tag, source, choice }: AttemptAnswer): string {
  const on = tag ? l10n.t('tag {0}', ref) : ref;
  switch (source) {
    case 'push':
      return tag ? on : l10n.t('push to {0}', ref);
    case 'merge_request_event':
      return choice.targetBranch === undefined
        ? l10n.t('merge request from {0}', ref)
        : l10n.t('merge request from {0} into {1}', ref, choice.targetBranch);
    case 'web':
      return l10n.t('run by hand on {0}', on);
    case 'pipeline':
      return l10n.t('started by another project on {0}', on);
    case 'schedule':
      return l10n.t('schedule on {0}', on);
    case 'trigger':
      return l10n.t('trigger token on {0}', on);
    default:
      return l10n.t('{0} on {1}', sourceWords(source), on);
  }
}

function sourceWords(source: string): string {
  return sources().find((it) => it.id === source)?.label ?? source.replaceAll('_', ' ');
}

function roleWords(level: number): string {
  return roles.find((it) => it.level === level)?.name ?? l10n.t('somebody with access level {0}', level);
}

export interface Part {
  readonly part: 'person' | 'ref' | 'source' | 'time' | 'variables';
  readonly label: string;
  readonly value: string;
  /** Whether it was chosen; else it is the default. */
  readonly chosen: boolean;
}

/** The parts of an attempt, in full. */
export function partsOf(attempt: AttemptAnswer, locale?: string): readonly Part[] {
  const { choice, ref, tag, source } = attempt;
  const isTarget = source === 'merge_request_event' && choice.targetBranch !== undefined;
  const way = tag && source === 'push' ? l10n.t('Tag') : (sources().find((it) => it.id === source)?.label ?? source);
  const variables = Object.entries(choice.variables ?? {}).map(([name, value]) => `${name}=${value}`);
  return [
    {
      part: 'person',
      label: l10n.t('Person'),
      value: personWords(attempt),
      chosen: choice.username !== undefined || choice.accessLevel !== undefined,
    },
    {
      part: 'ref',
      label: l10n.t('Ref'),
      value: tag ? l10n.t('tag {0}', ref) : l10n.t('branch {0}', ref),
      chosen: choice.ref !== undefined,
    },
    {
      part: 'source',
      label: l10n.t('Source'),
      value: isTarget ? l10n.t('{0} into {1}', way, choice.targetBranch ?? '') : way,
      chosen: choice.source !== undefined,
    },
    {
      part: 'time',
      label: l10n.t('Time'),
      value: choice.at === undefined ? l10n.t('now') : wholeMoment(new Date(choice.at), locale),
      chosen: choice.at !== undefined,
    },
    {
      part: 'variables',
      label: l10n.t('Variables'),
      value: variables.length === 0 ? l10n.t('none') : variables.join(', '),
      chosen: variables.length > 0,
    },
  ];
}

function personWords({ username, shortName, accessLevel }: AttemptAnswer): string {
  if (accessLevel !== null) {
    return l10n.t('somebody who is {0}, and in no group that a rule names', roleWords(accessLevel));
  }
  if (username === null) return l10n.t('nobody in particular: sign in, or choose somebody');
  return shortName === null ? username : `${shortName} (${username})`;
}

/** "Mia Lindqvist (mia), Maintainer". */
export function memberWords({ username, name, role }: PersonChoice): string {
  return `${name === undefined ? username : `${name} (${username})`}${role === undefined ? '' : `, ${role}`}`;
}

/** With somebody else: `{}` for whoever is signed in. */
export function withPerson(
  choice: AttemptChoice,
  person: Pick<AttemptChoice, 'username' | 'accessLevel'>,
): AttemptChoice {
  const { username: _username, accessLevel: _level, ...rest } = choice;
  return { ...rest, ...person };
}

/** On another ref; without one on what is checked out. A tag has no merge request. */
export function withRef(choice: AttemptChoice, to?: { readonly ref: string; readonly tag: boolean }): AttemptChoice {
  const { ref: _ref, tag: _tag, ...rest } = choice;
  if (to?.tag && choice.source === 'merge_request_event') return { ...withSource(rest, 'push'), ...to };
  return { ...rest, ...to };
}

/** Started in another way. */
export function withSource(choice: AttemptChoice, source: string, targetBranch?: string): AttemptChoice {
  const { source: _source, targetBranch: _target, ...rest } = choice;
  if (source === 'push') return rest;
  return { ...rest, source, ...(targetBranch !== undefined && { targetBranch }) };
}

/** At another time; without one now. */
export function withTime(choice: AttemptChoice, at?: Date): AttemptChoice {
  const { at: _at, ...rest } = choice;
  return at ? { ...rest, at: at.toISOString() } : rest;
}

/** With a variable set, or removed where `value` is absent. */
export function withVariable(choice: AttemptChoice, name: string, value?: string): AttemptChoice {
  const { variables = {}, ...rest } = choice;
  const others = Object.entries(variables).filter(([it]) => it !== name);
  const all = Object.fromEntries(value === undefined ? others : [...others, [name, value]]);
  return Object.keys(all).length === 0 ? rest : { ...rest, variables: all };
}

/** What is kept for the next time: not the time, which would pass unnoticed. `undefined` where nothing is left. */
export function kept(choice: AttemptChoice): AttemptChoice | undefined {
  const rest = withTime(choice);
  return Object.keys(rest).length === 0 ? undefined : rest;
}

/** `KEY=VALUE`; `undefined` where it is none that GitLab takes (app/models/concerns/ci/has_variable.rb). */
export function variableFrom(text: string): { readonly name: string; readonly value: string } | undefined {
  const [, name, value] = /^\s*(\w{1,255})\s*=(.*)$/s.exec(text) ?? [];
  return name === undefined || value === undefined ? undefined : { name, value };
}

/** Whether git takes it as the name of a branch or tag (git-check-ref-format). */
export function isRefName(text: string): boolean {
  const isOdd = /[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|\.lock(\/|$)|(^|\/)\./u.test(text);
  return text !== '' && text !== '@' && !isOdd && !/^[-/]|[/.]$/.test(text);
}
