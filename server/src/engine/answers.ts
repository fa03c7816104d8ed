/** What all gates say of one job, and who can run it. An answer is kept as long as all that it rests on is the same. */
import { t } from '@vscode/l10n';
import { type Answer, type Finding, factsOf, type Gate, type Question } from '../gates/gate.ts';
import { gates } from '../gates/index.ts';
import type { VerdictKind } from '../gates/verdict.ts';
import { type Who, whoCan } from '../gates/who.ts';
import { type WhoMay, whoMay } from '../gates/who-may.ts';
import { isUnknown, type Missing } from '../logic/tri.ts';
import type { Attempt } from '../pipeline/attempt.ts';
import type { Job } from '../pipeline/job.ts';
import type { Effect, JobOutcome } from '../pipeline/outcome.ts';
import type { Snapshot } from '../settings/settings.ts';

export type Circumstances = Omit<Question, 'job' | 'effect' | 'downstream'>;

/** What a job starts with one of its effects. */
export type StartedWith = (effect: Effect) => Pick<Question, 'downstream'>;

export interface Answers {
  /** Of the gates that apply, in the order in which an attempt meets them. */
  readonly findings: readonly Finding[];
  readonly who: Who;
  /** Worked out when it is asked for: few want to see it. */
  readonly may: () => WhoMay;
}

/** Asks about one job. */
export function answersOn(circumstances: Circumstances, job: JobOutcome, started: StartedWith): Answers {
  const watch: Watch = { circumstances, looked: false };
  // A job that its rules keep out is still explained: with what it would meet were it there.
  const [first = nominal(job.job), ...others] = job.possible;
  const question = (effect: Effect): Question => watched({ job, effect, ...started(effect) }, watch);
  const asked = question(first);
  const questions = [asked, ...others.map(question)];
  // What a trigger job starts is another object each time.
  const memory = job.job.trigger ? newMemory(circumstances) : memoryOf(job, circumstances);
  const findings: Finding[] = [];
  for (const gate of gates) {
    const finding = recalled(memory.findings, gate, watch, () => ask(gate, job, questions));
    if (finding) findings.push(finding);
  }
  return { findings, who: recalled(memory.who, 'who', watch, () => whoCan(asked)), may: () => whoMay(asked) };
}

/** What the job would be without its rules. */
function nominal(job: Job): Effect {
  return {
    when: job.when === 'never' ? 'on_success' : job.when,
    allowFailure: job.allowFailure.value,
    ...(job.startIn !== undefined && { startIn: job.startIn }),
    ...(job.needs && { needs: job.needs }),
  };
}

/** The gate's answer over all that may come of the rules: one answer where it is always the same, else unknown. */
function ask(gate: Gate, job: JobOutcome, questions: readonly Question[]): Finding | undefined {
  const answers = questions.map((it) => gate.ask(it));
  const [first] = answers;
  const said = answers.find((it) => it !== undefined);
  if (!said) return undefined;
  const kinds = new Set<VerdictKind | undefined>(answers.map((it) => it?.verdict.kind));
  if (kinds.size === 1 && first) return { gate, ...first };
  const missing = isUnknown(job.included) ? job.included.missing : openRules(job);
  return { gate, ...undecided(said, missing) };
}

/** Several rules may match, and they do not agree on this gate. */
function undecided(said: Answer, missing: readonly Missing[]): Answer {
  if (said.verdict.kind === 'unknown') return said;
  return {
    ...said,
    verdict: { kind: 'unknown', missing },
    what: t`may do this, depending on its rules: ${said.what}`,
    facts: [...said.facts, ...factsOf(missing)],
  };
}

function openRules(job: JobOutcome): readonly Missing[] {
  return [{ kind: 'runtime', detail: t`which of the job's rules matches is not decided: ${job.because.text}` }];
}

/** Whether anything was looked at that is another object after every edit. */
interface Watch {
  readonly circumstances: Circumstances;
  looked: boolean;
}

/** What stays the same while somebody types, as long as the job does. */
type Lasting = 'attempt' | 'snapshot' | 'person';

/** Everything else: who looks at it is asked again after every edit. */
type Passing = Exclude<keyof Circumstances, Lasting>;

interface Watched extends Question {
  readonly watch: Watch;
}

function watching(key: Passing): PropertyDescriptor & ThisType<Watched> {
  return {
    enumerable: true,
    get() {
      this.watch.looked = true;
      return this.watch.circumstances[key];
    },
  };
}

const watchers: Readonly<Record<Passing, PropertyDescriptor>> = {
  pipeline: watching('pipeline'),
  outcome: watching('outcome'),
  below: watching('below'),
};
const { below: _, ...watchersWithoutBelow } = watchers;

function watched(of: Pick<Question, 'job' | 'effect' | 'downstream'>, watch: Watch): Question {
  const { attempt, snapshot, person, below } = watch.circumstances;
  const lasting = { attempt, snapshot, person, watch, ...of };
  // Adding properties keeps the question as quick to read as a plain one; replacing them would not.
  return Object.defineProperties(lasting, below ? watchers : watchersWithoutBelow) as Watched;
}

type Kept<K, T> = Map<K, { readonly value: T }>;

/** What was answered about a job by who looked at nothing but the job, the attempt and the settings. */
interface Memory {
  readonly attempt: Attempt;
  readonly snapshot: Snapshot;
  readonly findings: Kept<Gate, Finding | undefined>;
  readonly who: Kept<'who', Who>;
}

/** An edit leaves most jobs as they were: their outcome is the same object, and most gates say the same of it. */
const memories = new WeakMap<JobOutcome, Memory>();

function memoryOf(job: JobOutcome, circumstances: Circumstances): Memory {
  const { attempt, snapshot } = circumstances;
  const known = memories.get(job);
  if (known?.attempt === attempt && known.snapshot === snapshot) return known;
  const memory = newMemory(circumstances);
  memories.set(job, memory);
  return memory;
}

function newMemory({ attempt, snapshot }: Circumstances): Memory {
  return { attempt, snapshot, findings: new Map(), who: new Map() };
}

function recalled<K, T>(kept: Kept<K, T>, key: K, watch: Watch, answer: () => T): T {
  const known = kept.get(key);
  if (known) return known.value;
  watch.looked = false;
  const value = answer();
  if (!watch.looked) kept.set(key, { value });
  return value;
}
