/** Says whether an expression of `rules:if` and its kin holds (config.md §7), also where variables are not known. */
import { later } from '../logic/later.ts';
import { distinct } from '../logic/missing.ts';
import { ownOf } from '../logic/own.ts';
import { isUnknown, type Missing, type Tri, unknown } from '../logic/tri.ts';
import { type Operation, parse, type Tree } from './parser.ts';
import { type Pattern, patternOf } from './regex.ts';
import { isSomeValue, isUnknownValue, type Scope } from './scope.ts';
import { type Concrete, compared, crash, isPresent, isSeveral, isTruthy, several, type Worth } from './value.ts';

/** A valid expression. */
export interface Expression {
  readonly text: string;
  readonly tree: Tree;
  /** The variables it names, each once, in order. */
  readonly variables: readonly string[];
  /** Those it names more than once. */
  readonly repeated: readonly string[];
}

/** GitLab refuses the configuration: with `invalid expression syntax`, or, for a crash, with an undefined error. */
interface InvalidExpression {
  readonly error: string;
  readonly crash: boolean;
}

type InputValues = Readonly<Record<string, unknown>>;

/** More values than these are not tried out for variables that are named several times. */
const maxCases = 200;

/**
 * Reads an expression as GitLab does while it validates the configuration: it must parse, its literal patterns must
 * be RE2, and evaluating it without any variable must not raise.
 */
export function parseExpression(text: string): Expression | InvalidExpression {
  const tree = parse(text);
  if ('error' in tree) return { error: tree.error, crash: false };
  const names = variablesOf(tree);
  const variables = [...new Set(names)];
  const repeated = variables.filter((it) => names.indexOf(it) !== names.lastIndexOf(it));
  const expression = { text, tree, variables, repeated };
  if (decide(expression, () => null) === 'crash') return { error: 'Undefined error', crash: true };
  return expression;
}

/**
 * Whether the expression holds. Unknown only if an unknown variable can change the answer; it then names the
 * variables that can. What raises at run time neither holds nor does not; `decide` tells it apart.
 */
export function evaluate(expression: Expression, scope: Scope, inputs?: InputValues): Tri {
  const decision = decide(expression, scope, inputs);
  return decision === 'crash' ? breaksOff : decision;
}

const breakOff: Missing = {
  kind: 'runtime',
  detail: later('an operator between values that it is not made for, where GitLab breaks off without a pipeline'),
};
const breaksOff = unknown(breakOff);

/** Whether this is what `evaluate` says of an expression that raises, and nothing else is open. */
export function isBreakOff(answer: Tri): boolean {
  return isUnknown(answer) && answer.missing.every((it) => it === breakOff);
}

/** As `evaluate`; `'crash'` where GitLab meets an exception that it does not catch: no pipeline comes of it. */
export function decide(expression: Expression, scope: Scope, inputs: InputValues = {}): Tri | 'crash' {
  const first = conclusion(worthOf(expression.tree, scope, inputs));
  if (first === 'crash' || !isUnknown(first)) return first;
  const open = expression.repeated.filter((it) => isUnknownValue(scope(it)));
  if (open.length === 0) return first;
  return decideByCases(expression, scope, inputs, open) ?? first;
}

/** What all cases agree in: the same variable has the same value everywhere in one evaluation. */
function decideByCases(
  { tree, variables }: Expression,
  scope: Scope,
  inputs: InputValues,
  open: readonly string[],
): boolean | undefined {
  const known = variables.map(scope).filter((it) => typeof it === 'string');
  const texts = new Set([...literalsOf(tree), ...known]);
  const perVariable = texts.size + 3;
  let cases: readonly ReadonlyMap<string, Worth>[] = [new Map()];
  for (const name of open) {
    if (cases.length * perVariable > maxCases) break;
    const values = valuesOf(name, [...texts], scope);
    cases = cases.flatMap((it) => values.map((value) => new Map([...it, [name, value]])));
  }
  const [decision, ...others] = new Set(cases.map((it) => conclusion(worthOf(tree, scope, inputs, it))));
  return others.length === 0 && typeof decision === 'boolean' ? decision : undefined;
}

/** Every value a variable may have, as far as the expression can tell them apart. */
function valuesOf(name: string, texts: readonly string[], scope: Scope): readonly Worth[] {
  const value = scope(name);
  const missing = isUnknownValue(value) ? value.missing : [];
  const filled = isSomeValue(value) && value.filled;
  return [
    ...(isSomeValue(value) ? [] : [null]),
    ...texts.filter((it) => !filled || /\S/.test(it)),
    ...(filled ? [] : [{ possible: [{ of: name, distinct: true, present: false }], missing }]),
    { possible: [{ of: name, distinct: true, present: true }], missing },
  ];
}

