/** What a trigger job starts, before anything of it is read: target, variables, attempt, and what GitLab refuses. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isUnknownValue } from '../../server/src/expression/scope.ts';
import type { Attempt } from '../../server/src/pipeline/attempt.ts';
import {
  chainFailure,
  childAttempt,
  isAgain,
  projectAttempt,
  projectConfig,
  type Start,
  startOf,
  type Target,
  writtenEntry,
} from '../../server/src/pipeline/downstream.ts';
import { evaluate } from '../../server/src/pipeline/evaluate.ts';
import { attemptOf, pipelineOf } from '../support/world.ts';

/** What `deploy` of the YAML starts. */
function started(yaml: string, given: Readonly<Record<string, unknown>> = {}): Start {
  const attempt = attemptOf({ project: { path: 'acme/app' }, ...given });
  const pipeline = pipelineOf(yaml, attempt);
  const outcome = evaluate(pipeline, attempt);
  const job = outcome.jobs.get('deploy');
  const effect = job?.possible[0];
  assert.ok(job && effect, 'there is no job `deploy`');
  const start = startOf(pipeline, attempt, outcome, job.job, effect);
  assert.ok(start, '`deploy` starts nothing');
  return start;
}

/** Texts as they are, everything else by what is missing. */
function passed(yaml: string, given?: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...started(yaml, given).forwarded].map(([name, { value }]) => [
      name,
      isUnknownValue(value) ? value.missing.map((it) => ('name' in it ? it.name : it.kind)) : value,
    ]),
  );
}

describe('what is passed on', () => {
  test("the root's and the job's own variables, the job's counting first", () => {
    const yaml = `
variables: { A: root, B: root }
deploy:
  variables: { B: job }
  trigger: acme/other
`;
    assert.deepEqual(passed(yaml), { A: 'root', B: 'job' });
  });

  test('those of the rule that matches, and none of the rules that do not', () => {
    const yaml = `
deploy:
  variables: { B: job }
  rules:
    - if: $CI_COMMIT_TAG
      variables: { B: tag }
    - if: $CI_COMMIT_BRANCH
      variables: { B: branch, C: rule }
  trigger: acme/other
`;
    assert.deepEqual(passed(yaml), { B: 'branch', C: 'rule' });
  });

  test('none of the root with `inherit:variables: false`', () => {
    const yaml = 'variables: { A: root }\ndeploy:\n  inherit: { variables: false }\n  trigger: acme/other\n';
    assert.deepEqual(passed(yaml), {});
  });

  test('nothing of the YAML with `forward:yaml_variables: false`', () => {
    const yaml = `
variables: { A: root }
deploy:
  trigger: { project: acme/other, forward: { yaml_variables: false } }
`;
    assert.deepEqual(passed(yaml), {});
  });

  test('pipeline variables only where `forward` says so, and then before the others', () => {
    const plain = 'deploy:\n  variables: { A: yaml }\n  trigger: { project: acme/other }\n';
    const asked =
      'deploy:\n  variables: { A: yaml }\n  trigger: { project: acme/other, forward: { pipeline_variables: true } }\n';
    const given = { overrideVariables: { A: 'pipeline', B: 'pipeline' } };
    assert.deepEqual(passed(plain, given), { A: 'yaml' });
    assert.deepEqual(passed(asked, given), { A: 'pipeline', B: 'pipeline' });
  });

  test('what was passed on to this pipeline goes no further by itself', () => {
    const forwarded = new Map([['A', { value: 'above', raw: false }]]);
    const child = 'deploy:\n  trigger: { include: child.yml }\n';
    assert.deepEqual(passed(child, { forwarded }), {});
    const asked = 'deploy:\n  trigger: { include: child.yml, forward: { pipeline_variables: true } }\n';
    assert.deepEqual(passed(asked, { forwarded }), { A: 'above' });
  });

  test('expanded once, with what the trigger job sees; raw ones as they are', () => {
    const yaml = `
variables: { NAME: shop }
deploy:
  variables:
    IMAGE: $NAME-$CI_COMMIT_BRANCH
    AGAIN: $IMAGE
    RAW: { value: $NAME, expand: false }
    LATER: $CI_PIPELINE_ID
    UNKNOWN: x-$NOBODY_KNOWS
  trigger: acme/other
`;
    assert.deepEqual(passed(yaml), {
      NAME: 'shop',
      IMAGE: 'shop-main',
      AGAIN: '$NAME-$CI_COMMIT_BRANCH',
      RAW: '$NAME',
      LATER: ['runtime'],
      UNKNOWN: ['NOBODY_KNOWS'],
    });
  });
});

