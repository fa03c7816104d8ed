/** What becomes of a pipeline in one attempt. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isUnknown, type Tri } from '../../server/src/logic/tri.ts';
import { evaluate } from '../../server/src/pipeline/evaluate.ts';
import type { JobOutcome, Outcome } from '../../server/src/pipeline/outcome.ts';
import { attemptOf, pipelineOf } from './given.ts';

type Given = Readonly<Record<string, unknown>>;

function outcome(yaml: string, given: Given = {}, files?: readonly string[]): Outcome {
  const attempt = attemptOf(given);
  return evaluate(pipelineOf(yaml, attempt), attempt, files);
}

function job(yaml: string, given: Given = {}, files?: readonly string[]): JobOutcome {
  const found = outcome(yaml, given, files).jobs.get('deploy');
  assert.ok(found);
  return found;
}

/** `true`, `false`, or the names that would decide. */
function shown(tri: Tri): boolean | readonly string[] {
  return isUnknown(tri) ? tri.missing.map((it) => (it.kind === 'variable' ? it.name : it.kind)) : tri;
}

const manualOnMain = `
deploy:
  script: x
  rules:
    - if: $CI_COMMIT_TAG
      when: never
    - if: $CI_COMMIT_BRANCH == "main"
      when: manual
`;

test('the first rule that matches decides', () => {
  const found = job(manualOnMain);
  assert.equal(found.included, true);
  assert.equal(found.possible[0]?.when, 'manual');
  assert.equal(found.possible[0]?.rule?.index, 1);
  assert.equal(found.because.text, 'rule 2 matches: `$CI_COMMIT_BRANCH == "main"`');
});

test('without a match the job is absent', () => {
  const found = job(manualOnMain, { ref: 'dev' });
  assert.equal(found.included, false);
  assert.equal(found.because.text, 'none of its 2 rules matches');
});

test('a rule that says never keeps the job out', () => {
  const found = job(manualOnMain, { ref: 'v1', tag: true });
  assert.equal(found.included, false);
  assert.equal(found.because.text, 'rule 1 matches: `$CI_COMMIT_TAG`, and says `when: never`');
});

const forced = `
deploy:
  script: x
  rules:
    - if: $FORCE == "yes"
    - if: $CI_COMMIT_BRANCH == "main"
      when: manual
`;

test('a rule nobody can decide leaves two possibilities', () => {
  const found = job(forced);
  assert.equal(found.included, true);
  assert.deepEqual(
    found.possible.map((it) => it.when),
    ['manual', 'on_success'],
  );
  assert.equal(found.because.text, 'rule 1 depends on `$FORCE`: `$FORCE == "yes"`');
});

test('what nobody can decide does not matter where the job is left out either way', () => {
  const rules = (...lines: string[]) =>
    job(`\ndeploy:\n  script: x\n  rules:\n${lines.map((it) => `    - ${it}\n`).join('')}`);
  const never = '{ if: $FORCE, when: never }';
  const words = (...lines: string[]) => [rules(...lines).included, rules(...lines).because.text];
  assert.deepEqual(words(never), [false, 'rule 1 may match, and says `when: never`; else none matches']);
  assert.deepEqual(words('if: $CI_COMMIT_TAG', never, never), [
    false,
    'rules 2 and 3 may match, and say `when: never`; else none matches',
  ]);
  assert.deepEqual(words(never, 'when: never'), [
    false,
    'rule 1 may match before rule 2 does, and both say `when: never`',
  ]);
  assert.equal(rules('if: $FORCE').because.text, 'rule 1 depends on `$FORCE`: `$FORCE`');
  assert.equal(rules(never, 'when: manual').because.text, 'rule 1 depends on `$FORCE`: `$FORCE`');
});

test('whether the job is there at all may be open, too', () => {
  assert.deepEqual(shown(job(forced, { ref: 'dev' }).included), ['FORCE']);
});

test('a variable that is given is not open', () => {
  assert.equal(job(forced, { overrideVariables: { FORCE: 'no' }, ref: 'dev' }).included, false);
  assert.equal(job(forced, { variables: { CI_COMMIT_BRANCH: 'dev' } }).included, false);
});

test('a variable of the YAML is not open, and one that is given stands above it', () => {
  const yaml = `variables: {FORCE: "yes"}${forced}`;
  assert.deepEqual(
    job(yaml).possible.map((it) => it.when),
    ['on_success'],
  );
  assert.deepEqual(
    job(yaml, { overrideVariables: { FORCE: '' } }).possible.map((it) => it.when),
    ['manual'],
  );
});

test('given variables are all there are, and stand below the YAML', () => {
  const yaml = `variables: {CI_COMMIT_BRANCH: dev}${manualOnMain}`;
  assert.equal(job(yaml, { variables: { CI_COMMIT_BRANCH: 'main' } }).included, false);
  assert.equal(job(manualOnMain, { variables: { CI_COMMIT_BRANCH: 'main' } }).included, true);
});

