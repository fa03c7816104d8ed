/** Comments that switch a finding off, and one change for all findings of a kind. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Analysis } from '../../server/src/engine/analysis.ts';
import { fixAll } from '../../server/src/features/fix-all.ts';
import { ignorings } from '../../server/src/features/ignoring.ts';
import { changedBy } from '../support/changed.ts';
import { analysisOf } from '../support/world.ts';

const main = '.gitlab-ci.yml';
const rule = 'trigger/no-environment';

/** What each offer makes of the file; after each the finding is gone. */
function ignored(text: string, id = rule): Readonly<Record<string, string | undefined>> {
  const analysis = analysisOf(new Map([[main, text]]));
  const finding = analysis.lint.find((it) => it.rule.id === id);
  assert.ok(finding, `not found: ${id}`);
  return Object.fromEntries(
    ignorings(analysis, finding).map((it) => {
      const after = changedBy(analysis, it)[main] ?? '';
      const again = analysisOf(new Map([[main, after]]));
      assert.ok(!again.lint.some((other) => other.rule.id === id && other.job === finding.job), it.title);
      assert.equal(unused(again), unused(analysis), it.title);
      return [it.title, after];
    }),
  );
}

function unused({ lint }: Analysis): number {
  return lint.filter((it) => it.rule.id === 'ignore/unused').length;
}

test('on the line, for the job, in the file', () => {
  assert.deepEqual(ignored('# edge\ndeploy-edge:\n  trigger: acme/edge\n'), {
    'Ignore `trigger/no-environment` on this line':
      '# edge\ndeploy-edge:\n  trigger: acme/edge # deploy-gates: ignore[trigger/no-environment]\n',
    'Ignore `trigger/no-environment` for `deploy-edge`':
      '# edge\n# deploy-gates: ignore[trigger/no-environment]\ndeploy-edge:\n  trigger: acme/edge\n',
    'Ignore `trigger/no-environment` in this file':
      '# deploy-gates: ignore-file[trigger/no-environment]\n# edge\ndeploy-edge:\n  trigger: acme/edge\n',
  });
});

test('a comment that is there stays, and one of ours takes one more rule', () => {
  const all = ignored(
    '# deploy-gates: ignore[trigger/no-strategy] nobody waits\ndeploy-edge:\n  trigger: acme/edge # theirs\n',
  );
  assert.equal(
    all['Ignore `trigger/no-environment` on this line'],
    '# deploy-gates: ignore[trigger/no-strategy] nobody waits\ndeploy-edge:\n  # deploy-gates: ignore[trigger/no-environment]\n  trigger: acme/edge # theirs\n',
  );
  assert.equal(
    all['Ignore `trigger/no-environment` for `deploy-edge`'],
    '# deploy-gates: ignore[trigger/no-strategy, trigger/no-environment] nobody waits\ndeploy-edge:\n  trigger: acme/edge # theirs\n',
  );
});

test('Windows line ends and a byte order mark stay', () => {
  const all = ignored('\uFEFFdeploy-edge:\r\n  trigger: acme/edge\r\n');
  assert.equal(
    all['Ignore `trigger/no-environment` in this file'],
    '\uFEFF# deploy-gates: ignore-file[trigger/no-environment]\r\ndeploy-edge:\r\n  trigger: acme/edge\r\n',
  );
});

test('in the middle of a text there are no comments', () => {
  const text = `deploy:
  environment: production
  script:
    - |
      set -e
      git clone https://oauth2:glpat-aaaaaaaaaaaaaaaaaaaa@gitlab.com/acme/shop.git
`;
  const titles = Object.keys(ignored(text, 'job-token/secret-in-url'));
  assert.deepEqual(titles.slice(-2), [
    'Ignore `job-token/secret-in-url` for `deploy`',
    'Ignore `job-token/secret-in-url` in this file',
  ]);
});

test('all of a kind are changed at once, and what jobs share once', () => {
  const text = `.away:
  trigger:
    project: acme/edge
deploy-a:
  extends: .away
  environment: a
deploy-b:
  extends: .away
  environment: b
deploy-c:
  environment: c
  trigger: acme/edge # theirs
`;
  const analysis = analysisOf(new Map([[main, text]]));
  const finding = analysis.lint.find((it) => it.rule.id === 'trigger/no-strategy');
  assert.ok(finding);
  const fix = fixAll(analysis, finding);
  assert.equal(fix?.title, 'Fix all 2 of `trigger/no-strategy` in this file');
  assert.equal(
    fix && changedBy(analysis, fix)[main],
    text
      .replace('project: acme/edge\n', 'project: acme/edge\n    strategy: depend\n')
      .replace('trigger: acme/edge # theirs', 'trigger:\n    project: acme/edge\n    strategy: depend # theirs'),
  );
});

test('one finding, or a choice to make, is no case for it', () => {
  const one = analysisOf(new Map([[main, 'deploy-a:\n  environment: a\n  trigger: acme/edge\n']]));
  const [finding] = one.lint.filter((it) => it.rule.id === 'trigger/no-strategy');
  assert.ok(finding);
  assert.equal(fixAll(one, finding), undefined);
});
