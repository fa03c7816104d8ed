import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WhoMay } from '../../server/src/gates/who-may.ts';
import { analysisOf, attemptOf } from '../support/world.ts';

const automatic = 'deploy:\n  script: ./deploy\n  environment: production\n';
const manual = `${automatic}  when: manual\n`;
const undone = `deploy:
  script: ./deploy
  environment: { name: production, on_stop: undeploy }
undeploy:
  script: ./undeploy
  environment: { name: production, action: stop }
  when: manual
`;

function may(yaml: string, settings: Record<string, unknown>, attempt: Record<string, unknown> = {}): WhoMay {
  const report = analysisOf(yaml, settings, attemptOf(attempt)).reports.find((it) => it.job.job.name === 'deploy');
  assert.ok(report);
  return report.may;
}

const usernames = (it: { readonly users: readonly { readonly username: string }[] } | undefined) =>
  it?.users.map(({ username }) => username);

const maintainers = { name: 'production', deployAccess: [{ accessLevel: 40 }] };
const rae = { name: 'production', deployAccess: [{ accessLevel: 40 }, { username: 'rae' }] };

test('starting a pipeline and pressing its job are two rights', () => {
  const { start, play } = may(manual, { protectedEnvironments: [rae] });
  assert.deepEqual(usernames(start), ['dana', 'mia']);
  assert.deepEqual(usernames(play), ['mia', 'rae']);
  assert.deepEqual(start.roles, ['Developers + Maintainers']);
  assert.equal(
    start.nearMisses.find((it) => it.username === 'rae')?.lacks,
    'is Reporter in the project; starting a pipeline takes Developer',
  );
});

test('a job that starts by itself is pressed by nobody; one behind a timer can be', () => {
  assert.equal(may(automatic, {}).play, undefined);
  const delayed = `${automatic}  when: delayed\n  start_in: 1 hour\n`;
  assert.deepEqual(usernames(may(delayed, { protectedEnvironments: [rae] }).play), ['mia', 'rae']);
});

test('a protected branch takes the right to start away, not that of those who may deploy', () => {
  const branch = [{ name: 'main', push: [{ accessLevel: 40 }], merge: [{ accessLevel: 40 }] }];
  const { start, play } = may(manual, { protectedBranches: branch, protectedEnvironments: [rae] });
  assert.deepEqual([usernames(start), start.roles], [['mia'], ['Maintainers']]);
  assert.equal(
    start.nearMisses.find((it) => it.username === 'dana')?.lacks,
    'is Developer in the project; may not push to or merge into `main`',
  );
  assert.deepEqual(usernames(play), ['mia', 'rae']);
});

test('in an archived project nobody starts anything', () => {
  const { start, stop } = may(automatic, {
    project: { id: 1, path: 'acme/app', defaultBranch: 'main', visibility: 'private', archived: true },
  });
  assert.deepEqual([start.known, start.users, start.roles], [true, [], []]);
  assert.deepEqual(usernames(stop), ['mia']);
});

test('each approval rule has its people; the deployment of their own is left out', () => {
  const settings = {
    selfApproval: false,
    protectedEnvironments: [
      {
        ...maintainers,
        approvalRules: [
          { accessLevel: 40, required: 1 },
          { username: 'dana', required: 1 },
        ],
      },
    ],
  };
  const { approve } = may(automatic, settings, { as: 'dana' });
  assert.deepEqual(
    approve?.rules.map((it) => [it.by, it.required, usernames(it), it.roles]),
    [
      ['Maintainers', 1, ['mia'], ['Maintainers']],
      ['`dana`', 1, [], []],
    ],
  );
  assert.deepEqual(usernames(approve), ['mia']);
  assert.deepEqual(approve?.nearMisses, [
    { username: 'dana', lacks: 'is Developer in the project; the deployment would be their own' },
    { username: 'rae', lacks: 'is Reporter in the project; approving takes Maintainer or being `dana`' },
  ]);
  const free = may(automatic, { ...settings, selfApproval: true }, { as: 'dana' });
  assert.deepEqual(usernames(free.approve), ['dana', 'mia']);
});

test('where nobody in particular starts the pipeline nobody is known to be free to approve', () => {
  const approvalRules = [{ accessLevel: 40, required: 1 }];
  const settings = { selfApproval: false, protectedEnvironments: [{ ...maintainers, approvalRules }] };
  const { approve } = may(automatic, settings, { as: null });
  assert.deepEqual([approve?.known, approve?.users, approve?.roles], [false, [], ['Maintainers']]);
  assert.equal(may(automatic, { protectedEnvironments: [maintainers] }).approve, undefined);
});

test('without a job that stops it, Developers stop an environment', () => {
  const { stop } = may(automatic, {});
  assert.deepEqual(
    [usernames(stop), stop?.roles, stop?.plays],
    [['dana', 'mia'], ['Developers + Maintainers'], undefined],
  );
  assert.equal(stop?.nearMisses[0]?.lacks, 'is Reporter in the project; stopping an environment takes Developer');
});

test('with one, whoever may play it does; it runs as the user of the pipeline', () => {
  const branch = [{ name: 'main', push: [{ accessLevel: 50 }], merge: [{ accessLevel: 50 }] }];
  const { stop } = may(undone, { protectedBranches: branch }, { as: 'dana' });
  assert.deepEqual([usernames(stop), stop?.roles], [['mia'], ['Maintainers']]);
  assert.deepEqual([stop?.plays, stop?.runsAs], ['undeploy', 'dana']);
  assert.equal(
    stop?.nearMisses.find((it) => it.username === 'dana')?.lacks,
    'is Developer in the project; may not start `undeploy`',
  );
});

test('the protection of the environment holds for stopping, too', () => {
  const { stop } = may(undone, { protectedEnvironments: [rae] });
  assert.deepEqual([usernames(stop), stop?.roles], [['mia'], ['Maintainers']]);
  const blind = may(undone, { protectedEnvironments: 'forbidden' }).stop;
  assert.deepEqual([blind?.known, blind?.users, blind?.roles], [false, [], []]);
});

test('it is said whose rights count, and whose they are taken to be', () => {
  const why = (given: Record<string, unknown>, settings = {}) => {
    const [report] = analysisOf(automatic, settings, attemptOf(given)).reports;
    return report?.findings.find((it) => it.gate.id === 'pipeline')?.why ?? '';
  };
  assert.match(why({ source: 'schedule' }), /runs as the owner of the schedule, which Dana is taken to be\.$/);
  assert.match(why({ source: 'trigger' }), /runs as the owner of the trigger token, which Dana is taken to be\.$/);
  assert.match(
    why({ source: 'schedule', as: null }),
    /the owner of the schedule, and who that is is not known here\. /,
  );
  assert.match(why({ source: 'schedule', as: 'rae' }), /owner of the schedule, which Rae is taken to be\. GitLab says/);
  assert.doesNotMatch(why({ source: 'push' }), /runs as/);
});