test('the variables of a rule reach the name of the environment, not the rules', () => {
  const yaml = `
deploy:
  script: x
  variables: {WHERE: nowhere}
  environment: site/$WHERE
  rules:
    - if: $WHERE == "live"
      when: never
    - variables: {WHERE: live}
`;
  const [effect] = job(yaml).possible;
  assert.equal(effect?.environment?.name, 'site/live');
  assert.equal(effect?.environment?.tier, 'production');
});

test('a name with an unknown variable is unknown but can be shown', () => {
  const yaml = `deploy: {script: x, environment: {name: review/$WHO-$CI_COMMIT_REF_SLUG, deployment_tier: testing}}`;
  const environment = job(yaml, { ref: 'Fix/A' }).possible[0]?.environment;
  assert.ok(environment);
  assert.ok(typeof environment.name === 'object');
  assert.equal(environment.shown, 'review/$WHO-fix-a');
  assert.equal(environment.tier, 'testing');
  assert.deepEqual(shown(environment.valid), ['WHO']);
});

test('a name that expands to something GitLab refuses is invalid', () => {
  const yaml = 'deploy: {script: x, environment: review/$CI_COMMIT_REF_NAME}';
  assert.equal(job(yaml, { ref: 'a' }).possible[0]?.environment?.valid, true);
  assert.equal(job(yaml, { ref: 'a#1' }).possible[0]?.environment?.valid, false);
  const open = 'deploy: {script: x, environment: review/$WHO-$CI_COMMIT_REF_NAME}';
  assert.equal(job(open, { ref: 'a#1' }).possible[0]?.environment?.valid, false);
});

test('a resource group may name the environment', () => {
  const yaml = 'deploy: {script: x, environment: Live, resource_group: $CI_ENVIRONMENT_SLUG}';
  assert.equal(job(yaml).possible[0]?.resourceGroup, 'live-zzsem4');
  assert.equal(job('deploy: {script: x, resource_group: $CI_ENVIRONMENT_SLUG}').possible[0]?.resourceGroup, '');
});

test('rules that may let a workflow pass leave the pipeline open', () => {
  const yaml = `
workflow:
  rules:
    - if: $NIGHTLY
      variables: {WHERE: night}
    - if: $CI_COMMIT_BRANCH == "main"
      variables: {WHERE: day}
deploy: {script: x, environment: $WHERE}
`;
  assert.equal(outcome(yaml).created, true);
  assert.deepEqual(shown(outcome(yaml, { ref: 'dev' }).created), ['NIGHTLY']);
  assert.equal(job(yaml, { ref: 'dev' }).possible[0]?.environment?.name, 'night');
  assert.equal(typeof job(yaml).possible[0]?.environment?.name, 'object');
});

test('a workflow that does not pass makes no pipeline', () => {
  const yaml = 'workflow: {rules: [{if: $CI_COMMIT_TAG}]}\ndeploy: {script: x}';
  const { created, reason, message, jobs } = outcome(yaml);
  assert.deepEqual(
    { created, reason, message },
    {
      created: false,
      reason: 'filtered_by_workflow_rules',
      message: 'The pipeline did not run. Review the workflow:rules configuration for the pipeline.',
    },
  );
  assert.equal(jobs.get('deploy')?.included, true);
  assert.equal(outcome(yaml).workflow?.text, 'its workflow rule does not match');
  assert.equal(outcome(yaml, { ref: 'v1', tag: true }).created, true);
});

test('a pipeline without jobs is not created, one with edge stages only neither', () => {
  const { created, reason, message } = outcome('deploy: {script: x, stage: .pre}');
  assert.deepEqual(
    { created, reason, message },
    {
      created: false,
      reason: 'no_jobs',
      message: 'The resulting pipeline would have been empty. Review the rules configuration for the relevant jobs.',
    },
  );
  assert.equal(outcome('deploy: {script: x, stage: .pre}\ntest: {script: x}').created, true);
});

const needing = `
build: {script: x, rules: [{if: $BUILD}]}
deploy: {script: x, needs: [build]}
`;

test('a need that is absent refuses the pipeline', () => {
  const { created, reason, message } = outcome(needing, { variables: {} });
  assert.deepEqual({ created, reason }, { created: false, reason: 'seed_errors' });
  assert.equal(
    message,
    "'deploy' job needs 'build' job, but 'build' does not exist in the pipeline. This might be because of the only, except, or rules keywords. To need a job that sometimes does not exist in the pipeline, use needs:optional.",
  );
  assert.equal(outcome(needing, { variables: { BUILD: '1' } }).created, true);
});

