/** What must hold of the gates for every project, person and job: knowledge, rights, and the list of who can. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { approval } from '../../server/src/gates/approval.ts';
import { branch } from '../../server/src/gates/branch.ts';
import { downstream } from '../../server/src/gates/downstream.ts';
import type { Gate, Question } from '../../server/src/gates/gate.ts';
import { jobToken } from '../../server/src/gates/job-token.ts';
import { peopleOf } from '../../server/src/gates/people.ts';
import { permission } from '../../server/src/gates/permission.ts';
import { type Person, personOf } from '../../server/src/gates/person.ts';
import { pipeline as pipelineGate } from '../../server/src/gates/pipeline.ts';
import { runner } from '../../server/src/gates/runner.ts';
import { trigger } from '../../server/src/gates/trigger.ts';
import type { VerdictKind } from '../../server/src/gates/verdict.ts';
import { type Who, whoCan } from '../../server/src/gates/who.ts';
import { isUnknown, type Obstacle } from '../../server/src/logic/tri.ts';
import type { Actor, Attempt } from '../../server/src/pipeline/attempt.ts';
import { evaluate } from '../../server/src/pipeline/evaluate.ts';
import type { Outcome } from '../../server/src/pipeline/outcome.ts';
import type { Pipeline } from '../../server/src/pipeline/pipeline.ts';
import type { SettingKey, Snapshot } from '../../server/src/settings/settings.ts';
import { attemptOf, pipelineOf } from '../support/world.ts';
import { project, raised, right, snapshotFrom } from './random-project.ts';

const judging = [pipelineGate, permission, branch, trigger];
const all: readonly Gate[] = [...judging, approval, downstream, runner, jobToken];

const yaml = `
auto:
  script: ./deploy
  environment: production
manual:
  script: ./deploy
  when: manual
  environment: production
verify:
  script: ./deploy
  environment: { name: production, action: verify }
later:
  script: ./deploy
  when: delayed
  start_in: 1 hour
  environment: { name: live, deployment_tier: production }
named:
  script: ./deploy
  environment: review/$UNKNOWN
bare:
  script: ./deploy
  when: manual
bridge:
  trigger: acme/deployer
  environment: production
pressed-bridge:
  trigger: acme/deployer
  when: manual
  environment: production
child:
  trigger: { include: child.yml }
push:
  script: git push origin HEAD:main
force:
  script: git push --force origin HEAD:main
`;

interface World {
  readonly pipeline: Pipeline;
  readonly attempt: Attempt;
  readonly outcome: Outcome;
}

const child = 'deploy:\n  script: ./deploy\n';

function worldOf(attempt: Attempt): World {
  const files = new Map([
    ['.gitlab-ci.yml', yaml],
    ['child.yml', child],
  ]);
  const pipeline = pipelineOf(files, attempt);
  return { pipeline, attempt, outcome: evaluate(pipeline, attempt) };
}

const refs = [{ ref: 'main' }, { ref: 'v1', tag: true }, { ref: 'main', source: 'merge_request_event' }];
const worlds = refs.map((it) => worldOf(attemptOf(it)));

const actors: readonly Actor[] = [
  ...['dana', 'mia', 'rae', 'olu', 'zed'].map((username) => ({ kind: 'user', username }) as const),
  ...[10, 20, 30, 40, 50].map((accessLevel) => ({ kind: 'role', accessLevel }) as const),
  { kind: 'nobody' },
];

function* questions(world: World | undefined, snapshot: Snapshot, actor: Actor): Iterable<Question> {
  if (!world) return;
  const attempt = { ...world.attempt, actor };
  const person = personOf(actor, snapshot);
  for (const job of world.outcome.jobs.values()) {
    const [effect] = job.possible;
    if (effect) yield { ...world, attempt, snapshot, person, job, effect };
  }
}

function verdicts(gates: readonly Gate[], question: Question): ReadonlyMap<string, VerdictKind | undefined> {
  return new Map(gates.map((it) => [it.id, it.ask(question)?.verdict.kind]));
}

const keys: readonly SettingKey[] = [
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
  'jobTokenPushAllowed',
];
const obstacles: readonly Obstacle[] = ['forbidden', 'not-found', 'signed-out', 'offline', 'not-asked'];

function without(snapshot: Snapshot, hidden: readonly SettingKey[], why: Obstacle): Snapshot {
  const gone = Object.fromEntries(hidden.map((it) => [it, { known: false, why }]));
  return { ...snapshot, settings: { ...snapshot.settings, ...gone } };
}

const worldNumber = fc.nat({ max: worlds.length - 1 });

/** Every verdict beside the one that the same gate has of the same job in other circumstances. */
function* compared(one: Iterable<Question>, other: Iterable<Question>) {
  const others = [...other];
  for (const [n, question] of [...one].entries()) {
    const counterpart = others[n];
    assert.equal(counterpart?.job, question.job);
    if (!counterpart) continue;
    const after = verdicts(all, counterpart);
    for (const [gate, was] of verdicts(all, question)) {
      yield { gate, job: question.job.job.name, was, after: after.get(gate) };
    }
  }
}

