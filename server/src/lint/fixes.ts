/** The changes that rules offer, in the style of the file and where the key really stands. */
import { t } from '@vscode/l10n';
import { type Job, type Need, type RuleSpec, tiers } from '../pipeline/job.ts';
import type { Effect } from '../pipeline/outcome.ts';
import { addEntry, type Edit, replaceValue } from '../syntax/edit.ts';
import { at, entryAt, type MapNode, type Node } from '../syntax/node.ts';
import type { Span } from '../text/span.ts';
import type { Fix, LintFinding } from './rule.ts';

/** A list of one fix, or of none where the file does not allow the edit. */
export function fix(title: string, ...edits: readonly (Edit | undefined)[]): readonly Fix[] {
  const made = edits.filter((it): it is Edit => it !== undefined);
  return made.length === edits.length && made.length > 0 ? [{ title, edits: made }] : [];
}

/**
 * The same change for all jobs that one finding speaks of: what `one` does for the first of them, and the fixes of that
 * title for the others. None where that comes to the same, or to two changes of one place.
 */
export function forAll(one: Fix, others: readonly LintFinding[]): readonly Fix[] {
  const edits = [...one.edits];
  const alike = others.flatMap(({ fixes }) => fixes?.filter(({ title }) => title === one.title) ?? []);
  for (const it of alike.flatMap((other) => other.edits)) {
    const there = edits.find((made) => overlap(it.span, made.span));
    if (there && (there.text !== it.text || !isSame(there.span, it.span))) return [];
    if (!there) edits.push(it);
  }
  if (edits.length === one.edits.length) return [];
  return [{ title: `${one.title} (${howMany(alike.length + 1, others.length + 1)})`, edits, forAll: true }];
}

function howMany(some: number, all: number): string {
  if (some < all) return t`${some} of ${all} jobs`;
  return all === 2 ? t('both jobs') : t`all ${all} jobs`;
}

function overlap(one: Span, other: Span): boolean {
  return one.piece === other.piece && one.start <= other.end && other.start <= one.end;
}

function isSame(one: Span, other: Span): boolean {
  return one.start === other.start && one.end === other.end;
}

/** Adds a key to the job itself. */
export function addToJob({ body, key }: Job, lines: readonly string[], after?: string): Edit | undefined {
  return addEntry(body, key, lines, after);
}

/** Adds a key to the environment; one that is only a name becomes a mapping first. */
export function addToEnvironment({ environment }: Job, lines: readonly string[]): Edit | undefined {
  if (!environment) return undefined;
  const { node, key } = environment;
  if (node.kind === 'map') return addEntry(node, key, lines, 'name');
  return node.kind === 'scalar' ? spelledOut(key, node, 'name', lines) : undefined;
}

/** Adds a key to the trigger; one that is only a project becomes a mapping first. */
export function addToTrigger({ trigger }: Job, lines: readonly string[]): Edit | undefined {
  if (!trigger) return undefined;
  const { node, key } = trigger;
  if (node.kind === 'map') return addEntry(node, key, lines);
  return node.kind === 'scalar' ? spelledOut(key, node, 'project', lines) : undefined;
}

/** `key: value` becomes `key:` with `first: value` and more lines under it, indented by two. */
function spelledOut(key: Node, value: Node, first: string, lines: readonly string[]): Edit | undefined {
  const { piece } = key.span;
  if (value.span.piece !== piece) return undefined;
  const { text } = piece;
  if (!/^\s*:[ \t]+$/.test(text.slice(key.span.end, value.span.start))) return undefined;
  const line = text.slice(text.lastIndexOf('\n', key.span.start - 1) + 1, key.span.start);
  if (line.trim() !== '') return undefined;
  const written = text.slice(value.span.start, value.span.end);
  const all = [`${first}: ${written}`, ...lines].map((it) => `\n${line}  ${it}`);
  return { span: { piece, start: key.span.end, end: value.span.end }, text: `:${all.join('')}` };
}

/** Replaces the value at `path` of the job. */
export function replaceIn({ body }: Job, text: string, ...path: readonly string[]): Edit | undefined {
  const node = at(body, ...path);
  return node && replaceValue(node, text);
}