test('an optional need does not, nor one of a job that is absent itself', () => {
  assert.equal(outcome(needing.replace('[build]', '[{job: build, optional: true}]'), { variables: {} }).created, true);
  const absent = needing.replace('needs: [build]', 'needs: [build], rules: [{if: $GO}]');
  assert.equal(outcome(`${absent}\nother: {script: x}`, { variables: {} }).created, true);
});

test('an open need leaves the pipeline open', () => {
  assert.deepEqual(shown(outcome(needing).created), ['BUILD']);
});

test('variables that need each other refuse the pipeline', () => {
  const yaml = 'variables: {A: $B, B: $A}\ndeploy: {script: x}';
  const { created, reason, message } = outcome(yaml);
  assert.deepEqual({ created, reason }, { created: false, reason: 'seed_errors' });
  assert.match(message ?? '', /^deploy: circular variable reference detected: \["A", "B"\]$/);
});

test('an invalid configuration refuses it before everything else', () => {
  const { created, reason, message } = outcome('deploy: {script: 1}');
  assert.deepEqual({ created, reason }, { created: false, reason: 'config_error' });
  assert.match(message ?? '', /^jobs:deploy:script config should be a string/);
});

test('changed files: unknown to GitLab lets match, unknown to us leaves open', () => {
  const yaml = 'deploy: {script: x, rules: [{changes: ["src/**/*.ts"]}]}';
  assert.equal(job(yaml, { changedPaths: ['src/a/b.ts'] }).included, true);
  assert.equal(job(yaml, { changedPaths: ['README.md'] }).included, false);
  assert.equal(job(yaml, { changedPaths: [] }).included, false);
  assert.equal(job(yaml).included, true);
  assert.deepEqual(shown(job(yaml, { changedPaths: 'unknown' }).included), ['files']);
});

test('pipelines that have no changed files match', () => {
  const yaml = 'deploy: {script: x, rules: [{changes: ["src/*"]}]}';
  assert.equal(job(yaml, { source: 'schedule', changedPaths: ['README.md'] }).included, true);
  assert.equal(job(yaml, { source: 'merge_request_event', changedPaths: ['README.md'] }).included, false);
});

test('files: plain paths, directories, endings, patterns', () => {
  const files = ['Dockerfile', 'app/main.go', 'docs/a/b.md'];
  const rule = (glob: string): Tri => job(`deploy: {script: x, rules: [{exists: ["${glob}"]}]}`, {}, files).included;
  assert.equal(rule('Dockerfile'), true);
  assert.equal(rule('main.go'), false);
  assert.equal(rule('app/'), true);
  assert.equal(rule('src/'), false);
  assert.equal(rule('**/*.md'), true);
  assert.equal(rule('*.md'), false);
  assert.equal(rule('docs/*/b.md'), true);
  assert.deepEqual(shown(job('deploy: {script: x, rules: [{exists: [Dockerfile]}]}').included), ['files']);
});

test('a rule with several conditions needs all of them', () => {
  const yaml = 'deploy: {script: x, rules: [{if: $CI_COMMIT_BRANCH, changes: [a], exists: [b]}]}';
  assert.equal(job(yaml, { changedPaths: ['a'] }, ['b']).included, true);
  assert.equal(job(yaml, { changedPaths: ['a'] }, ['c']).included, false);
  assert.equal(job(yaml, { changedPaths: ['x'] }).included, false);
});

test('without rules a job is in branch and tag pipelines only', () => {
  const yaml = 'deploy: {script: x}';
  assert.equal(job(yaml).included, true);
  assert.equal(job(yaml, { ref: 'v1', tag: true }).included, true);
  const absent = job(yaml, { source: 'merge_request_event', ref: 'dev' });
  assert.equal(absent.included, false);
  assert.equal(absent.because.text, 'the default `only: [branches, tags]` does not hold');
});

test('only and except: names, patterns, kinds, projects', () => {
  const only = (ref: string, given: Given = {}): Tri => job(`deploy: {script: x, only: ["${ref}"]}`, given).included;
  assert.equal(only('main'), true);
  assert.equal(only('/^MAIN$/i'), true);
  assert.equal(only('/^ain/'), false);
  assert.equal(only('tags'), false);
  assert.equal(only('schedules', { source: 'schedule' }), true);
  assert.equal(only('main', { source: 'merge_request_event' }), false);
  assert.equal(only('merge_requests', { source: 'merge_request_event' }), true);
  assert.equal(only('main@acme/app', { project: { path: 'acme/app' } }), true);
  assert.equal(only('main@acme/other', { project: { path: 'acme/app' } }), false);
  assert.deepEqual(shown(only('main@acme/app')), ['CI_PROJECT_PATH']);
  assert.equal(job('deploy: {script: x, except: [main]}').because.text, '`except` holds');
});

