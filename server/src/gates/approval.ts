/** Deployment approvals: a deployment to a protected environment with approval rules waits for people. */
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
    what: `${short.length > 0 ? 'waits in vain' : 'waits'} for ${wanted(rules, question)}`,
    why: [sources(rules, question), howItHolds(question, deployment), ...short.map((it) => shortage(it, question))]
      .concat(actorSentence(question, rules))
      .join(' '),
    todo:
      short.length > 0
        ? `${pageSentence(short)} Otherwise only an instance administrator could approve.`
        : `${whoApproves(approvers, rules, question)} approves under Operate > Environments; then somebody who may deploy presses Run: approving alone starts nothing.`,
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
        const number = rule.required === 1 ? '1 approval' : `${rule.required} approvals`;
        return `${number} by ${rowHolders(rule, ruleset, snapshot)}`;
      }),
  );
}

function sources(rules: readonly RuleInForce[], { snapshot }: Question): string {
  const owners = rules.map(({ ruleset }) =>
    ruleset.level === 'project' ? 'the project' : groupWords(ruleset.groupId, ruleset.groupPath, snapshot),
  );
  const from = both([...new Set(owners)]);
  return `The rules come from the protected environments of ${from}${new Set(owners).size > 1 ? '; all of them have to be met' : ''}.`;
}

/** The job becomes a manual one; whether that holds the pipeline is decided by `allow_failure` alone. */
function howItHolds({ effect, job }: Question, { target }: Deployment): string {
  const turn = `When the job's turn comes GitLab records a deployment to \`${target.shown}\` and makes the job a manual one`;
  const rest = effect.allowFailure
    ? 'the pipeline goes on without it, since the job may fail'
    : `the pipeline stops there ("Blocked") and later ${job.job.needs ? 'jobs that need it' : 'stages'} wait`;
  return `${turn}; ${rest}. Nobody can approve before that, and running the job again starts over with no approvals.`;
}

function shortage({ rule, eligible }: Reach, { snapshot }: Question): string {
  const holders = rowHolders(rule.rule, rule.ruleset, snapshot);
  const names = eligible.map((it) => `\`${it}\``);
  if (rule.rule.userId !== undefined || rule.rule.username !== undefined) return `${holders} cannot approve here.`;
  const able = names.length === 0 ? 'nobody' : `only ${both(names)}`;
  return `Of ${holders}, ${able} can approve here, and ${rule.rule.required} must.`;
}

function actorSentence(question: Question, rules: readonly RuleInForce[]): readonly string[] {
  const { person, snapshot } = question;
  const able = mayApprove(rules, person, mayReadDeployments(person, snapshot));
  if (isUnknown(able)) return [];
  const label = opening(person);
  if (!able) return [`${label} may not approve: no approval rule accepts ${person.label}.`];
  const free = freeToApprove(question)(person);
  if (free === true) return [`${label} may approve.`];
  if (free === false) {
    return [
      `${label} may not approve although a rule would allow it, since the deployment would be ${person.label}'s own: "${approvalMessages.self}"`,
    ];
  }
  return [`${label} may approve, unless the deployment is ${person.label}'s own: ${missingSentences(free.missing)}`];
}

function whoApproves(approvers: readonly string[], rules: readonly RuleInForce[], { snapshot }: Question): string {
  if (approvers.length > 0 && approvers.length <= 4) return either(approvers.map((it) => `\`${it}\``));
  const [first] = rules;
  return rules.length === 1 && first
    ? sentence(oneHolder(first.rule, first.ruleset, snapshot))
    : 'Somebody of each rule';
}

function pageSentence(short: readonly Reach[]): string {
  const own = short.every((it) => it.rule.ruleset.level === 'project');
  return own
    ? 'A Maintainer of the project adds approvers, asks for fewer or lets people approve their own deployments, under Settings > CI/CD > Protected environments.'
    : 'An Owner of the group adds approvers or asks for fewer, under Settings > CI/CD > Protected environments of the group.';
}

/** Other actions record no deployment: there is nothing to approve, but the job is made a manual one all the same. */
function withoutDeployment(question: Question, deployment: Deployment, missing: readonly Missing[]): Answer {
  const { action } = deployment.environment;
  const unless = missing.length > 0 ? ', unless a feature flag of the instance is on' : '';
  const rules = approvalRules(deployment.protections);
  return {
    verdict: missing.length > 0 ? { kind: 'unknown', missing } : { kind: 'wait' },
    kind: 'no-deployment',
    what: `becomes a manual job, although \`action: ${action}\` deploys nothing${unless}`,
    why: `\`${deployment.target.shown}\` asks for approvals, and GitLab turns every job of such an environment into a manual one${missing.length > 0 ? ' by default' : ''}. This one records no deployment: nobody can or need approve it.`,
    todo: 'Somebody who may deploy presses Run.',
    span: deployment.environment.nameSpan,
    facts: [...factsFor(rules, deployment, question), ...factsOf(missing)],
  };
}

function factsFor(rules: readonly RuleInForce[], { target }: Deployment, { snapshot }: Question): Answer['facts'] {
  return rules.map(({ rule, ruleset }) => ({
    setting: ruleset.level === 'project' ? 'protectedEnvironments' : 'groupProtectedEnvironments',
    detail: `\`${target.shown}\`: ${rule.required} by ${rowHolders(rule, ruleset, snapshot)}`,
  }));
}

function unknownAnswer({ environment, target }: Deployment, open: readonly Missing[]): Answer {
  const missing = distinct(open);
  return {
    verdict: { kind: 'unknown', missing },
    what: `may wait for approvals: the rules of \`${target.shown}\` are not known`,
    why: `A protected environment with approval rules holds every deployment until enough people approve. ${missingSentences(missing)}`,
    todo: missingRemedy(missing),
    span: environment.nameSpan,
    facts: factsOf(missing),
  };
}
