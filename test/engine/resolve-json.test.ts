import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { outcomeJson, resolveJson } from '../../server/src/engine/resolve-json.ts';
import { evaluate } from '../../server/src/pipeline/evaluate.ts';
import { attemptOf, pipelineOf } from '../support/world.ts';

describe('a resolved pipeline', () => {
  test('has its jobs as GitLab stores them', () => {
    const pipeline = pipelineOf(`
build: {script: x, stage: build}
ship:
  script: x
  stage: deploy
  when: manual
  needs: [build, {project: g/p, ref: main, job: pack}]
  environment: production
  resource_group: one
stop: {script: x, needs: [], environment: {name: review/$A, action: stop, deployment_tier: testing}}
down: {trigger: {project: g/p, strategy: depend}, rules: [{if: $A}, {when: never}]}
`);
    assert.deepEqual(resolveJson(pipeline), {
      file: '.gitlab-ci.yml',
      valid: true,
      errors: [],
      stages: ['.pre', 'build', 'test', 'deploy', '.post'],
      jobs: {
        build: { stage: 'build', type: 'build', when: 'on_success', allow_failure: false },
        ship: {
          stage: 'deploy',
          type: 'build',
          when: 'manual',
          allow_failure: true,
          needs: {
            job: [{ name: 'build', artifacts: true, optional: false }],
            cross_dependency: [{ project: 'g/p', ref: 'main', job: 'pack', artifacts: true }],
          },
          environment: { name: 'production', action: 'start' },
          environment_name: 'production',
          environment_tier: 'production',
          resource_group: 'one',
        },
        stop: {
          stage: 'test',
          type: 'build',
          when: 'on_success',
          allow_failure: false,
          needs: {},
          environment: { name: 'review/$A', action: 'stop', deployment_tier: 'testing' },
          environment_name: 'review/$A',
          environment_tier: 'testing',
        },
        down: {
          stage: 'test',
          type: 'trigger',
          when: 'on_success',
          allow_failure: false,
          trigger: { project: 'g/p', strategy: 'depend' },
          rules: 2,
        },
      },
    });
  });

  test('that is refused has errors only', () => {
    assert.deepEqual(resolveJson(pipelineOf('ship: {script: x, stage: s}')), {
      file: '.gitlab-ci.yml',
      valid: false,
      errors: ['ship job: chosen stage s does not exist; available stages are .pre, build, test, deploy, .post'],
      stages: null,
    });
  });

  test('names what could not be read', () => {
    const answer = resolveJson(pipelineOf('include: {remote: "https://example.com/ci.yml"}\nship: {script: x}'));
    assert.deepEqual((answer as { unresolved?: unknown }).unresolved, ['remote:https://example.com/ci.yml']);
  });
});

test('an attempt has its jobs with what their rules make of them', () => {
  const pipeline = pipelineOf(`
ship:
  script: x
  environment: review/$CI_COMMIT_BRANCH
  rules: [{if: '$CI_COMMIT_BRANCH == "main"', when: manual}]
never: {script: x, rules: [{if: $CI_COMMIT_TAG}]}
`);
  const attempt = attemptOf({ variables: { CI_COMMIT_BRANCH: 'main' } });
  assert.deepEqual(outcomeJson(evaluate(pipeline, attempt, [])), {
    pipeline: true,
    jobs: {
      ship: {
        included: true,
        stage: 'test',
        type: 'build',
        when: 'manual',
        allow_failure: false,
        environment: { expanded_name: 'review/main', slug: 'review-main-yi2y9f', tier: 'development' },
      },
      never: { included: false, stage: 'test' },
    },
  });
});