test('all keys of only must hold, any of except excludes', () => {
  const yaml = 'deploy: {script: x, only: {refs: [main], variables: [$GO]}, except: {variables: [$STOP]}}';
  assert.equal(job(yaml, { variables: { GO: '1' } }).included, true);
  assert.equal(job(yaml, { variables: { GO: '1', STOP: '1' } }).included, false);
  assert.deepEqual(shown(job(yaml).included), ['GO', 'STOP']);
});

test('allow_failure: the rule, then the job, then manual on the job itself', () => {
  const allowed = (yaml: string): boolean | undefined => job(yaml).possible[0]?.allowFailure;
  assert.equal(allowed('deploy: {script: x, when: manual}'), true);
  assert.equal(allowed('deploy: {script: x, rules: [{when: manual}]}'), false);
  assert.equal(allowed('deploy: {script: x, when: manual, rules: [{if: $CI}]}'), true);
  assert.equal(
    allowed('deploy: {script: x, allow_failure: false, rules: [{when: manual, allow_failure: true}]}'),
    true,
  );
});

test('needs of a rule replace those of the job, an empty list does not', () => {
  const yaml = (needs: string): string =>
    `a: {script: x}\nb: {script: x}\ndeploy: {script: x, needs: [a], rules: [{needs: ${needs}}]}`;
  const names = (text: string): readonly string[] | undefined =>
    job(text).possible[0]?.needs?.map((it) => (it.kind === 'bridge' ? it.pipeline : it.job));
  assert.deepEqual(names(yaml('[b]')), ['b']);
  assert.deepEqual(names(yaml('[]')), ['a']);
});

test('a delayed job has its time from the rule', () => {
  const yaml = 'deploy: {script: x, rules: [{when: delayed, start_in: 2 hours}]}';
  assert.equal(job(yaml).possible[0]?.startIn, '2 hours');
});

test('an include that could not be read may bring rules and jobs', () => {
  const yaml = 'include: [{remote: "https://example.com/a.yml"}]\ndeploy: {script: x}';
  assert.deepEqual(shown(outcome(yaml).created), ['include']);
});

test('an answer given without some variables stands whatever they are', () => {
  const condition = fc.constantFrom(
    '$A',
    '$A == "1"',
    '$B != "1"',
    '$A && $B',
    '$CI_COMMIT_BRANCH',
    '$B == null',
    '$A || $C',
  );
  const rule = fc.record({ if: condition, when: fc.constantFrom('on_success', 'manual', 'never') });
  const values = fc.dictionary(fc.constantFrom('A', 'B', 'C'), fc.constantFrom('', '1', '2'), {
    noNullPrototype: true,
  });
  fc.assert(
    fc.property(fc.array(rule, { minLength: 1, maxLength: 5 }), values, (rules, given) => {
      const yaml = JSON.stringify({ deploy: { script: 'x', environment: 'live', rules } });
      const open = job(yaml);
      const exact = job(yaml, { variables: { CI_COMMIT_BRANCH: 'main', ...given } });
      if (!isUnknown(open.included)) assert.equal(open.included, exact.included);
      if (exact.included !== true) return;
      assert.ok(open.possible.some((it) => it.when === exact.possible[0]?.when));
    }),
  );
});

describe('a condition that raises in GitLab', () => {
  const raising = `$A =~ ($A == "x")`;
  const given = attemptOf({ variables: { A: 'x' } });
  const other = attemptOf({ variables: { A: 'y' } });

  test('leaves no pipeline, whatever the other jobs and rules say', () => {
    const pipeline = pipelineOf(`a: {script: x}\nb: {script: x, rules: [{if: '${raising}'}, {when: always}]}\n`);
    const { created, reason, message, jobs } = evaluate(pipeline, given);
    assert.deepEqual([created, reason, message], [false, undefined, undefined]);
    assert.match(jobs.get('b')?.because.text ?? '', /^rule 1 makes GitLab break off/);
    assert.equal(evaluate(pipeline, other).created, true);
  });

  test('does none behind a rule that matches', () => {
    const pipeline = pipelineOf(`b: {script: x, rules: [{if: $A}, {if: '${raising}'}]}\n`);
    assert.equal(evaluate(pipeline, given).created, true);
  });

  test('of the workflow leaves none either', () => {
    const pipeline = pipelineOf(`workflow: {rules: [{if: '${raising}'}, {when: always}]}\nb: {script: x}\n`);
    assert.deepEqual([evaluate(pipeline, given).created, evaluate(pipeline, given).reason], [false, undefined]);
    assert.equal(evaluate(pipeline, other).created, true);
  });

  test('nor does one of `only`', () => {
    const pipeline = pipelineOf(`b: {script: x, only: {variables: ['${raising}']}}\n`);
    assert.deepEqual([evaluate(pipeline, given).created, evaluate(pipeline, given).reason], [false, undefined]);
    assert.equal(evaluate(pipeline, other).reason, 'no_jobs');
  });
});
