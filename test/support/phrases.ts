/** The texts in a source file of the server: those that are translated, and prose that is not. */
import { parseSync } from 'oxc-parser';

export interface Phrases {
  /** What translators see: "waits for {0} approvals". */
  readonly keys: readonly string[];
  /** Keys outside of every function: these would be put into words before the language is known. */
  readonly tooEarly: readonly string[];
  /** Texts of at least two words that stand outside of `t`. */
  readonly plain: readonly string[];
}

interface Tree {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** Reads a file of TypeScript. */
export function phrasesOf(path: string, text: string): Phrases {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const found: Found = { keys: [], tooEarly: [], plain: [] };
  const root: unknown = program;
  if (isTree(root)) look(root, { inside: false, thrown: false }, found);
  return found;
}

type Found = { readonly [K in keyof Phrases]: string[] };

/** Where a text stands. */
interface Context {
  /** Inside of a function, which runs when the language is known. */
  readonly inside: boolean;
  /** What is thrown without a translation is for programmers. */
  readonly thrown: boolean;
}

function look(it: Tree, context: Context, found: Found): void {
  if (silent.test(it.type)) return;
  const key = keyOf(it);
  if (key !== undefined) {
    found.keys.push(key);
    if (!context.inside && !isNamed(it['callee'], 'later')) found.tooEarly.push(key);
    for (const child of argumentsOf(it)) look(child, context, found);
    return;
  }
  const said = textOf(it);
  if (said !== undefined && prose.test(said) && !context.thrown) found.plain.push(said);
  const below: Context = {
    inside: context.inside || it.type.includes('Function'),
    thrown: context.thrown || it.type === 'ThrowStatement',
  };
  for (const child of childrenOf(it)) look(child, below, found);
}

/** Two words in a row, the second of them not a name of something. */
const prose = /\p{L}{2,}[,.:;]? \p{Ll}{2,}|^\p{Ll}+ \{\d\}|\{\d\} \p{Ll}{2,}/u;

/** Types and imports. */
const silent = /^(TS(?!NonNull|As|Satisfies)\w*|ImportDeclaration|ExportAllDeclaration)$/;

/** The key of t`…`, of t('…', …), or of later('…'). */
function keyOf(it: Tree): string | undefined {
  if (it.type === 'TaggedTemplateExpression' && isNamed(it['tag'], 't')) return templateText(it['quasi']);
  if (it.type !== 'CallExpression') return undefined;
  if (!isNamed(it['callee'], 't') && !isNamed(it['callee'], 'later')) return undefined;
  const first = childrenIn(it['arguments'])[0];
  return first && textOf(first);
}

function argumentsOf(it: Tree): readonly Tree[] {
  const { quasi } = it;
  if (isTree(quasi)) return childrenIn(quasi['expressions']);
  return childrenIn(it['arguments']).slice(1);
}

function textOf(it: Tree): string | undefined {
  if (it.type === 'Literal') return typeof it['value'] === 'string' ? it['value'] : undefined;
  return it.type === 'TemplateLiteral' ? templateText(it) : undefined;
}

function templateText(template: unknown): string | undefined {
  if (!isTree(template)) return undefined;
  return childrenIn(template['quasis'])
    .map(({ value }) => (typeof value === 'object' && value !== null && 'cooked' in value ? String(value.cooked) : ''))
    .reduce((all, it, index) => `${all}{${index - 1}}${it}`);
}

function isNamed(it: unknown, name: string): boolean {
  return isTree(it) && it.type === 'Identifier' && it['name'] === name;
}

function childrenOf(it: Tree): readonly Tree[] {
  return Object.values(it).flatMap(childrenIn);
}

function childrenIn(value: unknown): readonly Tree[] {
  if (Array.isArray(value)) return value.filter(isTree);
  return isTree(value) ? [value] : [];
}

function isTree(it: unknown): it is Tree {
  return typeof it === 'object' && it !== null && 'type' in it && typeof it.type === 'string';
}
