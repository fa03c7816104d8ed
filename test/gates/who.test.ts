import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Who } from '../../server/src/gates/who.ts';
import { analysisOf } from '../support/world.ts';

const automatic = 'deploy:\n  script: ./deploy\n  environment: production\n';
const manual = `${automatic}  when: manual\n`;

function who(yaml: string, settings: Record<string, unknown>): Who {
  const [report] = analysisOf(yaml, settings).reports;
  assert.ok(report);
  return report.who;
}

const maintainers = { name: 'production', deployAccess: [{ accessLevel: 40 }] };
const rae = { name: 'production', deployAccess: [{ accessLevel: 40 }, { username: 'rae' }] };

test('people who can, and what the others lack', () => {
  assert.deepEqual(who(automatic, { protectedEnvironments: [maintainers] }), {
    known: true,
    users: [{ username: 'mia', via: 'Maintainer' }],
    roles: ['Maintainers'],
    groups: [],
    nearMisses: [
      { username: 'dana', lacks: "is Developer in the project; the project's rule asks for Maintainer" },
      {
        username: 'rae',
        lacks:
          "is Reporter in the project; the project's rule asks for Maintainer; starting a pipeline takes Developer",
      },
    ],
  });
});

test('a manual job can be pressed by a Reporter who may deploy', () => {
  const usernames = who(manual, { protectedEnvironments: [rae] }).users.map((it) => it.username);
  assert.deepEqual(usernames, ['mia', 'rae']);
});

test('an automatic one cannot: it takes a pipeline of their own', () => {
  const usernames = who(automatic, { protectedEnvironments: [rae] }).users.map((it) => it.username);
  assert.deepEqual(usernames, ['mia']);
});

test("a Maintainer of the project fails a group's rule for Maintainers", () => {
  const { nearMisses } = who(automatic, {
    members: [{ id: 1, username: 'dana', accessLevel: 40 }],
    currentUser: { id: 1, username: 'dana', projectLevel: 40, admin: false },
    groupProtectedEnvironments: [{ ...maintainers, groupId: 10, groupPath: 'acme' }],
    groupMembers: { 10: { path: 'acme', direct: [], all: [] } },
  });
  assert.deepEqual(nearMisses, [
    { username: 'dana', lacks: "is Maintainer in the project; the group's rule asks for Maintainer in `acme`" },
  ]);
});

test('an inherited member of a group that counts direct ones is told so', () => {
  const { nearMisses } = who(automatic, {
    protectedEnvironments: [
      { name: 'production', deployAccess: [{ groupId: 20, groupPath: 'acme/ops', inheritance: 'direct' }] },
    ],
    groupMembers: { 20: { path: 'acme/ops', direct: [], all: [{ id: 1, username: 'dana', accessLevel: 30 }] } },
  });
  assert.equal(
    nearMisses.find((it) => it.username === 'dana')?.lacks,
    "is Developer in the project; the project's rule asks for direct membership in `acme/ops`, and membership in `acme/ops` is inherited only",
  );
});

test('where members cannot be listed the rules are named', () => {
  const ops = { groupId: 20, groupPath: 'acme/ops', inheritance: 'direct' };
  const { known, roles, groups, users } = who(manual, {
    members: 'forbidden',
    groupMembers: 'forbidden',
    protectedEnvironments: [{ name: 'production', deployAccess: [{ accessLevel: 40 }, ops, { username: 'kim' }] }],
  });
  assert.deepEqual([known, roles, groups, users], [true, ['Maintainers', 'the user `kim`'], ['acme/ops'], []]);
});

test('rules of project and group are intersected', () => {
  const { roles } = who(manual, {
    protectedEnvironments: [maintainers],
    groupProtectedEnvironments: [
      { name: 'production', groupId: 10, groupPath: 'acme', deployAccess: [{ accessLevel: 30 }] },
    ],
  });
  assert.deepEqual(roles, ['Developers + Maintainers of `acme` who are Maintainer in the project']);
});

test('rules that could not be read are named, and nobody is made up', () => {
  const answer = who(manual, { protectedEnvironments: 'forbidden' });
  assert.deepEqual([answer.known, answer.users, answer.roles], [false, [], []]);
  assert.deepEqual(answer.unknown, [
    'protected environments could not be read (GitLab refuses to show it with this token)',
  ]);
});

test('a role in the project and one in a group are told in one breath', () => {
  const settings = {
    protectedEnvironments: [maintainers],
    groupProtectedEnvironments: [{ ...maintainers, level: 'group', groupId: 10, groupPath: 'acme' }],
    groupMembers: {
      10: {
        path: 'acme',
        direct: [],
        all: [{ id: 2, username: 'mia', name: 'Mia', state: 'active', accessLevel: 40 }],
      },
    },
  };
  const viaOf = (given: Record<string, unknown>) => who(automatic, given).users.map((it) => it.via);
  assert.deepEqual(viaOf(settings), ['Maintainer in the project and in `acme`']);
  assert.deepEqual(viaOf({ ...settings, protectedEnvironments: [] }), ['Maintainer in `acme`']);
});
