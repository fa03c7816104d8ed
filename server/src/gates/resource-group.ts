/** Resource groups: jobs that share a key run one at a time, in an order that is a setting of the key. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { ownOf } from '../logic/own.ts';
import { isUnknown } from '../logic/tri.ts';
import { isEnvironmentName } from '../pipeline/environment.ts';
import { names } from '../pipeline/process/words.ts';
import { at } from '../syntax/node.ts';
import { type Answer, factsOf, type Gate, type Question } from './gate.ts';
import { unread } from './unread.ts';
import { missingRemedy, missingSentences } from './words.ts';

/** @see gates.md §7.1; app/models/ci/resource_group.rb (18.9) */
export const resourceGroup: Gate = {
  id: 'resource-group',
  title: later('Resource group'),
  source: 'https://docs.gitlab.com/ci/resource_groups/',
  reads: ['resourceGroups', 'resourceGroupDefaultMode'],
  risk: true,
  ask(question) {
    const { job } = question.job;
    if (job.resourceGroup === undefined) return undefined;
    const key = keyOf(question);
    const span = at(job.body, 'resource_group')?.span ?? job.key.span;
    if (isUnknown(key)) {
      return {
        verdict: { kind: 'unknown', missing: key.missing },
        what: t`takes turns with jobs of the resource group \`${job.resourceGroup}\``,
        why: missingSentences(key.missing),
        todo: missingRemedy(key.missing),
        span,
        facts: factsOf(key.missing),
      };
    }
    // The rule for environment names holds for keys as well.
    return isEnvironmentName(key) ? { ...turns(question, key), span } : { ...dropped(key), span };
  },
};

type Key = string | Exclude<NonNullable<NonNullable<Question['effect']['environment']>['resourceGroup']>, string>;

/** Without an environment nothing but the file's own text is known: variables in it are left as they are. */
function keyOf({ job: { job }, effect }: Question): Key {
  const raw = job.resourceGroup ?? '';
  const expanded = effect.resourceGroup ?? effect.environment?.resourceGroup;
  if (expanded !== undefined) return expanded;
  return /[$%]/.test(raw) ? { missing: [{ kind: 'runtime', detail: t`what \`${raw}\` comes to` }] } : raw;
}

function dropped(key: string): Omit<Answer, 'span'> {
  return {
    verdict: { kind: 'pass' },
    what: t('is in no resource group: its key is dropped without a word'),
    why: t`GitLab takes letters, digits, spaces and \`-_/\${}.\`, at most 255 characters, and no \`/\` at the ends: \`${key}\` is no such key, so other jobs run beside this one.`,
    todo: t('Correct `resource_group`.'),
    facts: [],
  };
}

const order: Readonly<Record<string, string>> = {
  unordered: later('Whichever is ready first goes first.'),
  oldest_first: later(
    'The oldest pipeline goes first, and all others wait for it even while its job is not ready: behind a manual job that nobody presses, that lasts.',
  ),
  newest_first: later(
    'The newest pipeline goes first, and all others wait for it even while its job is not ready: behind a manual job that nobody presses, that lasts.',
  ),
  newest_ready_first: later('Of those that are ready the newest goes first.'),
};

function turns(question: Question, key: string): Omit<Answer, 'span'> {
  const mode = modeOf(question, key);
  const others = question.pipeline.jobs.filter((it) => it.resourceGroup === question.job.job.resourceGroup);
  const beside = others.map((it) => it.name).filter((it) => it !== question.job.job.name);
  const one = `${t('One job of the project with this key runs at a time.')}${besideWords(beside)}`;
  const what = t`waits while another job of the resource group \`${key}\` runs`;
  if (isUnknown(mode)) {
    return {
      verdict: { kind: 'unknown', missing: mode.missing },
      what,
      why: `${one} ${missingSentences(mode.missing)}`,
      todo: missingRemedy(mode.missing),
      facts: factsOf(mode.missing),
    };
  }
  return {
    verdict: { kind: 'pass' },
    what,
    why: `${one} ${t(ownOf(order, mode) ?? '')}`.trim(),
    facts: [{ setting: 'resourceGroups', detail: t`process mode \`${mode}\`` }],
  };
}

function besideWords(jobs: readonly string[]): string {
  if (jobs.length === 0) return '';
  return ` ${jobs.length === 1 ? t`In this pipeline ${names(jobs)} takes part.` : t`In this pipeline ${names(jobs)} take part.`}`;
}

function modeOf({ snapshot: { settings } }: Question, key: string): string | ReturnType<typeof unread> {
  const { resourceGroups, resourceGroupDefaultMode } = settings;
  if (!resourceGroups.known) return unread('resourceGroups', resourceGroups, t`the process mode of \`${key}\``);
  const own = resourceGroups.value.find((it) => it.key === key)?.processMode;
  if (own !== undefined) return own;
  return resourceGroupDefaultMode.known
    ? resourceGroupDefaultMode.value
    : unread('resourceGroupDefaultMode', resourceGroupDefaultMode, t('the process mode of new resource groups'));
}
