/** Phrases that are put into sentences, in German: people, roles, rights and rules, and what hangs on them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { words } from '../../server/src/gates/gate.ts';
import { both, either, missingRemedy, missingSentences, opening } from '../../server/src/gates/words.ts';
import type { Missing } from '../../server/src/logic/tri.ts';
import { speak } from '../../server/src/lsp/language.ts';
import { analysisOf, attemptOf } from '../support/world.ts';

speak('de');

function forbidden(needs: string): Missing {
  return { kind: 'setting', setting: 'members', why: 'forbidden', needs };
}

const snapshot = 'um einen Snapshot der Einstellungen bitten (`deploy-gates snapshot`).';

/** The right is stored in English, and what follows from it is the same in every language. */
const remedies: readonly (readonly [needs: string, remedy: string])[] = [
  ['Maintainer', `Am besten jemand mit der Rolle Maintainer ${snapshot}`],
  [
    'Owner of each group above the project',
    `Am besten jemand mit der Rolle Owner in jeder Gruppe über dem Projekt ${snapshot}`,
  ],
  ['membership of each group above the project', `Am besten ein Mitglied jeder Gruppe über dem Projekt ${snapshot}`],
  [
    'a token with the scope `read_api` or `api`',
    'Dafür ein Token mit dem Geltungsbereich `read_api` oder `api` verwenden.',
  ],
];

describe('whom to ask', () => {
  for (const [needs, remedy] of remedies) {
    test(needs, () => assert.equal(missingRemedy([forbidden('Reporter'), forbidden(needs)]), remedy));
  }
});

test('what a right is called stands in half a sentence', () => {
  assert.equal(
    words(forbidden('a token with the scope `read_api`')),
    'nicht lesbar: Mitglieder (GitLab zeigt es mit diesem Token nicht; nötig: ein Token mit dem Geltungsbereich `read_api`)',
  );
  assert.equal(
    missingSentences([forbidden('membership of the project'), { kind: 'variable', name: 'X' }]),
    'Der Wert von `$X` ist hier nicht bekannt. Nicht lesbar: Mitglieder (GitLab zeigt es mit diesem Token nicht; nötig: Mitgliedschaft im Projekt).',
  );
});

test('lists', () => {
  assert.equal(either(['`a`', '`b`', '`c`']), '`a`, `b` oder `c`');
  assert.equal(both(['`a`', '`b`']), '`a` und `b`');
  assert.equal(both(['`a`']), '`a`');
});

test('a sentence begins with a capital, unless with a name', () => {
  assert.equal(opening({ label: 'jemand mit der Rolle Developer' }), 'Jemand mit der Rolle Developer');
  assert.equal(opening({ label: 'dana', username: 'dana' }), 'dana');
});

const manual = 'deploy:\n  script: ./deploy\n  environment: production\n  when: manual\n';

test('roles in project and group come together, and what somebody lacks follows the name', () => {
  const [report] = analysisOf(manual, {
    protectedEnvironments: [{ name: 'production', deployAccess: [{ accessLevel: 40 }] }],
    groupProtectedEnvironments: [
      { name: 'production', groupId: 10, groupPath: 'acme', deployAccess: [{ accessLevel: 40 }] },
    ],
    groupMembers: { 10: { path: 'acme', direct: [], all: [{ id: 2, username: 'mia', accessLevel: 40 }] } },
  }).reports;
  assert.deepEqual(
    report?.who.users.map((it) => it.via),
    ['Maintainer im Projekt und in `acme`'],
  );
  assert.equal(
    report?.who.nearMisses.find((it) => it.username === 'dana')?.lacks,
    'ist Developer im Projekt; die Regel des Projekts verlangt Maintainer; die Regel der Gruppe verlangt Maintainer in `acme`',
  );
});

test('a mere role is spoken of as somebody', () => {
  const [report] = analysisOf(
    manual,
    { protectedEnvironments: [{ name: 'production', deployAccess: [{ accessLevel: 40 }] }] },
    attemptOf({ role: 30 }),
  ).reports;
  const permission = report?.findings.find((it) => it.gate.id === 'permission');
  assert.equal(
    permission?.what,
    'kann von jemand mit der Rolle Developer nicht gestartet werden: Es fehlt das Deploy-Recht für `production`',
  );
  assert.equal(
    permission?.todo,
    'Den Job durch `mia` mit „Run“ starten lassen. Damit jemand mit der Rolle Developer deployen darf, braucht es eine Änderung durch jemand mit der Rolle Maintainer im Projekt (Settings > CI/CD > Protected environments).',
  );
});

test('what shows only when the pipeline runs is open, whether that is a thing or a question', () => {
  const late = (detail: string): Missing => ({ kind: 'runtime', detail });
  assert.equal(
    missingSentences([late('whether admin mode is on'), late('the number of the merge request')]),
    'Noch offen: ob der Admin-Modus eingeschaltet ist. Noch offen: die Nummer des Merge-Requests.',
  );
});
