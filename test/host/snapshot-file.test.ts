import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { Ajv } from 'ajv';
import { parseSnapshot } from '../../server/src/host/parse-snapshot.ts';
import { anonymized, readSnapshot, snapshotText } from '../../server/src/host/snapshot-file.ts';
import type { Snapshot } from '../../server/src/settings/settings.ts';
import { reading, value } from './reading.ts';
import { scenario } from './shop.ts';

const folder = mkdtempSync(join(tmpdir(), 'deploy-gates-'));
after(() => rmSync(folder, { recursive: true }));

/** A snapshot as its owner would share it, with a member who leaves and one with a role of their own. */
async function shared(): Promise<Snapshot> {
  const members = {
    dev: { role: 'developer', expires_at: '2027-01-31' },
    maya: { role: 'maintainer', custom: { name: 'Release lead', abilities: [] } },
  } as const;
  const { snapshot } = await reading({
    token: 'glpat-olga',
    thorough: true,
    world: scenario({ project: { members } }),
  });
  return snapshot;
}

function minimal(settings: object): string {
  const head = { version: 1, instance: { url: 'https://gitlab.com' }, project: { path: 'a/b' } };
  return JSON.stringify({ ...head, takenAt: '2026-11-18T12:00:00Z', settings });
}

describe('written and read again', () => {
  test('the settings are the same', async () => {
    const snapshot = await shared();
    const file = join(folder, 'settings.json');
    writeFileSync(file, snapshotText(snapshot));
    const again = await readSnapshot(file);
    assert.equal(again.source, 'snapshot');
    assert.equal(again.takenAt, snapshot.takenAt);
    assert.deepEqual(again.settings.protectedEnvironments, snapshot.settings.protectedEnvironments);
    assert.deepEqual(again.settings.groupProtectedEnvironments, snapshot.settings.groupProtectedEnvironments);
    assert.deepEqual(again.settings.protectedBranches, snapshot.settings.protectedBranches);
  });

  test('people are reduced to what gates need', async () => {
    const { settings } = parseSnapshot(snapshotText(await shared()), 'x');
    assert.deepEqual(
      value(settings.members).filter((it) => it.username === 'dev' || it.username === 'maya'),
      [
        { id: 3, username: 'dev', accessLevel: 30, expiresAt: '2027-01-31' },
        { id: 4, username: 'maya', accessLevel: 40, customRole: 'Release lead' },
      ],
    );
    assert.equal(value(settings.currentUser).name, undefined);
  });

  test('a reading of every role conforms to the schema', async () => {
    const schema = JSON.parse(readFileSync('schemas/snapshot.schema.json', 'utf8'));
    const conforms = new Ajv({ allowUnionTypes: true, strictRequired: false }).compile(schema);
    for (const token of ['glpat-guest', 'glpat-dev', 'glpat-maya', 'glpat-olga', 'glpat-root', 'glpat-wrong']) {
      const { snapshot } = await reading({ token });
      assert.ok(conforms(JSON.parse(JSON.stringify(snapshot))), JSON.stringify(conforms.errors));
    }
  });
});

describe('by hand', () => {
  test('what is left out was not asked for', () => {
    const { settings } = parseSnapshot(minimal({ selfApproval: { known: true, value: false } }), 'x');
    assert.deepEqual(settings.selfApproval, { known: true, value: false });
    assert.deepEqual(settings.members, { known: false, why: 'not-asked' });
  });

  test('a setting that could not be read says why', () => {
    const { settings } = parseSnapshot(minimal({ members: { known: false, why: 'forbidden', needs: 'Guest' } }), 'x');
    assert.deepEqual(settings.members, { known: false, why: 'forbidden', needs: 'Guest' });
  });
});

describe('what is wrong is said with its place and the remedy', () => {
  const says = (text: string) => {
    try {
      parseSnapshot(text, 'settings.json');
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    return assert.fail('was read');
  };

  test('no JSON', () => assert.match(says('{'), /^settings\.json is not JSON: /));
  test('a key of another name', () =>
    assert.equal(
      says(minimal({ protectedEnviroments: { known: false, why: 'forbidden' } })),
      'settings.json: `settings` has a key `protectedEnviroments` that snapshots do not have; `deploy-gates snapshot` writes it anew',
    ));
  test('a value without `value`', () =>
    assert.match(says(minimal({ selfApproval: { known: true } })), /`settings\.selfApproval` lacks the key `value`/));
  test('another kind of value', () =>
    assert.match(
      says(minimal({ environments: { known: true, value: [{ name: 'x' }, { name: 7 }] } })),
      /`settings\.environments\.value\.1\.name` must be string/,
    ));
  test('a word that is none', () =>
    assert.match(
      says(minimal({ environments: { known: false, why: 'secret' } })),
      /`settings\.environments\.why` must be one of forbidden,not-found/,
    ));
  test('another version', () => assert.match(says('{"version":2}'), /settings\.json: /));
  test('no object', () => assert.match(says('[]'), /the file must be object/));
  test('no file', async () => {
    await assert.rejects(readSnapshot(join(folder, 'none.json')), {
      message: /there is no such file; `deploy-gates snapshot -o FILE` writes one/,
    });
  });
});

describe('anonymized', () => {
  test('nobody is named, and no group, project or instance', async () => {
    const text = snapshotText(anonymized(await shared()));
    for (const word of [
      'acme',
      'eu/pay',
      'shop',
      'maya',
      'Maya',
      'dev"',
      'partners',
      'secret',
      '127.0.0.1',
      'Release',
    ]) {
      assert.ok(!text.includes(word), word);
    }
  });

  test('the same is called the same everywhere', async () => {
    const { settings } = anonymized(await shared());
    const rows = value(settings.protectedEnvironments).items.find((it) => it.name === 'production')?.deployAccess ?? [];
    const user = rows.find((it) => it.userId !== undefined);
    const group = rows.find((it) => it.inheritance === 'all');
    assert.equal(value(settings.members).find((it) => it.accessLevel === 30 && it.expiresAt)?.username, user?.username);
    assert.equal(value(settings.members).find((it) => it.username === user?.username)?.id, user?.userId);
    assert.ok(value(settings.groupMembers)[String(group?.groupId)]);
    const [inner, middle, outer] = value(settings.ancestorGroups).map((it) => it.path);
    assert.ok(inner?.startsWith(`${middle}/`) && middle?.startsWith(`${outer}/`));
    assert.equal(value(settings.groupProtectedEnvironments).items[0]?.groupPath, outer);
  });

  test('rules and levels stay', async () => {
    const snapshot = await shared();
    const { settings } = anonymized(snapshot);
    const levels = (it: Snapshot['settings']) => value(it.members).map((member) => member.accessLevel);
    assert.deepEqual(levels(settings), levels(snapshot.settings));
    assert.deepEqual(settings.freezePeriods, snapshot.settings.freezePeriods);
    assert.deepEqual(value(settings.environments), value(snapshot.settings.environments));
  });

  test('it can be read again', async () => {
    const text = snapshotText(anonymized(await shared()));
    assert.equal(parseSnapshot(text, 'x').instance.url, 'https://gitlab.example.com');
  });

  test('reasons that name hosts are left out', async () => {
    const { snapshot } = await reading({ token: 'glpat-wrong' });
    assert.deepEqual(anonymized(snapshot).settings.members, { known: false, why: 'signed-out' });
  });
});
