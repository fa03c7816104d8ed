/** Deployment approvals: a deployment to a protected environment with approval rules waits for people. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { isUnknown, type Missing } from '../logic/tri.ts';
import {
  approvalRules,
  mayApprove,
  mayReadDeployments,
  needsApproval,
  type Reach,
  type RuleInForce,
  reach,
} from './approvals.ts';
import { approvalMessages } from './approve.ts';
import { type Answer, factsOf, type Gate, type Question } from './gate.ts';
import { freeToApprove } from './own-deployment.ts';
import { type Deployment, deploymentOf, holdsAction } from './subject.ts';
import { distinct } from './unread.ts';
import {
  both,
  either,
  groupWords,
  missingRemedy,
  missingSentences,
  oneHolder,
  opening,
  rowHolders,
  sentence,
} from './words.ts';

/**
 * Says how many approvals are needed and by whom, whether the person may give one, and whether enough people can.
 * @see gates.md §3; ee/app/services/ee/ci/process_build_service.rb, ee/app/services/deployments/approval_service.rb (18.9)
 */
export const approval: Gate = {
  id: 'approval',
  title: later('Deployment approval'),
  source: 'https://docs.gitlab.com/ci/environments/deployment_approvals/',
  reads: [
    'protectedEnvironmentsLicensed',
    'protectedEnvironments',
    'groupProtectedEnvironments',
    'ancestorGroups',
    'environments',
    'selfApproval',
    'project',
    'currentUser',
    'members',
    'groupMembers',
  ],
  ask(question) {
    const deployment = deploymentOf(question);
    if (!deployment) return undefined;
    const needed = needsApproval(deployment.protections);
    if (needed === false) return undefined;
    if (isUnknown(needed)) return unknownAnswer(deployment, needed.missing);
    const { action } = deployment.environment;
    if (action === 'start') return waiting(question, deployment);
    const holds = holdsAction(action, question.snapshot);
    return holds === false ? undefined : withoutDeployment(question, deployment, isUnknown(holds) ? holds.missing : []);
  },
};

function waiting(question: Question, deployment: Deployment): Answer {
  const { snapshot } = question;
  const rules = approvalRules(deployment.protections);
  const isFree = freeToApprove(question);
  const reaches = rules.map((it) => reach(it, snapshot, isFree));
  const short = reaches.filter((it) => it.enough === false);
  const approvers = [...new Set(reaches.flatMap((it) => it.eligible))];
  return {
    verdict: { kind: 'wait' },
    ...(short.length > 0 && { kind: 'in-vain' }),
    what: short.length > 0 ? t`waits in vain for ${wanted(rules, question)}` : t`waits for ${wanted(rules, question)}`,
    why: [sources(rules, question), howItHolds(question, deployment), ...short.map((it) => shortage(it, question))]
      .concat(actorSentence(question, rules))
      .join(' '),
    todo:
      short.length > 0
        ? `${pageSentence(short)} ${t('Otherwise only an instance administrator could approve.')}`
        : t`${whoApproves(approvers, rules, question)} approves under Operate > Environments; then somebody who may deploy presses Run: approving alone starts nothing.`,
    span: deployment.environment.nameSpan,
    facts: factsFor(rules, deployment, question),
  };
}

/** "2 approvals by Maintainers and 1 approval by members of `acme/security`". */
function wanted(rules: readonly RuleInForce[], { snapshot }: Question): string {
  return both(
    rules
      .filter(({ rule }) => rule.required > 0)
      .map(({ rule, ruleset }) => {
        const holders = rowHolders(rule, ruleset, snapshot);
        return rule.required === 1 ? t`1 approval by ${holders}` : t`${rule.required} approvals by ${holders}`;
      }),
  );
}

function sources(rules: readonly RuleInForce[], { snapshot }: Question): string {
  const ofGroups = rules.filter(({ ruleset }) => ruleset.level !== 'project');
  const owners = ofGroups.map(({ ruleset }) => groupWords(ruleset.groupId, ruleset.groupPath, snapshot));
  const groups = [...new Set(owners)];
  const from = both(groups);
  if (groups.length === 0) return t('The rules come from the protected environments of the project.');
  if (ofGroups.length === rules.length) {
    return groups.length === 1
      ? t`The rules come from the protected environments of ${from}.`
      : t`The rules come from the protected environments of ${from}; all of them have to be met.`;
  }
  // The project's own come first.
  return groups.length === 1
    ? t`The rules come from the protected environments of the project and ${from}; all of them have to be met.`
    : t`The rules come from the protected environments of the project, ${from}; all of them have to be met.`;
}

