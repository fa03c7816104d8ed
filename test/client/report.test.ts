/** What is copied for a bug report: enough to find a fault by, and nothing that is nobody's business. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Facts, reportOf } from '../../client/src/report-text.ts';

const facts: Facts = {
  versions: [['Deploy Gates', '1.2.3']],
  ...{ folders: 1, isTrusted: true, isServed: true },
  settings: ['deployGates.lens'],
  checkouts: [
    {
      ...{ root: 'file:///home/dana/storefront', state: 'fresh', takenAt: '2026-11-20T17:00:00Z', files: ['a', 'b'] },
      ...{ origin: 'https://gitlab.acme.example', instance: 'https://gitlab.acme.example/git' },
      ...{ project: 'acme/storefront', username: 'dana.fischer', detail: 'Read as dana.fischer.' },
    },
  ],
  log: [
    'debug GET /api/v4/projects/acme%2Fstorefront/environments/7?search=prod: 200 after 35 ms',
    'debug GET https://gitlab.acme.example/git/api/v4/groups/acme%2Fdeep/members: 403 after 5 ms',
    'error ENOENT /home/dana/storefront/ci/a.yml, /home/dana/.netrc, glpat-secret ``` end',
  ],
  secrets: ['glpat-secret'],
  home: '/home/dana',
};

test('it holds versions, the state, the names of settings, and what was read in which time', () => {
  const text = reportOf(facts);
  assert.match(text, /^- Deploy Gates: 1\.2\.3$/m);
  assert.match(text, /^- Workspace: 1 folders, trusted, the server runs$/m);
  assert.match(text, /^- Settings that are set: `deployGates\.lens`$/m);
  assert.match(
    text,
    /^- Checkout 1: fresh, settings of 2026-11-20T17:00:00Z, an instance, a project, somebody signed in, 2 more files, Read as USER\.$/m,
  );
  assert.match(text, /GET \/api\/v4\/projects\/…\/environments\/…\?…: 200 after 35 ms$/m);
  assert.match(text, /error ENOENT FOLDER\/ci\/a\.yml, HOME\/\.netrc/);
});

test('it names no person, place or token', () => {
  assert.doesNotMatch(reportOf(facts), /acme|dana|storefront\b(?!\/ci)|glpat|search=prod/);
});

test('where nothing is known, it says so', () => {
  const text = reportOf({ ...facts, checkouts: [], settings: [], log: [] });
  assert.match(text, /^- Settings that are set: none$/m);
  assert.doesNotMatch(text, /Checkout/);
});

test('a line of the log does not end the block that it stands in', () => {
  assert.equal(reportOf(facts).split('```').length, 3);
});
