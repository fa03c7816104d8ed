/** Who can run a trigger job: also by what becomes of the pipeline that it starts. And which right is missing where. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analysisOf, attemptOf } from '../support/world.ts';
import { elsewhereOf, filesOf, type Given, maintainers, reportOf, said, toProduction } from './given.ts';

const project = { id: 2, path: 'acme/deployer', defaultBranch: 'main', visibility: 'private' };

function told(trigger: string, settings: Given, as = 'dana', there = toProduction, more = '') {
  const elsewhere = elsewhereOf({ 'acme/deployer:.gitlab-ci.yml': there }, { 'acme/deployer': settings });
  const main = `deploy:\n${more}  trigger: ${trigger}\n`;
  return analysisOf(filesOf({ main }), {}, attemptOf({ as }), elsewhere);
}

const plain = 'acme/deployer';
const waiting = '{ project: acme/deployer, strategy: depend }';

function people(...of: Parameters<typeof told>) {
  const { who } = reportOf(told(...of), 'deploy');
  const lacks = Object.fromEntries(who.nearMisses.map((it) => [it.username, it.lacks]));
  return { known: who.known, can: who.users.map((it) => it.username).toSorted(), lacks };
}

test('whom a job there refuses cannot run a trigger job that waits for it', () => {
  const { can, lacks, known } = people(waiting, { protectedEnvironments: maintainers });
  assert.ok(known);
  assert.ok(can.includes('mia') && !can.includes('dana'));
  assert.match(
    lacks['dana'] ?? '',
    /^is Developer in the project; `ship` of the pipeline that it starts in `acme\/deployer` would refuse them \(is Developer/,
  );
  // One that does not wait, or a job that somebody presses there, or that may fail: nothing comes back.
  assert.ok(people(plain, { protectedEnvironments: maintainers }).can.includes('dana'));
  const build = 'build:\n  script: make\n';
  for (const ship of ['  when: manual\n', '  allow_failure: true\n']) {
    const settings = { protectedEnvironments: maintainers };
    assert.ok(people(waiting, settings, 'dana', `${toProduction}${ship}${build}`).can.includes('dana'), ship);
  }
});

test('who asks makes no difference to who can', () => {
  const of = (as: string) => people(waiting, { protectedEnvironments: maintainers }, as);
  assert.deepEqual(of('dana'), of('mia'));
});

test('whoever may not hand on variables cannot run a job that does', () => {
  const settings = { project: { ...project, pipelineVariablesRole: 'maintainer' } };
  const variables = '  variables: { A: b }\n';
  const { can, lacks } = people(plain, settings, 'dana', toProduction, variables);
  assert.deepEqual([can.includes('dana'), can.includes('mia')], [false, true]);
  assert.match(lacks['dana'] ?? '', /; may not set pipeline variables in `acme\/deployer`$/);
  assert.ok(people(plain, settings).can.includes('dana'));
});

test('nobody can where GitLab creates no pipeline', () => {
  const { can, lacks } = people(plain, { project: { ...project, jobsEnabled: false } });
  assert.deepEqual(can, []);
  assert.match(lacks['mia'] ?? '', /; CI\/CD is switched off in `acme\/deployer`$/);
  const broken = people(plain, {}, 'dana', 'ship:\n  script: ./ship\n  needs: [nothing]\n');
  assert.deepEqual(broken.can, []);
  assert.match(broken.lacks['mia'] ?? '', /; no pipeline is created in `acme\/deployer`$/);
});

test('where it could not be read what comes back, nobody is named', () => {
  const { known, can } = people(waiting, { protectedEnvironments: 'forbidden' });
  assert.deepEqual([known, can], [false, []]);
});

function why(...of: Parameters<typeof told>): string {
  return reportOf(told(...of), 'deploy').findings.find((it) => it.gate.id === 'trigger')?.why ?? '';
}

test('a refusal names the right that is missing, and the project', () => {
  const guest = [{ id: 1, username: 'dana', name: 'Dana', state: 'active', accessLevel: 10 }];
  const asGuest = { members: guest, currentUser: { id: 1, username: 'dana', state: 'active', projectLevel: 10 } };
  assert.match(why(plain, asGuest), / enough\. Dana is Guest in `acme\/deployer`\. GitLab says/);
  const live = [{ name: 'main', push: [{ accessLevel: 40 }], merge: [{ accessLevel: 40 }] }];
  assert.match(
    why(plain, { protectedBranches: live }),
    / enough\. In `acme\/deployer` Dana may neither push to `main` nor merge into it\. GitLab says/,
  );
  assert.match(why(plain, {}, 'rae'), / enough\. Rae is Reporter in the project\. /);
});

test('of a project that GitLab does not show it says what that may mean', () => {
  const analysis = told(plain, { project: 'not-found' });
  assert.equal(said(analysis, 'deploy', 'trigger'), 'unknown: may fail: GitLab shows no `acme/deployer` to this token');
  assert.match(why(plain, { project: 'not-found' }), /404 for a project that is not there and for one that may not be/);
  assert.doesNotMatch(why(plain, { project: 'forbidden' }), /404/);
});
