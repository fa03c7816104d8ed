/** GitLab's limits: what is at one is read, what is beyond is refused with GitLab's words, at its place. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deploy, entry, judged, repeat } from './judged.ts';

const tooMany = 'Maximum of 150 nested includes are allowed!';
const template = '.x: {script: x}\n';
const limit = { timeout: 300_000 };

/** The entry file, and files `i0.yml`, `i1.yml` … */
function including(count: number, included: (n: number) => string, list: string) {
  const files = Array.from({ length: count }, (_, n) => [`i${n}.yml`, included(n)] as const);
  return { [entry]: `include: ${list}\n${deploy}`, ...Object.fromEntries(files) };
}

const listOf = (count: number) => `[${repeat(count, (n) => `i${n}.yml`, ', ')}]`;

describe('includes', limit, () => {
  test('150 side by side', () => {
    assert.deepEqual(judged(including(150, () => template, listOf(150))).errors, []);
  });

  test('151 side by side: the last one is too many', () => {
    const { errors, verdicts } = judged(including(151, () => template, listOf(151)));
    const before = `include: [${repeat(150, (n) => `i${n}.yml, `)}`.length;
    assert.deepEqual(errors, [`${entry}:1:${before + 1} ${tooMany}`]);
    assert.deepEqual(verdicts, { deploy: 'deny' });
  });

  test('150, each in the one before', () => {
    const nested = (n: number) => (n < 149 ? `include: i${n + 1}.yml\n` : template);
    assert.deepEqual(judged(including(150, nested, 'i0.yml')).errors, []);
  });

  test('151, each in the one before', () => {
    const nested = (n: number) => (n < 150 ? `include: i${n + 1}.yml\n` : template);
    assert.deepEqual(judged(including(151, nested, 'i0.yml')).errors, [`i149.yml:1:10 ${tooMany}`]);
  });

  test('150 by a wildcard, and one more', () => {
    assert.deepEqual(judged(including(150, () => template, '"i*.yml"')).errors, []);
    assert.deepEqual(judged(including(151, () => template, '"i*.yml"')).errors, [`${entry}:1:10 ${tooMany}`]);
  });

  test('the same file counts each time', () => {
    const list = (count: number) => `[${repeat(count, () => 'i0.yml', ', ')}]`;
    assert.deepEqual(judged(including(1, () => template, list(150))).errors, []);
    assert.equal(judged(including(1, () => template, list(151))).errors.length, 1);
    assert.equal(judged(including(1, () => template, list(5000))).errors.length, 1);
  });

  test('in a circle', () => {
    const { errors, messages } = judged({
      [entry]: `include: a.yml\n${deploy}`,
      'a.yml': 'include: b.yml\n',
      'b.yml': 'include: a.yml\n',
    });
    assert.deepEqual(errors, [`b.yml:1:10 ${tooMany}`]);
    assert.match(messages[0] ?? '', /Is there a circle\?/);
  });

  test('that double with each file', () => {
    const both = 'include: [a.yml, b.yml]\n';
    assert.deepEqual(judged({ [entry]: `${both}${deploy}`, 'a.yml': both, 'b.yml': both }).errors, [
      `a.yml:1:11 ${tooMany}`,
    ]);
  });

  test('of the file itself', () => {
    assert.deepEqual(judged(`include: ${entry}\n${deploy}`).errors, [`${entry}:1:10 ${tooMany}`]);
  });

  test('with dozens of wildcards in one name', () => {
    const files = { [entry]: `include: '${'*a'.repeat(50)}.yml'\n${deploy}`, [`${'a'.repeat(200)}b.yml`]: template };
    assert.deepEqual(judged(files).errors, []);
  });

  /** What a trigger job names is not counted: the pipeline's own includes begin below it. */
  test('of a child pipeline: 150 below the file that the trigger job names', () => {
    const child = (count: number) => ({
      [entry]: 'start:\n  trigger: {include: child.yml}\n',
      'child.yml': `include: ${listOf(count)}\n${deploy}`,
      ...Object.fromEntries(Array.from({ length: count }, (_, n) => [`i${n}.yml`, template])),
    });
    const errorsBelow = (count: number) =>
      judged(child(count)).analysis.downstream.flatMap(
        (it) => it.analysis?.pipeline.errors.map((error) => error.gitlab) ?? ['not read'],
      );
    assert.deepEqual(errorsBelow(150), []);
    assert.deepEqual(errorsBelow(151), [tooMany]);
  });
});

