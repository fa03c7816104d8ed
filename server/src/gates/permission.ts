/** Protected environments: whether the person who runs the job may deploy there. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { isUnknown, type Missing } from '../logic/tri.ts';
import { failureText } from './failure-texts.ts';
import { type Answer, factsOf, type Gate, type Question } from './gate.ts';
import { manualText } from './manual-text.ts';
import { isProtected } from './protection.ts';
import {
  adminPremise,
  nearGroups,
  refusing,
  rulesetFacts,
  rulesetSentence,
  settingsPage,
  standing,
} from './ruleset-words.ts';
import { canRun, isRefusedToDeploy } from './run.ts';
import { somebodyWho } from './somebody-who.ts';
import { type Deployment, deploymentOf, type Start, startOf } from './subject.ts';
import { distinct } from './unread.ts';
import { both, missingRemedy, missingSentences, opening, quoted, roleName } from './words.ts';

/**
 * Asks what GitLab asks when the job's turn comes: of an automatic job, whether its pipeline's user may deploy; of one
 * that somebody presses or a timer plays, whether that person may play it.
 * @see gates.md §1, §2.1, §2.6; ee/app/services/ee/ci/process_build_service.rb, ee/app/policies/ee/ci/deployable_policy.rb (18.9)
 */
export const permission: Gate = {
  id: 'permission',
  title: later('Protected environment'),
  source: 'https://docs.gitlab.com/ci/environments/protected_environments/',
  reads: [
    'protectedEnvironmentsLicensed',
    'protectedEnvironments',
    'groupProtectedEnvironments',
    'ancestorGroups',
    'environments',
    'currentUser',
    'members',
    'groupMembers',
  ],
  ask(question) {
    const deployment = deploymentOf(question);
    if (!deployment) return undefined;
    const start = startOf(question);
    const refused = isRefusedToDeploy(question);
    const case_ = { question, deployment, start };
    if (isUnknown(refused)) return unknownAnswer(case_, refused.missing);
    return refused ? denial(case_) : pass(case_);
  },
};

interface Case {
  readonly question: Question;
  readonly deployment: Deployment;
  readonly start: Start;
}

function common({ question: { snapshot, person }, deployment }: Case): Pick<Answer, 'span' | 'facts'> {
  return {
    span: deployment.environment.nameSpan,
    facts: [...rulesetFacts(deployment.protections, snapshot), ...adminPremise(person)],
  };
}

function pass(it: Case): Answer {
  const { question, deployment, start } = it;
  const { label } = question.person;
  const name = deployment.target.shown;
  const verdict = { kind: 'pass' } as const;
  if (isProtected(deployment.protections) === false) {
    const licensed = deployment.protections.licensed !== false;
    return {
      verdict,
      what: t`may deploy: \`${name}\` is not protected`,
      why: licensed
        ? t`Nothing protects \`${name}\`: neither the project by this name, nor a group by its tier. The role in the project is all that GitLab asks for.`
        : t("Protected environments are not part of this project's licence, so GitLab enforces none."),
      ...common(it),
    };
  }
  return {
    verdict,
    what: start.pressed === true ? t`may be started by ${label}` : t`may deploy to \`${name}\` as ${label}`,
    why: `${sentences(it)} ${t`${opening(question.person)} is let through.`}${everyAction(it)}`,
    ...common(it),
  };
}

function sentences({ question: { snapshot }, deployment }: Case): string {
  const { rulesets } = deployment.protections;
  const texts = rulesets.map((ruleset) => rulesetSentence(ruleset, snapshot));
  if (rulesets.length > 1) texts.push(t('A deployment takes the consent of each of these protections.'));
  return texts.join(' ');
}

