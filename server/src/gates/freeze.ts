/** Freeze periods: GitLab only sets a variable while one holds. Whether that stops the job is the job's own doing. */
import { t } from '@vscode/l10n';
import { windowAt } from '../freeze/window.ts';
import { momentWords } from '../freeze/words.ts';
import { later } from '../logic/later.ts';
import { isUnknown, type Missing, type Obstacle } from '../logic/tri.ts';
import { evaluate } from '../pipeline/evaluate.ts';
import { type FreezeReaction, freezeReaction, freezeVariable } from '../pipeline/freeze-reaction.ts';
import type { Outcome } from '../pipeline/outcome.ts';
import type { FreezePeriod } from '../settings/settings.ts';
import { type Answer, factsOf, type Gate, type Question } from './gate.ts';

const variable = `\`${freezeVariable}\``;

/**
 * Says what a freeze does to the job at the attempt's moment, and when the next begins.
 * @see gates.md §4; app/models/ci/freeze_period.rb (18.9), lib/gitlab/ci/variables/builder/pipeline.rb
 */
export const freeze: Gate = {
  id: 'freeze',
  title: later('Deploy freeze'),
  source: 'https://docs.gitlab.com/user/project/releases/#prevent-unintentional-releases-by-setting-a-deploy-freeze',
  reads: ['freezePeriods'],
  ask(question) {
    const { freezePeriods } = question.snapshot.settings;
    const reaction = freezeReaction(question.pipeline, question.job.job);
    if (!freezePeriods.known) return unread(question, reaction, freezePeriods);
    if (freezePeriods.value.length === 0) return undefined;
    const state = stateAt(freezePeriods.value, question.attempt.at);
    return state.active ? during(question, reaction, state) : before(question, reaction, state);
  },
};

/** The periods at one moment: in words, since every period has its own zone. */
interface FreezeState {
  readonly active: boolean;
  /** When the last of the active ones ends; absent where it never does. */
  readonly until?: string;
  /** When the next one begins. */
  readonly next?: string;
}

function stateAt(periods: readonly FreezePeriod[], at: number): FreezeState {
  let until: { readonly at: number; readonly words: string } | undefined;
  let next: { readonly at: number; readonly words: string } | undefined;
  let active = false;
  for (const period of periods) {
    const window = windowAt(period, at);
    if (!window) continue;
    active ||= window.active;
    if (window.active && window.end !== undefined && window.end > (until?.at ?? 0)) {
      until = { at: window.end, words: momentWords(window.end, period.timeZone) };
    }
    if (window.nextStart !== undefined && window.nextStart < (next?.at ?? Number.POSITIVE_INFINITY)) {
      next = { at: window.nextStart, words: momentWords(window.nextStart, period.timeZone) };
    }
  }
  return { active, ...(until && { until: until.words }), ...(next && { next: next.words }) };
}

/** A job that never looks at the variable runs whatever the periods are: nothing is left open then. */
function unread(
  { job }: Question,
  reaction: FreezeReaction,
  { why, needs }: { readonly why: Obstacle; readonly needs?: string },
): Answer | undefined {
  if (reaction.by === 'nothing') return undefined;
  const missing = missingPeriods(why, needs);
  return {
    verdict: { kind: 'unknown', missing },
    what: t('depends on whether a freeze period holds at that moment'),
    why: t`${firstPlace(reaction)} looks at ${variable}, and the project's freeze periods could not be read.`,
    todo: t('Sign in, or hand in a snapshot of the settings, to have the freeze periods evaluated.'),
    span: spanOf(reaction, job.job.key.span),
    facts: factsOf(missing),
  };
}

function missingPeriods(why: Obstacle, needs?: string): readonly Missing[] {
  return [{ kind: 'setting', setting: 'freezePeriods', why, ...(needs !== undefined && { needs }) }];
}

function during(question: Question, reaction: FreezeReaction, { until }: FreezeState): Answer {
  const { job } = question.job;
  const end = until === undefined ? t('It has no end that GitLab would find.') : t`It ends ${until}.`;
  const common = { span: spanOf(reaction, job.environment?.nameSpan ?? job.key.span), facts: factsNow(question) };
  switch (reaction.by) {
    case 'nothing':
      return {
        verdict: { kind: 'pass' },
        what: t('runs although a freeze period holds: it ignores the freeze'),
        why: t`A freeze period only sets ${variable}, and neither the rules nor the script of this job look at it. ${end}`,
        todo: t`To hold it, add a rule: \`if: $${freezeVariable}\` with \`when: never\` (or \`when: manual\`), before the rule that lets it run.`,
        ...common,
      };
    case 'script':
      return {
        verdict: {
          kind: 'unknown',
          missing: [{ kind: 'runtime', detail: t`its script decides when it runs: it reads ${variable}` }],
        },
        what: t('starts, and its script decides what the freeze means'),
        why: t`A freeze period holds, and only the script looks at ${variable}: GitLab starts the job as always. ${end}`,
        todo: t('Read the script, or move the check into `rules`, where it can be seen beforehand.'),
        ...common,
      };
    default:
      return byRules(question, reaction, end, common);
  }
}

