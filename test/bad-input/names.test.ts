/** Names that every object of JavaScript has, and numbers that none of them can hold: to GitLab they are like all others. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { entry, judged } from './judged.ts';

const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'] as const;

describe('of an object', () => {
  for (const name of names) {
    test(`a job ${name}`, () => {
      const { errors, verdicts } = judged(
        `${name}: {script: x, environment: qa}\nafter: {script: x, needs: [${name}], environment: qa}\n`,
      );
      assert.deepEqual(errors, []);
      assert.deepEqual(Object.entries(verdicts), [
        [name, 'pass'],
        ['after', 'pass'],
      ]);
    });

    test(`no job ${name}`, () => {
      const { errors } = judged(`after: {script: x, needs: [${name}], environment: qa}\n`);
      assert.deepEqual(errors, [`${entry}:1:28 after job: undefined need: ${name}`]);
    });

    test(`no base ${name}`, () => {
      const { errors } = judged(`after: {script: x, extends: ${name}, environment: qa}\n`);
      assert.deepEqual(errors, [`${entry}:1:29 after: unknown keys in \`extends\` (${name})`]);
    });

    test(`no stage ${name}`, () => {
      const { errors } = judged(`after: {script: x, stage: ${name}, environment: qa}\n`);
      assert.match(errors[0] ?? '', new RegExp(`:1:27 after job: chosen stage ${name} does not exist;`));
    });

    test(`no keyword ${name}`, () => {
      const { errors } = judged(`after: {script: x, ${name}: x, environment: {name: qa, ${name}: x}}\n`);
      assert.equal(errors[0], `${entry}:1:20 jobs:after config contains unknown keys: ${name.toLowerCase()}`);
    });

    test(`a variable ${name}`, () => {
      const { errors, verdicts, analysis } = judged(
        `variables: {${name}: qa}\nafter: {script: x, environment: "$${name}", rules: [{if: '$${name} == "qa"'}]}\n`,
      );
      assert.deepEqual([errors, verdicts], [[], { after: 'pass' }]);
      assert.equal(analysis.reports[0]?.job.possible[0]?.environment?.name, 'qa');
    });

    test(`no variable ${name}`, () => {
      const { errors, verdicts } = judged(
        `after: {script: x, environment: qa, rules: [{if: '$${name} == null', when: never}, {when: always}]}\n`,
      );
      assert.deepEqual([errors, verdicts['after'] === 'pass'], [[], false]);
    });

    test(`an input ${name}, and none`, () => {
      const given = judged(
        `spec: {inputs: {${name}: {default: qa}}}\n---\nafter: {script: x, environment: "$[[ inputs.${name} ]]"}\n`,
      );
      assert.deepEqual([given.errors, given.verdicts], [[], { after: 'pass' }]);
      const missing = judged(`spec: {inputs: {}}\n---\nafter: {script: x, environment: "$[[ inputs.${name} ]]"}\n`);
      assert.equal(
        missing.errors[0],
        `${entry}:3:33 unknown interpolation provided: \`${name}\` in \`inputs.${name}\``,
      );
      const context = judged(`spec: {inputs: {}}\n---\nafter: {script: x, environment: "$[[ ${name}.x ]]"}\n`);
      assert.equal(context.errors[0], `${entry}:3:33 unknown interpolation provided: \`${name}\` in \`${name}.x\``);
    });

    test(`a command ${name}`, () => {
      const { errors, verdicts } = judged(`after: {script: "${name} apply", environment: qa}\n`);
      assert.deepEqual([errors, verdicts], [[], { after: 'pass' }]);
    });

    test(`a matrix of ${name}`, () => {
      const { errors, verdicts } = judged(
        `after: {script: x, environment: "qa/$${name}", parallel: {matrix: [{${name}: [a, b]}]}}\n`,
      );
      assert.deepEqual([errors, verdicts], [[], { 'after: [a]': 'pass', 'after: [b]': 'pass' }]);
    });

    test(`the tag !<${name}>, which says nothing`, () => {
      assert.deepEqual(judged(`after: {script: !<${name}> x, environment: qa}\n`).errors, []);
    });
  }
});

describe('that YAML takes for something else', () => {
  for (const [name, type] of [
    ['1', 'integer'],
    ['1.0', 'float'],
    ['true', 'boolean'],
    ['on', 'boolean'],
  ] as const) {
    test(name, () => {
      const { errors, messages } = judged(`${name}: {script: x, environment: qa}\n`);
      assert.match(errors[0] ?? '', /^\.gitlab-ci\.yml:1:1 jobs:\S+ name should be a symbol$/);
      assert.match(messages[0] ?? '', new RegExp(`YAML reads as ${type}\\. Put it in quotes`));
    });
  }
});

describe('numbers', () => {
  for (const [name, text] of [
    ['a million digits', '9'.repeat(1_000_000)],
    ['a million digits with underscores', '1_'.repeat(500_000) + 1],
    ['in base 16', `0x${'f'.repeat(100_000)}`],
    ['in base 2', `0b${'1'.repeat(100_000)}`],
  ] as const) {
    test(name, { timeout: 300_000 }, () => {
      const { errors } = judged(`deploy: {script: x, environment: qa, retry: ${text}}\n`);
      assert.deepEqual(errors, [`${entry}:1:38 retry config must be less than or equal to 2`]);
    });
  }

  test('lengths of time beyond all calendars', () => {
    const { errors } = judged(
      'deploy: {script: x, environment: qa, when: delayed, start_in: 99999999999999999999 weeks}\n',
    );
    assert.deepEqual(errors.slice(0, 1), [`${entry}:1:53 jobs:deploy start in should not exceed the limit`]);
  });
});
