/** What must hold of each set of people, for every project: it equals asking them one by one, and hiding adds nobody. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { environmentAbility, jobAbility } from '../../server/src/gates/abilities.ts';
import { approvalRules, mayReadDeployments, needsApproval } from '../../server/src/gates/approvals.ts';
import { approve } from '../../server/src/gates/approve.ts';
import { branch } from '../../server/src/gates/branch.ts';
import type { Gate, Question } from '../../server/src/gates/gate.ts';
import { peopleOf } from '../../server/src/gates/people.ts';
import { permission } from '../../server/src/gates/permission.ts';
import { type Person, personOf } from '../../server/src/gates/person.ts';
import { pipeline as pipelineGate } from '../../server/src/gates/pipeline.ts';
import { protectedBy, protectedFrom } from '../../server/src/gates/protection.ts';
import { canRunJobsOn, refSettings } from '../../server/src/gates/refs.ts';
import { deploymentOf } from '../../server/src/gates/subject.ts';
import { trigger } from '../../server/src/gates/trigger.ts';
import type { Who } from '../../server/src/gates/who.ts';
import { type WhoMay, whoMay } from '../../server/src/gates/who-may.ts';
import { all, isUnknown, not, type Tri } from '../../server/src/logic/tri.ts';
import type { Actor } from '../../server/src/pipeline/attempt.ts';
import { evaluate } from '../../server/src/pipeline/evaluate.ts';
import type { SettingKey, Snapshot } from '../../server/src/settings/settings.ts';
import { attemptOf, pipelineOf } from '../support/world.ts';
import { project, snapshotFrom } from './random-project.ts';

const yaml = `
auto:
  script: ./deploy
  environment: production
manual:
  script: ./deploy
  when: manual
  environment: { name: production, on_stop: undo }
later:
  script: ./deploy
  when: delayed
  start_in: 1 hour
  environment: { name: live, deployment_tier: production }
undo:
  script: ./undo
  when: manual
  environment: { name: production, action: stop }
bare:
  script: ./deploy
  when: manual
child:
  when: manual
  trigger: { include: child.yml }
`;

const worlds = [{ ref: 'main' }, { ref: 'v1', tag: true }, { ref: 'main', source: 'merge_request_event' }].map((it) => {
  const attempt = attemptOf(it);
  const pipeline = pipelineOf(yaml, attempt);
  return { pipeline, attempt, outcome: evaluate(pipeline, attempt) };
});

function questionOn(world: number, name: string, snapshot: Snapshot, actor: Actor): Question {
  const { pipeline, attempt, outcome } = worlds[world] ?? assert.fail();
  const job = outcome.jobs.get(name) ?? assert.fail(name);
  const [effect] = job.possible;
  assert.ok(effect);
  return {
    pipeline,
    outcome,
    job,
    effect,
    snapshot,
    attempt: { ...attempt, actor },
    person: personOf(actor, snapshot),
  };
}

function as(question: Question, person: Person): Question {
  const actor: Actor = { kind: 'user', username: person.username ?? '' };
  return { ...question, attempt: { ...question.attempt, actor }, person };
}

/** What gates say of the person: whether any refuses. */
function passes(gates: readonly Gate[], question: Question): Tri {
  const verdicts = gates.map((it) => it.ask(question)?.verdict);
  if (verdicts.some((it) => it?.kind === 'deny')) return false;
  const open = verdicts.flatMap((it) => (it?.kind === 'unknown' ? it.missing : []));
  return open.length > 0 ? { missing: open } : true;
}

/** One by one, by other means than the sets are made of. */
const single: { readonly [Step in keyof WhoMay]-?: (question: Question, person: Person, starter: Person) => Tri } = {
  start: (question, person) => passes([pipelineGate], as({ ...question, ...bareAuto(question) }, person)),
  play: (question, person) => {
    const pressed = { ...question, effect: { ...question.effect, when: 'manual' as const } };
    return passes([pipelineGate, permission, branch, trigger], as(pressed, person));
  },
  approve: (question, person, starter) => {
    const deployment = deploymentOf(question) ?? assert.fail();
    const { selfApproval } = question.snapshot.settings;
    const isTheirs = passes([pipelineGate], as({ ...question, ...bareAuto(question) }, starter));
    // Where the starter may not start it, it is not known whose it is.
    if (isTheirs !== true) return { missing: [] };
    const { ok } = approve({
      status: 'approved',
      person,
      mayRead: mayReadDeployments(person, question.snapshot),
      own: person.username === starter.username,
      selfApproval: selfApproval.known && selfApproval.value,
      protectedEnvironment: needsApproval(deployment.protections) === true,
      rules: approvalRules(deployment.protections),
      names: [],
      approvals: [],
    });
    return all([ok, person.active]);
  },
  stop: (question, person) => {
    const { snapshot, attempt, job, outcome } = question;
    const { protections } = deploymentOf(question) ?? assert.fail();
    const from = protectedFrom(protections, person);
    const { archived } = refSettings(snapshot);
    const plays = jobAbility('play_job', person, {
      kind: 'build',
      protectedFrom: from,
      protectedBy: protectedBy(protections, person),
      refWritable: canRunJobsOn(attempt, person, refSettings(snapshot)),
    }).allowed;
    const hasJob = job.job.environment?.onStop === 'undo' && outcome.jobs.get('undo')?.included === true;
    const stopJob = all([not(archived), hasJob ? plays : true]);
    return all([person.active, environmentAbility('stop_environment', person, { protectedFrom: from, stopJob })]);
  },
};