function everyAction({ deployment: { environment } }: Case): string {
  const { action } = environment;
  if (action === 'start') return '';
  return ` ${t`GitLab asks this of every action on the environment, \`${action}\` included.`}`;
}

function denial(it: Case): Answer {
  const { question, deployment } = it;
  const { person, snapshot } = question;
  const refusals = refusing(deployment.protections, person);
  if (refusals.length === 0) return roleDenial(it);
  const nobody = refusals.find((ruleset) => ruleset.deployAccess.length === 0);
  const near = refusals.flatMap((ruleset) => nearGroups(ruleset, person, snapshot));
  const nearly =
    near.length > 0
      ? ` ${t`${opening(person)} is a member of ${both(near)} by inheritance only, which does not count here.`}`
      : '';
  return {
    verdict: { kind: 'deny' },
    reason: it.start.delayed ? 'stale_schedule' : 'protected_environment_failure',
    what: nobody ? t`can be run by nobody: no rule of \`${nobody.name}\` is left` : whatDenied(it),
    why: `${sentences(it)}${nobody ? '' : standingSentence(it)}${nearly}${everyAction(it)} ${quote(it, true)}`,
    todo: nobody
      ? t`Have somebody added who may deploy: that takes ${settingsPage(nobody, snapshot)}.`
      : `${remedy(it)} ${t`To let ${person.label} deploy, ask ${both(refusals.map((ruleset) => settingsPage(ruleset, snapshot)))}.`}`,
    ...common(it),
  };
}

/** No protection refuses: it is the role that does not reach. */
function roleDenial(it: Case): Answer {
  const { question, deployment } = it;
  const { person } = question;
  const has = isUnknown(person.projectLevel) ? undefined : roleName(person.projectLevel);
  const open = isProtected(deployment.protections) === false;
  return {
    verdict: { kind: 'deny' },
    what:
      has === undefined
        ? t`cannot be started by ${person.label}, who has no role in the project`
        : t`cannot be started by ${person.label}, who is only ${has}`,
    why: open
      ? `${t`\`${deployment.target.shown}\` is not protected, so starting its jobs takes the role of a Developer.`} ${quote(it, false)}`
      : `${enough(it)} ${quote(it, false)}`,
    todo: t`Ask ${somebodyWho(canRun, question, t('a Developer or Maintainer'))} to start it, or a Maintainer of the project to give ${person.label} a role under Manage > Members.`,
    ...common(it),
  };
}

/** What it takes besides the protections, as far as those are known. */
function enough(it: Case): string {
  return it.deployment.protections.rulesets.length > 0
    ? `${sentences(it)} ${t('Whoever is let through there must be at least Reporter in the project.')}`
    : t(
        'Starting its jobs takes the role of a Developer, or that of a Reporter whom a protected environment lets through.',
      );
}

function whatDenied({ question, deployment, start }: Case): string {
  const { label } = question.person;
  const name = deployment.target.shown;
  if (start.pressed === true) return t`cannot be started by ${label}, who may not deploy to \`${name}\``;
  if (start.delayed) return t`never starts: its timer plays it as ${label}, who may not deploy to \`${name}\``;
  return t`fails when its turn comes: ${label} may not deploy to \`${name}\``;
}

function standingSentence({ question: { person } }: Case): string {
  const text = standing(person);
  return text === undefined ? '' : ` ${text}.`;
}

/** What GitLab says, in its own words. */
function quote({ start }: Case, byProtection: boolean): string {
  if (start.pressed === true) {
    return t`The job's page says: ${quoted(manualText({ playAllowed: false, protectedFrom: byProtection }).content)}`;
  }
  if (start.delayed) {
    return t`An hour after its timer GitLab drops it with: ${quoted(failureText('stale_schedule').message)}`;
  }
  return t`GitLab says: ${quoted(failureText('protected_environment_failure').message)}`;
}

function remedy({ question, start }: Case): string {
  const whom = somebodyWho(canRun, question, t('one of those who may deploy'));
  return start.pressed === true
    ? t`Ask ${whom} to press Run.`
    : t`Ask ${whom} to start the pipeline: the job runs with the rights of whoever does.`;
}

function unknownAnswer(it: Case, open: readonly Missing[]): Answer {
  const missing = distinct(open);
  const { question, deployment } = it;
  const { label } = question.person;
  const name = deployment.target.shown;
  const known = deployment.protections.rulesets.length > 0 ? `${sentences(it)} ` : '';
  const noActor = missing.some((fact) => fact.kind === 'actor');
  return {
    verdict: { kind: 'unknown', missing },
    what: noActor
      ? t`needs somebody who may deploy to \`${name}\`; it is not known who tries`
      : t`may be refused: whether ${label} may deploy to \`${name}\` is not known`,
    why: `${known}${missingSentences(missing)}`,
    todo: missingRemedy(missing),
    span: deployment.environment.nameSpan,
    facts: [...rulesetFacts(deployment.protections, question.snapshot), ...factsOf(missing)],
  };
}
