/** Asks all rules, in the attempt and, where they say so, in the other kinds of pipelines; says each thing once. */
import { t } from '@vscode/l10n';
import { both } from '../gates/words.ts';
import type { Job } from '../pipeline/job.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { at, type Node, text } from '../syntax/node.ts';
import type { Piece } from '../text/span.ts';
import { forAll } from './fixes.ts';
import type { LintFinding, LintQuestion, Rule, Situation } from './rule.ts';

export interface Found extends LintFinding {
  readonly rule: Rule;
}

/** Whether somebody has said that this is known and accepted. */
export type IsIgnored = (rule: Rule, finding: LintFinding) => boolean;

/** What the rules find, in the order of the rules. */
export function found(question: LintQuestion, rules: readonly Rule[], isIgnored: IsIgnored): readonly Found[] {
  const findings: Found[] = [];
  for (const rule of rules) {
    const here = once(question, asked(rule, question, isIgnored));
    const there = rule.everyKind ? elsewhere(rule, question, here, isIgnored) : [];
    for (const it of [...here, ...there]) findings.push({ rule, ...it });
  }
  return findings;
}

/** What a template says of a job that is not there may change everything: nothing is said of such a job then. */
function* asked(rule: Rule, question: LintQuestion, isIgnored: IsIgnored): Iterable<LintFinding> {
  for (const finding of rule.check(question)) {
    const job = question.outcome.jobs.get(finding.job ?? '')?.job;
    const told = rule.inParts || !job || isWhole(question.pipeline, job);
    if (told && !isIgnored(rule, finding)) yield finding;
  }
}

function isWhole({ config: { root, extendsOf } }: Pipeline, { baseName, environment }: Job): boolean {
  // Without its inputs a file says neither which jobs it makes nor where they deploy to.
  if (/\$\[\[/.test(`${baseName} ${environment?.name}`)) return false;
  return [baseName, ...(extendsOf.get(baseName) ?? [])].every((name) =>
    basesOf(at(root, name, 'extends')).every((base) => root.entries.has(base)),
  );
}

function basesOf(node: Node | undefined): readonly string[] {
  return (node?.kind === 'seq' ? node.items : [node]).flatMap((it) => text(it) ?? []);
}

/** What does not happen in the attempt itself, with the words for where it does. */
function elsewhere(
  rule: Rule,
  question: LintQuestion,
  here: readonly LintFinding[],
  isIgnored: IsIgnored,
): readonly LintFinding[] {
  const known = new Causes<LintFinding>();
  for (const it of here) known.put(it, it);
  const more = new Causes<{ readonly finding: LintFinding; readonly where: Situation[] }>();
  for (const situation of question.elsewhere ?? []) {
    for (const finding of once(question, asked(rule, inSituation(question, situation), isIgnored))) {
      if (known.at(finding)) continue;
      const there = more.at(finding);
      if (!there) more.put(finding, { finding, where: [situation] });
      else if (there.finding.what === finding.what) there.where.push(situation);
    }
  }
  return more
    .all()
    .map(({ finding, where }) => ({ ...finding, what: t`${finding.what}, in ${both(where.map((it) => it.words))}` }));
}

/** Gates and people are the attempt's: what is asked elsewhere is about the pipeline alone. */
export function inSituation(question: LintQuestion, { kind, attempt, outcome }: Situation): LintQuestion {
  const { who: _, ...rest } = question;
  return { ...rest, attempt, outcome: outcome(), findings: new Map(), situation: kind };
}

/**
 * One finding for each cause: instances of a matrix, and jobs that extend one template, share what is written, and
 * several jobs an environment. The first speaks for all, and names the others.
 */
function once(question: LintQuestion, findings: Iterable<LintFinding>): readonly LintFinding[] {
  const seen = new Causes<{ readonly first: LintFinding; readonly others: Map<string, LintFinding> }>();
  for (const finding of findings) {
    const known = seen.at(finding);
    if (!known) seen.put(finding, { first: finding, others: new Map() });
    else if (finding.job !== undefined && finding.job !== known.first.job) known.others.set(finding.job, finding);
  }
  return seen
    .all()
    .map(({ first, others }) => withOthers(question, withFixes(first, [...others.values()]), [...others.keys()]));
}

const shownOthers = 3;

/** Each fix, and the same for all jobs at once. */
function withFixes(first: LintFinding, others: readonly LintFinding[]): LintFinding {
  const { fixes } = first;
  if (!fixes || others.length === 0) return first;
  return { ...first, fixes: fixes.flatMap((it) => [it, ...forAll(it, others)]) };
}

function withOthers({ outcome }: LintQuestion, finding: LintFinding, others: readonly string[]): LintFinding {
  const own = outcome.jobs.get(finding.job ?? '')?.job.key;
  const keys = new Map(
    others.flatMap((it) => {
      const job = outcome.jobs.get(it)?.job;
      return job && job.key !== own ? [[job.key, job.baseName] as const] : [];
    }),
  );
  if (keys.size === 0) return finding;
  const shown = [...keys].slice(0, shownOthers);
  const related = shown.map(([key, name], n) => ({
    span: key.span,
    message: sameHolds(name, n === shown.length - 1 ? keys.size - shown.length : 0),
  }));
  return { ...finding, related: [...(finding.related ?? []), ...related] };
}

function sameHolds(name: string, more: number): string {
  return more > 0 ? t`the same holds for \`${name}\`, and ${more} more` : t`the same holds for \`${name}\``;
}

/** Something for each cause, which is a place unless the finding names it. */
class Causes<T> {
  readonly #byPiece = new Map<Piece | undefined, Map<string, T>>();

  at(finding: LintFinding): T | undefined {
    const { piece, key } = keyOf(finding);
    return this.#byPiece.get(piece)?.get(key);
  }

  put(finding: LintFinding, value: T): void {
    const { piece, key } = keyOf(finding);
    const here = this.#byPiece.get(piece) ?? new Map<string, T>();
    this.#byPiece.set(piece, here.set(key, value));
  }

  all(): readonly T[] {
    return [...this.#byPiece.values()].flatMap((it) => [...it.values()]);
  }
}

function keyOf({ cause, span: { piece, start, end } }: LintFinding) {
  return cause === undefined ? { piece, key: `${start} ${end}` } : { piece: undefined, key: cause };
}
