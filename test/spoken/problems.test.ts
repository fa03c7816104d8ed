/** What is wrong with a configuration is explained in German; what GitLab says about it stays as GitLab says it. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { speak } from '../../server/src/lsp/language.ts';
import { evaluate } from '../../server/src/pipeline/evaluate.ts';
import { tableOf } from '../../server/src/pipeline/table.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import { attemptOf, pipelineOf } from '../support/world.ts';

/** A configuration, GitLab's message, and ours. */
const wrong: readonly (readonly [yaml: string, gitlab: string, message: string])[] = [
  [
    'ship: {script: x, enviroment: y}',
    'jobs:ship config contains unknown keys: enviroment',
    '`ship` hat den Schlüssel `enviroment`, den GitLab hier nicht kennt. Ist `environment` gemeint?',
  ],
  [
    'ship: {script: x, environment: {name: a, on_stop: [b]}}',
    'jobs:ship:environment on stop should be a string',
    '`environment:on_stop` von `ship` muss Text sein. In Anführungszeichen setzen.',
  ],
  [
    'ship: {script: x, tags: {}}',
    'jobs:ship:tags config should be an array of strings',
    '`tags` von `ship` muss eine Liste von Texten sein. Jeden Eintrag nach `- ` in eine eigene Zeile schreiben, Zahlen und Wahrheitswerte in Anführungszeichen.',
  ],
  [
    'ship: {script: x, needs: [build]}',
    'ship job: undefined need: build',
    '`ship` braucht `build`, und einen solchen Job gibt es nicht. Den Namen prüfen oder den Job hinzufügen.',
  ],
  [
    'ship: {script: x, environment: {name: a, on_stop: halt}}\nhalt: {script: x, environment: a}',
    'ship job: on_stop job halt needs to have action stop defined',
    '`ship` wird von `halt` gestoppt, dessen `environment` kein `action: stop` hat. Dort ergänzen.',
  ],
  [
    'ship: {extends: .base, script: x}',
    'ship: unknown keys in `extends` (.base)',
    '`.base` steht weder in dieser Datei noch in einer, die sie einbindet. Den Namen prüfen oder die Datei einbinden, in der es definiert ist.',
  ],
  [
    'ship: {script: [a}',
    "(<unknown>): did not find expected ',' or ']' while parsing a flow sequence at line 1 column 16",
    "GitLab kann das nicht als YAML lesen: did not find expected ',' or ']' while parsing a flow sequence. Eine Klammer ist nicht geschlossen, oder davor fehlt ein Komma.",
  ],
];

describe('in German', () => {
  before(() => speak('de'));
  after(() => speak('en'));

  for (const [yaml, gitlab, message] of wrong) {
    test(gitlab, () => {
      const [error] = pipelineOf(yaml).errors;
      assert.deepEqual([error?.gitlab, error?.message], [gitlab, message]);
    });
  }

  test('a key that is written twice', () => {
    const [hint] = parse('.gitlab-ci.yml', 'a: 1\na: 2\n').problems;
    assert.equal(
      hint?.message,
      '`a` steht weiter unten im selben Mapping noch einmal. GitLab nimmt das letzte, also bleibt dieses ohne Wirkung.',
    );
  });

  const rules = (...written: readonly string[]): string =>
    evaluate(pipelineOf(`ship: {script: x, rules: [${written.join(', ')}]}`), attemptOf()).jobs.get('ship')?.because
      .text ?? '';

  test('why a rule matches', () => {
    assert.equal(rules('{if: $CI_COMMIT_BRANCH}'), 'Regel 1 trifft zu: `$CI_COMMIT_BRANCH`');
    assert.equal(rules('{when: never}'), 'Regel 1 trifft zu: keine Bedingungen, mit `when: never`');
    assert.equal(rules('{if: $CI_COMMIT_TAG}'), 'seine Regel trifft nicht zu');
    assert.equal(rules('{if: $CI_COMMIT_TAG}', '{if: $CI_COMMIT_TAG}'), 'keine seiner 2 Regeln trifft zu');
  });

  test('what it depends on', () => {
    assert.equal(rules('{if: $WHO}'), 'Regel 1 hängt ab von `$WHO`: `$WHO`');
    assert.equal(
      rules('{if: $WHO, exists: [a]}'),
      'Regel 1 hängt ab von `$WHO` und Dateien im Repository: `$WHO` und Vorhandensein von `a`',
    );
  });

  test('the usual attempts', () => {
    const titles = tableOf(pipelineOf('ship: {script: x}'), attemptOf()).map((it) => it.title);
    assert.deepEqual(titles, [
      'Push auf `main`',
      'Push auf `feature`',
      'Merge-Request nach `main`',
      'Tag `v1.0.0`',
      'Zeitplan auf `main`',
      'von Hand auf `main`',
    ]);
  });
});
