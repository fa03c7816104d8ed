/** Jobs that wait for no person: for a timer, a resource, a runner, a downstream pipeline; and those that go on. */

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
      ...{ kind: 'setting', setting: 'resourceGroups', why, detail: 'which job has the resource' },
      ...(needs !== undefined && { needs }),
    };
    return answer(it, {
      ...base,
      verdict: 'wait',
      what: 'waits its turn in a resource group',
      why: 'Of the jobs of a resource group one runs at a time, in any pipeline of the project.',
      todo: [`Its page links to the job that has the resource: ${jobPage(it)}`],
      missing: [missing],
    });
  }
  const { key, holder, queue } = found.value;
  const ahead = queue[0]?.id === it.job.id ? undefined : queue[0];
  return answer(it, {
    ...base,
    verdict: 'wait',
    what: holder
      ? `waits until \`${holder.name}\` of pipeline ${holder.pipelineId} gives back the resource group \`${key}\``
      : `waits its turn in the resource group \`${key}\``,
    why: `${turnWords(found.value)} ${queueWords(ahead, holder)}`,
    todo: holder
      ? [`Wait for it, or ask ${starterOf(holder)} to cancel it: ${holder.url ?? `job ${holder.id}`}`]
      : ahead
        ? [`See to \`${ahead.name}\` of pipeline ${ahead.pipelineId} first: ${ahead.url ?? `job ${ahead.id}`}`]
        : [`Reload its page after a minute: ${jobPage(it)}`],
  });
}

function turnWords({ key, mode }: LiveResource): string {
  const order: Readonly<Record<string, string>> = {
    unordered: 'in no particular order',
    oldest_first: 'the oldest pipeline first, and the others wait for it even while its job is not ready',
    newest_first: 'the newest pipeline first, and the others wait for it even while its job is not ready',
    newest_ready_first: 'of those that are ready the newest pipeline first',
  };
  const words = ownOf(order, mode ?? '');
  return `Of all jobs with \`resource_group: ${key}\` one runs at a time${words === undefined ? '' : `, ${words} (\`${mode}\`)`}.`;
}

function queueWords(ahead: LiveJob | undefined, holder: LiveJob | undefined): string {
  const now = holder
    ? `\`${holder.name}\` (job ${holder.id}, ${holder.status}) has it now.`
    : 'Nobody has it at the moment.';
  if (!ahead) return `${now} This job is the next.`;
  const state = ahead.status === 'waiting_for_resource' ? '' : `, which is \`${ahead.status}\` and not ready itself`;
  return `${now} Before this job comes \`${ahead.name}\` of pipeline ${ahead.pipelineId}${state}.`;
}

function starterOf({ user }: LiveJob): string {
  return user ? `\`${user.username}\`, who started it,` : 'whoever started it';
}

/** A job that is ready and has no runner yet. */
export function pending(it: LiveCase): Blocked {
  const { runnerTags = [], ref, tag } = it.job;
  const settings = refSettings(it.reading.snapshot);
  const isRuled = tag ? isProtectedTag(ref, settings) : isProtectedBranch(ref, settings);
  const tags = runnerTags.map((it_) => `\`${it_}\``);
  const asks =
    tags.length === 0
      ? 'It has no tags, so only runners that take untagged jobs take it.'
      : `Only runners with ${tags.length === 1 ? 'the tag' : 'all of the tags'} ${both(tags)} take it.`;
  const isOpen = isRuled === false;
  return answer(it, {
    state: 'held',
    gate: 'runner',
    verdict: 'wait',
    what: 'waits for a runner',
    why: `Everything else is settled: it is in the queue. ${asks}${isOpen ? ` \`${ref}\` is not protected, so runners for protected refs never take it.` : ''} Where no runner fits, GitLab calls the job stuck and drops it after an hour.`,
    todo: [
      `Its page says when it is stuck, and why: ${jobPage(it)}`,
      'A Maintainer sees which runners are online, with their tags, under Settings > CI/CD > Runners.',
    ],
    missing: missingOf(isRuled),
    source: 'https://docs.gitlab.com/ci/runners/configure_runners/',
  });
}

/** A job that runs, is prepared, or has just been stopped. A trigger job may wait for what it has started. */
export function underWay(it: LiveCase): Blocked {
  const { job } = it;
  const { downstream } = job;
  if (job.kind === 'trigger' && downstream && downstream.status !== 'success') {
    const blocked = ['manual', 'scheduled', 'failed', 'canceled'].includes(downstream.status);
    const page = downstream.url ?? `pipeline ${downstream.id}`;
    return answer(it, {
      state: blocked ? 'held' : 'goes-on',
      gate: 'downstream',
      verdict: 'wait',
      what: `waits for pipeline ${downstream.id}, which it has started`,
      why: `That pipeline is \`${downstream.status}\`${downstream.status === 'manual' ? ', which GitLab shows as Blocked' : ''}; its jobs are judged by its own project's settings.`,
      todo: blocked ? [`Ask the same of it: deploy-gates why ${page}`] : ['Wait: nothing has to be done for that.'],
      source: 'https://docs.gitlab.com/ci/pipelines/downstream_pipelines/',
    });
  }
  const words = ownOf(under, job.status) ?? { what: `is \`${job.status}\``, why: 'Nothing holds it.' };
  return answer(it, {
    state: 'goes-on',
    verdict: 'pass',
    ...words,
    todo: job.status === 'running' ? [`Its log: ${jobPage(it)}`] : [],
  });
}

const under: Readonly<Record<string, { readonly what: string; readonly why: string }>> = {
  running: { what: 'is running', why: 'No gate holds it any more.' },
  preparing: { what: 'is being prepared', why: 'GitLab is setting up what it needs before a runner may take it.' },
  waiting_for_callback: {
    what: 'waits for a call from outside',
    why: 'An external system has to report back to GitLab before it goes on.',
  },
  canceling: { what: 'is being canceled', why: 'Somebody has canceled it, and its runner is winding it up.' },
};
