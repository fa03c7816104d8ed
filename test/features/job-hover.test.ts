/** The hover of a job: the answer first, then gates with why, what to do, where each is written and set; never a wall. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hover } from '../../server/src/features/hover.ts';
import { analysisOf, attemptOf, snapshotOf } from '../support/world.ts';

function hoverOf(
  files: ReadonlyMap<string, string> | string,
  settings: Parameters<typeof analysisOf>[1] = {},
  attempt = attemptOf(),
  timeZone = 'Europe/Berlin',
): string {
  const analysis = analysisOf(files, settings, attempt);
  const options = { uriOf: (path: string) => `file:///app/${path}`, timeZone };
  const found = hover(
    analysis,
    '.gitlab-ci.yml',
    analysis.pipeline.config.files.get('.gitlab-ci.yml')?.text.indexOf('deploy:') ?? 0,
    options,
  );
  return found ? (found.contents as { readonly value: string }).value : '';
}

const guarded = {
  protectedEnvironments: [
    {
      name: 'production',
      deployAccess: [{ accessLevel: 40 }],
      approvalRules: [{ accessLevel: 40, required: 2 }],
    },
  ],
};

const inherited = new Map([
  ['.gitlab-ci.yml', 'include: base.yml\ndeploy:\n  extends: .base\n'],
  ['base.yml', '.base:\n  script: x\n  when: manual\n  environment: production\n'],
]);

test('each gate in the way says where it is written, in whichever file, and where it is set', () => {
  const words = hoverOf(inherited, guarded);
  assert.match(
    words,
    /Manual start\]\(https:[^)]*\)\*\*: waits to be started by hand[\s\S]*?\*Written in \[base\.yml:3\]\(file:\/\/\/app\/base\.yml#L3\)\*/,
  );
  assert.match(
    words,
    /Deployment approval\]\(https:[^)]*\)\*\*: waits in vain for 2 approvals[\s\S]*?\*Written in \[base\.yml:4\]\(file:\/\/\/app\/base\.yml#L4\), set in \[Protected environments\]\(https:\/\/gitlab\.example\.com\/acme\/app\/-\/settings\/ci_cd#js-protected-environments-settings\)\*/,
  );
});

test('what is written at the very name needs no link to it', () => {
  const words = hoverOf('deploy:\n  script: x\n  when: manual\n  environment: production\n', guarded);
  assert.doesNotMatch(words, /Written in \[\.gitlab-ci\.yml:1\]/);
  assert.match(words, /Written in \[\.gitlab-ci\.yml:3\]/);
});

test('facts have their age: the time alone on the day of the attempt, else the date and the days', () => {
  const text = 'deploy:\n  script: x\n  environment: qa\n';
  assert.match(hoverOf(text), / · settings as of 13:00 \(Europe\/Berlin\)$/m);
  assert.match(hoverOf(text, {}, attemptOf(), 'UTC'), / · settings as of 12:00 \(UTC\)$/m);
  const old = { ...snapshotOf(), takenAt: '2026-11-10T08:00:00Z' };
  assert.match(
    hoverOf(text, old),
    / · settings as of Tue 2026-11-10 09:00 \(Europe\/Berlin\), 8 days before this attempt$/m,
  );
  const later = { ...snapshotOf(), takenAt: '2026-11-20T08:00:00Z' };
  assert.match(hoverOf(text, later), / · settings as of Fri 2026-11-20 09:00 \(Europe\/Berlin\)$/m);
});

test('what is not known says what would bring it', () => {
  const words = hoverOf('deploy:\n  script: x\n  environment: production\n', { protectedEnvironments: 'forbidden' });
  assert.match(words, /\*Not known:\* .*\n\*To do:\* Ask somebody who may read them for a snapshot/);
});

test('it is two screens at most, however many gates and jobs there are', () => {
  const children = Array.from({ length: 30 }, (_, n) => `ship-${n}:\n  script: x\n  environment: e${n}\n`).join('');
  const files = new Map([
    [
      '.gitlab-ci.yml',
      'deploy:\n  environment: production\n  when: manual\n  resource_group: p\n  trigger:\n    include: child.yml\n',
    ],
    ['child.yml', children],
  ]);
  const words = hoverOf(files, guarded).replaceAll(/\]\([^)]*\)/g, ']');
  const lines = words.split('\n').reduce((sum, it) => sum + Math.max(1, Math.ceil(it.length / 95)), 0);
  assert.ok(lines <= 80, `${lines} lines`);
  assert.match(words, /- and 20 more/);
});
