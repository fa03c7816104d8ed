/** Builds the tree of an expression from its tokens (config.md §7.2). */
import { type Operator, type Token, tokens } from './lexer.ts';
import { type Pattern, patternOf } from './regex.ts';

export type Tree =
  | { readonly kind: 'variable'; readonly name: string }
  /** `$[[ inputs.name ]]`: only rules of inputs have it left. */
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'literal'; readonly value: string | boolean | null }
  | { readonly kind: 'pattern'; readonly pattern: Pattern }
  | Operation;

export interface Operation {
  readonly kind: 'operation';
  readonly operator: Operator;
  readonly left: Tree;
  readonly right: Tree;
}

/** Higher binds tighter; operators of the same rank are taken from left to right. */
const rank: Readonly<Record<Operator, number>> = { '==': 3, '!=': 3, '=~': 3, '!~': 3, '&&': 2, '||': 1 };

type Waiting = Operator | '(';

/**
 * The tree of an expression, or GitLab's words for why it has none.
 *
 * GitLab sorts the tokens into postfix order and builds from that without looking back at where the operators stood:
 * `== $A "x"` and `$A "x" ==` mean `$A == "x"`.
 */
export function parse(text: string): Tree | { readonly error: string } {
  const found = tokens(text);
  if ('error' in found) return found;
  if (found.length === 0) return { error: 'Empty expression' };
  const ordered = postfix(found);
  return 'error' in ordered ? ordered : build(ordered);
}

/** The shunting-yard algorithm. An opening parenthesis that nothing closes is left in the result. */
function postfix(infix: readonly Token[]): readonly (Token | Waiting)[] | { readonly error: string } {
  const output: (Token | Waiting)[] = [];
  const waiting: Waiting[] = [];
  const release = (atLeast: number): void => {
    for (let last = waiting.at(-1); last && last !== '(' && rank[last] >= atLeast; last = waiting.at(-1)) {
      output.push(last);
      waiting.pop();
    }
  };
  for (const token of infix) {
    if (token.kind === 'open') waiting.push('(');
    else if (token.kind === 'close') {
      release(0);
      if (!waiting.pop()) return { error: 'Unmatched parenthesis' };
    } else if (token.kind === 'operator') {
      release(rank[token.operator]);
      waiting.push(token.operator);
    } else output.push(token);
  }
  return [...output, ...waiting.reverse()];
}

function build(ordered: readonly (Token | Waiting)[]): Tree | { readonly error: string } {
  const trees: Tree[] = [];
  for (const item of ordered) {
    if (item === '(') return { error: 'Unprocessable token found in parse tree: parenthesis_open' };
    const tree = typeof item === 'string' ? operation(item, trees.pop(), trees.pop()) : value(item);
    if (!tree) return { error: typeof item === 'string' ? 'Invalid operand' : 'Invalid regular expression!' };
    trees.push(tree);
  }
  const [tree, another] = trees;
  if (another) return { error: 'Unreachable nodes in parse tree' };
  return tree ?? { error: 'Empty parse tree' };
}

function operation(operator: Operator, right: Tree | undefined, left: Tree | undefined): Tree | undefined {
  return left && right && { kind: 'operation', operator, left, right };
}

/** `undefined` for a pattern that RE2 refuses. */
function value(token: Token): Tree | undefined {
  switch (token.kind) {
    case 'variable':
    case 'input':
      return token;
    case 'string':
    case 'boolean':
      return { kind: 'literal', value: token.value };
    case 'null':
      return { kind: 'literal', value: null };
    case 'pattern': {
      const pattern = patternOf(token.text);
      return pattern && { kind: 'pattern', pattern };
    }
    default:
      return undefined;
  }
}
