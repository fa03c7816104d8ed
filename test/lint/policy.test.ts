/** `.deploy-gates.yml` and the comments that ignore: what they say, where they hold, and that nothing of it goes stale. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { project as fitsSchema } from '../../schemas/out/validate.mjs';
import { rules } from '../../server/src/lint/index.ts';
import { policyPath } from '../../server/src/lint/policy.ts';
import { readPolicy } from '../../server/src/lint/policy-file.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import { analysisOf, attemptOf } from '../support/world.ts';

const trigger = 'deploy:\n  trigger: acme/infra\n  environment: production\n  only: [main]\n';
const settings = { protectedBranches: [{ name: 'main', push: [{ accessLevel: 40 }] }] };

/** What is found, as `severity rule`. */
function found(ci: string, policy?: string, attempt: Readonly<Record<string, unknown>> = {}): readonly string[] {
  const files = new Map([['.gitlab-ci.yml', ci], ...(policy === undefined ? [] : [[policyPath, policy] as const])]);
  return analysisOf(files, settings, attemptOf(attempt)).lint.map(
    (it) => `${it.severity ?? it.rule.severity} ${it.rule.id}`,
  );
}

function problems(policy: string): readonly string[] {
  return readPolicy(parse(policyPath, policy)).problems.map((it) => it.message);
}

const unprotected = 'info environment/unprotected-production';
const noStrategy = 'warning trigger/no-strategy';

describe('profiles', () => {
  test('recommended is what there is without a file', () => {
    assert.deepEqual(found(trigger), [unprotected, noStrategy]);
    assert.deepEqual(found(trigger, 'profile: recommended\n'), [unprotected, noStrategy]);
  });

  test('strict asks every rule', () => {
    assert.deepEqual(found(trigger, 'profile: strict\n'), [
      unprotected,
      noStrategy,
      'hint concurrency/no-resource-group',
    ]);
  });

  test('off asks what is named, and nothing else', () => {
    assert.deepEqual(found(trigger, 'profile: off\n'), []);
    assert.deepEqual(found(trigger, 'profile: off\nrules:\n  trigger/no-strategy: error\n'), [
      'error trigger/no-strategy',
    ]);
  });
});

describe('severities', () => {
  test('count before what the rule says', () => {
    assert.deepEqual(
      found(trigger, 'rules:\n  trigger/no-strategy: error\n  environment/unprotected-production: off\n'),
      ['error trigger/no-strategy'],
    );
  });

  test('switch a rule of the profile strict on', () => {
    assert.ok(
      found(trigger, 'rules: {concurrency/no-resource-group: warning}\n').includes(
        'warning concurrency/no-resource-group',
      ),
    );
  });
});

describe('what the project knows', () => {
  const ship = 'ship:\n  script: bin/ship it --to live\n';

  test('commands that deploy', () => {
    assert.deepEqual(found(ship), []);
    assert.deepEqual(found(ship, 'deploy_commands: [bin/ship]\n'), ['warning environment/missing']);
    assert.deepEqual(found(ship, 'deploy_commands: ["bin/sh* it"]\n'), ['warning environment/missing']);
    assert.deepEqual(found(ship, 'deploy_commands: [bin/ship that]\n'), []);
  });

  test('environments that are production', () => {
    const ci = 'deploy:\n  script: ./deploy\n  environment: shop-eu\n  only: [main]\n';
    assert.deepEqual(found(ci), []);
    assert.deepEqual(found(ci, 'production_environments: ["shop-*"]\n'), [unprotected]);
  });
});

describe('entries that ignore', () => {
  const entry = (more = '') => `ignore:\n  - rule: trigger/no-strategy\n    reason: nobody waits\n${more}`;

  test('a rule', () => {
    assert.deepEqual(found(trigger, entry()), [unprotected]);
    assert.deepEqual(found(trigger, 'ignore:\n  - {rule: "trigger/*", reason: x}\n'), [unprotected]);
    assert.deepEqual(found(trigger, 'ignore:\n  - {rule: "*", reason: x}\n'), []);
  });

  test('in a job', () => {
    assert.deepEqual(found(trigger, entry('    job: dep*\n')), [unprotected]);
    assert.deepEqual(found(trigger, entry('    job: release\n')), [unprotected, noStrategy, 'info ignore/unused']);
  });

  test('in a file', () => {
    assert.deepEqual(found(trigger, entry('    file: .gitlab-ci.yml\n')), [unprotected]);
    assert.deepEqual(found(trigger, entry('    file: ci/*.yml\n')), [unprotected, noStrategy, 'info ignore/unused']);
  });

  test('until a day', () => {
    const at = { at: '2026-11-18T23:59:00Z' };
    assert.deepEqual(found(trigger, entry('    until: 2026-11-18\n'), at), [unprotected]);
    assert.deepEqual(found(trigger, entry('    until: "2026-11-17"\n'), at), [
      unprotected,
      noStrategy,
      'info ignore/expired',
    ]);
  });
});

