/** Pipelines of other projects: judged by the settings there, as the person who runs the trigger job. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analysisOf, attemptOf } from '../support/world.ts';
import {
  approvals,
  below,
  elsewhereOf,
  filesOf,
  type Given,
  maintainers,
  reportOf,
  said,
  startedBy,
  toProduction,
  verdicts,
} from './given.ts';

const main = 'deploy:\n  trigger: acme/deployer\n';
const there = { 'acme/deployer:.gitlab-ci.yml': toProduction };
const withSettings = (settings: Given, given: Given = {}, yaml = main) =>
  analysisOf(filesOf({ main: yaml }), {}, attemptOf(given), elsewhereOf(there, { 'acme/deployer': settings }));

test('meets the protections of that project, and not of this one', () => {
  const analysis = withSettings({ protectedEnvironments: approvals });
  assert.equal(
    said(analysis, 'deploy'),
    'wait: starts a pipeline in `acme/deployer`, in which `ship` waits for 1 approval by Maintainers',
  );
  const { attempt } = below(analysis, 'deploy');
  assert.deepEqual([attempt.project?.path, attempt.ref, attempt.source], ['acme/deployer', 'main', 'pipeline']);
  const here = analysisOf(
    filesOf({ main }),
    { protectedEnvironments: approvals },
    attemptOf(),
    elsewhereOf(there, { 'acme/deployer': {} }),
  );
  assert.equal(said(here, 'deploy'), 'pass: starts a pipeline in `acme/deployer`, in which nothing holds `ship`');
});

test('a refusal there is no refusal of the trigger job', () => {
  const analysis = withSettings({ protectedEnvironments: maintainers });
  assert.deepEqual(verdicts(below(analysis, 'deploy')), { ship: 'deny' });
  assert.equal(reportOf(analysis, 'deploy').verdict.kind, 'wait');
});

test('a refusal there comes back with `strategy`, unless somebody has to press the job or it may fail', () => {
  const verdictOf = (ship: string) => {
    const yaml = 'deploy:\n  trigger: { project: acme/deployer, strategy: depend }\n';
    const elsewhere = elsewhereOf(
      { 'acme/deployer:.gitlab-ci.yml': `${toProduction}${ship}` },
      { 'acme/deployer': { protectedEnvironments: maintainers } },
    );
    return reportOf(analysisOf(filesOf({ main: yaml }), {}, attemptOf(), elsewhere), 'deploy').verdict.kind;
  };
  assert.equal(verdictOf(''), 'deny');
  assert.equal(verdictOf('  when: manual\nbuild:\n  script: make\n'), 'wait');
  assert.equal(verdictOf('  allow_failure: true\n'), 'wait');
});

test('runs as the person who runs the trigger job', () => {
  const settings = { protectedEnvironments: maintainers };
  assert.deepEqual(verdicts(below(withSettings(settings, { as: 'mia' }), 'deploy')), { ship: 'pass' });
  assert.deepEqual(verdicts(below(withSettings(settings, { as: 'dana' }), 'deploy')), { ship: 'deny' });
});

test('says nothing of a mere role here, whose role there is not known', () => {
  const analysis = withSettings({}, { role: 40 });
  assert.equal(
    said(analysis, 'deploy', 'trigger'),
    'unknown: may fail: whether a Maintainer may start a pipeline in `acme/deployer` is not known',
  );
  const [ship] = below(analysis, 'deploy').reports;
  const finding = ship?.findings.find((it) => it.gate.id === 'pipeline');
  assert.match(finding?.what ?? '', /whether a Maintainer of `acme\/app` may start a pipeline on `main` is not known/);
});

test('takes the right to its branch', () => {
  const rules = [{ name: 'live', push: [{ accessLevel: 40 }], merge: [{ accessLevel: 40 }] }];
  const live = 'deploy:\n  trigger: { project: acme/deployer, branch: live }\n';
  assert.equal(
    said(withSettings({ protectedBranches: rules }, {}, live), 'deploy', 'trigger'),
    'deny: fails: Dana may not start a pipeline in `acme/deployer`',
  );
  assert.equal(said(withSettings({ protectedBranches: rules }, {}, live), 'deploy'), undefined);
  assert.equal(reportOf(withSettings({ protectedBranches: rules }), 'deploy').verdict.kind, 'pass');
  assert.equal(
    reportOf(withSettings({ protectedBranches: rules }, { as: 'mia' }, live), 'deploy').verdict.kind,
    'pass',
  );
});

test('takes a role there: each person is asked about in both projects', () => {
  const members = [
    { id: 2, username: 'mia', name: 'Mia', state: 'active', accessLevel: 40 },
    { id: 1, username: 'dana', name: 'Dana', state: 'active', accessLevel: 10 },
  ];
  const currentUser = { id: 1, username: 'dana', state: 'active', admin: false, projectLevel: 10 };
  const analysis = withSettings({ members, currentUser });
  const { verdict, who } = reportOf(analysis, 'deploy');
  assert.equal(verdict.kind, 'deny');
  assert.deepEqual([who.known, who.users.map((it) => it.username), who.roles], [true, ['mia'], []]);
  assert.match(
    who.nearMisses.find((it) => it.username === 'dana')?.lacks ?? '',
    /starting a pipeline in `acme\/deployer` takes Developer there/,
  );
});

test('in a private project takes being able to see it', () => {
  const members = [{ id: 1, username: 'dana', name: 'Dana', state: 'active', accessLevel: 30 }];
  const analysis = withSettings({ members }, { as: 'mia' });
  assert.equal(said(analysis, 'deploy', 'trigger'), 'deny: fails: Mia may not see `acme/deployer`');
  const project = { id: 2, path: 'acme/deployer', defaultBranch: 'main', visibility: 'internal' };
  assert.equal(
    said(withSettings({ members, project }, { as: 'mia' }), 'deploy', 'trigger'),
    'deny: fails: Mia may not start a pipeline in `acme/deployer`',
  );
});

test('of a project that could not be read is not known', () => {
  const analysis = withSettings({ project: 'not-found' });
  assert.equal(reportOf(analysis, 'deploy').verdict.kind, 'unknown');
  assert.equal(
    said(analysis, 'deploy'),
    'unknown: depends on `acme/deployer`: what holds its pipeline is decided there',
  );
  assert.deepEqual(startedBy(analysis, 'deploy').missing, [
    { kind: 'setting', setting: 'project', why: 'not-found', detail: 'the settings of `acme/deployer`' },
  ]);
});

test('of a project that nobody names is not known', () => {
  const analysis = analysisOf('deploy:\n  trigger: acme/$WHERE\n');
  assert.equal(said(analysis, 'deploy'), 'unknown: depends on `acme/$WHERE`: what holds its pipeline is decided there');
  assert.deepEqual(startedBy(analysis, 'deploy').missing, [{ kind: 'variable', name: 'WHERE' }]);
});

test('whose file could not be read is not known, whatever the settings say', () => {
  const elsewhere = elsewhereOf({}, { 'acme/deployer': {} });
  const analysis = analysisOf(filesOf({ main }), {}, attemptOf(), elsewhere);
  assert.equal(reportOf(analysis, 'deploy').verdict.kind, 'unknown');
  assert.equal(
    said(analysis, 'deploy', 'trigger'),
    'pass: starts a pipeline in `acme/deployer`, and nothing of this project holds it',
  );
});

test('with settings that are unread there is as unknown as they are', () => {
  const analysis = withSettings({ protectedEnvironments: 'forbidden' });
  assert.deepEqual(verdicts(below(analysis, 'deploy')), { ship: 'unknown' });
  assert.equal(reportOf(analysis, 'deploy').verdict.kind, 'unknown');
});

test('has children of its own, from the files of that project', () => {
  const files = {
    'acme/deployer:.gitlab-ci.yml': 'fan-out:\n  trigger: { include: ci/child.yml }\n',
    'acme/deployer:ci/child.yml': toProduction,
  };
  const elsewhere = elsewhereOf(files, { 'acme/deployer': { protectedEnvironments: approvals } });
  const analysis = analysisOf(filesOf({ main, 'ci/child.yml': 'x:\n  script: ./x\n' }), {}, attemptOf(), elsewhere);
  assert.deepEqual(verdicts(below(analysis, 'deploy', 'fan-out')), { ship: 'wait' });
});

test('hands variables only to those who may set them there', () => {
  const yaml = 'deploy:\n  variables: { A: b }\n  trigger: acme/deployer\n';
  const project = { id: 2, path: 'acme/deployer', defaultBranch: 'main', pipelineVariablesRole: 'maintainer' };
  const verdictOf = (given: Given, settings: Given) =>
    reportOf(withSettings(settings, given, yaml), 'deploy').verdict.kind;
  assert.equal(verdictOf({}, { project }), 'deny');
  assert.equal(verdictOf({ as: 'mia' }, { project }), 'pass');
  const hidden = { id: 2, path: 'acme/deployer', defaultBranch: 'main' };
  assert.equal(verdictOf({}, { project: hidden }), 'unknown');
  assert.equal(reportOf(withSettings({ project }), 'deploy').verdict.kind, 'pass', 'without variables');
});

test('pipelines that start each other in a circle are told once', () => {
  const files = {
    'acme/b:.gitlab-ci.yml': 'back:\n  trigger: acme/app\n',
    'acme/app:.gitlab-ci.yml': 'forth:\n  trigger: acme/b\n',
  };
  const elsewhere = elsewhereOf(files, { 'acme/b': {}, 'acme/app': {} });
  const analysis = analysisOf('forth:\n  trigger: acme/b\n', {}, attemptOf(), elsewhere);
  const inA = below(analysis, 'forth', 'back');
  assert.equal(inA.attempt.project?.path, 'acme/app');
  assert.equal(
    said(inA, 'forth'),
    'pass: starts a pipeline in `acme/b` a further time: they start each other in a circle',
  );
  assert.equal(startedBy(inA, 'forth').analysis, undefined);
});

test('is found under its present path alone', () => {
  const moved = { id: 2, path: 'acme/ops/deployer', defaultBranch: 'main', visibility: 'private' };
  const analysis = withSettings({ project: moved });
  assert.equal(
    said(analysis, 'deploy', 'trigger'),
    'deny: fails: there is no `acme/deployer`; the project is `acme/ops/deployer` now',
  );
  const { who } = reportOf(analysis, 'deploy');
  assert.deepEqual([who.known, who.users], [true, []]);
  assert.equal(reportOf(withSettings({ project: { ...moved, path: 'Acme/Deployer' } }), 'deploy').verdict.kind, 'pass');
});

test('is not created where CI/CD is switched off', () => {
  const project = { id: 2, path: 'acme/deployer', defaultBranch: 'main', jobsEnabled: false };
  const analysis = withSettings({ project });
  assert.equal(said(analysis, 'deploy'), 'deny: fails: GitLab creates no pipeline in `acme/deployer`');
});
