/** What is known and accepted: by a comment where it stands, or by an entry of the project file. */
import type { Job } from '../pipeline/job.ts';
import { lineOf, place, type SourceFile } from '../syntax/source.ts';
import { wallTime } from '../text/civil.ts';
import type { Instant } from '../text/instant.ts';
import type { Span } from '../text/span.ts';
import { matches } from './glob.ts';
import { type IgnoreComment, ignoreCommentsOf } from './ignore-comments.ts';
import type { Ignore, Policy } from './policy.ts';
import { isRule } from './policy-file.ts';
import type { LintFinding, LintQuestion, Rule } from './rule.ts';

/** One place that ignores one rule. */
export interface Ignoring {
  readonly rule: string;
  readonly span: Span;
  /** The last day on which it holds. */
  readonly until?: string;
}

/** Which entries of the project file have been of use so far, in a pipeline and in those that it starts. */
export interface Use {
  readonly used: Set<string>;
  /** Whether the pipeline is one that another starts: then that one says which entries were of no use. */
  readonly isBelow: boolean;
}

/** Keeps count, while the rules are asked, of what has been of use. */
export class Ignores {
  readonly #question: LintQuestion;
  readonly #comments: readonly IgnoreComment[];
  readonly #entries: readonly Ignore[];
  readonly #expired: readonly Ignore[];
  readonly #used: Set<string>;
  readonly #isBelow: boolean;

  constructor(question: LintQuestion, { ignores }: Policy, { used, isBelow }: Use) {
    this.#used = used;
    this.#isBelow = isBelow;
    this.#question = question;
    this.#comments = [...question.pipeline.config.files.values()].flatMap(ignoreCommentsOf);
    const today = dayOf(question.attempt.at);
    this.#entries = ignores.filter(({ until }) => until === undefined || until >= today);
    this.#expired = ignores.filter((it) => !this.#entries.includes(it));
  }

  covers(rule: Rule, finding: LintFinding): boolean {
    const job = this.#question.outcome.jobs.get(finding.job ?? '')?.job;
    // All that would cover it are of use, not just the first.
    const byComment = this.#comments.filter((it) => this.#isAt(it, finding.span) || this.#isAbove(it, job));
    const used = byComment.flatMap((it) => it.rules.filter((id) => means(id, rule)).map((id) => keyOf(it.span, id)));
    for (const it of this.#entries)
      if (means(it.rule, rule) && fits(it, finding, job)) used.push(keyOf(it.span, it.rule));
    for (const it of used) this.#used.add(it);
    return used.length > 0;
  }

  /** Those that have met nothing. */
  unused(): readonly Ignoring[] {
    const all = [
      ...this.#comments.flatMap(({ rules, span }) => rules.map((rule) => ({ rule, span }))),
      ...(this.#isBelow ? [] : this.#entries.map(({ rule, span }) => ({ rule, span }))),
    ];
    return all.filter(({ rule, span }) => !this.#used.has(keyOf(span, rule)));
  }

  /** Comments that name no rule, and so ignore nothing. */
  nameless(): readonly IgnoreComment[] {
    return this.#comments.filter((it) => it.rules.length === 0);
  }

  expired(): readonly Ignoring[] {
    return this.#isBelow ? [] : this.#expired;
  }

  #isAt({ file, from, to }: IgnoreComment, span: Span): boolean {
    if (span.piece.file !== file) return false;
    const line = this.#lineOf(span);
    return line !== undefined && line >= from && line <= to;
  }

  #isAbove({ file, from, to, wholeJob }: IgnoreComment, job: Job | undefined): boolean {
    if (!wholeJob || !job || job.key.span.piece.file !== file) return false;
    const line = this.#lineOf(job.key.span);
    return line !== undefined && line >= from && line <= to;
  }

  #lineOf(span: Span): number | undefined {
    const file: SourceFile | undefined = this.#question.pipeline.config.files.get(span.piece.file);
    return file && lineOf(file, place(file, span).start);
  }
}

/** Whether an id, a group or `*` means this rule. */
function means(pattern: string, { id }: Rule): boolean {
  return isRule(pattern) && matches(pattern, id);
}

function fits({ job: jobs, file }: Ignore, { span }: LintFinding, job: Job | undefined): boolean {
  if (file !== undefined && !matches(file, span.piece.file)) return false;
  if (jobs === undefined) return true;
  return job !== undefined && (matches(jobs, job.name) || matches(jobs, job.baseName));
}

function keyOf({ piece, start }: Span, rule: string): string {
  return `${piece.file} ${start} ${rule}`;
}

/** `2026-11-20`, in UTC. */
function dayOf(at: Instant): string {
  const { year, month, day } = wallTime(Math.floor(at / 1000));
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
