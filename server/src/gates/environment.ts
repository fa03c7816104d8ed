/** The environment itself: whether GitLab can make it, and which tier counts. */
import { t } from '@vscode/l10n';
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
    what: t`deploys to \`${shown}\`, whose tier is not known here`,
    why: `${missingSentences(missing)} ${t('GitLab makes no environment with a tier that is none, and a group may protect it by its tier.')}`,
    todo: missingRemedy(missing),
  };
}

function openName({ name, valid }: EnvironmentOutcome): Unknown | undefined {
  if (isUnknown(valid)) return valid;
  return typeof name === 'string' ? undefined : name;
}

function refusedName({ name, shown }: EnvironmentOutcome): Omit<Answer, 'span' | 'facts'> {
  const verdict = { kind: 'deny' } as const;
  const what = t`fails as soon as the pipeline is created: \`${shown}\` is no name for an environment`;
  const [reference, variable] = shellDefault.exec(shown) ?? [];
  if (reference !== undefined && variable !== undefined) {
    const braced = `\`\${${variable}}\``;
    return {
      ...{ verdict, reason, what },
      why: t`GitLab puts a value in the place of \`$${variable}\` and ${braced} alone: a default as a shell knows it, \`${reference}\`, stays in the name as it is written, and a name may not hold it.`,
      todo: t`Write \`$${variable}\`, and give the variable its default under \`variables\`.`,
    };
  }
  const empty = name === '';
  return {
    ...{ verdict, reason },
    what: empty ? t('fails as soon as the pipeline is created: the name of its environment is empty') : what,
    why: empty
      ? t('Variables that do not exist leave nothing behind, and nothing is left of this name.')
      : t(
          'With its variables in place the name has to keep to letters, digits, spaces and `-_/.{}$`, may not start or end with `/`, and has at most 255 characters. A variable that does not exist leaves nothing behind.',
        ),
    todo: t(
      'Use a variable that exists in this kind of pipeline; `$CI_COMMIT_REF_SLUG` always does and holds no odd characters.',
    ),
  };
}

/** `${NAME:-value}`, `${NAME-value}`, `${NAME:+value}`. */
const shellDefault = /\$\{(\w+):?[-+=?][^}]*\}/;

function undecided({ shown }: EnvironmentOutcome, { missing }: Unknown): Omit<Answer, 'span' | 'facts'> {
  return {
    verdict: { kind: 'unknown', missing },
    what: t`deploys to an environment whose name is not known here: \`${shown}\``,
    why: missingSentences(missing),
    todo: missing.some((it) => it.kind === 'variable')
      ? t('Name the value as a variable of the attempt, to see what follows.')
      : missingRemedy(missing),
  };
}

/** A tier that is none matters only while the environment has to be made; later it is dropped without a word. */
function wrongTier(question: Question, { shown, name }: EnvironmentOutcome, tier: string, span: Span): Answer {
  const { environments } = question.snapshot.settings;
  const why = t`\`${tier}\` is no deployment tier: there are ${tiers.map((it) => `\`${it}\``).join(', ')}.`;
  const todo = t('Correct `deployment_tier`.');
  if (!environments.known) {
    const { missing } = unread('environments', environments, t`whether \`${shown}\` exists already`);
    return {
      verdict: { kind: 'unknown', missing },
      what: t`fails as soon as the pipeline is created, unless \`${shown}\` exists already`,
      why: `${why} ${missingSentences(missing)}`,
      todo,
      span,
      facts: factsOf(missing),
    };
  }
  if (environments.value.some((it) => it.name === name)) {
    return {
      verdict: { kind: 'pass' },
      what: t`deploys to \`${shown}\`, and its tier is ignored`,
      why: `${why} ${t`Since \`${shown}\` exists, GitLab drops it without a word, and with it the new URL and stop time.`}`,
      todo,
      span,
      facts: [],
    };
  }
  return {
    verdict: { kind: 'deny' },
    reason,
    what: t('fails as soon as the pipeline is created: its environment cannot be made'),
    why: `${why} ${t`\`${shown}\` does not exist yet, and GitLab does not make it with a tier like that.`}`,
    todo,
    span,
    facts: [],
  };
}

/** What a job does with the environment `shown`. */
function doing(action: EnvironmentAction, shown: string): string {
  switch (action) {
    case 'start':
      return t`deploys to \`${shown}\``;
    case 'stop':
      return t`stops \`${shown}\``;
    case 'prepare':
      return t`prepares \`${shown}\``;
    case 'verify':
      return t`verifies \`${shown}\``;
    case 'access':
      return t`accesses \`${shown}\``;
  }
}

function fine(
  snapshot: Snapshot,
  outcome: EnvironmentOutcome,
  action: EnvironmentAction,
): Omit<Answer, 'span' | 'facts'> {
  const { shown, tier, tierFrom } = outcome;
  const verb = doing(action, shown);
  const written = typeof tier === 'string' ? tier : undefined;
  const row = rowOf(snapshot, outcome);
  const isDeclared = tierFrom === 'declared';
  if (row?.tier !== undefined && written !== undefined && row.tier !== written) {
    return {
      verdict: { kind: 'pass' },
      what: t`${verb}, which GitLab has stored as tier \`${row.tier}\``,
      why: isDeclared
        ? t`The stored tier decides which protections of groups apply, not \`${written}\`, which the file says. The next successful deployment makes it \`${written}\`.`
        : t`The stored tier decides which protections of groups apply, not \`${written}\`, which GitLab guesses from the name. A guess is made only once, when an environment is created.`,
      // A guess is nobody's wish.
      ...(isDeclared && {
        todo: t`To have \`${written}\` now, a Developer changes the tier of the environment: \`PUT /projects/:id/environments/:environment_id\` with \`tier\`.`,
      }),
    };
  }
  const from = isDeclared ? t('The tier is what the file says.') : t('The tier is what GitLab guesses from the name.');
  const counts = row?.tier ?? written;
  if (!snapshot.settings.environments.known) {
    return {
      verdict: { kind: 'pass' },
      what: t`${verb}, tier \`${String(counts)}\` unless GitLab has stored another`,
      why: `${from} ${t('One that GitLab has stored comes before that, and the environments could not be read.')}`,
    };
  }
  return {
    verdict: { kind: 'pass' },
    what: counts === undefined ? verb : t`${verb}, tier \`${counts}\``,
    why: row
      ? t('GitLab has the environment stored with this tier.')
      : `${from} ${t('The environment does not exist yet: GitLab makes it with this pipeline.')}`,
  };
}
