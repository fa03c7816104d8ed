/** Which rule of a list is the first to match (config.md §5.4), as far as that can be known; and the words for it. */
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

/**
 * The words for what decided.
 * @param what the rules of a job are just "rule"
 */
export function becauseOf(
  rules: readonly RuleSpec[],
  { possible, missing, raises }: FirstMatch,
  what: 'rule' | 'workflow rule',
): Because {
  const raising = raises === undefined ? undefined : rules[raises];
  if (raises !== undefined && raising) {
    const text = `${what} ${raises + 1} makes GitLab break off, since it compares values that cannot be compared: ${conditionsInWords(raising)}`;
    return { kind: 'undecided', text, span: raising.node.span };
  }
  const [decided, ...open] = possible;
  const [first] = open;
  const deciding = rules[first ?? decided ?? -1];
  const span = deciding && { span: deciding.node.span };
  if (first !== undefined && deciding) {
    const never = eitherWay(rules, decided, open, what);
    if (never !== undefined) return { kind: what === 'rule' ? 'rule' : 'workflow', text: never, ...span };
    const on = missingInWords(missing);
    const text = `${what} ${first + 1} depends on ${on}: ${conditionsInWords(deciding)}`;
    return { kind: 'undecided', text, ...span };
  }
  return { ...decidedBy(rules, decided, what), ...span };
}

function decidedBy(
  rules: readonly RuleSpec[],
  decided: Match,
  what: 'rule' | 'workflow rule',
): Pick<Because, 'kind' | 'text'> {
  const deciding = rules[decided ?? -1];
  if (decided === undefined || !deciding) {
    const text = rules.length === 1 ? `its ${what} does not match` : `none of its ${rules.length} ${what}s matches`;
    return { kind: what === 'rule' ? 'no-rule-matches' : 'workflow', text };
  }
  const never = deciding.when === 'never' ? ', and says `when: never`' : '';
  return {
    kind: what === 'rule' ? 'rule' : 'workflow',
    text: `${what} ${decided + 1} matches: ${conditionsInWords(deciding)}${never}`,
  };
}

/** The words for what no condition changes: whichever rule matches, it says `when: never`. */
function eitherWay(
  rules: readonly RuleSpec[],
  decided: Match,
  open: readonly Match[],
  what: 'rule' | 'workflow rule',
): string | undefined {
  const all = decided === undefined ? open : [...open, decided];
  if (all.some((it) => rules[it ?? -1]?.when !== 'never')) return undefined;
  const numbers = open.map((it) => String((it ?? -1) + 1));
  const one = numbers.length === 1;
  const named = `${what}${one ? '' : 's'} ${[numbers.slice(0, -1).join(', '), numbers.at(-1)].filter(Boolean).join(' and ')}`;
  return decided === undefined
    ? `${named} may match, and ${one ? 'says' : 'say'} \`when: never\`; else none matches`
    : `${named} may match before ${what} ${decided + 1} does, and ${one ? 'both' : 'all'} say \`when: never\``;
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
    ...(rule.changes ? [`changes in ${list(rule.changes.paths)}`] : []),
    ...(rule.exists ? [`existence of ${list(rule.exists.paths)}`] : []),
  ];
  return words.length === 0 ? 'it has no conditions' : words.join(' and ');
}

/** What is missing, as the end of "it depends on …". */
export function missingInWords(missing: readonly Missing[]): string {
  const words = new Set(missing.map(inWords));
  return [...words].join(' and ');
}

function inWords(missing: Missing): string {
  switch (missing.kind) {
    case 'variable':
      return `\`$${missing.name}\``;
    case 'files':
      return missing.what === 'changes' ? 'the changed files' : 'the files of the repository';
    case 'include':
      return `the include \`${missing.location}\``;
    case 'setting':
      return missing.detail ?? `the setting ${missing.setting}`;
    case 'actor':
      return 'the person';
    case 'runtime':
      return missing.detail;
  }
}

function list(paths: readonly string[]): string {
  const shown = paths.slice(0, 3).map(code).join(', ');
  return paths.length > 3 ? `${shown} …` : shown;
}

/** One line, so that it can stand in a sentence. */
function code(text: string): string {
  return `\`${text.replace(/\s+/g, ' ').trim()}\``;
}
