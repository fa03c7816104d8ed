/** Trigger jobs that wait for what they start: they hold the jobs behind them for as long as that stops. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Analysis } from '../../server/src/engine/analysis.ts';
import { analysisOf, attemptOf } from '../support/world.ts';
import { approvals, elsewhereOf, filesOf, type Given, reportOf, said, toProduction } from './given.ts';

const blocking = 'roll-out:\n  script: ./roll-out\n  rules:\n    - when: manual\n';
const optional = 'roll-out:\n  script: ./roll-out\n  when: manual\nbuild:\n  script: make\n';
const delayed = 'roll-out:\n  script: ./roll-out\n  when: delayed\n  start_in: 1 hour\n';

function around(trigger: string, more = ''): string {
  return `stages: [edge, core]
edge:
  stage: edge
  trigger: ${trigger}
${more}core:
  stage: core
  script: ./deploy
  environment: production
`;
}

function child(strategy: string, pipeline: string, more = ''): Analysis {
  const main = around(`{ include: child.yml${strategy === '' ? '' : `, strategy: ${strategy}`} }`, more);
  return analysisOf(filesOf({ main, 'child.yml': pipeline }));
}

test('a blocking manual job in its pipeline holds what is behind the trigger job', () => {
  const held = 'wait: waits for `edge`, whose child pipeline waits for somebody to start `roll-out`';
  assert.equal(said(child('depend', blocking), 'core', 'upstream'), held);
  assert.equal(said(child('mirror', blocking), 'core', 'upstream'), held);
  assert.equal(said(child('', blocking), 'core', 'upstream'), undefined);
  assert.equal(said(child('depend', optional), 'core', 'upstream'), undefined);
  assert.equal(said(child('depend', 'build:\n  script: make\n'), 'core', 'upstream'), undefined);
});

test('a timer and approvals there hold as well', () => {
  assert.equal(
    said(child('depend', delayed), 'core', 'upstream'),
    'wait: waits for `edge`, whose child pipeline waits for `roll-out`, which starts by itself after 1 hour',
  );
  const main = around('{ project: acme/edge, strategy: depend }');
  const elsewhere = elsewhereOf(
    { 'acme/edge:.gitlab-ci.yml': toProduction },
    { 'acme/edge': { protectedEnvironments: approvals } },
  );
  assert.equal(
    said(analysisOf(filesOf({ main }), {}, attemptOf(), elsewhere), 'core', 'upstream'),
    'wait: waits for `edge`, whose pipeline in `acme/edge` waits for `ship`, which has to be approved and started by hand',
  );
});

test('it says what to see to, and nothing of pressing the trigger job', () => {
  const finding = reportOf(child('depend', blocking), 'core').findings.find((it) => it.gate.id === 'upstream');
  assert.equal(
    finding?.why,
    'With `strategy: depend` `edge` is not done before its pipeline is. It stands ahead of this job, in stage `edge`.',
  );
  assert.equal(finding?.todo, 'See to the pipeline that `edge` waits for.');
});

test('a mirrored trigger job that may fail is an optional manual one meanwhile', () => {
  const mayFail = '  allow_failure: true\n';
  assert.equal(said(child('mirror', blocking, mayFail), 'core', 'upstream'), undefined);
  assert.equal(
    said(child('depend', blocking, mayFail), 'core', 'upstream'),
    'wait: waits for `edge`, whose child pipeline waits for somebody to start `roll-out`',
  );
  const main = `edge:
  trigger: { include: child.yml, strategy: mirror }
  allow_failure: true
core:
  needs: [edge]
  script: ./deploy
  environment: production
`;
  assert.equal(
    said(analysisOf(filesOf({ main, 'child.yml': blocking })), 'core', 'upstream'),
    'wait: is skipped until the pipeline that `edge` starts gets through',
  );
});

test('through two pipelines the job at the end is named', () => {
  const main = around('{ include: child.yml, strategy: depend }');
  const files = {
    main,
    'child.yml': 'inner:\n  trigger: { include: grandchild.yml, strategy: depend }\n',
    'grandchild.yml': blocking,
  };
  assert.equal(
    said(analysisOf(filesOf(files)), 'core', 'upstream'),
    'wait: waits for `edge`, whose child pipeline waits for `inner`, whose child pipeline waits for somebody to start `roll-out`',
  );
});

test('what could not be read counts where it matters', () => {
  const of = (trigger: string, given: Record<string, Given> = {}) => {
    const elsewhere = elsewhereOf({}, given);
    return said(analysisOf(filesOf({ main: around(trigger) }), {}, attemptOf(), elsewhere), 'core', 'upstream');
  };
  assert.equal(of('{ project: acme/edge, strategy: depend }'), 'unknown: may have to wait for `edge`');
  assert.equal(of('acme/edge'), undefined);
});

const idle = 'roll-out:\n  script: ./roll-out\n  when: manual\ncheck:\n  script: ./check\n  when: manual\n';

test('GitLab skips a pipeline in which nothing runs by itself, and `depend` takes that for a failure', () => {
  const failing = child('depend', idle);
  assert.equal(said(failing, 'edge'), 'deny: fails: nothing in the pipeline that it starts runs by itself');
  assert.match(
    reportOf(failing, 'edge').findings.find((it) => it.gate.id === 'downstream')?.why ?? '',
    /The pipeline waits for somebody to start `roll-out`; once that has succeeded this job counts as passed, too\./,
  );
  const held = 'wait: is skipped until the pipeline that `edge` starts gets through';
  assert.equal(said(failing, 'core', 'upstream'), held);
  const why = reportOf(failing, 'core').findings.find((it) => it.gate.id === 'upstream')?.why;
  assert.match(why ?? '', /GitLab calls it skipped, and with `strategy: depend` `edge` fails\./);
  // One job that runs by itself is enough.
  assert.equal(said(child('depend', `${idle}build:\n  script: make\n`), 'core', 'upstream'), undefined);
});

test('a job that mirrors it is skipped: the stages behind go on, what needs it does not', () => {
  assert.notEqual(reportOf(child('mirror', idle), 'edge').verdict.kind, 'deny');
  assert.equal(said(child('mirror', idle), 'core', 'upstream'), undefined);
  const main = `edge:
  trigger: { include: child.yml, strategy: mirror }
core:
  needs: [edge]
  script: ./deploy
  environment: production
`;
  assert.equal(
    said(analysisOf(filesOf({ main, 'child.yml': idle })), 'core', 'upstream'),
    'wait: is skipped until the pipeline that `edge` starts gets through',
  );
});

test('without `strategy`, or where the job may fail, nothing behind it is held', () => {
  assert.notEqual(reportOf(child('', idle), 'edge').verdict.kind, 'deny');
  assert.equal(said(child('', idle), 'core', 'upstream'), undefined);
  assert.equal(said(child('depend', idle, '  allow_failure: true\n'), 'core', 'upstream'), undefined);
});

test('what is not decided about its jobs leaves open how it ends', () => {
  const perhaps = `${idle}build:\n  script: make\n  rules:\n    - if: $NOBODY_KNOWS\n`;
  assert.match(said(child('depend', perhaps), 'edge') ?? '', /^unknown: /);
  assert.equal(said(child('depend', perhaps), 'core', 'upstream'), 'unknown: may have to wait for `edge`');
});

test('a failure of a pipeline further down comes all the way back', () => {
  const files = {
    main: around('{ include: child.yml, strategy: depend }'),
    'child.yml': 'inner:\n  trigger: { include: grandchild.yml, strategy: depend }\n',
    'grandchild.yml': idle,
  };
  const analysis = analysisOf(filesOf(files));
  assert.match(said(analysis, 'edge') ?? '', /^deny: fails with/);
  assert.match(said(analysis, 'core', 'upstream') ?? '', /^wait: is skipped until/);
});