/** A job that starts by itself, without environment: what its pipeline takes is all it takes. */
function bareAuto({ job, effect }: Question): Pick<Question, 'job' | 'effect'> {
  const { environment: _, trigger: _trigger, ...plain } = job.job;
  const { environment: _outcome, ...bare } = effect;
  return { job: { ...job, job: { ...plain, kind: 'build' } }, effect: { ...bare, when: 'on_success' } };
}

const jobs = ['auto', 'manual', 'later', 'bare', 'child'];
const steps = ['start', 'play', 'approve', 'stop'] as const;
const given = [project, fc.nat({ max: worlds.length - 1 }), fc.constantFrom(...jobs)] as const;
const starters = fc.constantFrom('dana', 'mia', 'rae');

function placeIn({ users, nearMisses }: Who, username: string): Tri | 'both' {
  const can = users.some((it) => it.username === username);
  const cannot = nearMisses.some((it) => it.username === username);
  if (can && cannot) return 'both';
  return can ? true : cannot ? false : { missing: [] };
}

function compare(step: keyof WhoMay, set: Who, question: Question, person: Person): void {
  const place = placeIn(set, person.username ?? '');
  const asked = single[step](question, person, question.person);
  const facts = JSON.stringify({ step, job: question.job.job.name, person: person.username, asked, set });
  if (isUnknown(asked)) assert.notEqual(place, 'both', facts);
  // A request to approve is refused, too, where the right is not known.
  else if (step === 'approve' && !asked) assert.notEqual(place, true, facts);
  else assert.equal(place, asked, facts);
}

test('each set equals asking person by person', () => {
  fc.assert(
    fc.property(...given, starters, (random, world, name, starter) => {
      const snapshot = snapshotFrom(random);
      const question = questionOn(world, name, snapshot, { kind: 'user', username: starter });
      const may = whoMay(question);
      for (const step of steps) {
        const set = may[step];
        if (set) for (const person of peopleOf(snapshot).persons) compare(step, set, question, person);
      }
    }),
    { numRuns: 300, includeErrorInReport: true },
  );
});

test('whoever approves for some rule approves for one of them', () => {
  fc.assert(
    fc.property(...given, starters, (random, world, name, starter) => {
      const { approve: set } = whoMay(
        questionOn(world, name, snapshotFrom(random), { kind: 'user', username: starter }),
      );
      const ofRules = new Set(set?.rules.flatMap((it) => it.users.map(({ username }) => username)));
      assert.deepEqual(new Set(set?.users.map((it) => it.username)), ofRules);
    }),
    { numRuns: 200 },
  );
});

const hideable: readonly SettingKey[] = [
  'project',
  'protectedEnvironmentsLicensed',
  'ancestorGroups',
  'protectedEnvironments',
  'groupProtectedEnvironments',
  'environments',
  'protectedBranches',
  'protectedTags',
  'currentUser',
  'members',
  'groupMembers',
  'invitedGroups',
  'selfApproval',
];

test('hiding a setting puts nobody into a set, and takes nobody out of those who certainly may not', () => {
  const hidden = fc.subarray([...hideable], { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(...given, starters, hidden, (random, world, name, starter, gone) => {
      const snapshot = snapshotFrom(random);
      const unread = Object.fromEntries(gone.map((it) => [it, { known: false, why: 'forbidden' as const }]));
      const blindly = { ...snapshot, settings: { ...snapshot.settings, ...unread } };
      const actor: Actor = { kind: 'user', username: starter };
      const [seen, blind] = [snapshot, blindly].map((it) => whoMay(questionOn(world, name, it, actor)));
      for (const step of steps) {
        const [full, less] = [seen?.[step], blind?.[step]];
        if (!less) continue;
        const facts = JSON.stringify({ step, name, world, gone, full, less });
        for (const { username } of less.users) assert.ok(!full || placeIn(full, username) !== false, facts);
        for (const { username } of less.nearMisses) assert.ok(!full || placeIn(full, username) !== true, facts);
      }
    }),
    { numRuns: 300, includeErrorInReport: true },
  );
});
