/** The environment itself: whether GitLab can make it, and which tier counts. */
import { later } from '../logic/later.ts';
import { isUnknown, type Unknown } from '../logic/tri.ts';
import { type EnvironmentAction, tiers } from '../pipeline/job.ts';
import type { EnvironmentOutcome } from '../pipeline/outcome.ts';
import type { Snapshot, StoredEnvironment } from '../settings/settings.ts';
import type { Span } from '../text/span.ts';
import { type Answer, factsOf, type Gate, type Question } from './gate.ts';
import { unread } from './unread.ts';
import { missingRemedy, missingSentences } from './words.ts';

/** GitLab's code where it cannot make the environment. */
const reason = 'environment_creation_failure';

/**
 * Looks at the name after all variables are in it, and at the tier: the one that is stored counts before the file's.
 * @see gates.md §5.2 to §5.5; app/services/environments/create_for_job_service.rb (18.9)
 */
export const environment: Gate = {
  id: 'environment',
  title: later('Environment'),
  source: 'https://docs.gitlab.com/ci/environments/',
  reads: ['environments'],
  ask(question) {
    const written = question.job.job.environment;
    const expanded = question.effect.environment;
    if (!written || !expanded) return undefined;
    const common = { span: written.nameSpan, facts: [] };
    if (expanded.valid === false) return { ...refusedName(expanded), ...common };
    const open = openName(expanded);
    if (open) return { ...undecided(expanded, open), ...common, facts: factsOf(open.missing) };
    if (typeof expanded.tier === 'object' && 'invalid' in expanded.tier) {
      return wrongTier(question, expanded, expanded.tier.invalid, written.nameSpan);
    }
    const row = rowOf(question.snapshot, expanded);
    // Which tier it is does not matter once the environment exists; before that it may be none.
    if (isUnknown(expanded.tier) && !row) {
      return { ...undecidedTier(expanded, expanded.tier), ...common, facts: factsOf(expanded.tier.missing) };
    }
    return { ...fine(question.snapshot, expanded, written.action), ...common };
  },
};

function rowOf({ settings: { environments } }: Snapshot, { name }: EnvironmentOutcome): StoredEnvironment | undefined {
  return environments.known ? environments.value.find((it) => it.name === name) : undefined;
}

function undecidedTier({ shown }: EnvironmentOutcome, { missing }: Unknown): Omit<Answer, 'span' | 'facts'> {
  return {
    verdict: { kind: 'unknown', missing },
    what: `deploys to \`${shown}\`, whose tier is not known here`,
    why: `${missingSentences(missing)} GitLab makes no environment with a tier that is none, and a group may protect it by its tier.`,
    todo: missingRemedy(missing),
  };
}

function openName({ name, valid }: EnvironmentOutcome): Unknown | undefined {
  if (isUnknown(valid)) return valid;
  return typeof name === 'string' ? undefined : name;
}

function refusedName({ name, shown }: EnvironmentOutcome): Omit<Answer, 'span' | 'facts'> {
  const verdict = { kind: 'deny' } as const;
  const what = `fails as soon as the pipeline is created: \`${shown}\` is no name for an environment`;
  const [reference, variable] = shellDefault.exec(shown) ?? [];
  if (reference !== undefined) {
    return {
      ...{ verdict, reason, what },
      why: `GitLab puts a value in the place of \`$${variable}\` and \`\${${variable}}\` alone: a default as a shell knows it, \`${reference}\`, stays in the name as it is written, and a name may not hold it.`,
      todo: `Write \`$${variable}\`, and give the variable its default under \`variables\`.`,
    };
  }
  const empty = name === '';
  return {
    ...{ verdict, reason },
    what: empty ? 'fails as soon as the pipeline is created: the name of its environment is empty' : what,
    why: empty
      ? 'Variables that do not exist leave nothing behind, and nothing is left of this name.'
      : 'With its variables in place the name has to keep to letters, digits, spaces and `-_/.{}$`, may not start or end with `/`, and has at most 255 characters. A variable that does not exist leaves nothing behind.',
    todo: 'Use a variable that exists in this kind of pipeline; `$CI_COMMIT_REF_SLUG` always does and holds no odd characters.',
  };
}

