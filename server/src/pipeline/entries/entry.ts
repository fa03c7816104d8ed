/**
 * What may stand where in a configuration, as data, and the walk that checks a value against it.
 *
 * Mirrors how GitLab's entries behave (config.md §0.3): an entry checks itself, then, only if nothing was wrong, its
 * children in the order they are declared; messages start with the path of keys and are downcased.
 */
import { t } from '@vscode/l10n';
import type { ConfigError } from '../../config/config.ts';
import { isNull, type Node, type ScalarNode } from '../../syntax/node.ts';
import { toText } from '../../syntax/ruby.ts';
import type { Span } from '../../text/span.ts';
import { isBlank, type Value } from './shape.ts';

/** One thing that is wrong. */
export interface Fault {
  /** GitLab's words for it, after the attribute's name. */
  readonly text: string;
  /** Ours: completes "`key` of `job` …". */
  readonly advice: string;
  /** Where, if not at the attribute or at the entry. */
  readonly span?: Span;
  /** GitLab does not expect this and gives up: it reports no more than an undefined error. */
  readonly crash?: true;
  /** Something is not there: an include that could not be read may still bring it. */
  readonly absent?: true;
}

/** Looks at one value of an entry. `value` is `undefined` where it is null or not there. */
export type Validator = (value: Value, it: Subject) => Fault | readonly Fault[] | undefined;

/** Validators of one attribute, in GitLab's order. */
export interface Check {
  /** `config` is the entry itself; the empty string leaves GitLab's message without attribute. */
  readonly attribute: string;
  readonly value: (it: Subject) => Value;
  /** Which missing values the validators do not see. */
  readonly unless?: 'nil' | 'blank';
  readonly given?: (it: Subject) => boolean;
  /** Looked at once the children are there: what is wrong does not keep GitLab from checking them. */
  readonly late?: true;
  readonly validators: readonly Validator[];
}

/** A kind of entry. */
export interface EntryType {
  /** GitLab's word for it in a path where it has no key of its own. */
  readonly word: string;
  readonly checks: readonly Check[];
  readonly children?: (it: Subject) => readonly Child[];
  /** Its key does not stand in the path of its messages nor in those of its children. */
  readonly nameless?: true;
  /** The path in messages, where GitLab does not build it from the keys. */
  readonly location?: string;
  /** Messages keep their case: GitLab's answer to a shape that fits none of several. */
  readonly verbatim?: true;
}

/** The type of an entry, which may depend on the shape of its value. */
export type Shape = EntryType | ((node: Node) => EntryType);

export interface Child {
  readonly shape: Shape;
  readonly node: Node;
  /** The key it stands under; elements of lists have none. */
  readonly key?: ScalarNode;
  /** GitLab's name of it in paths; `undefined` where it has none. */
  readonly name: string | undefined;
}

/** An entry at its place. */
export interface Subject {
  readonly node: Node;
  readonly key: ScalarNode | undefined;
  readonly name: string | undefined;
  /** What it stands in. Only messages want to know. */
  readonly within: Subject | Top;
}

/** Where the entry at the top stands. */
interface Top {
  /** GitLab's names of the entries above. */
  readonly above: readonly string[];
  /** The keys as people write them, that of the entry included. */
  readonly written: readonly string[];
  /** The job. */
  readonly owner: string | undefined;
}

/** Where errors go. */
export interface Findings {
  /** What GitLab reports, in its order. */
  readonly now: ConfigError[];
  /** What GitLab would report next, once the entries above are in order. */
  readonly later: ConfigError[];
}

/** How much of the configuration is known. */
export interface Completeness {
  /** Something could not be read or put together: what is missing may only be missing here. */
  readonly partial: boolean;
}

/** The entry at the top: the configuration itself, or a job. */
export function subjectOf(node: Node, name?: string, key?: ScalarNode, above: readonly string[] = []): Subject {
  return { node, key, name, within: { above, written: [], owner: above.length > 0 ? name : undefined } };
}

/** A keyword of the root, or of `default` there. */
export function keywordAt(node: Node, name: string, key: ScalarNode, above: readonly string[]): Subject {
  return { node, key, name, within: { above, written: [...above, name], owner: undefined } };
}

/** Checks `at` and everything below. Appends to `findings`. `blocked`: something above is wrong already. */
export function walk(shape: Shape, at: Subject, known: Completeness, findings: Findings, blocked = false): void {
  if (known.partial && isUnread(at.node)) return;
  if (isFaultless(shape, at, known)) return;
  const before = findings.now.length + findings.later.length;
  look(typeof shape === 'function' ? shape(at.node) : shape, at, known, findings, blocked);
  if (findings.now.length + findings.later.length === before) keepFaultless(shape, at, known);
}

/** What a list or mapping was checked as when nothing was wrong with it, its parts included. */
interface Faultless extends Completeness {
  readonly shape: Shape;
  readonly key: ScalarNode | undefined;
}

/** Jobs that extend one template share its rules and variables: these are looked at once, until they are edited. */
const faultless = new WeakMap<Node, Faultless>();

