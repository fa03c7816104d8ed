/** Texts of job pages, badges and of what people quote, with what each may mean (gates.md §8.2 to §8.4). */
import { later } from '../../logic/later.ts';
import { manualText } from '../manual-text.ts';
import { type Phrase, words } from './phrase.ts';

const jobPage = later("printed by GitLab on the job's page");
const guides = later('not in these words by GitLab: guides and chats quote it so');

const statusDecides = later(
  'The status of the job: `manual` with approvals pending on its deployment is an approval; `manual` without is a manual job; `created` is a job ahead.',
);

/** Exact ones first; of those that fit, all are told. */
export const phrases: readonly Phrase[] = [
  {
    pattern: /but you do not have access to this job's protected environment/i,
    by: jobPage,
    exact: true,
    means: ['refusedToPress'],
  },
  {
    pattern: words("but it's older than the latest deployment, and therefore can't run"),
    by: jobPage,
    exact: true,
    means: ['outdatedManual'],
  },
  {
    pattern: /must be started manually, but you do not have access to it/i,
    by: jobPage,
    exact: true,
    means: ['role', 'branch'],
    decides: later('Your role in the project (Manage > Members): with Developer or more it is the branch or tag.'),
  },
  {
    pattern: /does not (?:run|start) automatically and must be started manually(?!, but)/i,
    by: jobPage,
    exact: true,
    means: ['manual', 'approvedNotStarted'],
    decides: later('Whether the job was written with `when: manual`. If not, approvals made it a manual one.'),
  },
  {
    pattern: /this job requires a manual action/i,
    by: jobPage,
    exact: true,
    means: ['manual', 'approvedNotStarted', 'refusedToPress'],
    decides: later('The sentence below that title: it says "but …" where you may not start the job.'),
  },
  {
    pattern: words(manualText({ playAllowed: true, retryable: true }).content),
    by: jobPage,
    exact: true,
    means: ['manual'],
  },
  {
    pattern: /(?<!not )waiting for approvals|deploys to the protected environment .{1,300}, which requires approvals/i,
    by: jobPage,
    exact: true,
    means: ['approval'],
  },
  { pattern: /this is a delayed job to run in/i, by: jobPage, exact: true, means: ['delayed'] },
  { pattern: /this job is waiting for resource/i, by: jobPage, exact: true, means: ['resource'] },
  {
    pattern: /this job has not been triggered yet|depends on upstream jobs that need to succeed/i,
    by: jobPage,
    exact: true,
    means: ['upstreamOpen', 'upstream'],
    decides: later(
      'The first job before it that is not done: a manual one has to be started, any other one is waited for.',
    ),
  },
  { pattern: /this job has been skipped/i, by: jobPage, exact: true, means: ['upstreamFailed'] },
  {
    pattern: /waiting to be picked by a runner|this job has not started yet|this job is stuck/i,
    by: jobPage,
    exact: true,
    means: ['runner'],
  },
  {
    pattern: /(?:manual play action|manual stop action|manual action)\s*\(not allowed\)/i,
    by: later('printed by GitLab over the button of a manual job'),
    exact: true,
    means: ['refusedToPress', 'role', 'branch', 'outdatedManual'],
    decides: later(
      "The sentence on the job's own page, which names the protected environment or the newer deployment.",
    ),
  },
  {
    pattern: /waiting for manual action/i,
    by: later('printed by GitLab over the badge Blocked of a pipeline'),
    exact: true,
    means: ['upstream', 'approval', 'manual'],
    decides: statusDecides,
  },
  {
    pattern: /waiting for delayed job/i,
    by: later('printed by GitLab over the badge Delayed of a pipeline'),
    exact: true,
    means: ['delayed'],
  },
  {
    pattern: /\bwaiting for resource\b/i,
    by: later('printed by GitLab over the badge Waiting'),
    exact: true,
    means: ['resource'],
  },
  {
    pattern: /\bmanual stop action\b/i,
    by: later('printed by GitLab on the button of a stop job'),
    exact: true,
    means: ['stopJob'],
  },
  {
    pattern: /\b(?:job|pipeline|deployment) is blocked(?! by a deploy freeze)|can only be unblocked by|^blocked$/i,
    by: guides,
    exact: false,
    means: ['upstream', 'approval', 'manual'],
    decides: statusDecides,
  },
  {
    pattern: /requires? approval|needs? approval|approval (?:is )?required/i,
    by: guides,
    exact: false,
    means: ['approval'],
  },
  {
    pattern: /not (?:allowed|authori[sz]ed|permitted) to deploy|no permission to deploy|cannot deploy to/i,
    by: guides,
    exact: false,
    means: ['refusedWhenItsTurnCame', 'refusedToPress'],
    decides: later(
      'The status of the job: failed with `protected_environment_failure`, or manual with a button that you cannot press.',
    ),
  },
  {
    pattern: /not authori[sz]ed to run this manual job|not allowed to run this (?:manual )?job/i,
    by: guides,
    exact: false,
    means: ['refusedToPress', 'role', 'branch', 'outdatedManual'],
    decides: later(
      "The sentence on the job's own page, which names the protected environment or the newer deployment.",
    ),
  },
  {
    pattern: /deploy(?:ment)?[ -]freeze|freeze (?:period|window)|CI_DEPLOY_FREEZE/i,
    by: later('not by GitLab: only scripts and rules of the project speak of a freeze'),
    exact: false,
    means: ['freezeInScript', 'freezeInRules'],
    decides: later('Whether it stands in the log of a job that ran, or a job is missing from the pipeline.'),
  },
  {
    pattern:
      /unbound variable|parameter not set|(?:variable|token|password|credential|secret)s? (?:is|was|are) (?:empty|not set|missing|undefined)/i,
    by: later('printed by the shell or a tool in the log of the job'),
    exact: false,
    means: ['variables', 'variableScope'],
    decides: later(
      'Whether the ref is protected, and the flags of the variable: protected, and its environment scope.',
    ),
  },
];
