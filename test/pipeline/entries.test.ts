import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pipelineOf } from '../support/world.ts';

/** GitLab's messages about a configuration, in its order. */
function errorsOf(yaml: string): readonly string[] {
  return pipelineOf(yaml).errors.map((it) => it.gitlab);
}

/** What GitLab says about one job with these lines, besides `script`. */
function aboutJob(...written: readonly string[]): readonly string[] {
  return errorsOf(['ship:', '  script: x', ...written.map((it) => `  ${it}`)].join('\n'));
}

/** A line of a job, what GitLab says about it, and a line like it that is fine. */
const lines: readonly (readonly [line: string, message: string, neighbour: string])[] = [
  ['stage: 1', 'jobs:ship:stage config should be a string', 'stage: deploy'],
  [
    'when: sometimes',
    'jobs:ship when should be one of: on_success, on_failure, always, manual, delayed',
    'when: manual',
  ],
  ['allow_failure: "true"', 'jobs:ship allow failure should be a hash or a boolean value', 'allow_failure: yes'],
  [
    'allow_failure: {exit_codes: x}',
    'jobs:ship:allow_failure exit codes should be an array of integers or an integer',
    'allow_failure: {exit_codes: [1]}',
  ],
  ['enviroment: x', 'jobs:ship config contains unknown keys: enviroment', 'environment: x'],
  ['environment: 7', 'jobs:ship:environment config should be a hash or a string', 'environment: "7"'],
  ['environment: {action: stop}', "jobs:ship:environment name can't be blank", 'environment: {name: x, action: stop}'],
  [
    'environment: {name: x, action: go}',
    'jobs:ship:environment action should be start, stop, prepare, verify, or access',
    'environment: {name: x, action: prepare}',
  ],
  [
    'environment: {name: x, kubernetes: {flux_resource_path: p}}',
    "jobs:ship:environment:kubernetes namespace can't be blank",
    'environment: {name: x, kubernetes: {namespace: n}}',
  ],
  ['rules: []', "jobs:ship:rules config can't be blank", 'rules: [{if: $A}]'],
  ['rules: [{if: "$A =="}]', 'jobs:ship:rules:rule if invalid expression syntax', 'rules: [{if: "$A == null"}]'],
  [
    'rules: [{changes: a.txt}]',
    'jobs:ship:rules:rule:changes should be an array or a hash',
    'rules: [{changes: [a.txt]}]',
  ],
  [
    'rules: [{exists: {paths: [a], ref: r}}]',
    'jobs:ship:rules:rule:exists config missing required keys: project',
    'rules: [{exists: {paths: [a], ref: r, project: p}}]',
  ],
  [
    'rules: [{variables: {A: {value: b}}}]',
    'jobs:ship:rules:rule:variables:a config must be a string',
    'rules: [{variables: {A: b}}]',
  ],
  [
    'rules: [{when: manual, start_in: 1 day}]',
    'jobs:ship:rules:rule config contains disallowed keys: start_in',
    'rules: [{when: delayed, start_in: 1 day}]',
  ],
  ['only: main', 'jobs:ship:only has to be either an array of conditions or a hash', 'only: [main]'],
  [
    'only: ["/x(/"]',
    'jobs:ship:only config should be an array of strings or regular expressions using re2 syntax',
    'only: ["/x/"]',
  ],
  ['parallel: x', 'jobs:ship:parallel should be an integer or a hash', 'parallel: 2'],
  ['parallel: 201', 'jobs:ship:parallel config must be less than or equal to 200', 'parallel: 200'],
  [
    'parallel: {matrix: [{A: [yes]}]}',
    'jobs:ship:parallel:matrix:variables config should be a hash of key value pairs, value can be an array',
    'parallel: {matrix: [{A: ["yes"]}]}',
  ],
  ['cache: {key: a/b}', 'jobs:ship:cache:key config cannot contain the "/" character', 'cache: {key: a-b}'],
  [
    'cache: [{}, {}, {}, {}, {}]',
    'jobs:ship:caches config no more than 4 caches can be created',
    'cache: [{}, {}, {}, {}]',
  ],
  ['retry: 3', 'retry config must be less than or equal to 2', 'retry: 2'],
  ['retry: {when: [always, never]}', 'retry when contains unknown values: never', 'retry: {when: [always]}'],
  ['timeout: 3600', 'jobs:ship:timeout config should be a duration', 'timeout: 1 hour'],
  [
    'artifacts: {expire_in: soon}',
    'jobs:ship:artifacts expire in should be a duration',
    'artifacts: {expire_in: never}',
  ],
  ['image: {entrypoint: [a]}', 'jobs:ship:image name should be a string', 'image: {name: a, entrypoint: [a]}'],
  [
    'services: [{name: a, foo: b}]',
    'jobs:ship:services:service config contains unknown keys: foo',
    'services: [{name: a, alias: b}]',
  ],
  ['tags: [1]', 'jobs:ship:tags config should be an array of strings', 'tags: ["1"]'],
  ['coverage: x', 'jobs:ship:coverage config must be a regular expression with re2 syntax', 'coverage: /x/'],
  [
    'inherit: {default: [foo]}',
    'jobs:ship:inherit:default config contains unknown values: foo',
    'inherit: {default: [image]}',
  ],
  ['variables: {A: [b]}', 'variable definition must be either a string or a hash', 'variables: {A: 1}'],
  ['publish: out', 'jobs:ship publish can only be used within a `pages` job', 'pages: {publish: out}'],
  ['run: []', 'jobs:ship config these keys cannot be used together: script, run', 'before_script: []'],
  ['id_tokens: {A: {}}', 'jobs:ship:id_tokens:a config missing required keys: aud', 'id_tokens: {A: {aud: x}}'],
  [
    'secrets: {A: {}}',
    'jobs:ship:secrets:a config must use exactly one of these keys: vault, azure_key_vault, gcp_secret_manager, gitlab_secrets_manager, aws_secrets_manager',
    'secrets: {A: {vault: a/b}}',
  ],
  [
    'release: {tag_name: v1}',
    'jobs:ship:release description should be a string',
    'release: {tag_name: v1, description: d}',
  ],
  ['resource_group: 1', 'jobs:ship resource group should be a string', 'resource_group: one'],
];