/** The job becomes a manual one; whether that holds the pipeline is decided by `allow_failure` alone. */
function howItHolds({ effect, job }: Question, { target }: Deployment): string {
  return `${turn()} ${t('Nobody can approve before that, and running the job again starts over with no approvals.')}`;

  function turn(): string {
    const { shown } = target;
    if (effect.allowFailure) {
      return t`When the job's turn comes GitLab records a deployment to \`${shown}\` and makes the job a manual one; the pipeline goes on without it, since the job may fail.`;
    }
    return job.job.needs
      ? t`When the job's turn comes GitLab records a deployment to \`${shown}\` and makes the job a manual one; the pipeline stops there ("Blocked") and later jobs that need it wait.`
      : t`When the job's turn comes GitLab records a deployment to \`${shown}\` and makes the job a manual one; the pipeline stops there ("Blocked") and later stages wait.`;
  }
}

function shortage({ rule, eligible }: Reach, { snapshot }: Question): string {
  const holders = rowHolders(rule.rule, rule.ruleset, snapshot);
  const names = eligible.map((it) => `\`${it}\``);
  if (rule.rule.userId !== undefined || rule.rule.username !== undefined) return t`${holders} cannot approve here.`;
  const { required } = rule.rule;
  return names.length === 0
    ? t`Of ${holders}, nobody can approve here, and ${required} must.`
    : t`Of ${holders}, only ${both(names)} can approve here, and ${required} must.`;
}

function actorSentence(question: Question, rules: readonly RuleInForce[]): readonly string[] {
  const { person, snapshot } = question;
  const able = mayApprove(rules, person, mayReadDeployments(person, snapshot));
  if (isUnknown(able)) return [];
  const label = opening(person);
  if (!able) return [t`${label} may not approve: no approval rule accepts ${person.label}.`];
  const free = freeToApprove(question)(person);
  if (free === true) return [t`${label} may approve.`];
  if (free === false) {
    return [
      t`${label} may not approve although a rule would allow it, since the deployment would be ${person.label}'s own: "${approvalMessages.self}"`,
    ];
  }
  return [t`${label} may approve, unless the deployment is ${person.label}'s own: ${missingSentences(free.missing)}`];
}

function whoApproves(approvers: readonly string[], rules: readonly RuleInForce[], { snapshot }: Question): string {
  if (approvers.length > 0 && approvers.length <= 4) return either(approvers.map((it) => `\`${it}\``));
  const [first] = rules;
  return rules.length === 1 && first
    ? sentence(oneHolder(first.rule, first.ruleset, snapshot))
    : t('Somebody of each rule');
}

function pageSentence(short: readonly Reach[]): string {
  const own = short.every((it) => it.rule.ruleset.level === 'project');
  return own
    ? t(
        'A Maintainer of the project adds approvers, asks for fewer or lets people approve their own deployments, under Settings > CI/CD > Protected environments.',
      )
    : t(
        'An Owner of the group adds approvers or asks for fewer, under Settings > CI/CD > Protected environments of the group.',
      );
}

/** Other actions record no deployment: there is nothing to approve, but the job is made a manual one all the same. */
function withoutDeployment(question: Question, deployment: Deployment, missing: readonly Missing[]): Answer {
  const { action } = deployment.environment;
  const { shown } = deployment.target;
  const isOpen = missing.length > 0;
  const rules = approvalRules(deployment.protections);
  return {
    verdict: isOpen ? { kind: 'unknown', missing } : { kind: 'wait' },
    kind: 'no-deployment',
    what: isOpen
      ? t`becomes a manual job, although \`action: ${action}\` deploys nothing, unless a feature flag of the instance is on`
      : t`becomes a manual job, although \`action: ${action}\` deploys nothing`,
    why: isOpen
      ? t`\`${shown}\` asks for approvals, and GitLab turns every job of such an environment into a manual one by default. This one records no deployment: nobody can or need approve it.`
      : t`\`${shown}\` asks for approvals, and GitLab turns every job of such an environment into a manual one. This one records no deployment: nobody can or need approve it.`,
    todo: t('Somebody who may deploy presses Run.'),
    span: deployment.environment.nameSpan,
    facts: [...factsFor(rules, deployment, question), ...factsOf(missing)],
  };
}

function factsFor(rules: readonly RuleInForce[], { target }: Deployment, { snapshot }: Question): Answer['facts'] {
  return rules.map(({ rule, ruleset }) => ({
    setting: ruleset.level === 'project' ? 'protectedEnvironments' : 'groupProtectedEnvironments',
    detail: t`\`${target.shown}\`: ${rule.required} by ${rowHolders(rule, ruleset, snapshot)}`,
  }));
}

function unknownAnswer({ environment, target }: Deployment, open: readonly Missing[]): Answer {
  const missing = distinct(open);
  return {
    verdict: { kind: 'unknown', missing },
    what: t`may wait for approvals: the rules of \`${target.shown}\` are not known`,
    why: `${t('A protected environment with approval rules holds every deployment until enough people approve.')} ${missingSentences(missing)}`,
    todo: missingRemedy(missing),
    span: environment.nameSpan,
    facts: factsOf(missing),
  };
}
