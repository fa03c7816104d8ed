/** Patterns on which engines that backtrack never end: GitLab's do not, and neither do ours. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judged, repeat } from './judged.ts';

const limit = { timeout: 300_000 };
const rule = (condition: string) => `deploy:\n  script: x\n  environment: qa\n  rules:\n    - if: '${condition}'\n`;
const invalid = '.gitlab-ci.yml:5:7 jobs:deploy:rules:rule if invalid expression syntax';

describe('regular expressions', limit, () => {
  for (const [name, condition, verdict] of [
    ['that fit in too many ways, where nothing fits', `"${'a'.repeat(50_000)}!" =~ /^(a+)+$/`, 'absent'],
    ['that fit in too many ways, where something fits', `"${'a'.repeat(50_000)}" =~ /^(a+)+$/`, 'pass'],
    ['of five thousand alternatives', `"m4999" =~ /^(${repeat(5000, (n) => `m${n}`, '|')})$/`, 'pass'],
  ] as const) {
    test(name, () => {
      const { errors, verdicts } = judged(rule(condition));
      assert.deepEqual([errors, verdicts], [[], { deploy: verdict }]);
    });
  }

  for (const [name, condition] of [
    ['that repeat a thousand times a thousand times', '$A =~ /((a{1000}){1000}){1000}/'],
    ['that look ahead', '$A =~ /(?=a)b/'],
    ['that nothing closes', '$A =~ /(a/'],
  ] as const) {
    test(`${name} are none of RE2's`, () => assert.deepEqual(judged(rule(condition)).errors, [invalid]));
  }

  test('of `only`', () => {
    const { errors } = judged("deploy: {script: x, environment: qa, only: ['/^(a+)+$/']}\n");
    assert.deepEqual(errors, []);
  });
});

describe('conditions', limit, () => {
  for (const [name, condition] of [
    ['of twenty thousand terms', repeat(20_000, () => '$A == "b"', ' && ')],
    ['of fifty thousand parentheses', `${'('.repeat(50_000)}$A${')'.repeat(50_000)}`],
    ['of a hundred words', repeat(100, () => '$A', ' ')],
  ] as const) {
    test(`${name}: GitLab reads 99 words at most`, () => assert.deepEqual(judged(rule(condition)).errors, [invalid]));
  }
});

describe('globs', limit, () => {
  const path = `${'a/'.repeat(60)}${'a'.repeat(60)}`;
  const clause = (what: string, glob: string) => ({
    '.gitlab-ci.yml': `deploy:\n  script: x\n  environment: qa\n  rules:\n    - ${what}: ['${glob}']\n`,
    [path]: 'a: {script: x}\n',
  });
  for (const [name, glob] of [
    ['forty choices of two', `${'{a,b}'.repeat(40)}x`],
    ['choices in choices', `${'{a,'.repeat(20)}b${'}'.repeat(20)}x`],
    ['fifty directories or none', `${'**/'.repeat(50)}x`],
    ['fifty stars', `${'*a'.repeat(50)}x`],
    ['brackets that nothing closes', `${'['.repeat(1000)}x`],
  ] as const) {
    test(`${name} in \`exists\``, () => {
      const { errors, verdicts } = judged(clause('exists', glob));
      assert.deepEqual([errors, Object.keys(verdicts)], [[], ['deploy']]);
    });
    test(`${name} in \`changes\``, () => assert.deepEqual(judged(clause('changes', glob)).errors, []));
  }
});

describe('scripts', limit, () => {
  for (const [name, script] of [
    ['twenty thousand substitutions in each other', `echo ${'$('.repeat(20_000)}`],
    ['twenty thousand heredocs that nothing ends', repeat(20_000, (n) => `cat <<EOF${n}\n`)],
    ['a hundred thousand quotes', '"'.repeat(100_001)],
    ['a hundred thousand backslashes', '\\'.repeat(100_001)],
  ] as const) {
    test(name, () => {
      const text = `deploy:\n  environment: qa\n  script:\n    - |\n${script
        .split('\n')
        .map((it) => `      ${it}\n`)
        .join('')}`;
      const { errors, verdicts } = judged(text);
      assert.deepEqual([errors, verdicts], [[], { deploy: 'pass' }]);
    });
  }
});
