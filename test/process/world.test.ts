/** Who holds whom, and that playing ahead in one pass says the same as playing every event. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { castOf, type ProcessJob } from '../../server/src/pipeline/process/cast.ts';
import { after, type Play, start } from '../../server/src/pipeline/process/player.ts';
import type { Status } from '../../server/src/pipeline/process/status.ts';
import { worldOf } from '../../server/src/pipeline/process/world.ts';

const plain = { kind: 'build', when: 'on_success', allowFailure: false } as const;

function holding(job: string, ...jobs: readonly ProcessJob[]): readonly string[] {
  const cast = castOf(jobs);
  return worldOf(cast)
    .holdersOf(cast.indexOf.get(job) ?? -1)
    .map((it) => cast.jobs[it]?.name ?? '')
    .sort();
}

test('a blocking manual job holds what needs it and what comes stages later', () => {
  const approve: ProcessJob = { ...plain, name: 'approve', stage: 1, when: 'manual' };
  const build: ProcessJob = { ...plain, name: 'build', stage: 2 };
  assert.deepEqual(holding('deploy', approve, build, { ...plain, name: 'deploy', stage: 3 }), ['approve']);
  assert.deepEqual(holding('deploy', approve, build, { ...plain, name: 'deploy', stage: 3, needs: ['build'] }), [
    'approve',
  ]);
});

test('needs that walk round it leave it behind', () => {
  assert.deepEqual(
    holding(
      'deploy',
      { ...plain, name: 'build', stage: 1 },
      { ...plain, name: 'approve', stage: 2, when: 'manual' },
      { ...plain, name: 'deploy', stage: 3, needs: ['build'] },
    ),
    [],
  );
});

test('an optional manual job holds only what needs it', () => {
  const approve: ProcessJob = { ...plain, name: 'approve', stage: 1, when: 'manual', allowFailure: true };
  assert.deepEqual(holding('deploy', approve, { ...plain, name: 'deploy', stage: 2, needs: ['approve'] }), ['approve']);
  assert.deepEqual(holding('deploy', approve, { ...plain, name: 'deploy', stage: 2 }), []);
});

test('a gate behind a gate counts, the gates before an ignored one do too', () => {
  const approve: ProcessJob = { ...plain, name: 'approve', stage: 1, when: 'manual' };
  assert.deepEqual(
    holding(
      'deploy',
      approve,
      { ...plain, name: 'wait', stage: 2, when: 'delayed', startIn: '1 hour' },
      { ...plain, name: 'deploy', stage: 3 },
    ),
    ['approve', 'wait'],
  );
  assert.deepEqual(
    holding(
      'deploy',
      approve,
      { ...plain, name: 'demo', stage: 2, when: 'manual', allowFailure: true },
      { ...plain, name: 'deploy', stage: 3 },
    ),
    ['approve'],
  );
});

test('playing ahead in one pass agrees with playing event by event', () => {
  fc.assert(
    fc.property(pipelines, (jobs) => {
      const cast = castOf(jobs);
      const { untouched, pressed } = worldOf(cast);
      assert.deepEqual(finished(start(cast, 1), false), untouched);
      assert.deepEqual(finished(start(cast, 1), true), pressed);
    }),
    { numRuns: 500 },
  );
});

const pipelines = fc
  .array(
    fc.record({
      stage: fc.nat(3),
      when: fc.constantFrom('on_success', 'manual', 'delayed', 'always', 'on_failure'),
      allowFailure: fc.boolean(),
      needsApproval: fc.boolean(),
      needs: fc.option(fc.array(fc.nat(20), { maxLength: 3 }), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 9 },
  )
  .map((rows) =>
    rows
      .toSorted((a, b) => a.stage - b.stage)
      .map(
        ({ needs, ...job }, n): ProcessJob => ({
          ...job,
          kind: 'build',
          name: `job ${n}`,
          action: 'start',
          startIn: '1 day',
          ...(needs && { needs: n === 0 ? [] : [...new Set(needs.map((it) => `job ${it % n}`))] }),
        }),
      ),
  );

/** Lets everything that starts succeed, and presses everything that stops, until nothing moves any more. */
function finished(play: Play<number>, presses: boolean): readonly Status[] {
  const of = (...statuses: readonly Status[]) =>
    play.cast.jobs.flatMap(({ name }, n) => (statuses.includes(play.statuses[n] ?? 'created') ? name : []));
  const running = of('pending', 'waiting_for_resource');
  if (running.length > 0) return finished(after(play, { kind: 'success', jobs: running }), presses);
  const [stopped] = of('manual', 'scheduled');
  if (presses && stopped !== undefined) return finished(after(play, { kind: 'play', jobs: [stopped], by: 2 }), true);
  return play.statuses;
}
