import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mayApprove, mayReadDeployments, type RuleInForce, reach } from '../../server/src/gates/approvals.ts';
import { type ApprovalRequest, approvalMessages, approve } from '../../server/src/gates/approve.ts';
import { personOf } from '../../server/src/gates/person.ts';
import { isUnknown } from '../../server/src/logic/tri.ts';
import { snapshotOf } from '../support/world.ts';

const byMaintainers: RuleInForce = { rule: { accessLevel: 40, required: 1 }, ruleset: { level: 'project' } };
const byTwo: RuleInForce = { rule: { accessLevel: 40, required: 2 }, ruleset: { level: 'project' } };
const byOps: RuleInForce = {
  rule: { groupId: 20, groupPath: 'acme/ops', inheritance: 'direct', required: 1 },
  ruleset: { level: 'project' },
};
const anybody = () => true;

describe('whether enough people can approve', () => {
  test('one Maintainer is enough for one approval', () => {
    const { eligible, enough } = reach(byMaintainers, snapshotOf(), anybody);
    assert.deepEqual([eligible, enough], [['mia'], true]);
  });

  test('but not for two', () => {
    assert.equal(reach(byTwo, snapshotOf(), anybody).enough, false);
  });

  test('nor where the deployment is their own', () => {
    const others = reach(byMaintainers, snapshotOf(), (person) => person.username !== 'mia');
    assert.equal(others.enough, false);
  });

  test('without the list of members it is not known', () => {
    assert.ok(isUnknown(reach(byTwo, snapshotOf({ members: 'forbidden' }), anybody).enough));
  });

  test('a group whose members are not shown leaves it open', () => {
    assert.ok(isUnknown(reach(byOps, snapshotOf(), anybody).enough));
  });

  test('of a public project others than members may read deployments', () => {
    const project = { id: 1, path: 'acme/app', visibility: 'public' };
    const groupMembers = { 20: { path: 'acme/ops', direct: [], all: [] } };
    assert.ok(isUnknown(reach(byOps, snapshotOf({ project, groupMembers }), anybody).enough));
    assert.equal(reach(byOps, snapshotOf({ groupMembers }), anybody).enough, false);
  });
});

test('an approver has to be able to read deployments', () => {
  const groupMembers = { 20: { path: 'acme/ops', direct: [{ id: 9, username: 'kim', accessLevel: 30 }] } };
  const snapshot = snapshotOf({ groupMembers });
  const kim = personOf({ kind: 'user', username: 'kim' }, snapshot);
  assert.equal(mayApprove([byOps], kim, mayReadDeployments(kim, snapshot)), false);
});

describe('one request', () => {
  const snapshot = snapshotOf();
  const mia = personOf({ kind: 'user', username: 'mia' }, snapshot);
  const request: ApprovalRequest = {
    status: 'approved',
    person: mia,
    mayRead: true,
    own: false,
    selfApproval: false,
    protectedEnvironment: true,
    rules: [byTwo],
    names: ['Maintainers'],
    approvals: [],
  };

  test('approving the same twice counts once', () => {
    const again = approve({ ...request, approvals: [{ rule: 0, userId: 2, status: 'approved' }] });
    assert.equal(again.ok && again.pendingAfter, 1);
    const another = approve({ ...request, approvals: [{ rule: 0, userId: 9, status: 'approved' }] });
    assert.equal(another.ok && another.pendingAfter, 0);
  });

  test('an approval never starts the job', () => {
    const done = approve({ ...request, rules: [byMaintainers] });
    assert.deepEqual(done, { ok: true, rule: 0, pendingAfter: 0, jobStatus: 'manual' });
  });

  test('one may reject what one may not approve', () => {
    const own = approve({ ...request, own: true });
    assert.deepEqual(own, { ok: false, message: approvalMessages.self });
    assert.equal(approve({ ...request, own: true, status: 'rejected' }).ok, true);
  });
});
