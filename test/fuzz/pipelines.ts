/** Pipelines by a grammar: all that a deploy job can say, put together at random. Many are valid, and the others nearly. */
import fc from 'fast-check';

/** Text by path. */
export type Files = Readonly<Record<string, string>>;
type Text = fc.Arbitrary<string>;

export const entry = '.gitlab-ci.yml';

/** The first are always there (see `prelude`). */
const defined = ['build', 'test', '.base', '.rules'] as const;
const own = ['deploy', 'deploy eu', 'stop', 'edge', 'pages', '"quoted: job"'] as const;
const strange = ['1', 'gone', '__proto__', 'stages'] as const;

/** Mostly one of the usual values, now and then one that is wrong. */
function mostly(usual: readonly string[], wrong: readonly string[]): Text {
  return fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...wrong) },
  );
}

/** `[a, b]` with one up to so many items, no two alike. */
function list(item: Text, most = 3): Text {
  return fc.uniqueArray(item, { minLength: 1, maxLength: most }).map((it) => `[${it.join(', ')}]`);
}

/** `{a: 1, b: 2}` with the first entry and some of the others. */
function map(first: Text, ...others: readonly Text[]): Text {
  return fc
    .tuple(first, ...others.map((it) => fc.option(it)))
    .map((all) => `{${all.filter((it) => it !== null).join(', ')}}`);
}

function key(word: string, value: Text): Text {
  return value.map((it) => `${word}: ${it}`);
}

const name = mostly([...defined.slice(0, 2), ...own], strange);
const base = mostly(['.base', '.shared', '.rules'], ['gone', 'deploy', '1']);
const stage = mostly(['build', 'test', 'deploy', '.post'], ['gone', '1']);
const environment = mostly(
  ['production', 'staging', 'review/$CI_COMMIT_REF_SLUG', 'prod-$REGION', '$TIER'],
  ['""', '"a:b"', '[a]', '1'],
);
const when = mostly(['on_success', 'manual', 'always', 'on_failure'], ['never', 'x']);
const condition = mostly(
  [
    '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH',
    '$CI_COMMIT_TAG =~ /^v\\d+/',
    '$CI_PIPELINE_SOURCE == "merge_request_event" && $DEPLOY_FREEZE == null',
    '$CI_DEPLOY_FREEZE',
    '$REGION || ($A == "x" && $B != "y")',
    '$A =~ $B',
    '$A =~ ($B == "x")',
  ],
  ['$A ==', '(', '/a/ == $A'],
).map((it) => `'${it}'`);
const glob = fc.constantFrom('"**/*.rb"', 'src/', 'Dockerfile', '"{a,b}/*.yml"', '$A/*', '"*"');
const variable = mostly(
  ['A: x', 'REGION: eu', 'TIER: production', 'B: $A'],
  ['A: $B', '"1": 2', 'A: [x]', 'TIER: {value: production, options: [production, qa]}'],
);
const flag = mostly(['true', 'false'], ['x']);

const need = fc.oneof(name, map(key('job', name), key('optional', flag), key('artifacts', flag)));
const rule = fc.oneof(
  {
    weight: 6,
    arbitrary: map(
      key('if', condition),
      key('changes', list(glob)),
      key('exists', list(glob)),
      key('when', when),
      key('allow_failure', flag),
      key('variables', map(variable)),
      key('needs', list(need)),
    ),
  },
  { weight: 1, arbitrary: fc.constant('!reference [.rules, rules]') },
);
const workflowRule = map(
  key('if', condition),
  key('variables', map(variable)),
  key('when', mostly(['always', 'never'], ['x'])),
);
const refs = list(fc.constantFrom('main', 'tags', 'branches', '"/^v/"', 'merge_requests', '$A'));
const policy = fc.oneof(refs, map(key('refs', refs), key('variables', list(condition)), key('changes', list(glob))));
const place = fc.oneof(
  environment,
  map(
    key('name', environment),
    key('action', mostly(['start', 'stop', 'prepare', 'verify', 'access'], ['go'])),
    key('on_stop', name),
    key('deployment_tier', mostly(['production', 'other'], ['x'])),
    key('url', fc.constant('https://example.com')),
    key('auto_stop_in', mostly(['1 week', 'never'], ['x'])),
  ),
);
const trigger = fc.oneof(
  fc.constantFrom('acme/edge', 'acme/$REGION'),
  map(
    key(
      'include',
      mostly(['child.yml', '[{local: child.yml}]', '[{artifact: a.yml, job: build}]'], ['gone.yml', '[]']),
    ),
    key('strategy', mostly(['depend', 'mirror'], ['x'])),
  ),
  map(
    key('project', fc.constant('acme/edge')),
    key('branch', fc.constantFrom('main', '$B')),
    key('strategy', fc.constant('depend')),
  ),
);
const matrix = mostly(
  ['{matrix: [{REGION: [eu, us], TIER: [a]}]}', '{matrix: [{A: [x]}, {B: y}]}', '2'],
  ['{matrix: []}', '0', '201', 'x'],
);
const script = mostly(
  [
    './deploy',
    '[kubectl apply -f app.yml, echo done]',
    '"helm upgrade $A || true"',
    '["git push https://gitlab-ci-token:$CI_JOB_TOKEN@gitlab.example.com/acme/app HEAD:main"]',
    '!reference [.base, script]',
    '[!reference [.base, script], "x"]',
    '|\n    terraform plan\n    terraform apply',
  ],
  ['!reference [gone, script]', '2024-01-01', '{a: b}', 'constructor apply'],
);

