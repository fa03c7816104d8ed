/** Jobs that wait for no person: for a timer, a resource, a runner, a downstream pipeline; and those that go on. */
import { t } from '@vscode/l10n';
import { later } from '../../logic/later.ts';
import { ownOf } from '../../logic/own.ts';
import type { Missing } from '../../logic/tri.ts';
import type { LiveJob, LiveResource } from '../../settings/live.ts';
import { isProtectedBranch, isProtectedTag, refSettings } from '../refs.ts';
import { both } from '../words.ts';
import type { Blocked } from './answer.ts';
import { type LiveCase, missingOf } from './case.ts';
import { answer, jobPage } from './frame.ts';

/** A job in the queue of a resource group. */
export function resource(it: LiveCase): Blocked {
  const found = it.run.resources.get(it.job.id);
  const base = {
    state: 'held',
    gate: 'resource-group',
    source: 'https://docs.gitlab.com/ci/resource_groups/',
  } as const;
  if (!found?.known) {
    const { why, needs } = found ?? ({ why: 'not-asked' } as { why: 'not-asked'; needs?: string });
    const missing: Missing = {
      ...{ kind: 'setting', setting: 'resourceGroups', why, detail: later('which job has the resource') },
      ...(needs !== undefined && { needs }),
    };
    return answer(it, {
      ...base,
      verdict: 'wait',
      what: t('waits its turn in a resource group'),
      why: t('Of the jobs of a resource group one runs at a time, in any pipeline of the project.'),
      todo: [t`Its page links to the job that has the resource: ${jobPage(it)}`],
      missing: [missing],
    });
  }
  const { key, holder, queue } = found.value;
  const ahead = queue[0]?.id === it.job.id ? undefined : queue[0];
  return answer(it, {
    ...base,
    verdict: 'wait',
    what: holder
      ? t`waits until \`${holder.name}\` of pipeline ${holder.pipelineId} gives back the resource group \`${key}\``
      : t`waits its turn in the resource group \`${key}\``,
    why: `${turnWords(found.value)} ${queueWords(ahead, holder)}`,
    todo: [
      holder
        ? waitFor(holder)
        : ahead
          ? t`See to \`${ahead.name}\` of pipeline ${ahead.pipelineId} first: ${pageOf(ahead)}`
          : t`Reload its page after a minute: ${jobPage(it)}`,
    ],
  });
}

const order: Readonly<Record<string, string>> = {
  unordered: later('in no particular order'),
  oldest_first: later('the oldest pipeline first, and the others wait for it even while its job is not ready'),
  newest_first: later('the newest pipeline first, and the others wait for it even while its job is not ready'),
  newest_ready_first: later('of those that are ready the newest pipeline first'),
};

function turnWords({ key, mode = '' }: LiveResource): string {
  const words = ownOf(order, mode);
  return words === undefined
    ? t`Of all jobs with \`resource_group: ${key}\` one runs at a time.`
    : t`Of all jobs with \`resource_group: ${key}\` one runs at a time, ${t(words)} (\`${mode}\`).`;
}

function queueWords(ahead: LiveJob | undefined, holder: LiveJob | undefined): string {
  const now = holder
    ? t`\`${holder.name}\` (job ${holder.id}, ${holder.status}) has it now.`
    : t('Nobody has it at the moment.');
  return `${now} ${ahead ? comesBefore(ahead) : t('This job is the next.')}`;
}

function comesBefore({ name, pipelineId, status }: LiveJob): string {
  return status === 'waiting_for_resource'
    ? t`Before this job comes \`${name}\` of pipeline ${pipelineId}.`
    : t`Before this job comes \`${name}\` of pipeline ${pipelineId}, which is \`${status}\` and not ready itself.`;
}

function waitFor(holder: LiveJob): string {
  const { user } = holder;
  return user
    ? t`Wait for it, or ask \`${user.username}\`, who started it, to cancel it: ${pageOf(holder)}`
    : t`Wait for it, or ask whoever started it to cancel it: ${pageOf(holder)}`;
}

function pageOf({ url, id }: LiveJob): string {
  return url ?? t`job ${id}`;
}

/** A job that is ready and has no runner yet. */
export function pending(it: LiveCase): Blocked {
  const { runnerTags = [], ref, tag } = it.job;
  const settings = refSettings(it.reading.snapshot);
  const isRuled = tag ? isProtectedTag(ref, settings) : isProtectedBranch(ref, settings);
  return answer(it, {
    state: 'held',
    gate: 'runner',
    verdict: 'wait',
    what: t('waits for a runner'),
    why: [
      t('Everything else is settled: it is in the queue.'),
      tagsAsk(runnerTags),
      isRuled === false ? t`\`${ref}\` is not protected, so runners for protected refs never take it.` : '',
      t('Where no runner fits, GitLab calls the job stuck and drops it after an hour.'),
    ].join(' '),
    todo: [
      t`Its page says when it is stuck, and why: ${jobPage(it)}`,
      t('A Maintainer sees which runners are online, with their tags, under Settings > CI/CD > Runners.'),
    ],
    missing: missingOf(isRuled),
    source: 'https://docs.gitlab.com/ci/runners/configure_runners/',
  });
}

function tagsAsk(runnerTags: readonly string[]): string {
  const tags = both(runnerTags.map((it) => `\`${it}\``));
  if (runnerTags.length === 0) return t('It has no tags, so only runners that take untagged jobs take it.');
  return runnerTags.length === 1
    ? t`Only runners with the tag ${tags} take it.`
    : t`Only runners with all of the tags ${tags} take it.`;
}

/** A job that runs, is prepared, or has just been stopped. A trigger job may wait for what it has started. */
export function underWay(it: LiveCase): Blocked {
  const { job } = it;
  const { downstream } = job;
  if (job.kind === 'trigger' && downstream && downstream.status !== 'success') {
    const blocked = ['manual', 'scheduled', 'failed', 'canceled'].includes(downstream.status);
    const page = downstream.url ?? t`pipeline ${downstream.id}`;
    return answer(it, {
      state: blocked ? 'held' : 'goes-on',
      gate: 'downstream',
      verdict: 'wait',
      what: t`waits for pipeline ${downstream.id}, which it has started`,
      why:
        downstream.status === 'manual'
          ? t(
              "That pipeline is `manual`, which GitLab shows as Blocked; its jobs are judged by its own project's settings.",
            )
          : t`That pipeline is \`${downstream.status}\`; its jobs are judged by its own project's settings.`,
      todo: [blocked ? t`Ask the same of it: deploy-gates why ${page}` : t('Wait: nothing has to be done for that.')],
      source: 'https://docs.gitlab.com/ci/pipelines/downstream_pipelines/',
    });
  }
  const words = ownOf(under, job.status);
  return answer(it, {
    state: 'goes-on',
    verdict: 'pass',
    what: words ? t(words.what) : t`is \`${job.status}\``,
    why: words ? t(words.why) : t('Nothing holds it.'),
    todo: job.status === 'running' ? [t`Its log: ${jobPage(it)}`] : [],
  });
}

const under: Readonly<Record<string, { readonly what: string; readonly why: string }>> = {
  running: { what: later('is running'), why: later('No gate holds it any more.') },
  preparing: {
    what: later('is being prepared'),
    why: later('GitLab is setting up what it needs before a runner may take it.'),
  },
  waiting_for_callback: {
    what: later('waits for a call from outside'),
    why: later('An external system has to report back to GitLab before it goes on.'),
  },
  canceling: {
    what: later('is being canceled'),
    why: later('Somebody has canceled it, and its runner is winding it up.'),
  },
};