describe('a value of the wrong shape is refused with GitLab’s words, and its neighbour is not', () => {
  for (const [line, message, neighbour] of lines) {
    test(line, () => {
      assert.equal(aboutJob(line)[0], message);
      assert.deepEqual(aboutJob(neighbour), []);
    });
  }
});

describe('a trigger job', () => {
  const rows: readonly (readonly [yaml: string, message: string])[] = [
    ['ship: {trigger: g/p, image: x}', 'jobs:ship config contains unknown keys: image'],
    ['ship: {trigger: {project: g/p, strategy: wait}}', 'jobs:ship:trigger strategy should be depend or mirror'],
    ['ship: {trigger: [g/p]}', 'jobs:ship:trigger has to be either a string or a hash'],
    ['ship: {trigger: {include: {local: a.yml}}}', 'jobs:ship:trigger:include config should be an array or a string'],
    ['ship: {trigger: g/p, when: delayed}', 'jobs:ship when should be one of: on_success, on_failure, always, manual'],
    ['ship: {trigger: g/p, parallel: 2}', 'jobs:ship:parallel config cannot use "parallel: <number>".'],
    ['a: {script: x}\nship: {needs: [a]}', 'jobs:ship config should contain either a trigger or a needs:pipeline'],
    ['ship: {trigger: g/p, script: x}', 'jobs:ship config these keys cannot be used together: trigger, script'],
  ];
  for (const [yaml, message] of rows) test(yaml, () => assert.equal(errorsOf(yaml)[0], message));

  test('takes a project, a file, or another pipeline’s state', () => {
    assert.deepEqual(errorsOf('ship: {trigger: g/p, when: manual, parallel: {matrix: [{A: b}]}}'), []);
    assert.deepEqual(errorsOf('ship: {trigger: {include: a.yml, strategy: mirror}}'), []);
    assert.deepEqual(errorsOf('ship: {needs: {pipeline: g/p}}'), []);
  });
});

describe('needs', () => {
  const rows: readonly (readonly [needs: string, message: string])[] = [
    ['a', 'jobs:ship:needs config can only be a hash or an array'],
    ['{}', 'jobs:ship:needs config can not be an empty hash'],
    ['[1]', 'jobs:ship:needs:need has an unsupported type'],
    ['[{job: a, foo: b}]', 'jobs:ship:needs:need config contains unknown keys: foo'],
    ['[{job: a, parallel: 2}]', 'jobs:ship:needs config cannot use "parallel: <number>".'],
    ['[{pipeline: p}]', 'jobs:ship:needs config uses invalid types: bridge'],
  ];
  for (const [needs, message] of rows)
    test(needs, () => assert.equal(errorsOf(`a: {script: x}\nship: {script: x, needs: ${needs}}`)[0], message));

  test('dependencies have to be among them', () => {
    const jobs = 'a: {script: x}\nb: {script: x}\n';
    assert.deepEqual(errorsOf(`${jobs}ship: {script: x, needs: [a], dependencies: [b]}`), [
      'jobs:ship dependencies the b should be part of needs',
    ]);
    assert.deepEqual(errorsOf(`${jobs}ship: {script: x, needs: [a], dependencies: [a]}`), []);
    assert.deepEqual(errorsOf(`${jobs}ship: {script: x, dependencies: [b]}`), []);
  });
});

