/** What is advised where a setting could not be read, for every right that reading takes. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { words } from '../../server/src/gates/gate.ts';
import { missingRemedy } from '../../server/src/gates/words.ts';
import type { Missing } from '../../server/src/logic/tri.ts';

function forbidden(needs?: string): Missing {
  return { kind: 'setting', setting: 'members', why: 'forbidden', ...(needs !== undefined && { needs }) };
}

const snapshot = 'for a snapshot of the settings (`deploy-gates snapshot`).';

const remedies: readonly (readonly [needs: string, remedy: string])[] = [
  ['Reporter', `Ask a Reporter ${snapshot}`],
  ['Developer', `Ask a Developer ${snapshot}`],
  ['Maintainer', `Ask a Maintainer ${snapshot}`],
  ['Owner of each group above the project', `Ask an Owner of each group above the project ${snapshot}`],
  ['membership of the project', `Ask a member of the project ${snapshot}`],
  ['membership of the groups above the project', `Ask a member of the groups above the project ${snapshot}`],
  ['membership of each group above the project', `Ask a member of each group above the project ${snapshot}`],
  ['a token with the scope `read_api` or `api`', 'Use a token with the scope `read_api` or `api`.'],
  ['a personal, group or project access token', 'Use a personal, group or project access token.'],
];

describe('whom to ask', () => {
  for (const [needs, remedy] of remedies) {
    test(needs, () => assert.equal(missingRemedy([forbidden(needs)]), remedy));
  }
});

test('where nothing says what it takes somebody is asked who may read it', () => {
  assert.equal(missingRemedy([forbidden()]), `Ask somebody who may read them ${snapshot}`);
});

test('of several rights the one that covers the others', () => {
  const needs = ['membership of the project', 'Maintainer', 'Owner of each group above the project', 'Reporter'];
  assert.equal(
    missingRemedy(needs.map((it) => forbidden(it))),
    `Ask an Owner of each group above the project ${snapshot}`,
  );
  assert.equal(missingRemedy(['Reporter', 'Maintainer'].map((it) => forbidden(it))), `Ask a Maintainer ${snapshot}`);
});

test('a token that is too narrow comes first: no role helps with that', () => {
  const narrow = 'a token with the scope `read_api`';
  assert.equal(missingRemedy([forbidden('Maintainer'), forbidden(narrow)]), `Use ${narrow}.`);
});

test('what it takes stands in half a sentence', () => {
  assert.equal(
    words(forbidden('membership of the project')),
    'members could not be read (GitLab refuses to show it with this token; it takes membership of the project)',
  );
});