/** ActiveSupport's truth of each value that is possible. */
function conclusion(worth: Worth): Tri | 'crash' {
  const answer = isSeveral(worth) ? agreed(worth.possible.map(isPresent)) : isPresent(worth);
  if (answer === undefined) return unknown(...distinct(missingOf(worth)));
  return answer === crash ? 'crash' : answer;
}

function agreed<T>([first, ...others]: readonly T[]): T | undefined {
  return others.every((it) => it === first) ? first : undefined;
}

function worthOf(tree: Tree, scope: Scope, inputs: InputValues, assumed?: ReadonlyMap<string, Worth>): Worth {
  switch (tree.kind) {
    case 'literal':
      return tree.value;
    case 'pattern':
      return tree.pattern;
    case 'input':
      return (ownOf(inputs, tree.name) as Concrete | undefined) ?? null;
    case 'variable':
      return assumed?.has(tree.name) ? (assumed.get(tree.name) ?? null) : variable(tree.name, scope);
    case 'operation': {
      const { operator } = tree;
      const left = worthOf(tree.left, scope, inputs, assumed);
      if (operator !== '&&' && operator !== '||') {
        return comparison(tree, operator, left, worthOf(tree.right, scope, inputs, assumed));
      }
      const goesOn = operator === '&&';
      return stays(left, goesOn) ? left : either(left, worthOf(tree.right, scope, inputs, assumed), goesOn);
    }
  }
}

function variable(name: string, scope: Scope): Worth {
  const value = scope(name);
  if (!isUnknownValue(value)) return value;
  const some = { of: name, distinct: false, ...(isSomeValue(value) && value.filled && { present: true }) };
  return { possible: isSomeValue(value) ? [some] : [null, some], missing: value.missing };
}

/** Whether the left value of Ruby's `&&` (`goesOn` true) or `||` (false) decides, whatever stands on the right. */
function stays(left: Worth, goesOn: boolean): boolean {
  if (isSeveral(left)) return left.possible.every((it) => it === crash || isTruthy(it) !== goesOn);
  return left === crash || isTruthy(left) !== goesOn;
}

/** The left value, or the right one where the left one's truth is `goesOn`. */
function either(left: Worth, right: Worth, goesOn: boolean): Worth {
  if (!isSeveral(left)) return right;
  const staying = left.possible.filter((it) => it === crash || isTruthy(it) !== goesOn);
  if (staying.length === 0) return right;
  if (!isSeveral(right)) return several([...staying, right], left.missing);
  return several([...staying, ...right.possible], [...left.missing, ...right.missing]);
}

function comparison(tree: Operation, operator: '==' | '!=' | '=~' | '!~', left: Worth, right: Worth): Worth {
  const patternFor = (text: string): Pattern | undefined => lastPattern(tree, text);
  if (!isSeveral(left) && !isSeveral(right)) {
    const [result, another] = compared(operator, left, right, patternFor);
    if (result !== undefined && another === undefined) return result;
  }
  const rights = alternatives(right);
  const results = alternatives(left).flatMap((one) =>
    rights.flatMap((other) => compared(operator, one, other, patternFor)),
  );
  return several(results, [...missingOf(left), ...missingOf(right)]);
}

function alternatives(worth: Worth): readonly Concrete[] {
  return isSeveral(worth) ? worth.possible : [worth];
}

function missingOf(worth: Worth): readonly Missing[] {
  return isSeveral(worth) ? worth.missing : [];
}

/** The pattern that each comparison met last in a variable: attempts differ, but seldom in this. */
const lastPatterns = new WeakMap<Operation, { readonly text: string; readonly pattern: Pattern | undefined }>();

function lastPattern(tree: Operation, text: string): Pattern | undefined {
  const last = lastPatterns.get(tree);
  if (last?.text === text) return last.pattern;
  const pattern = patternOf(text);
  lastPatterns.set(tree, { text, pattern });
  return pattern;
}

function variablesOf(tree: Tree): readonly string[] {
  if (tree.kind === 'variable') return [tree.name];
  return tree.kind === 'operation' ? [...variablesOf(tree.left), ...variablesOf(tree.right)] : [];
}

/** The texts that a value is compared with. A boolean is compared as text, also one that a comparison gives. */
function literalsOf(tree: Tree): readonly string[] {
  if (tree.kind === 'literal') return tree.value === null ? [] : [String(tree.value)];
  if (tree.kind !== 'operation') return [];
  const isNested = tree.left.kind === 'operation' || tree.right.kind === 'operation';
  return [...literalsOf(tree.left), ...literalsOf(tree.right), ...(isNested ? ['true', 'false'] : [])];
}