describe('the top of the configuration', () => {
  test('an entry that is no job', () => {
    assert.equal(
      errorsOf('ship: {environment: x}\na: {script: x}')[0],
      'jobs ship config should implement the script:, run:, or trigger: keyword',
    );
    assert.equal(
      errorsOf('my job: {stage: x}\na: {script: x}')[0],
      'jobs my_job config should implement the script:, run:, or trigger: keyword',
    );
    assert.deepEqual(errorsOf('.ship: {environment: x}\na: {script: x}'), []);
  });

  test('no job at all', () => {
    assert.deepEqual(errorsOf('.a: {script: x}'), ['jobs config should contain at least one visible job']);
  });

  test('names that YAML reads as something else', () => {
    assert.deepEqual(errorsOf('on: {script: x}'), ['jobs:true name should be a symbol']);
    assert.deepEqual(errorsOf('"on": {script: x}'), []);
    assert.deepEqual(errorsOf('"": {script: x}'), ["jobs:job name can't be blank"]);
  });

  test('default and workflow are jobs if they look like one', () => {
    assert.deepEqual(errorsOf('default: {script: x, when: sometimes}'), [
      'jobs:default when should be one of: on_success, on_failure, always, manual, delayed',
    ]);
    assert.deepEqual(errorsOf('default: {environment: x}\na: {script: x}'), [
      'default config contains unknown keys: environment',
    ]);
  });

  test('what default takes over is checked in its place', () => {
    const yaml = 'default: {timeout: 1, interruptible: 1}\nservices: x\nvariables: x\na: {script: x, retry: x}';
    assert.deepEqual(errorsOf(yaml), [
      'services config should be an array',
      'default:interruptible config should be a boolean value',
      'default:timeout config should be a duration',
      'default:timeout config should not exceed the limit',
      'variables config should be a hash',
      'retry config has to be either an integer or a hash',
    ]);
  });

  test('a key at the top and in default', () => {
    assert.equal(
      errorsOf('image: a\ndefault: {image: b}\na: {script: 1}')[0],
      'image is defined in top-level and `default:` entry',
    );
    assert.deepEqual(errorsOf('image: a\ndefault: {retry: 1}\na: {script: x}'), []);
  });

  test('stages and workflow', () => {
    assert.equal(
      errorsOf('stages: x\na: {script: x}')[0],
      'stages config should be an array of strings or a nested array of strings up to 10 levels deep',
    );
    assert.deepEqual(errorsOf('workflow: {rules: [{when: manual}]}\na: {script: x}'), [
      'workflow:rules:rule when unknown value: manual',
    ]);
    assert.deepEqual(errorsOf('workflow: {rules: [{when: always}]}\na: {script: x}'), []);
  });
});

describe('order and place', () => {
  test('an entry’s own errors come first, its children’s last: GitLab looks at them later', () => {
    assert.deepEqual(aboutJob('environment: /x', 'foo: 1', 'image: 5'), [
      'jobs:ship config contains unknown keys: foo',
      "jobs:ship:environment name can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, but it cannot start or end with '/'",
      'jobs:ship:image config should be a hash or a string',
      'jobs:ship:image name should be a string',
      "jobs:ship:image name can't be blank",
    ]);
  });

  test('messages are downcased, shapes that fit nothing are not', () => {
    assert.equal(errorsOf('Ship: {script: x, Foo: 1}')[0], 'jobs:ship config contains unknown keys: foo');
    assert.equal(
      errorsOf('Ship: {script: x, only: Main}')[0],
      'jobs:Ship:only has to be either an array of conditions or a hash',
    );
  });

  test('a condition that GitLab cannot even judge comes first', () => {
    assert.equal(errorsOf('a: {script: x, foo: 1}\nb: {script: x, rules: [{if: $A =~ true}]}')[0], 'Undefined error');
  });

  test('the span is the key that is wrong, the message is ours', () => {
    const [error] = pipelineOf('ship:\n  script: x\n  environment:\n    name: x\n    tier: y\n').errors;
    assert.ok(error);
    assert.equal(error.span.piece.text.slice(error.span.start, error.span.end), 'tier');
    assert.equal(
      error.message,
      '`environment` of `ship` has the key `tier`, which GitLab does not know here. It accepts `name`, `url`, `action`, `on_stop`, `auto_stop_in`, `kubernetes` and `deployment_tier`.',
    );
  });

  test('a slip is recognised', () => {
    const [error] = pipelineOf('ship: {script: x, enviroment: x}').errors;
    assert.equal(
      error?.message,
      '`ship` has the key `enviroment`, which GitLab does not know here. Did you mean `environment`?',
    );
  });
});
