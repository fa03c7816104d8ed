/** Words that GitLab gives a meaning, where they decide about gates: for editors that have no schema for them. */
import { t } from '@vscode/l10n';
import { CompletionItemKind } from 'vscode-languageserver';
import { rulesetSentence } from '../../gates/ruleset-words.ts';
import { later } from '../../logic/later.ts';
import { ownOf } from '../../logic/own.ts';
import { tiers } from '../../pipeline/job.ts';
import type { Snapshot } from '../../settings/settings.ts';
import { at, entryAt, text } from '../../syntax/node.ts';
import type { Choice, Choosing } from './choice.ts';

type Words = Readonly<Record<string, string>>;

const inJob: Words = {
  on_success: later('Runs by itself once all that is before it has succeeded. What holds without `when`.'),
  manual: later(
    'Somebody has to press Run. On the job itself the pipeline goes on without it, unless `allow_failure: false` stands beside it; in a rule it holds what comes after.',
  ),
  delayed: later("Runs by itself when the time in `start_in` is over, with the rights of the pipeline's user."),
  always: later('Runs whatever has become of the jobs before it, also when they have failed.'),
  on_failure: later('Runs only when a job before it has failed.'),
  never: later('Is not in the pipeline.'),
};

const { never: _never, ...ofJob } = inJob;

const inRule: Words = {
  ...inJob,
  manual: later(
    'When this rule matches, somebody has to press Run, and what comes after the job waits, unless the rule says `allow_failure: true`.',
  ),
  never: later('When this rule matches, the job is not in the pipeline; later rules are not looked at.'),
};

const inWorkflow: Words = {
  always: later('When this rule matches, there is a pipeline. What holds without `when`.'),
  never: later('When this rule matches, there is no pipeline at all: nobody can deploy with one.'),
};

const inInclude: Words = {
  always: later('When this rule matches, the file is included. What holds without `when`.'),
  never: later('When this rule matches, the file is not included, with all its jobs.'),
};

const actions: Words = {
  start: later(
    'Deploys: makes a deployment, takes approvals where the environment asks for them. What holds without `action`.',
  ),
  stop: later('Stops the environment. GitLab plays it by itself where `on_stop` names it and it is manual.'),
  prepare: later('Makes no deployment. Who may not deploy to a protected environment cannot run it either.'),
  verify: later('Makes no deployment. Who may not deploy to a protected environment cannot run it either.'),
  access: later('Makes no deployment. Who may not deploy to a protected environment cannot run it either.'),
};

const allowFailure: Words = {
  true: later('A manual job that nobody presses holds nothing; one that fails does not fail the pipeline.'),
  false: later('A manual job holds what comes after it until somebody has run it.'),
};

const strategies: Words = {
  depend: later('The job waits for the pipeline that it starts, and fails when that one fails.'),
  mirror: later('The job has the status of the pipeline that it starts, from beginning to end.'),
};

const environmentKeys: Words = {
  name: later('What the environment is called: protections of the project go by exactly this name.'),
  url: later('Where it can be seen.'),
  action: later('What the job does to it: `start` deploys, and is what holds without it.'),
  deployment_tier: later(
    'What kind of environment it is: protections of groups go by it. GitLab guesses it from the name otherwise.',
  ),
  on_stop: later('The manual job that GitLab plays when somebody stops the environment.'),
  auto_stop_in: later('After how much time GitLab stops it by itself.'),
  kubernetes: later('The agent and namespace of a cluster.'),
};

const ruleKeys: Words = {
  if: later('When the rule matches.'),
  changes: later('Matches when one of these files is changed; always where GitLab cannot tell.'),
  exists: later('Matches when one of these files is there.'),
  when: later('How the job runs when the rule matches; else as the job itself says.'),
  allow_failure: later('Without it a rule with `when: manual` holds what comes after the job.'),
  variables: later('Variables of the job when the rule matches.'),
  needs: later('What the job needs when the rule matches, instead of its own.'),
  start_in: later('How long a job with `when: delayed` waits.'),
  interruptible: later('Whether a newer pipeline may cancel the job, when the rule matches.'),
};

const triggerKeys: Words = {
  project: later('The project whose pipeline is started: whoever runs the job has to be allowed to start one there.'),
  branch: later('On which branch. Where it is protected, only who may push or merge to it can start a pipeline.'),
  include: later('The files of a child pipeline, which runs in this project.'),
  strategy: later('Whether the job waits for what it starts.'),
  forward: later('Which variables are passed on.'),
  inputs: later('Inputs of the pipeline that is started.'),
};

/** Values by the keys above them, without indices and with the job's name left out; `/` for the keywords at the top. */
const values: Readonly<Record<string, Words>> = {
  when: ofJob,
  'rules.when': inRule,
  '/workflow.rules.when': inWorkflow,
  '/include.rules.when': inInclude,
  'environment.action': actions,
  allow_failure: allowFailure,
  'rules.allow_failure': allowFailure,
  'trigger.strategy': strategies,
};

const keys: Readonly<Record<string, Words>> = { environment: environmentKeys, rules: ruleKeys, trigger: triggerKeys };

/** The words that may be the value at a place. */
export function valueWords(choosing: Choosing, path: string): readonly Choice[] {
  if (path === 'environment.deployment_tier') return tierChoices(choosing);
  const words = ownOf(values, path);
  return words ? choicesOf(words, CompletionItemKind.EnumMember) : [];
}

/** The keys of the mapping at a place that are not there yet. */
export function keyWords(path: string, before: readonly string[]): readonly Choice[] {
  const words = ownOf(keys, path);
  return words ? choicesOf(words, CompletionItemKind.Property).filter((it) => !before.includes(it.name)) : [];
}

function choicesOf(all: Words, kind: CompletionItemKind): readonly Choice[] {
  return Object.entries(all).map(([name, words], rank) => ({ name, kind, documentation: t(words), rank }));
}

/** Each tier with the groups that protect it; the one that GitLab has stored first. */
function tierChoices({ analysis, entry }: Choosing): readonly Choice[] {
  const { snapshot, pipeline } = analysis;
  const { environments } = snapshot.settings;
  const name = text(at(entryAt(pipeline.config.root, entry)?.value, 'environment', 'name'));
  const stored = environments.known ? environments.value.find((it) => it.name === name)?.tier : undefined;
  return tiers.map((tier, n) => {
    const { detail, sentences } = protectionOfTier(tier, snapshot);
    const other = t`GitLab has \`${name ?? ''}\` stored as \`${stored ?? ''}\`: that counts until a deployment with this one has succeeded.`;
    return {
      name: tier,
      kind: CompletionItemKind.EnumMember,
      detail,
      documentation: [...sentences, ...(stored === undefined || stored === tier ? [] : [other])].join('\n\n'),
      rank: tier === stored ? -1 : n,
    };
  });
}

function protectionOfTier(
  tier: string,
  snapshot: Snapshot,
): { readonly detail: string; readonly sentences: readonly string[] } {
  const listing = snapshot.settings.groupProtectedEnvironments;
  const rulesets = listing.known ? listing.value.items.filter((it) => it.name === tier) : [];
  if (rulesets.length > 0) {
    return { detail: t('protected by a group'), sentences: rulesets.map((it) => rulesetSentence(it, snapshot)) };
  }
  return listing.known && listing.value.complete
    ? { detail: t('not protected by a group'), sentences: [t('No group protects environments of this tier.')] }
    : { detail: '', sentences: [t('Whether a group protects environments of this tier is not known.')] };
}
