/** Files of sizes that nobody should have to read: an answer comes, and it is the one for a small file of the kind. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deploy, entry, judged, repeat } from './judged.ts';

/** With all that an editor asks. */
const answered = (files: Parameters<typeof judged>[0]) => judged(files);

const limit = { timeout: 1_200_000 };
const tooBig = `${entry}:1:1 The parsed YAML is too big`;

describe('ten thousand jobs', limit, () => {
  const job = (n: number) => `job-${n}:\n  script: ./deploy\n  environment: production/${n}\n`;

  test('each with its environment: more than GitLab loads, and all are judged', () => {
    const { errors, verdicts } = answered(repeat(10_000, job));
    assert.deepEqual([errors, Object.keys(verdicts).length, verdicts['job-9999']], [[tooBig], 10_000, 'deny']);
  });

  test('of which each needs the one before', () => {
    const { errors, verdicts } = answered(repeat(10_000, (n) => `${job(n)}${n ? `  needs: [job-${n - 1}]\n` : ''}`));
    assert.deepEqual([errors, Object.keys(verdicts).length], [[tooBig], 10_000]);
  });

  test('that deploy nothing, beside one that does', () => {
    const { errors, verdicts } = answered(`${repeat(10_000, (n) => `job-${n}: {script: make}\n`)}${deploy}`);
    assert.deepEqual([errors, verdicts], [[tooBig], { deploy: 'deny' }]);
  });

  test('a tenth of it is what GitLab reads', () => {
    const { errors, verdicts } = answered(repeat(1000, (n) => `${job(n)}${n ? `  needs: [job-${n - 1}]\n` : ''}`));
    assert.deepEqual([errors, verdicts['job-999']], [[], 'pass']);
  });

  test('three thousand in a circle: named, as far as anybody reads', () => {
    const { errors, messages } = answered(
      repeat(3000, (n) => `job-${n}: {script: x, needs: [job-${(n + 1) % 3000}]}\n`),
    );
    assert.equal(errors.length, 1);
    assert.match(
      errors[0] ?? '',
      /^\.gitlab-ci\.yml:1:20 The pipeline has circular dependencies: topological sort failed: \["job-0", "job-1", /,
    );
    assert.match(messages[0] ?? '', /`job-29` and 2970 more need each other in a circle/);
  });

  test('three thousand of which each needs one that is not there', () => {
    const { errors } = answered(repeat(3000, (n) => `job-${n}: {script: x, needs: [gone-${n}], environment: qa}\n`));
    assert.equal(errors.length, 3000);
    assert.match(errors[2999] ?? '', /^\.gitlab-ci\.yml:3000:\d+ job-2999 job: undefined need: gone-2999$/);
  });
});

describe('five megabytes', limit, () => {
  test('of comments', () => {
    const { errors, verdicts } = answered(`${deploy}${repeat(100_000, (n) => `# ${'x'.repeat(48)}${n}\n`)}`);
    assert.deepEqual([errors, verdicts], [[], { deploy: 'pass' }]);
  });

  for (const [name, text] of [
    ['one list', `.l:\n${repeat(500_000, () => '  - aaaaaa\n')}`],
    ['one mapping', `.l:\n${repeat(300_000, (n) => `  k${n}: aaaaaa\n`)}`],
    ['jobs', repeat(60_000, (n) => `job-${n}:\n  script: [make something ${'y'.repeat(40)} ${n}]\n`)],
  ] as const) {
    test(`of ${name}: more than GitLab loads`, () => {
      const { errors, verdicts } = answered(`${deploy}${text}`);
      assert.deepEqual([errors[0], verdicts], [tooBig, { deploy: 'deny' }]);
    });
  }

  test('of one key, again and again: the last one counts, and not every other one is told of', () => {
    const { errors, verdicts, analysis } = answered(`${deploy}.l:\n${repeat(300_000, () => '  k: aaaaaa\n')}`);
    assert.deepEqual([errors, verdicts, analysis.pipeline.config.hints.length], [[], { deploy: 'pass' }, 1000]);
  });

  test('of lines without a colon: the first is told, the job before them is judged', () => {
    const { errors, verdicts } = answered(`${deploy}${repeat(300_000, (n) => `k${n} aaaaaa\n`)}`);
    assert.deepEqual(errors, [
      `${entry}:5:1 (<unknown>): could not find expected ':' while scanning a simple key at line 4 column 1`,
    ]);
    assert.deepEqual(verdicts, { deploy: 'deny' });
  });

  test('of broken values', () => {
    const { errors, verdicts } = answered(`${deploy}${repeat(50_000, (n) => `k${n}: @aaaaaa\n`)}`);
    assert.match(errors[0] ?? '', /^\.gitlab-ci\.yml:4:5 .* found character that cannot start any token/);
    assert.deepEqual(verdicts, { deploy: 'deny' });
  });
});

describe('a megabyte on one line', limit, () => {
  test('of script', () => {
    const { errors, verdicts } = answered(deploy.replace('./deploy', 'x'.repeat(1 << 20)));
    assert.deepEqual([errors, verdicts], [[], { deploy: 'pass' }]);
  });

  test('of a list in brackets', () => {
    const { errors, verdicts } = answered(
      `deploy: {script: [${repeat(200_000, () => 'a', ', ')}], environment: production}\n`,
    );
    assert.deepEqual([errors, verdicts], [[tooBig], { deploy: 'deny' }]);
  });

  test('of brackets', () => {
    assert.match(answered(`deploy: ${'[[[]]],'.repeat(150_000)}\n`).errors[0] ?? '', /did not find expected key/);
  });

  test('of dashes', () => {
    assert.match(answered(`${'-'.repeat(1 << 20)}\n${deploy}`).errors[0] ?? '', /mapping values are not allowed/);
  });
});

test('thirty thousand comments that switch rules off', limit, () => {
  const { verdicts } = answered(`${deploy}${repeat(30_000, () => '# deploy-gates: ignore[freeze/ignored] why not\n')}`);
  assert.deepEqual(verdicts, { deploy: 'pass' });
});

test('fifty thousand anchors, each merged into the next', limit, () => {
  const anchors = repeat(50_000, (n) => `.a${n}: &a${n} ${n ? `{<<: *a${n - 1}}` : '{a: 1}'}\n`);
  assert.equal(answered(`${anchors}${deploy}`).errors[0], tooBig);
});
