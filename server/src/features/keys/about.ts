/** A keyword of a job at the place where it is written, and one of the jobs that it counts for. */
import type { Analysis, JobReport } from '../../engine/analysis.ts';
import type { Finding, Gate, Question } from '../../gates/gate.ts';
import { personOf } from '../../gates/person.ts';
import type { JobOutcome } from '../../pipeline/outcome.ts';
import { type Entry, entryAt, type Node } from '../../syntax/node.ts';
import type { Span } from '../../text/span.ts';
import type { HoverOptions } from '../gate-words.ts';
import type { Route } from '../route.ts';

export interface About {
  readonly analysis: Analysis;
  readonly options: HoverOptions;
  readonly job: JobOutcome;
  /** Of deploy jobs. */
  readonly report?: JobReport;
  /** The keyword and its value, as the job has them after everything was merged. */
  readonly entry: Entry;
  /** What is at the place: a key or a value, in the file as it is written. */
  readonly node: Node;
  /** The keys and indices below the keyword. */
  readonly below: Route['path'];
}

/** What is said of one job: Markdown. `undefined` where there is nothing to say. */
export type KeyWords = (about: About) => string | undefined;

/**
 * The jobs for which `node`, found at `route` of a file, is part of the value of `keyword`, or its key.
 * @param written the value of a key that is pointed at: jobs that refer to the value have another key.
 */
export function aboutJobs(
  analysis: Analysis,
  { node, path, on }: Route,
  keyword: string,
  options: HoverOptions,
  written?: Node,
): readonly About[] {
  const pointed = on === 'key' && written ? [node.span, ...firstLeaf(written)] : [node.span];
  const reports = new Map(analysis.reports.map((it) => [it.job.job.name, it]));
  const below = path.slice(path.indexOf(keyword) + 1);
  return [...analysis.outcome.jobs.values()].flatMap((job) => {
    const entry = entryAt(job.job.body, keyword);
    if (!entry || !pointed.some((it) => isAt(entry.key, it) || holds(entry.value, it))) return [];
    const report = reports.get(job.job.name);
    return [{ analysis, options, job, entry, node, below, ...(report && { report }) }];
  });
}

/** Whether a node is part of another, by the place where it is written: merging makes new mappings of old values. */
export function holds(whole: Node, span: Span): boolean {
  switch (whole.kind) {
    case 'map':
      return [...whole.entries.values()].some(({ key, value }) => isAt(key, span) || holds(value, span));
    case 'seq':
      return whole.items.some((it) => holds(it, span));
    default:
      return isAt(whole, span);
  }
}

function firstLeaf(node: Node): readonly Span[] {
  if (node.kind === 'seq') return node.items.slice(0, 1).flatMap(firstLeaf);
  if (node.kind !== 'map') return [node.span];
  const [first] = node.entries.values();
  return first ? firstLeaf(first.value) : [];
}

function isAt({ span }: Node, { piece, start }: Span): boolean {
  return span.piece === piece && span.start === start;
}

/** What a gate says of the job; asked for itself where the job is no deploy job. */
export function findingOf({ analysis, job, report }: About, gate: Gate): Finding | undefined {
  const found = report?.findings.find((it) => it.gate.id === gate.id);
  const [effect] = job.possible;
  if (found || report || !effect || job.included === false) return found;
  const { pipeline, attempt, outcome, snapshot, below } = analysis;
  const person = personOf(attempt.actor, snapshot);
  const question: Question = { pipeline, attempt, outcome, snapshot, job, effect, person, ...(below && { below }) };
  const answer = gate.ask(question);
  return answer && { gate, ...answer };
}