/** Nothing else than the key and the value says what is wrong; where it stands is only told in messages. */
function isFaultless(shape: Shape, { node, key }: Subject, { partial }: Completeness): boolean {
  if (node.kind === 'scalar') return false;
  const last = faultless.get(node);
  if (last?.shape !== shape || last.key !== key) return false;
  // What is in order whole is in order in parts.
  return last.partial === partial || partial;
}

function keepFaultless(shape: Shape, { node, key }: Subject, { partial }: Completeness): void {
  if (node.kind !== 'scalar') faultless.set(node, { shape, key, partial });
}

function look(type: EntryType, at: Subject, known: Completeness, findings: Findings, blocked: boolean): void {
  const it = type.nameless ? { ...at, name: undefined } : at;
  const errors: ConfigError[] = [];
  const late: ConfigError[] = [];
  for (const check of type.checks) addErrors(check.late ? late : errors, type, check, it, known);
  const stop = blocked || errors.length > 0;
  if (stop || late.length > 0) {
    const list = blocked ? findings.later : findings.now;
    for (const error of distinct([...errors, ...late])) list.push(error);
  }
  if (errors.length > 0 && it.node.kind === 'scalar') return;
  for (const { shape, node, key, name } of type.children?.(it) ?? []) {
    walk(shape, { node, key, name, within: it }, known, findings, stop);
  }
}

function addErrors(errors: ConfigError[], type: EntryType, check: Check, it: Subject, known: Completeness): void {
  if (check.given && !check.given(it)) return;
  const found = check.value(it);
  const value = isNull(found) ? undefined : found;
  if (isPassedOver(check, value) || (known.partial && holdsUnread(value))) return;
  for (const validator of check.validators) {
    for (const fault of listed(validator(value, it))) {
      if (!(fault.absent && known.partial)) errors.push(errorOf(type, check.attribute, fault, it));
    }
  }
}

function isPassedOver({ unless }: Check, value: Value): boolean {
  if (unless === undefined) return false;
  return unless === 'nil' ? value === undefined : isBlank(value);
}

const nothing: readonly Fault[] = [];

function listed(faults: ReturnType<Validator>): readonly Fault[] {
  if (faults === undefined) return nothing;
  return 'text' in faults ? [faults] : faults;
}

/** A reference or an input for which nothing could be put in. */
function isUnread(node: Node): boolean {
  if (node.kind === 'scalar') return typeof node.value === 'string' && node.value.includes('$[[');
  return node.kind === 'reference';
}

/** An unread value, or a list with one in it. */
function holdsUnread(value: Value): boolean {
  return value !== undefined && (isUnread(value) || (value.kind === 'seq' && value.items.some(holdsUnread)));
}

function errorOf(type: EntryType, attribute: string, fault: Fault, it: Subject): ConfigError {
  return {
    severity: 'error',
    gitlab: fault.crash ? undefinedError : gitlabMessage(type, attribute, fault.text, it),
    message: ourMessage(attribute, fault.advice, it),
    span: fault.span ?? spanOf(attribute, it),
  };
}

/** What GitLab says, with a number after it, when it meets something it did not expect. */
export const undefinedError = 'Undefined error';

function gitlabMessage({ location, verbatim, word }: EntryType, attribute: string, text: string, it: Subject): string {
  const path = location ?? [...namesAbove(it), it.name === undefined || it.name === '' ? word : it.name].join(':');
  if (verbatim) return path === '' ? text : `${path} ${text}`;
  const words = [path, attribute.replaceAll('_', ' '), text].filter((part) => part !== '').join(' ');
  return words
    .toLowerCase()
    .replace(/jobs ([a-z\s]+) config should implement/g, (whole, name: string) =>
      whole.replace(name, name.replaceAll(' ', '_')),
    );
}

/** GitLab's names of the entries above. */
function namesAbove({ within }: Subject): readonly string[] {
  if ('above' in within) return within.above;
  return within.name === undefined ? namesAbove(within) : [...namesAbove(within), within.name];
}

/** The keys as people write them, elements of lists left out; those of a job begin below its name. */
function keysWritten({ within, key }: Subject): readonly string[] {
  if ('above' in within) return within.written;
  return key ? [...keysWritten(within), toText(key)] : keysWritten(within);
}

function ownerOf({ within }: Subject): string | undefined {
  return 'above' in within ? within.owner : ownerOf(within);
}

function ourMessage(attribute: string, advice: string, it: Subject): string {
  const written = keysWritten(it);
  const keys = attribute === 'config' || attribute === '' ? written : [...written, attribute];
  const owner = ownerOf(it);
  const what = keys.length > 0 ? `\`${keys.join(':')}\`` : undefined;
  if (owner === undefined) return `${what ?? t('The configuration')} ${advice}`;
  return what ? t`${what} of \`${owner}\` ${advice}` : `\`${owner}\` ${advice}`;
}

/** The key of the attribute; else the key of the entry, or the entry itself. */
function spanOf(attribute: string, { node, key }: Subject): Span {
  const entry = node.kind === 'map' ? node.entries.get(attribute) : undefined;
  return entry?.key.span ?? key?.span ?? node.span;
}

function distinct(errors: readonly ConfigError[]): readonly ConfigError[] {
  return errors.filter(
    (it, n) => errors.findIndex(({ gitlab, span }) => gitlab === it.gitlab && span === it.span) === n,
  );
}