/** What a job may say besides what it does. Each comes once. */
const lines: readonly Text[] = [
  key('environment', place),
  key('environment', place),
  key('rules', list(rule)),
  key('needs', list(need)),
  key('stage', stage),
  key('extends', fc.oneof(base, list(base))),
  key('parallel', matrix),
  key('variables', map(variable, variable)),
  key('resource_group', fc.constantFrom('production', '$A', 'a b')),
  key('allow_failure', mostly(['true', 'false', '{exit_codes: 1}'], ['x'])),
  key('when', when),
  key('inherit', fc.constantFrom('{default: false, variables: [A]}', '{variables: false}')),
  key('interruptible', flag),
  key('retry', fc.constantFrom('2', '{max: 1, when: always}')),
  fc.constant('<<: *shared'),
  fc.constant('# deploy-gates: ignore[freeze/ignored] on purpose'),
];
const policies: readonly Text[] = [key('only', policy), key('except', policy), key('when', when)];
const wild: readonly Text[] = [
  ...[...lines, ...policies],
  key('start_in', fc.constantFrom('30 minutes', 'x')),
  key('dependencies', list(name)),
  key('manual_confirmation', fc.constant('Sure?')),
  fc.constant('<<: *gone'),
  fc.constant('unknown: {a: [1, 2.5, 2024-01-01]}'),
  fc.constant('script: twice'),
];

function some(from: readonly Text[], most: number): fc.Arbitrary<readonly string[]> {
  const one = fc.oneof(...from);
  return fc.uniqueArray(one, { maxLength: most, selector: (it) => it.split(':')[0] });
}

const does = fc.oneof(
  { weight: 6, arbitrary: key('script', script) },
  { weight: 1, arbitrary: key('trigger', trigger) },
);
const job = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.constantFrom(...own), does, some(lines, 5)) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...own), does, some(policies, 2)) },
  { weight: 1, arbitrary: fc.tuple(name, does, fc.array(fc.oneof(...wild), { maxLength: 6 })) },
);
const jobText = job.map(([it, first, more]) => `${it}:\n${[first, ...more].map((line) => `  ${line}\n`).join('')}`);

const include = mostly(
  [
    'more.yml',
    '{local: more.yml, rules: [{if: $CI_COMMIT_BRANCH}]}',
    '{local: "m*.yml"}',
    '{local: more.yml, rules: [{exists: [more.yml]}]}',
  ],
  [
    'gone.yml',
    '{local: $A.yml}',
    '{local: more.yml, inputs: {target: eu, count: 3}}',
    '{project: acme/library, file: deploy.yml}',
    '{template: Auto-DevOps.gitlab-ci.yml}',
  ],
);
const keyword = fc.oneof(
  key('variables', map(variable, variable)),
  key('include', fc.oneof(include, list(include))),
  key('workflow', map(key('rules', list(workflowRule)), key('name', fc.constant('$A')))),
  key('default', map(key('interruptible', fc.constant('true')), key('before_script', list(fc.constant('x'))))),
  fc.constant('# a comment\n'),
);
const header =
  'spec:\n  inputs:\n    target: {default: production, options: [production, eu]}\n    count: {type: number, default: 2}\n    list: {type: array, default: [a, b]}\n---\n';
const inputJob = mostly(
  [
    '"$[[ inputs.target ]] job":\n  script: x\n  environment: $[[ inputs.target | truncate(0, 3) ]]\n',
    'count:\n  script: $[[ inputs.list ]]\n  parallel: $[[ inputs.count ]]\n  environment: qa\n',
  ],
  ['wrong:\n  script: $[[ inputs.gone ]] $[[ vars.x ]]\n'],
);

const prelude =
  '.shared: &shared\n  script: x\n  variables: {A: y}\n.base: {script: [make], tags: [a]}\n.rules:\n  rules:\n    - if: $CI_COMMIT_BRANCH\nbuild: {stage: build, script: make}\ntest: {stage: test, script: make test}\n';

function file(besides: fc.Arbitrary<readonly string[]>): Text {
  const jobs = fc.array(jobText, { minLength: 1, maxLength: 4 });
  return fc.tuple(fc.integer({ min: 0, max: 4 }), besides, jobs, inputJob).map(([kind, more, all, input]) => {
    const body = `${more.map((it) => `${it}\n`).join('')}${prelude}${all.join('')}`;
    return kind === 0 ? `${header}${body}${input}` : body;
  });
}

/** An entry file, one that it may include, and one that a trigger job may start. */
export const pipelines: fc.Arbitrary<Files> = fc.record({
  [entry]: file(some([keyword], 3)),
  'more.yml': file(fc.constant([])),
  'child.yml': file(some([keyword], 2)),
});