/** `${NAME:-value}`, `${NAME-value}`, `${NAME:+value}`. */
const shellDefault = /\$\{(\w+):?[-+=?][^}]*\}/;

function undecided({ shown }: EnvironmentOutcome, { missing }: Unknown): Omit<Answer, 'span' | 'facts'> {
  return {
    verdict: { kind: 'unknown', missing },
    what: `deploys to an environment whose name is not known here: \`${shown}\``,
    why: missingSentences(missing),
    todo: missing.some((it) => it.kind === 'variable')
      ? 'Name the value as a variable of the attempt, to see what follows.'
      : missingRemedy(missing),
  };
}

/** A tier that is none matters only while the environment has to be made; later it is dropped without a word. */
function wrongTier(question: Question, { shown, name }: EnvironmentOutcome, tier: string, span: Span): Answer {
  const { environments } = question.snapshot.settings;
  const why = `\`${tier}\` is no deployment tier: there are ${tiers.map((it) => `\`${it}\``).join(', ')}.`;
  if (!environments.known) {
    const { missing } = unread('environments', environments, `whether \`${shown}\` exists already`);
    return {
      verdict: { kind: 'unknown', missing },
      what: `fails as soon as the pipeline is created, unless \`${shown}\` exists already`,
      why: `${why} ${missingSentences(missing)}`,
      todo: 'Correct `deployment_tier`.',
      span,
      facts: factsOf(missing),
    };
  }
  if (environments.value.some((it) => it.name === name)) {
    return {
      verdict: { kind: 'pass' },
      what: `deploys to \`${shown}\`, and its tier is ignored`,
      why: `${why} Since \`${shown}\` exists, GitLab drops it without a word, and with it the new URL and stop time.`,
      todo: 'Correct `deployment_tier`.',
      span,
      facts: [],
    };
  }
  return {
    verdict: { kind: 'deny' },
    reason,
    what: 'fails as soon as the pipeline is created: its environment cannot be made',
    why: `${why} \`${shown}\` does not exist yet, and GitLab does not make it with a tier like that.`,
    todo: 'Correct `deployment_tier`.',
    span,
    facts: [],
  };
}

const verbs = {
  start: 'deploys to',
  stop: 'stops',
  prepare: 'prepares',
  verify: 'verifies',
  access: 'accesses',
} as const satisfies Record<EnvironmentAction, string>;

function fine(
  snapshot: Snapshot,
  outcome: EnvironmentOutcome,
  action: EnvironmentAction,
): Omit<Answer, 'span' | 'facts'> {
  const { shown, tier, tierFrom } = outcome;
  const verb = `${verbs[action]} \`${shown}\``;
  const written = typeof tier === 'string' ? tier : undefined;
  const row = rowOf(snapshot, outcome);
  const from = tierFrom === 'declared' ? 'the file says' : 'GitLab guesses from the name';
  if (row?.tier !== undefined && written !== undefined && row.tier !== written) {
    const next =
      tierFrom === 'declared'
        ? ` The next successful deployment makes it \`${written}\`.`
        : ' A guess is made only once, when an environment is created.';
    return {
      verdict: { kind: 'pass' },
      what: `${verb}, which GitLab has stored as tier \`${row.tier}\``,
      why: `The stored tier decides which protections of groups apply, not \`${written}\`, which ${from}.${next}`,
      // A guess is nobody's wish.
      ...(tierFrom === 'declared' && {
        todo: `To have \`${written}\` now, a Developer changes the tier of the environment: \`PUT /projects/:id/environments/:environment_id\` with \`tier\`.`,
      }),
    };
  }
  if (!snapshot.settings.environments.known) {
    return {
      verdict: { kind: 'pass' },
      what: `${verb}, tier \`${written}\` unless GitLab has stored another`,
      why: `The tier is what ${from}. One that GitLab has stored comes before that, and the environments could not be read.`,
    };
  }
  const note = row ? '' : ' The environment does not exist yet: GitLab makes it with this pipeline.';
  return {
    verdict: { kind: 'pass' },
    what: `${verb}, tier \`${row?.tier ?? written}\``,
    why: row ? `GitLab has the environment stored with this tier.` : `The tier is what ${from}.${note}`,
  };
}
