import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { personOf } from '../../server/src/gates/person.ts';
import { isProtected, protectedBy, protectedFrom, protectionsOf } from '../../server/src/gates/protection.ts';
import { couldBe, type Target, targetOf } from '../../server/src/gates/tier.ts';
import { isUnknown, unknown } from '../../server/src/logic/tri.ts';
import { snapshotOf } from '../support/world.ts';

const production: Target = { name: 'production', shown: 'production', tier: 'production' };
const maintainers = { name: 'production', deployAccess: [{ accessLevel: 40 }] };
const inAcme = { ...maintainers, groupId: 10, groupPath: 'acme' };

function danaFrom(settings: Record<string, unknown>, target = production) {
  const snapshot = snapshotOf(settings);
  const protections = protectionsOf(target, snapshot);
  return protectedFrom(protections, personOf({ kind: 'user', username: 'dana' }, snapshot));
}

describe('which protections apply', () => {
  test('an environment that GraphQL does not list may be protected by name', () => {
    const partly = { items: [], complete: false, covers: ['staging'] };
    assert.ok(isUnknown(isProtected(protectionsOf(production, snapshotOf({ protectedEnvironments: partly })))));
  });

  test('one that it lists is known', () => {
    const partly = { items: [], complete: false, covers: ['production'] };
    assert.equal(isProtected(protectionsOf(production, snapshotOf({ protectedEnvironments: partly }))), false);
  });

  test('unless rows for it may be hidden', () => {
    const partly = { items: [], complete: false, covers: ['production'], hidden: true };
    assert.ok(isUnknown(isProtected(protectionsOf(production, snapshotOf({ protectedEnvironments: partly })))));
  });

  test('a personal namespace has no groups, whatever could be read of them', () => {
    const personal = { ancestorGroups: [], groupProtectedEnvironments: 'not-found' };
    assert.equal(isProtected(protectionsOf(production, snapshotOf(personal))), false);
  });

  test('where groups protect nothing the tier does not matter', () => {
    const unknownTier: Target = { ...production, tier: unknown({ kind: 'actor' }) };
    assert.equal(isProtected(protectionsOf(unknownTier, snapshotOf())), false);
    const grouped = snapshotOf({ groupProtectedEnvironments: [inAcme] });
    assert.ok(isUnknown(isProtected(protectionsOf(unknownTier, grouped))));
  });
});

describe('what they make of a person', () => {
  test('a protection that is known to refuse decides, whatever else is open', () => {
    assert.equal(danaFrom({ protectedEnvironments: [maintainers], groupProtectedEnvironments: 'forbidden' }), true);
  });

  test('one that admits leaves it open', () => {
    const developers = { name: 'production', deployAccess: [{ accessLevel: 30 }] };
    const settings = { protectedEnvironments: [developers], groupProtectedEnvironments: 'forbidden' };
    assert.ok(isUnknown(danaFrom(settings)));
  });

  test('without a licence nobody is refused', () => {
    assert.equal(danaFrom({ protectedEnvironments: [maintainers], protectedEnvironmentsLicensed: false }), false);
  });

  test('whether it is licensed has to be known', () => {
    const settings = { protectedEnvironments: [maintainers], protectedEnvironmentsLicensed: 'offline' };
    assert.ok(isUnknown(danaFrom(settings)));
  });

  test('access takes a protection that grants it', () => {
    const snapshot = snapshotOf();
    const dana = personOf({ kind: 'user', username: 'dana' }, snapshot);
    assert.equal(protectedBy(protectionsOf(production, snapshot), dana), false);
  });
});

describe('the tier that counts', () => {
  const live = { name: 'live', shown: 'live', valid: true, tier: 'production', tierFrom: 'guessed' } as const;

  test('the stored one, once the environment exists', () => {
    const environments = [{ name: 'live', tier: 'other' }];
    assert.equal(targetOf(live, snapshotOf({ environments }))?.tier, 'other');
  });

  test('else the one in the file', () => {
    assert.equal(targetOf(live, snapshotOf())?.tier, 'production');
  });

  test('not known while it is not known which environments exist', () => {
    assert.ok(isUnknown(targetOf(live, snapshotOf({ environments: 'forbidden' }))?.tier));
  });

  test('a name that GitLab refuses is no environment', () => {
    assert.equal(targetOf({ ...live, valid: false }, snapshotOf()), undefined);
  });
});

test('a name with unknown variables could be what fits around them', () => {
  assert.equal(couldBe('review/$X', 'review/app'), true);
  assert.equal(couldBe('review/$X', 'production'), false);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: GitLab's variable
  assert.equal(couldBe('${X}-eu-$Y', 'prod-eu-1'), true);
  assert.equal(couldBe('a$X-b', 'a-b'), true);
  assert.equal(couldBe('ab$X-ba', 'ab-a'), false);
  assert.equal(couldBe('production', 'production'), true);
});

describe("GitLab's own word on the token's user", () => {
  const open = { items: [{ ...inAcme, deployAccess: [{ accessLevel: 30 }], level: 'group' }], complete: false };
  const said = (admitsViewer: boolean) => ({
    groupProtectedEnvironments: open,
    groupMembers: { 10: { path: 'acme', all: [{ id: 1, username: 'dana', accessLevel: 30 }] } },
    environments: [{ name: 'production', tier: 'production', admitsViewer }],
  });

  test('decides where several groups may protect the tier', () => {
    assert.equal(danaFrom(said(true)), false);
    assert.equal(danaFrom(said(false)), true);
  });

  test('says nothing of anybody else', () => {
    const snapshot = snapshotOf({ ...said(true), currentUser: { id: 2, username: 'mia', projectLevel: 40 } });
    const dana = personOf({ kind: 'user', username: 'dana' }, snapshot);
    assert.ok(isUnknown(protectedFrom(protectionsOf(production, snapshot), dana)));
  });
});