/** Makes a manual job blocking, where what makes it optional is written: the rule that matches, or the job. */
export function makeBlocking(job: Job, effect: Effect | undefined): readonly Fix[] {
  const title = t('Make it blocking with `allow_failure: false`');
  const rule = effect?.rule && job.rules?.[effect.rule.index];
  const written = at(rule?.node, 'allow_failure') ?? at(job.body, 'allow_failure');
  return fix(title, written ? replaceValue(written, 'false') : addToJob(job, ['allow_failure: false'], 'when'));
}

/** Makes a manual job optional, where what makes it blocking is written. */
export function makeOptional(job: Job, effect: Effect | undefined): readonly Fix[] {
  const title = t('Make it optional with `allow_failure: true`');
  const rule = effect?.rule && job.rules?.[effect.rule.index];
  const written = at(rule?.node, 'allow_failure') ?? at(job.body, 'allow_failure');
  if (written) return fix(title, replaceValue(written, 'true'));
  if (rule?.when !== undefined) return fix(title, addToRule(rule, 'allow_failure: true'));
  return fix(title, addToJob(job, ['allow_failure: true'], 'when'));
}

/** Adds a key to a rule, on the line below its `when`. */
function addToRule({ node }: RuleSpec, line: string): Edit | undefined {
  return behindKey(node, 'when', line);
}

/** Adds a line to a mapping that is the item of a list, below one of its keys. */
function behindKey(node: MapNode, name: string, line: string): Edit | undefined {
  const entry = entryAt(node, name);
  if (!entry) return undefined;
  const { piece, start } = entry.key.span;
  const { text } = piece;
  if (entry.value.span.piece !== piece) return undefined;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.slice(lineStart, start);
  const newline = text.indexOf('\n', entry.value.span.end);
  const end = newline < 0 ? text.length : newline;
  const rest = text.slice(entry.value.span.end, end);
  if (!/^\s*(?:- +)*$/.test(before) || !/^\s*(?:#.*)?$/.test(rest)) return undefined;
  const behind = end - (text[end - 1] === '\r' ? 1 : 0);
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  return { span: { piece, start: behind, end: behind }, text: `${lineBreak}${' '.repeat(before.length)}${line}` };
}

/** Lets a job go without one that it needs: where that one is written, in the job or in one of its rules. */
export function makeNeedOptional({ body, rules }: Job, { span }: Need): Edit | undefined {
  const lists = [at(body, 'needs'), ...(rules ?? []).map((it) => at(it.node, 'needs'))];
  const items = lists.flatMap((it) => (it?.kind === 'seq' ? it.items : []));
  const item = items.find((it) => it.span === span);
  if (item?.kind === 'scalar') {
    const written = span.piece.text.slice(span.start, span.end);
    const isSafe = /^["']/.test(written) || !/[,[\]{}]/.test(written);
    return replaceValue(item, `{ job: ${isSafe ? written : JSON.stringify(written)}, optional: true }`);
  }
  if (item?.kind !== 'map') return undefined;
  const written = at(item, 'optional');
  return written ? replaceValue(written, 'true') : behindKey(item, 'job', 'optional: true');
}

/** `name` as it may stand in YAML: quoted where it has to be. */
export function quoted(name: string): string {
  return /^[A-Za-z][\w./ -]*\w$/.test(name) && !/^(true|false|yes|no|on|off|null)$/i.test(name)
    ? name
    : JSON.stringify(name);
}

/** A name that may hold variables, as it may stand behind a key on a line of its own. */
export function quotedName(name: string): string {
  return name.includes('$') && /^[\w$][\w$./{}-]*$/.test(name) ? name : quoted(name);
}

/** The tier that a word of a name tells, in plain words. */
export function tierInName(name: string): (typeof tiers)[number] | undefined {
  const words = name.toLowerCase().split(/[^a-z]+/);
  return tiers.find((tier) => words.some((it) => plainWords[tier].has(it)));
}

const plainWords: Readonly<Record<(typeof tiers)[number], ReadonlySet<string>>> = {
  production: new Set(['production', 'prod', 'prd', 'live']),
  staging: new Set(['staging', 'stage', 'stg', 'preprod', 'preproduction']),
  testing: new Set(['test', 'testing', 'qa', 'uat', 'integration', 'acceptance']),
  development: new Set(['dev', 'development', 'review', 'sandbox']),
  other: new Set(),
};