function byRules(
  question: Question,
  reaction: Exclude<FreezeReaction, { readonly by: 'nothing' }>,
  end: string,
  common: Pick<Answer, 'span' | 'facts'>,
): Answer {
  const there = included(question.outcome, question.job.job.name);
  const otherwise = included(thawed(question), question.job.job.name);
  const place = placeWords(reaction);
  if (there === false && otherwise !== false) {
    return {
      verdict: { kind: 'wait' },
      what: t('is left out of pipelines that are created during the freeze'),
      why: t`A freeze period holds, so ${variable} is set, and ${place} keeps the job out. ${end}`,
      todo: t(
        'Start a new pipeline after the freeze; a job of a pipeline that was created before the freeze can still be run.',
      ),
      ...common,
    };
  }
  if (question.effect.when === 'manual' && otherWhen(thawed(question), question.job.job.name) !== 'manual') {
    return {
      verdict: { kind: 'pass' },
      what: t('is a manual job while the freeze holds'),
      why: t`A freeze period holds, so ${variable} is set, and ${place} makes the job one that somebody has to start. ${end}`,
      ...common,
    };
  }
  return {
    verdict: { kind: 'pass' },
    what: t('knows of the freeze and is not kept out by it'),
    why: t`A freeze period holds; ${place} looks at ${variable}, and the job is there all the same. ${end}`,
    ...common,
  };
}

function before(question: Question, reaction: FreezeReaction, { next }: FreezeState): Answer {
  const { job } = question.job;
  const start = next === undefined ? t('No further freeze is planned.') : t`The next one begins ${next}.`;
  const effect =
    reaction.by === 'nothing'
      ? t`This job would run in it too: it does not look at ${variable}.`
      : t`${firstPlace(reaction)} looks at ${variable} then.`;
  return {
    verdict: { kind: 'pass' },
    what: t('is not in a freeze period'),
    why: `${start} ${effect}`,
    span: spanOf(reaction, job.environment?.nameSpan ?? job.key.span),
    facts: factsNow(question),
  };
}

/** The same attempt as if no freeze held; kept as long as the outcome is. */
const thawedOutcomes = new WeakMap<Outcome, Outcome>();

function thawed({ pipeline, attempt, outcome }: Question): Outcome {
  const known = thawedOutcomes.get(outcome);
  if (known) return known;
  const made = evaluate(pipeline, { ...attempt, freeze: false });
  thawedOutcomes.set(outcome, made);
  return made;
}

function included(outcome: Outcome, name: string): boolean | undefined {
  const job = outcome.jobs.get(name);
  if (!job) return false;
  if (outcome.created === false && outcome.reason === 'filtered_by_workflow_rules') return false;
  return isUnknown(job.included) ? undefined : job.included;
}

/** The job's `when` in another outcome, where that is decided. */
function otherWhen(outcome: Outcome, name: string): string | undefined {
  const [first, ...others] = outcome.jobs.get(name)?.possible ?? [];
  return others.length === 0 ? first?.when : undefined;
}

function factsNow({ snapshot: { settings } }: Question): Answer['facts'] {
  const { freezePeriods } = settings;
  if (!freezePeriods.known) return [];
  return freezePeriods.value.map((it) => ({
    setting: 'freezePeriods',
    detail: t`from \`${it.start}\` to \`${it.end}\` (${it.timeZone})`,
  }));
}

function spanOf(reaction: FreezeReaction, otherwise: Answer['span']): Answer['span'] {
  return reaction.by === 'nothing' ? otherwise : reaction.span;
}

function placeWords(reaction: FreezeReaction): string {
  switch (reaction.by) {
    case 'rules':
      return t("the job's own rule");
    case 'workflow':
      return t('the `workflow:rules`');
    default:
      return t("the job's script");
  }
}

/** The same where it begins a sentence. */
function firstPlace(reaction: FreezeReaction): string {
  switch (reaction.by) {
    case 'rules':
      return t("The job's own rule");
    case 'workflow':
      return t('The `workflow:rules`');
    default:
      return t("The job's script");
  }
}
