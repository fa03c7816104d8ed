/** Child pipelines in the report of the pipeline that starts them: read from their files, judged by the same settings. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { analysisOf, attemptOf, snapshotWithout } from '../support/world.ts';
import { approvals, below, filesOf, type Given, reportOf, said, startedBy, toProduction, verdicts } from './given.ts';

describe('a child pipeline', () => {
  const main = 'deploy:\n  trigger: { include: child.yml }\n';

  test('is read from its local file and judged by the settings of the project', () => {
    const analysis = analysisOf(filesOf({ main, 'child.yml': toProduction }), { protectedEnvironments: approvals });
    assert.deepEqual(verdicts(below(analysis, 'deploy')), { ship: 'wait' });
    assert.equal(
      said(analysis, 'deploy'),
      'wait: starts a child pipeline, in which `ship` waits for 1 approval by Maintainers',
    );
    assert.equal(reportOf(analysis, 'deploy').verdict.kind, 'wait');
    assert.equal(below(analysis, 'deploy').attempt.source, 'parent_pipeline');
  });

  test('may hold nothing', () => {
    const analysis = analysisOf(filesOf({ main, 'child.yml': toProduction }));
    assert.equal(said(analysis, 'deploy'), 'pass: starts a child pipeline, in which nothing holds `ship`');
    const idle = analysisOf(filesOf({ main, 'child.yml': 'test:\n  script: ./test\n' }));
    assert.equal(said(idle, 'deploy'), 'pass: starts a child pipeline, in which nothing deploys');
  });

  test('is put together from several files, of which the later ones count', () => {
    const files = {
      main: 'deploy:\n  trigger:\n    include: [{ local: a.yml }, { local: /b.yml }]\n',
      'a.yml': 'ship:\n  script: ./ship\n  environment: staging\n',
      'b.yml': 'ship:\n  environment: production\nmore:\n  script: ./deploy\n  environment: staging\n',
    };
    const analysis = analysisOf(filesOf(files), { protectedEnvironments: approvals });
    assert.deepEqual(verdicts(below(analysis, 'deploy')), { ship: 'wait', more: 'pass' });
    assert.deepEqual([...below(analysis, 'deploy').pipeline.config.files.keys()], ['a.yml', 'b.yml']);
  });

  test('takes inputs', () => {
    const files = {
      main: 'deploy:\n  trigger:\n    include: [{ local: child.yml, inputs: { where: production } }]\n',
      'child.yml':
        'spec:\n  inputs: { where: }\n---\n"ship $[[ inputs.where ]]":\n  script: ./ship\n  environment: $[[ inputs.where ]]\n',
    };
    const analysis = analysisOf(filesOf(files), { protectedEnvironments: approvals });
    assert.deepEqual(verdicts(below(analysis, 'deploy')), { 'ship production': 'wait' });
  });

  test('from an artifact is not known before it runs', () => {
    const files = {
      main: 'make:\n  script: ./make\ndeploy:\n  trigger:\n    include: [{ artifact: child.yml, job: make }]\n',
    };
    const analysis = analysisOf(filesOf(files));
    assert.equal(said(analysis, 'deploy'), 'unknown: may start a child pipeline; what it holds is not known here');
    assert.match(
      reportOf(analysis, 'deploy').findings.find((it) => it.gate.id === 'downstream')?.why ?? '',
      /It depends on the artifact `child\.yml` of job `make`\./,
    );
  });

  test('with a file beside the artifact may hold more than is known', () => {
    const files = {
      main: 'deploy:\n  trigger:\n    include: [{ local: child.yml }, { artifact: more.yml, job: make }]\nmake:\n  script: ./make\n',
      'child.yml': toProduction,
    };
    const analysis = analysisOf(filesOf(files));
    assert.equal(said(analysis, 'deploy'), 'unknown: may start a child pipeline; what it holds is not known here');
  });

  test('that GitLab cannot create fails the trigger job', () => {
    const analysis = analysisOf(filesOf({ main }));
    assert.equal(said(analysis, 'deploy'), 'deny: fails: GitLab creates no pipeline from the file it names');
    const finding = reportOf(analysis, 'deploy').findings.find((it) => it.gate.id === 'downstream');
    assert.equal(finding?.reason, 'downstream_pipeline_creation_failed');
    assert.match(finding?.why ?? '', /GitLab says: "Local file `child\.yml` does not exist!"/);
  });

  test('is another one for each instance of a matrix', () => {
    const files = {
      main: 'deploy:\n  parallel: { matrix: [{ WHERE: [production, staging] }] }\n  trigger: { include: child.yml }\n',
      'child.yml': 'ship:\n  script: ./ship\n  environment: $WHERE\n',
    };
    const analysis = analysisOf(filesOf(files), { protectedEnvironments: approvals });
    assert.deepEqual(verdicts(analysis), { 'deploy: [production]': 'wait', 'deploy: [staging]': 'pass' });
  });
});

describe('variables that are passed on', () => {
  const child = `
variables: { COLOUR: green }
manual:
  script: ./ship
  environment: production
  rules: [{ if: $COLOUR == "blue", when: manual }]
own:
  script: ./ship
  environment: production
  rules: [{ if: $COLOUR == "green" }]
`;
  const verdictsWith = (deploy: string, given: Given = {}) => {
    const files = filesOf({ main: `deploy:\n  trigger: { include: child.yml${deploy}`, 'child.yml': child });
    return verdicts(below(analysisOf(files, {}, attemptOf(given)), 'deploy'));
  };

  test("stand above the child's own and decide its rules", () => {
    assert.deepEqual(verdictsWith(' }\n  variables: { COLOUR: blue }\n'), { manual: 'wait', own: 'absent' });
    assert.deepEqual(verdictsWith(' }\n'), { manual: 'absent', own: 'pass' });
  });

  test('are not passed on against `forward`', () => {
    const deploy = ', forward: { yaml_variables: false } }\n  variables: { COLOUR: blue }\n';
    assert.deepEqual(verdictsWith(deploy), { manual: 'absent', own: 'pass' });
  });

  test('leave the rules open where their values are', () => {
    assert.deepEqual(verdictsWith(' }\n  variables: { COLOUR: $NOBODY_KNOWS }\n'), {
      manual: 'unknown',
      own: 'unknown',
    });
  });

  test("are not the parent's pipeline variables, unless `forward` says so", () => {
    const given = { overrideVariables: { COLOUR: 'blue' } };
    assert.deepEqual(verdictsWith(', forward: { pipeline_variables: true } }\n', given), {
      manual: 'wait',
      own: 'absent',
    });
    assert.deepEqual(verdictsWith(' }\n', given), { manual: 'absent', own: 'pass' });
  });
});

describe('children of children', () => {
  const files = {
    main: 'one:\n  trigger: { include: one.yml }\n',
    'one.yml': 'two:\n  trigger: { include: two.yml }\n',
    'two.yml': `three:\n  trigger: { include: three.yml }\n${toProduction}`,
    'three.yml': 'last:\n  script: ./deploy\n  environment: staging\n',
  };

  test('are read two levels deep, and what holds them is told at the top', () => {
    const analysis = analysisOf(filesOf(files), { protectedEnvironments: approvals });
    assert.deepEqual(verdicts(below(analysis, 'one', 'two')), { three: 'deny', ship: 'wait' });
    assert.equal(said(analysis, 'one')?.startsWith('wait: starts a child pipeline, in which `two` starts'), true);
  });

  test('the third level is refused, and not read', () => {
    const second = below(analysisOf(filesOf(files)), 'one', 'two');
    assert.equal(
      said(second, 'three', 'trigger'),
      'deny: fails: it stands in the child of a child pipeline, which may start no further child',
    );
    assert.equal(said(second, 'three'), undefined);
    assert.equal(startedBy(second, 'three').analysis, undefined);
  });
});

test('what rules keep out starts nothing', () => {
  const main = 'deploy:\n  rules: [{ if: $CI_COMMIT_TAG }]\n  trigger: { include: child.yml }\n';
  const analysis = analysisOf(filesOf({ main, 'child.yml': toProduction }));
  assert.deepEqual([verdicts(analysis), analysis.downstream], [{ deploy: 'absent' }, []]);
});

test('a job that only mirrors an upstream pipeline starts nothing', () => {
  const analysis = analysisOf('mirror:\n  needs: { pipeline: acme/upstream }\n');
  assert.deepEqual(analysis.downstream, []);
});

test('signed out nothing is told of anybody, and the child pipeline is read all the same', () => {
  const files = filesOf({ main: 'deploy:\n  trigger: { include: child.yml }\n', 'child.yml': toProduction });
  const analysis = analysisOf(files, snapshotWithout('signed-out'), attemptOf({ as: null }));
  assert.equal(reportOf(analysis, 'deploy').verdict.kind, 'unknown');
  assert.deepEqual(verdicts(below(analysis, 'deploy')), { ship: 'unknown' });
});