describe('comments that ignore', () => {
  test('on the line', () => {
    const comment = ' # deploy-gates: ignore[trigger/no-strategy] x';
    assert.deepEqual(found(trigger.replace('infra', `infra${comment}`)), [unprotected]);
    assert.deepEqual(found(trigger.replace('production', `production${comment}`)), [
      unprotected,
      noStrategy,
      'info ignore/unused',
    ]);
  });

  test('above what it is about', () => {
    assert.deepEqual(
      found(trigger.replace('  trigger', '  # deploy-gates: ignore[trigger/no-strategy] x\n  trigger')),
      [unprotected],
    );
    assert.deepEqual(
      found(trigger.replace('  environment', '  # deploy-gates: ignore[trigger/no-strategy] x\n  environment')),
      [unprotected, noStrategy, 'info ignore/unused'],
    );
  });

  test('above a job', () => {
    const comment = '# deploy-gates: ignore[trigger/no-strategy, environment/unprotected-production] x\n';
    assert.deepEqual(found(`${comment}${trigger}`), []);
    assert.deepEqual(found(`${comment}test:\n  script: x\n${trigger}`), [
      unprotected,
      noStrategy,
      'info ignore/unused',
    ]);
  });

  test('above a job whose mistake is in a template', () => {
    const ci = `.t:\n  trigger: acme/infra\n  environment: production\n  only: [main]\n# deploy-gates: ignore[trigger/*, environment/*] x\ndeploy:\n  extends: .t\n`;
    assert.deepEqual(found(ci), []);
    assert.deepEqual(found(ci.replace(/# .*\n/, '')), [unprotected, noStrategy]);
  });

  test('at the head of a file', () => {
    const comment = '# deploy-gates: ignore[trigger/no-strategy] x\n\n';
    assert.deepEqual(found(`${comment}test:\n  script: x\n${trigger}`), [unprotected]);
    assert.deepEqual(found(`test:\n  script: x\n${trigger}# deploy-gates: ignore-file[trigger/no-strategy] x\n`), [
      unprotected,
    ]);
  });

  test('without a rule, or with none that there is, ignore nothing and are told', () => {
    assert.deepEqual(found(`# deploy-gates: ignore\n${trigger}`), [unprotected, noStrategy, 'info ignore/unused']);
    assert.deepEqual(found(`# deploy-gates: ignore[trigger/strategy] x\n${trigger}`), [
      unprotected,
      noStrategy,
      'info ignore/unused',
    ]);
  });

  test('of a rule that needs settings are not called unused', () => {
    assert.deepEqual(found(`# deploy-gates: ignore[freeze/ignored] x\ntest:\n  script: x\n`), []);
  });
});

describe('a file that is not understood', () => {
  test('says what is meant', () => {
    assert.deepEqual(problems('profil: strict\n'), ['There is no `profil` here. Is `profile` meant?']);
    assert.deepEqual(problems('rules:\n  trigger/no-strategi: error\n'), [
      'There is no rule `trigger/no-strategi`. Is `trigger/no-strategy` meant?',
    ]);
    assert.deepEqual(problems('profile: loud\n'), ['`profile` is one of `recommended`, `strict`, `off`.']);
    assert.deepEqual(problems('ignore:\n  - rule: trigger/no-strategy\n'), ['An entry of `ignore` needs a `reason`.']);
    assert.deepEqual(problems('ignore:\n  - {rule: trigger/no-strategy, reason: x, until: soon}\n'), [
      '`until` is a day such as `2027-01-31`.',
    ]);
    assert.deepEqual(problems('- a\n'), ['The file is no mapping of keys to values.']);
    assert.deepEqual(problems(''), []);
  });

  test('keeps what is', () => {
    const policy = readPolicy(parse(policyPath, 'profil: x\nrules:\n  trigger/no-strategy: off\n'));
    assert.deepEqual(policy.severities, { 'trigger/no-strategy': 'off' });
  });
});

describe('the schema', () => {
  const path = 'schemas/project.schema.json';
  const good = {
    profile: 'strict',
    rules: { 'trigger/no-strategy': 'error' },
    deploy_commands: ['bin/ship'],
    production_environments: ['shop-*'],
    ignore: [{ rule: 'freeze/*', job: 'docs', file: 'ci/*.yml', reason: 'docs', until: '2027-01-31' }],
  };

  test('takes what is understood', () => {
    assert.ok(fitsSchema(good), JSON.stringify(fitsSchema.errors));
    assert.deepEqual(problems(JSON.stringify(good)), []);
  });

  test('refuses what is not', () => {
    assert.ok(!fitsSchema({ ...good, profil: 'x' }));
    assert.ok(!fitsSchema({ rules: { 'trigger/no-strategi': 'error' } }));
    assert.ok(!fitsSchema({ ignore: [{ rule: 'trigger/no-strategy' }] }));
  });

  test('names every rule', () => {
    const now = readFileSync(path, 'utf8');
    const schema = JSON.parse(now) as { properties: { rules: { propertyNames: { enum: string[] } } } };
    schema.properties.rules.propertyNames.enum = rules.map((it) => it.id).sort();
    const right = `${JSON.stringify(schema, null, 2)}\n`;
    if (process.env['UPDATE'] === '1') writeFileSync(path, right);
    else assert.equal(now, right, 'run UPDATE=1 npm test -- policy');
  });
});
