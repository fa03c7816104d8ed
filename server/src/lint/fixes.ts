/** The changes that rules offer, in the style of the file and where the key really stands. */
import { type Job, type RuleSpec, tiers } from '../pipeline/job.ts';
import type { Effect } from '../pipeline/outcome.ts';
import { addEntry, type Edit, replaceValue } from '../syntax/edit.ts';
import { at, entryAt, type Node } from '../syntax/node.ts';
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
  for (const it of others.flatMap(({ fixes }) => fixes?.find(({ title }) => title === one.title)?.edits ?? [])) {
    const there = edits.find((other) => overlap(it.span, other.span));
    if (there && (there.text !== it.text || !isSame(there.span, it.span))) return [];
    if (!there) edits.push(it);
  }
  return edits.length > one.edits.length ? [{ title: `${one.title}: all of them`, edits }] : [];
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
  const title = 'Make it blocking with `allow_failure: false`';
  const rule = effect?.rule && job.rules?.[effect.rule.index];
  const written = at(rule?.node, 'allow_failure') ?? at(job.body, 'allow_failure');
  return fix(title, written ? replaceValue(written, 'false') : addToJob(job, ['allow_failure: false'], 'when'));
}

/** Adds a key to a rule, on the line below its `when`. */
export function addToRule({ node }: RuleSpec, line: string): Edit | undefined {
  const entry = entryAt(node, 'when');
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

/** `name` as it may stand in YAML: quoted where it has to be. */
export function quoted(name: string): string {
  return /^[A-Za-z][\w./ -]*\w$/.test(name) && !/^(true|false|yes|no|on|off|null)$/i.test(name)
    ? name
    : JSON.stringify(name);
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
