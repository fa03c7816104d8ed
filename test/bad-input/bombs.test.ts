/** Text that a few lines make much of: aliases, merge keys, references, variables. It is refused, or read, in little time. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deploy, judged, repeat } from './judged.ts';

const tooBig = '.gitlab-ci.yml:1:1 The parsed YAML is too big';
const limit = { timeout: 300_000 };

/** Anchors of which each stands for ten of the one before: `levels` of them make 10^levels texts. */
function laughs(levels: number, indent = ''): string {
  const level = (n: number) => `${indent}a${n + 1}: &a${n + 1} [${repeat(10, () => `*a${n}`, ', ')}]\n`;
  return `${indent}a0: &a0 [ha, ha]\n${repeat(levels, level)}`;
}

describe('aliases', limit, () => {
  test('of aliases of aliases: too big for GitLab', () => {
    assert.deepEqual(judged(`.x:\n${laughs(30, '  ')}${deploy}`).errors, [tooBig]);
  });

  test('over several entries', () => {
    assert.deepEqual(judged(`${laughs(30)}${deploy}`).errors, [tooBig]);
  });

  test('a few levels are read: the job beside them is judged', () => {
    const { errors, verdicts } = judged(`.x:\n${laughs(3, '  ')}${deploy}`);
    assert.deepEqual([errors, verdicts], [[], { deploy: 'pass' }]);
  });

  test('as a key, where it would have to be printed', () => {
    assert.deepEqual(judged(`.x:\n${laughs(30, '  ')}  ? *a30\n  : x\n${deploy}`).errors, [tooBig]);
  });

  test('as the path of a reference, which is printed as well', () => {
    assert.deepEqual(judged(`.x:\n${laughs(30, '  ')}  b: !reference [*a30]\n${deploy}`).errors, [tooBig]);
  });

  test('that stand inside the value that they name', () => {
    const { errors, messages } = judged(`.x: &x [*x]\n${deploy}`);
    assert.deepEqual(errors.slice(0, 1), ['.gitlab-ci.yml:1:9 The parsed YAML is too big']);
    assert.match(messages[0] ?? '', /never ends/);
  });

  test('to thousands of names that nothing defines: each at its place', () => {
    const { errors } = judged(`${repeat(500, (n) => `.a${n}: [*gone]\n`)}${deploy}`);
    assert.deepEqual(
      errors,
      Array.from(
        { length: 500 },
        (_, n) => `.gitlab-ci.yml:${n + 1}:${`.a${n}: [`.length + 1} An alias referenced an unknown anchor: gone`,
      ),
    );
  });
});

describe('merge keys', limit, () => {
  test('that double the mapping with each level', () => {
    const level = (n: number) =>
      `  m${n + 1}: &m${n + 1}\n    k${n}: {<<: *m${n}}\n    l${n}: *m${n}\n    <<: [*m${n}, *m${n}]\n`;
    assert.deepEqual(judged(`.x:\n  m0: &m0 {a: 1, b: 2}\n${repeat(30, level)}${deploy}`).errors, [tooBig]);
  });

  test('that copy a large mapping thousands of times: told where it becomes too much', () => {
    const many = repeat(5000, (n) => `    k${n}: 1\n`);
    const { errors } = judged(`.x:\n  m0: &m0\n${many}${repeat(5000, (n) => `  n${n}: {<<: *m0}\n`)}${deploy}`);
    assert.deepEqual(errors, ['.gitlab-ci.yml:3:5 The parsed YAML is too big']);
  });
});

describe('references', limit, () => {
  const level = (n: number) => `.r${n + 1}:\n  script: [${repeat(10, () => `!reference [.r${n}, script]`, ', ')}]\n`;
  const references = (levels: number) => `.r0:\n  script: [a, b]\n${repeat(levels, level)}`;

  test('that multiply tenfold with each level: told at the first of them', () => {
    const job = 'deploy:\n  script: !reference [.r40, script]\n  environment: production\n';
    const { errors, messages, verdicts } = judged(`${references(40)}${job}`);
    assert.deepEqual(errors, ['.gitlab-ci.yml:84:22 Undefined error']);
    assert.match(messages[0] ?? '', /deeper than 100 levels or takes more than 100 MB/);
    assert.deepEqual(verdicts, { deploy: 'deny' });
  });

  test('do no harm where no job uses them', () => {
    const { errors, verdicts } = judged(`${references(40)}${deploy}`);
    assert.deepEqual([errors, verdicts], [[], { deploy: 'pass' }]);
  });

  test('of two levels are replaced', () => {
    const { errors, analysis } = judged(
      `${references(2)}deploy:\n  script: !reference [.r2, script]\n  environment: qa\n`,
    );
    const script = analysis.pipeline.jobs[0]?.body.entries.get('script')?.value;
    assert.deepEqual([errors, script?.kind === 'seq' && script.items.length], [[], 10]);
  });

  test('that lead from one to the next two thousand times', () => {
    const chain = repeat(2000, (n) => `.r${n}: {script: !reference [.r${n + 1}, script]}\n`);
    const { errors } = judged(`deploy:\n  script: !reference [.r0, script]\n  environment: qa\n${chain}`);
    assert.match(errors[0] ?? '', /^\.gitlab-ci\.yml:\d+:\d+ Undefined error$/);
  });

  test('in a circle', () => {
    const { errors, messages } = judged(
      '.a: {script: !reference [.b, script]}\n.b: {script: !reference [.a, script]}\ndeploy: {script: !reference [.a, script], environment: qa}\n',
    );
    assert.match(errors[0] ?? '', /^\.gitlab-ci\.yml:1:25 !reference \["\.b", "script"\] is part of a circular chain$/);
    assert.match(messages[0] ?? '', /lead back to themselves/);
  });
});

describe('variables', limit, () => {
  test('that make 10^30 letters of ten: the name that they make is not known', () => {
    const level = (n: number) => `  V${n + 1}: ${`$V${n}`.repeat(10)}\n`;
    const { verdicts, analysis } = judged(
      `variables:\n  V0: xxxxxxxxxx\n${repeat(30, level)}deploy:\n  script: x\n  environment: production/$V30\n`,
    );
    assert.deepEqual(verdicts, { deploy: 'unknown' });
    const open = analysis.reports[0]?.findings.find((it) => it.verdict.kind === 'unknown');
    assert.match(JSON.stringify(open), /a variable that expands to a very long text/);
  });

  test('that refer to each other ten thousand times deep', () => {
    const chain = repeat(10_000, (n) => `  V${n + 1}: $V${n}\n`);
    const { verdicts } = judged(
      `variables:\n  V0: x\n${chain}deploy:\n  script: x\n  environment: production/$V10000\n`,
    );
    assert.deepEqual(verdicts, { deploy: 'pass' });
  });

  test('in a circle: GitLab creates no pipeline', () => {
    const { analysis, verdicts } = judged(
      'variables:\n  A: $B\n  B: $A\ndeploy:\n  script: x\n  environment: production/$A\n',
    );
    assert.deepEqual(verdicts, { deploy: 'deny' });
    assert.match(analysis.outcome.message ?? '', /^deploy: circular variable reference detected: \["[AB]", "[AB]"\]$/);
  });
});

describe('inputs', limit, () => {
  test('fifty thousand times in one text', () => {
    const { errors } = judged(
      `spec:\n  inputs:\n    a: {default: x}\n---\n.a: ${'$[[ inputs.a ]]'.repeat(50_000)}\n${deploy}`,
    );
    assert.deepEqual(errors, []);
  });

  test('a long list as text, thousands of times', () => {
    const list = repeat(20_000, () => 'aaaaaaaaaa', ', ');
    const header = `spec:\n  inputs:\n    a: {type: array, default: [${list}]}\n---\n`;
    const { errors } = judged(`${header}.a: "${'is $[[ inputs.a ]] '.repeat(5000)}"\n${deploy}`);
    assert.deepEqual(errors, ['.gitlab-ci.yml:5:5 config node too large']);
  });
});