describe('extends', limit, () => {
  /** `.e0` says something, each of the others extends the one before, and the job extends the last. */
  const chained = (levels: number) =>
    `.e0: {variables: {A: a}}\n${repeat(levels, (n) => `.e${n + 1}: {extends: .e${n}}\n`)}deploy: {extends: .e${levels}, script: x, environment: qa}\n`;

  test('eleven levels', () => {
    const { errors, analysis } = judged(chained(10));
    assert.deepEqual([errors, analysis.pipeline.jobs[0]?.variables.get('A')?.value], [[], 'a']);
  });

  test('twelve levels', () => {
    const { errors } = judged(chained(11));
    assert.deepEqual(errors.length, 1);
    assert.match(errors[0] ?? '', /^\.gitlab-ci\.yml:\d+:\d+ \.e1: nesting too deep in `extends`$/);
  });

  test('a thousand levels', () => {
    const { errors } = judged(chained(1000));
    assert.match(errors[0] ?? '', /: nesting too deep in `extends`$/);
  });

  test('three thousand bases side by side', () => {
    const bases = repeat(3000, (n) => `.e${n}: {variables: {A${n}: a}}\n`);
    const { errors, analysis } = judged(
      `${bases}deploy:\n  extends: [${repeat(3000, (n) => `.e${n}`, ', ')}]\n  script: x\n  environment: qa\n`,
    );
    assert.deepEqual([errors, analysis.pipeline.jobs[0]?.variables.size], [[], 3000]);
  });

  test('ten bases of ten bases of ten', () => {
    const levels = repeat(10, (n) => `.e${n + 1}: {extends: [${repeat(10, () => `.e${n}`, ', ')}]}\n`);
    assert.deepEqual(
      judged(`.e0: {variables: {A: a}}\n${levels}deploy: {extends: .e9, script: x, environment: qa}\n`).errors,
      [],
    );
  });
});

describe('parallel', limit, () => {
  const jobs = (parallel: string) => {
    const { errors, analysis } = judged(`deploy:\n  script: x\n  parallel: ${parallel}\n  environment: qa/$A\n`);
    return { errors, count: analysis.pipeline.jobs.length };
  };
  const row = (a: number, b: number) =>
    `{matrix: [{A: [${repeat(a, String, ', ')}], B: [${repeat(b, String, ', ')}]}]}`;

  test('200 instances, and one more', () => {
    assert.deepEqual(jobs('200'), { errors: [], count: 200 });
    assert.deepEqual(jobs('201'), {
      errors: [`${entry}:3:3 jobs:deploy:parallel config must be less than or equal to 200`],
      count: 1,
    });
  });

  test('a number of ten thousand digits', () => {
    assert.deepEqual(jobs('9'.repeat(10_000)).errors, [
      `${entry}:3:3 jobs:deploy:parallel config must be less than or equal to 200`,
    ]);
  });

  test('a matrix of 200, and of 201', () => {
    assert.deepEqual(jobs(row(20, 10)), { errors: [], count: 200 });
    assert.deepEqual(jobs(row(67, 3)).errors, [
      `${entry}:3:14 jobs:deploy:parallel:matrix config generates too many jobs (maximum is 200)`,
    ]);
  });

  test('a matrix of 20 to the power of 20', () => {
    const matrix = `{matrix: [{${repeat(20, (n) => `V${n}: [${repeat(20, String, ', ')}]`, ', ')}}]}`;
    const { errors, count } = jobs(matrix);
    assert.match(errors[0] ?? '', /generates too many jobs \(maximum is 200\)$/);
    assert.ok(count <= 200);
  });

  test('two hundred instances that each need two hundred: more than GitLab lets a job need', () => {
    const level = (n: number) =>
      `deploy${n}:\n  script: x\n  parallel: 200\n${n ? `  needs: [deploy${n - 1}]\n` : ''}  environment: qa\n`;
    const { errors, analysis } = judged(repeat(3, level));
    assert.deepEqual([errors, analysis.outcome.reason, analysis.pipeline.jobs.length], [[], 'seed_errors', 600]);
    assert.match(
      analysis.outcome.message ?? '',
      /^deploy1 1\/200: one job can only need 50 others, but you have listed 200/,
    );
  });
});

describe('depth', limit, () => {
  const nested = (open: string, close: string, levels: number) =>
    `.a: ${open.repeat(levels)}${close.repeat(levels)}\n${deploy}`;

  test('99 lists in each other, and 100', () => {
    assert.deepEqual(judged(nested('[', ']', 99)).errors, []);
    assert.deepEqual(judged(nested('[', ']', 100)).errors, [`${entry}:1:1 The parsed YAML is too big`]);
  });

  for (const [name, text] of [
    ['lists in brackets', nested('[', ']', 50_000)],
    ['brackets that nothing closes', nested('[', '', 50_000)],
    ['mappings in braces', nested('{a: ', '}', 50_000)],
    ['dashes on one line', `.a:\n  ${'- '.repeat(50_000)}x\n${deploy}`],
    ['question marks', `${'? '.repeat(50_000)}x\n`],
    ['mappings by indentation', `.a:\n${repeat(2000, (n) => `${' '.repeat(n + 1)}a:\n`)}${deploy}`],
  ] as const) {
    test(`fifty thousand levels: ${name}`, () => {
      const { errors } = judged(text);
      assert.equal(errors[0], `${entry}:1:1 The parsed YAML is too big`);
    });
  }

  for (const [name, text] of [
    ['lists in brackets', `.a:\n  @\n  b: ${'['.repeat(20_000)}\n${deploy}`],
    ['dashes', `.a:\n  @\n  ${'- '.repeat(50_000)}x\n${deploy}`],
    ['indentation', `.a: @\n${repeat(2000, (n) => `${' '.repeat(n + 1)}a:\n`)}${deploy}`],
  ] as const) {
    test(`behind an error, where reading goes on: ${name}`, () => {
      assert.match(judged(text).errors[0] ?? '', /found character that cannot start any token/);
    });
  }

  test('the job behind is read all the same', () => {
    assert.deepEqual(judged(nested('[', ']', 50_000)).verdicts, { deploy: 'deny' });
  });
});
