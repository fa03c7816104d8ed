/** Texts that answer a request: to create a pipeline, to approve, to push, or one of the API (gates.md §2.4, §2.10, §3.3, §7.7). */
import { later } from '../../logic/later.ts';
import { approvalMessages } from '../approve.ts';
import { creationErrors } from '../creation.ts';
import type { MeaningId } from './meaning.ts';
import { type Phrase, words } from './phrase.ts';

const creation = later('printed by GitLab when a pipeline is to be created');
const approving = later('printed by GitLab when somebody approves or rejects a deployment');
const push = later('printed by GitLab when git pushes');
const api = later("answered by GitLab's API");

function said(by: string, text: string, ...means: readonly MeaningId[]): Phrase {
  return { pattern: words(text), by, exact: true, means };
}

const credential = later(
  'The credential in the address that the script pushes to: `CI_JOB_TOKEN` and `gitlab-ci-token` are job tokens, all else is not.',
);

export const requestPhrases: readonly Phrase[] = [
  said(creation, creationErrors.role(), 'createRole'),
  {
    pattern: /you do not have sufficient permission to run a pipeline on/i,
    by: creation,
    exact: true,
    means: ['createRef'],
  },
  said(creation, creationErrors['pushed-by-job'](), 'createFromJob'),
  said(creation, creationErrors.mirror(), 'createOff'),
  said(creation, creationErrors.deleted(), 'createOff'),
  said(creation, creationErrors.disabled(), 'createOff'),
  said(creation, creationErrors.importing(), 'createOff'),
  said(creation, 'Pipeline has too many deployments', 'createLimit'),
  said(creation, 'should be reviewed by a non-AI user first', 'createReview'),
  {
    pattern: /pipeline (?:was )?filtered out by workflow rules|resulting pipeline would have been empty/i,
    by: creation,
    exact: true,
    means: ['createEmpty'],
  },

  said(approving, approvalMessages.self.slice(0, approvalMessages.self.indexOf('.')), 'approvalSelf'),
  said(approving, approvalMessages.forbidden.slice(0, approvalMessages.forbidden.indexOf('.')), 'approvalNotNamed'),
  said(approving, approvalMessages.complete, 'approvalComplete'),
  said(approving, approvalMessages.unconfigured, 'approvalUnconfigured'),
  said(approving, approvalMessages.unprotected, 'unprotected'),
  said(approving, approvalMessages.representation, 'approvalAlias'),
  said(approving, approvalMessages.status, 'approvalAlias'),

  {
    pattern: /you are not allowed to (?:push code to this project|upload code)/i,
    by: push,
    exact: true,
    means: ['pushSetting', 'pushToken'],
    decides: credential,
  },
  {
    pattern: /you are not allowed to (?:push|merge) code (?:in)?to protected branches/i,
    by: push,
    exact: true,
    means: ['pushBranch'],
  },
  { pattern: /you are not allowed to force push/i, by: push, exact: true, means: ['pushForce'] },
  {
    pattern:
      /you are not allowed to create this tag as it is protected|protected tags cannot be updated|not allowed to change existing tags/i,
    by: push,
    exact: true,
    means: ['pushTag'],
  },
  said(push, 'This deploy key does not have write access to this project', 'pushToken'),
  {
    pattern: /authentication by ci\/cd job token not allowed from/i,
    by: later("printed by GitLab when a job's token asks another project"),
    exact: true,
    means: ['tokenInbound'],
  },
  {
    pattern: /pre-receive hook declined/i,
    by: later('printed by git when it pushes'),
    exact: false,
    means: ['pushHook', 'pushBranch'],
    decides: later('The line above it that begins with `remote:`.'),
  },
  {
    pattern: /shallow update not allowed/i,
    by: later('printed by git when it pushes'),
    exact: false,
    means: ['shallow'],
  },
  {
    pattern: /non-fast-forward|updates were rejected because|\(fetch first\)/i,
    by: later('printed by git when it pushes'),
    exact: false,
    means: ['moved', 'shallow'],
    decides: later('Whether the branch has new commits on the server since the job fetched it.'),
  },

  {
    pattern: /unplayable job/i,
    by: api,
    exact: true,
    means: ['unplayable', 'approval'],
    decides: later('The status of the job: where it is `manual`, its approvals are missing.'),
  },
  { pattern: /job is not retryable/i, by: api, exact: true, means: ['notRetryable'] },
  {
    pattern: /insufficient_scope|higher privileges than provided|insufficient_granular_scope/i,
    by: api,
    exact: true,
    means: ['tokenScope'],
  },
  {
    pattern: /\b401 unauthorized\b|token is expired|token was revoked|invalid_token/i,
    by: api,
    exact: true,
    means: ['tokenScope'],
  },
  {
    pattern: /\b403 forbidden\b(?! - job is not retryable)|"403 forbidden"|\bHTTP(?:\/\d(?:\.\d)?)? 403\b/i,
    by: api,
    exact: false,
    means: ['role', 'branch', 'refusedToPress', 'outdatedManual', 'tokenScope', 'readDeployment'],
    decides: later(
      'First the scopes of the token. Then what was asked: to play a job takes the role, the branch, and access to the environment, in the end also that no newer deployment has finished; to approve takes being able to see deployments.',
    ),
  },
  { pattern: /\b404 (?:project |group |job |)not found\b/i, by: api, exact: false, means: ['cannotSee'] },
];