describe('where it leads', () => {
  const targetOf = (yaml: string) => {
    const { target } = started(yaml);
    assert.equal(target.kind, 'project');
    return target;
  };

  test('to a project and a branch, with their variables expanded', () => {
    const yaml =
      'deploy:\n  variables: { TO: live }\n  trigger: { project: $CI_PROJECT_NAMESPACE/other, branch: $TO }\n';
    assert.deepEqual(targetOf(yaml), {
      kind: 'project',
      project: 'acme/other',
      shown: 'acme/other',
      branch: 'live',
    });
  });

  test('to a project that hangs on a variable nobody has named', () => {
    const target = targetOf('deploy:\n  trigger: acme/$WHERE\n');
    assert.deepEqual(target, {
      kind: 'project',
      project: { missing: [{ kind: 'variable', name: 'WHERE' }] },
      shown: 'acme/$WHERE',
    });
  });

  test('to a project with inputs', () => {
    const yaml = 'deploy:\n  trigger: { project: acme/other, inputs: { tier: live, count: 2, all: [a, b] } }\n';
    assert.deepEqual(targetOf(yaml).inputs, { tier: 'live', count: 2, all: ['a', 'b'] });
  });

  test('to the files of a child pipeline', () => {
    const entryOf = (yaml: string) => {
      const { target } = started(yaml);
      return target.kind === 'child' ? writtenEntry(target.include) : undefined;
    };
    assert.equal(entryOf('deploy:\n  trigger: { include: /ci/child.yml }\n'), 'ci/child.yml');
    assert.equal(entryOf('deploy:\n  trigger: { include: [{ local: a.yml }, { local: b.yml }] }\n'), 'a.yml');
    assert.equal(entryOf('deploy:\n  trigger: { include: [{ artifact: c.yml, job: make }] }\n'), 'c.yml');
  });

  test('the configuration of another project is where its settings say', () => {
    const home = { path: 'acme/other', ref: 'main' };
    const entryOf = (path: string | undefined) => {
      const { from } = projectConfig(home, path, attemptOf());
      return from.kind === 'project' ? from.entry : undefined;
    };
    assert.deepEqual(entryOf(undefined), { kind: 'file', path: '.gitlab-ci.yml', project: home });
    assert.deepEqual(entryOf('ci/main.yml'), { kind: 'file', path: 'ci/main.yml', project: home });
    assert.deepEqual(entryOf('ci.yml@acme/ci:v1'), {
      kind: 'file',
      path: 'ci.yml',
      project: { path: 'acme/ci', ref: 'v1' },
    });
    assert.deepEqual(entryOf('https://example.com/ci.yml'), { kind: 'remote', url: 'https://example.com/ci.yml' });
  });
});

describe('the attempt of a child pipeline', () => {
  const none = new Map();

  test('is made by the same person on the same ref', () => {
    const child = childAttempt(attemptOf({ ref: 'v1', tag: true, overrideVariables: { A: '1' } }), none);
    const { source, ref, tag, actor, overrideVariables } = child;
    assert.deepEqual(
      { source, ref, tag, actor, overrideVariables },
      {
        source: 'parent_pipeline',
        ref: 'v1',
        tag: true,
        actor: { kind: 'user', username: 'dana' },
        overrideVariables: undefined,
      },
    );
  });

  test('is of the same merge request', () => {
    const parent = attemptOf({ source: 'merge_request_event', ref: 'topic', targetBranch: 'main' });
    const child = childAttempt(parent, none);
    assert.deepEqual([child.mergeRequest, child.targetBranch], [true, 'main']);
    assert.equal(childAttempt(child, none).mergeRequest, true);
    assert.equal(childAttempt(attemptOf(), none).mergeRequest, false);
  });

  test('has the changed files of its parent, where that has some', () => {
    const changedPaths = ['a.txt'];
    assert.deepEqual(childAttempt(attemptOf({ changedPaths }), none).changedPaths, changedPaths);
    assert.equal(childAttempt(attemptOf({ changedPaths, source: 'schedule' }), none).changedPaths, undefined);
  });
});

describe('what GitLab refuses for how pipelines start each other', () => {
  const none = new Map();
  const child = started('deploy:\n  trigger: { include: child.yml }\n').target;
  const to = (project: string): Target => ({ kind: 'project', project, shown: project });
  const root = attemptOf({ project: { path: 'acme/app' } });
  const inProject = (upstream: Attempt, project: string, ref = 'main') =>
    projectAttempt(upstream, { project, ref, actor: upstream.actor }, none);

  test('a child of a child starts no further child', () => {
    const first = childAttempt(root, none);
    const second = childAttempt(first, none);
    assert.equal(chainFailure(child, root), undefined);
    assert.equal(chainFailure(child, first), undefined);
    assert.equal(chainFailure(child, second), 'reached_max_descendant_pipelines_depth');
  });

  test('in another project children are counted anew', () => {
    const second = childAttempt(childAttempt(root, none), none);
    assert.equal(chainFailure(to('acme/other'), second), undefined);
    assert.equal(chainFailure(child, childAttempt(inProject(second, 'acme/other'), none)), undefined);
  });

  test('a child whose parents are not known is at least the first', () => {
    const alone = attemptOf({ source: 'parent_pipeline' });
    assert.equal(chainFailure(child, alone), undefined);
    assert.equal(chainFailure(child, childAttempt(alone, none)), 'reached_max_descendant_pipelines_depth');
  });

  test('a pipeline of the same project only as a child', () => {
    assert.equal(chainFailure(to('Acme/App'), root), 'invalid_bridge_trigger');
    assert.equal(chainFailure(to('acme/apple'), root), undefined);
  });

  test('the same pipeline of other projects twice, and no third time', () => {
    const line: Attempt[] = [root];
    for (const project of ['acme/b', 'acme/app', 'acme/b', 'acme/app', 'acme/b']) {
      const last = line.at(-1);
      assert.ok(last);
      assert.equal(chainFailure(to(project), last), undefined, `${line.length} pipelines`);
      line.push(inProject(last, project));
    }
    assert.deepEqual(line.map(isAgain), [false, false, false, true, true, true]);
    const last = line.at(-1);
    assert.equal(last && chainFailure(to('acme/app'), last), 'pipeline_loop_detected');
  });

  test('another ref is another pipeline', () => {
    const there = inProject(inProject(root, 'acme/b', 'one'), 'acme/b', 'two');
    assert.equal(isAgain(there), false);
  });
});
