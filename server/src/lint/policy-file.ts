/** Reads `.deploy-gates.yml`. What it does not understand it says, with the place, and leaves out. */
import { t } from '@vscode/l10n';
import { at, type MapNode, type Node, text } from '../syntax/node.ts';
import type { SourceFile } from '../syntax/source.ts';
import { closest } from '../text/closest.ts';
import type { Span } from '../text/span.ts';
import { rules } from './index.ts';
import { type Ignore, type Policy, type PolicyProblem, profiles, standardPolicy } from './policy.ts';
import { type Severity, severities } from './rule.ts';

const keys = ['profile', 'rules', 'deploy_commands', 'production_environments', 'ignore'] as const;
const ignoreKeys = ['rule', 'job', 'file', 'reason', 'until'] as const;

/** @see schemas/project.schema.json, which says the same for editors */
export function readPolicy(file: SourceFile): Policy {
  const { root } = file;
  const problems: PolicyProblem[] = file.problems
    .filter((it) => it.severity === 'error')
    .map(({ message, span }) => ({ message, span }));
  const start: Span = { piece: { file: file.path, text: file.text }, start: 0, end: 0 };
  if (root?.kind !== 'map') {
    const shape = root && [{ message: t('The file is no mapping of keys to values.'), span: root.span }];
    return { ...standardPolicy, file, problems: shape ?? problems };
  }
  const say: Say = (message, node) => void problems.push({ message, span: node?.span ?? start });
  unknownKeys(root, keys, say);
  return {
    profile: oneOf(at(root, 'profile'), profiles, 'profile', say) ?? standardPolicy.profile,
    severities: readSeverities(at(root, 'rules'), say),
    deployCommands: texts(at(root, 'deploy_commands'), 'deploy_commands', say),
    productionEnvironments: texts(at(root, 'production_environments'), 'production_environments', say),
    ignores: readIgnores(at(root, 'ignore'), say),
    file,
    problems,
  };
}

type Say = (message: string, node: Node | undefined) => void;

function unknownKeys(map: MapNode, known: readonly string[], say: Say): void {
  for (const [name, { key }] of map.entries) {
    if (!known.includes(name)) say(t`There is no \`${name}\` here. ${instead(name, known)}`, key);
  }
}

function instead(name: string, known: readonly string[]): string {
  const near = closest(name, known);
  return near === undefined ? t`Known are ${list(known)}.` : t`Is \`${near}\` meant?`;
}

function list(names: readonly string[]): string {
  return names.map((it) => `\`${it}\``).join(', ');
}

function oneOf<T extends string>(node: Node | undefined, words: readonly T[], what: string, say: Say): T | undefined {
  if (!node) return undefined;
  const found = words.find((it) => it === scalar(node));
  if (found === undefined) say(t`\`${what}\` is one of ${list(words)}.`, node);
  return found;
}

/** YAML reads `off` as false. */
function scalar(node: Node | undefined): string | undefined {
  if (node?.kind !== 'scalar') return undefined;
  return node.value === false ? 'off' : typeof node.value === 'string' ? node.value : undefined;
}

function readSeverities(node: Node | undefined, say: Say): Policy['severities'] {
  if (!node) return {};
  if (node.kind !== 'map') {
    say(t('`rules` maps the id of a rule to its severity.'), node);
    return {};
  }
  const found: Record<string, Severity | 'off'> = {};
  for (const [id, { key, value }] of node.entries) {
    if (!isRule(id)) say(t`There is no rule \`${id}\`. ${instead(id, ids)}`, key);
    const severity = oneOf(value, [...severities, 'off'] as const, id, say);
    if (severity !== undefined) found[id] = severity;
  }
  return found;
}

const ids = rules.map((it) => it.id);

/** Whether some rule is meant: by its id, by its group, or all. */
export function isRule(pattern: string): boolean {
  if (pattern === '*') return true;
  const group = /^([\w-]+)\/\*$/.exec(pattern)?.[1];
  return group === undefined ? ids.includes(pattern) : ids.some((it) => it.startsWith(`${group}/`));
}

function texts(node: Node | undefined, what: string, say: Say): readonly string[] {
  if (!node) return [];
  if (node.kind !== 'seq') {
    say(t`\`${what}\` is a list of texts.`, node);
    return [];
  }
  return node.items.flatMap((it) => {
    const found = text(it)?.trim();
    if (found) return [found];
    say(t`\`${what}\` is a list of texts.`, it);
    return [];
  });
}

function readIgnores(node: Node | undefined, say: Say): readonly Ignore[] {
  if (!node) return [];
  if (node.kind !== 'seq') {
    say(t('`ignore` is a list: each entry names a `rule` and a `reason`.'), node);
    return [];
  }
  return node.items.flatMap((it) => readIgnore(it, say) ?? []);
}

function readIgnore(node: Node, say: Say): Ignore | undefined {
  if (node.kind !== 'map') {
    say(t('An entry of `ignore` names a `rule` and a `reason`.'), node);
    return undefined;
  }
  unknownKeys(node, ignoreKeys, say);
  const [rule, job, file, reason] = ignoreKeys.map((it) => text(at(node, it)));
  if (rule === undefined || !reason?.trim()) {
    say(t`An entry of \`ignore\` needs a \`${rule === undefined ? 'rule' : 'reason'}\`.`, node);
    return undefined;
  }
  if (!isRule(rule)) say(t`There is no rule \`${rule}\`. ${instead(rule, ids)}`, at(node, 'rule'));
  const until = dayAt(at(node, 'until'), say);
  return {
    ...{ rule, reason, span: at(node, 'rule')?.span ?? node.span },
    ...(job !== undefined && { job }),
    ...(file !== undefined && { file }),
    ...(until !== undefined && { until }),
  };
}

/** A date has no type of its own here: what counts is how it is written. */
function dayAt(node: Node | undefined, say: Say): string | undefined {
  if (!node) return undefined;
  const { piece, start, end } = node.span;
  const written = piece.text.slice(start, end).replace(/^["']|["']$/g, '');
  const [, month = '', day = ''] = /^\d{4}-(\d\d)-(\d\d)$/.exec(written) ?? [];
  if (Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31) return written;
  say(t('`until` is a day such as `2027-01-31`.'), node);
  return undefined;
}