test('hiding any setting turns a verdict only into unknown', () => {
  const hiding = fc.record({
    hidden: fc.subarray([...keys], { minLength: 1, maxLength: 3 }),
    why: fc.constantFrom(...obstacles),
  });
  fc.assert(
    fc.property(project, worldNumber, fc.constantFrom(...actors), hiding, (given, n, actor, { hidden, why }) => {
      const snapshot = snapshotFrom(given);
      const seeing = questions(worlds[n], snapshot, actor);
      const blind = questions(worlds[n], without(snapshot, hidden, why), actor);
      for (const it of compared(seeing, blind)) {
        assert.ok(it.after === it.was || it.after === 'unknown', JSON.stringify({ ...it, hidden }));
      }
    }),
    { numRuns: 400 },
  );
});

test('a further right never worsens the verdict of whoever gets it', () => {
  const order: readonly (VerdictKind | undefined)[] = [undefined, 'pass', 'wait', 'unknown', 'deny'];
  const someone = fc.constantFrom('dana', 'mia', 'rae');
  fc.assert(
    fc.property(project, worldNumber, someone, right, (given, n, username, more) => {
      const actor: Actor = { kind: 'user', username };
      const before = snapshotFrom(given);
      // Whom no list names has no number that rules could mean: that comes to be known with the right, not by it.
      fc.pre(!isUnknownId(personOf(actor, before)));
      const poor = questions(worlds[n], before, actor);
      const rich = questions(worlds[n], snapshotFrom(raised(given, username, more)), actor);
      for (const it of compared(poor, rich)) {
        // No gate and one that passes come to the same.
        const least = Math.max(order.indexOf(it.was), 1);
        assert.ok(order.indexOf(it.after) <= least, JSON.stringify({ ...it, username, more }));
      }
    }),
    { numRuns: 300 },
  );
});

function isUnknownId({ id }: Person): boolean {
  return typeof id === 'object' && isUnknown(id);
}

test('who can equals asking person by person', () => {
  fc.assert(
    fc.property(project, worldNumber, (given, n) => {
      const snapshot = snapshotFrom(given);
      for (const question of questions(worlds[n], snapshot, { kind: 'nobody' })) {
        const who = whoCan(question);
        for (const person of peopleOf(snapshot).persons) {
          const username = person.username ?? '';
          const facts = JSON.stringify({ username, job: question.job.job.name, who });
          assert.ok(fits(placeIn(who, username), judged(question, person)), facts);
        }
      }
    }),
    { numRuns: 200 },
  );
});

/** The worst that the gates for people say when this person tries. */
function judged(question: Question, person: Person): VerdictKind {
  const attempt: Attempt = { ...question.attempt, actor: { kind: 'user', username: person.username ?? '' } };
  const kinds = new Set(verdicts(judging, { ...question, attempt, person }).values());
  return (['deny', 'unknown', 'wait'] as const).find((it) => kinds.has(it)) ?? 'pass';
}

function placeIn({ users, nearMisses }: Who, username: string): 'can' | 'cannot' | 'both' | 'neither' {
  const can = users.some((it) => it.username === username);
  const cannot = nearMisses.some((it) => it.username === username);
  return can ? (cannot ? 'both' : 'can') : cannot ? 'cannot' : 'neither';
}

/** Somebody whose pipeline is an open matter may still be known to be able to press the job. */
function fits(place: ReturnType<typeof placeIn>, verdict: VerdictKind): boolean {
  if (verdict === 'unknown') return place === 'neither' || place === 'can';
  return place === (verdict === 'deny' ? 'cannot' : 'can');
}
