/** Which rule of a list is the first to match (config.md §5.4), as far as that can be known; and the words for it. */
import { t } from '@vscode/l10n';
import { isBreakOff } from '../expression/evaluate.ts';
import { distinct } from '../logic/missing.ts';
import { isUnknown, type Missing } from '../logic/tri.ts';
import { type Circumstances, ruleHolds } from './conditions.ts';
import type { RuleSpec } from './job.ts';
import type { Because } from './outcome.ts';

/** A rule, by its place in the list; `undefined` where none matches. */
export type Match = number | undefined;

export interface FirstMatch {
  /** At least one. A decided list has exactly one; else the one that holds if all unknown conditions do not is first. */
  readonly possible: readonly Match[];
  /** What would decide. */
  readonly missing: readonly Missing[];
  /** The rule at which GitLab meets an exception: no pipeline comes of it, whatever the other rules say. */
  readonly raises?: number;
}

/** Goes through the rules in order and stops at the first that certainly matches. */
export function firstMatch(rules: readonly RuleSpec[], circumstances: Circumstances): FirstMatch {
  const open: number[] = [];
  const missing: Missing[] = [];
  for (const [index, rule] of rules.entries()) {
    const holds = ruleHolds(rule, circumstances);
    if (holds === true) return { possible: [index, ...open], missing: distinct(missing) };
    if (!isUnknown(holds)) continue;
    if (open.length === 0 && isBreakOff(holds)) return { possible: [undefined], missing: [], raises: index };
    open.push(index);
    missing.push(...holds.missing);
  }
  return { possible: [undefined, ...open], missing: distinct(missing) };
}

/** What the rules of a job are called, and those of the workflow. */
type Kind = 'rule' | 'workflow rule';

/** What decided, and the words for it. */
export function becauseOf(rules: readonly RuleSpec[], match: FirstMatch, what: Kind): Because {
  const { kind, deciding, say } = reasonOf(rules, match, what);
  return {
    kind,
    // Most of these are never shown.
    get text() {
      return say();
    },
    ...(deciding && { span: deciding.node.span }),
  };
}

interface Reason {
  readonly kind: Because['kind'];
  readonly deciding: RuleSpec | undefined;
  readonly say: () => string;
}

function reasonOf(rules: readonly RuleSpec[], { possible, missing, raises }: FirstMatch, what: Kind): Reason {
  const raising = raises === undefined ? undefined : rules[raises];
  if (raises !== undefined && raising) {
    const say = (): string =>
      t`${nameOf(what, raises)} makes GitLab break off, since it compares values that cannot be compared: ${conditionsInWords(raising)}`;
    return { kind: 'undecided', deciding: raising, say };
  }
  const [decided, ...open] = possible;
  const [first] = open;
  const deciding = rules[first ?? decided ?? -1];
  if (first === undefined || !deciding) {
    const ofJob = decided === undefined ? 'no-rule-matches' : 'rule';
    return { kind: what === 'rule' ? ofJob : 'workflow', deciding, say: () => decidedInWords(rules, decided, what) };
  }
  if (isNeverAnyway(rules, possible)) {
    return { kind: what === 'rule' ? 'rule' : 'workflow', deciding, say: () => eitherWay(decided, open, what) };
  }
  const say = (): string =>
    t`${nameOf(what, first)} depends on ${missingInWords(missing)}: ${conditionsInWords(deciding)}`;
  return { kind: 'undecided', deciding, say };
}

/** No condition changes anything: whichever rule matches, it says `when: never`. */
function isNeverAnyway(rules: readonly RuleSpec[], possible: readonly Match[]): boolean {
  return possible.every((it) => it === undefined || rules[it]?.when === 'never');
}

function decidedInWords(rules: readonly RuleSpec[], decided: Match, what: Kind): string {
  const deciding = rules[decided ?? -1];
  if (decided === undefined || !deciding) return noneInWords(rules.length, what);
  const name = nameOf(what, decided);
  const conditions = conditionsInWords(deciding);
  return deciding.when === 'never'
    ? t`${name} matches: ${conditions}, and says \`when: never\``
    : t`${name} matches: ${conditions}`;
}

function noneInWords(count: number, what: Kind): string {
  if (what === 'rule') return count === 1 ? t('its rule does not match') : t`none of its ${count} rules matches`;
  return count === 1 ? t('its workflow rule does not match') : t`none of its ${count} workflow rules matches`;
}

/** "rule 2": the subject of a sentence. */
function nameOf(what: Kind, index: number): string {
  return what === 'rule' ? t`rule ${index + 1}` : t`workflow rule ${index + 1}`;
}

/** The words for rules of which each that may match says `when: never`. */
function eitherWay(decided: Match, open: readonly Match[], what: Kind): string {
  const [first = 0, ...others] = open.flatMap((it) => it ?? []);
  if (others.length === 0) {
    const name = nameOf(what, first);
    return decided === undefined
      ? t`${name} may match, and says \`when: never\`; else none matches`
      : t`${name} may match before ${nameOf(what, decided)} does, and both say \`when: never\``;
  }
  const names = namesOf(what, [first, ...others]);
  return decided === undefined
    ? t`${names} may match, and say \`when: never\`; else none matches`
    : t`${names} may match before ${nameOf(what, decided)} does, and all say \`when: never\``;
}

/** "rules 1, 2 and 4": of two or more. */
function namesOf(what: Kind, indices: readonly number[]): string {
  const numbers = indices.map((it) => it + 1);
  const words = t`${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1) ?? 0}`;
  return what === 'rule' ? t`rules ${words}` : t`workflow rules ${words}`;
}

const sentences = new WeakMap<RuleSpec, string>();

/** The conditions of a rule in words: `` `$CI_COMMIT_TAG` ``, or that it has none. */
export function conditionsInWords(rule: RuleSpec): string {
  const known = sentences.get(rule) ?? inSentence(rule);
  sentences.set(rule, known);
  return known;
}

function inSentence(rule: RuleSpec): string {
  const words = [
    ...(rule.if === undefined ? [] : [code(rule.if)]),
    ...(rule.changes ? [t`changes in ${list(rule.changes.paths)}`] : []),
    ...(rule.exists ? [t`existence of ${list(rule.exists.paths)}`] : []),
  ];
  return words.length === 0 ? t('it has no conditions') : listed(words);
}

/** What is missing, as the end of "it depends on …". In other languages without articles, to fit in any case. */
export function missingInWords(missing: readonly Missing[]): string {
  return missing.length === 0 ? '' : listed([...new Set(missing.map(inWords))]);
}

/** "a and b and c"; at least one. */
function listed(words: readonly string[]): string {
  return words.reduce((all, it) => t`${all} and ${it}`);
}

function inWords(missing: Missing): string {
  switch (missing.kind) {
    case 'variable':
      return `\`$${missing.name}\``;
    case 'files':
      return missing.what === 'changes' ? t('the changed files') : t('the files of the repository');
    case 'include':
      return t`the include \`${missing.location}\``;
    case 'setting':
      return missing.detail === undefined ? t`the setting ${missing.setting}` : t(missing.detail);
    case 'actor':
      return t('the person');
    case 'runtime':
      return t(missing.detail);
  }
}

function list(paths: readonly string[]): string {
  if (paths.length === 0) return t('no path');
  const shown = paths.slice(0, 3).map(code).join(', ');
  return paths.length > 3 ? `${shown} …` : shown;
}

/** One line, so that it can stand in a sentence. */
function code(text: string): string {
  return `\`${text.replace(/\s+/g, ' ').trim()}\``;
}
