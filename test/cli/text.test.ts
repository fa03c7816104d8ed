/** What `lint` and `explain` print for people. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderOf, run } from './run.ts';

const file = `.deploy:
  before_script: ./login

shop:
  extends: .deploy
  script: kubectl apply -f shop.yml
staff:
  extends: .deploy
  script: kubectl apply -f staff.yml
other:
  script: helm upgrade other ./chart
`;

test('the terminal names the other jobs of a finding, explains each kind once, and says where its page is', async () => {
  const { out } = await run(['lint', folderOf({ '.gitlab-ci.yml': file }), '--offline']);
  assert.deepEqual(out.trimEnd().split('\n'), [
    '.gitlab-ci.yml:4:1: warning: `shop` deploys with `kubectl apply` and names no environment [environment/missing]',
    '  .gitlab-ci.yml:6: `kubectl apply` changes what runs somewhere',
    '  .gitlab-ci.yml:7: the same holds for `staff`',
    '  Without `environment` GitLab records no deployment, no protected environment and no approval applies, and variables that are meant for one environment are not there.',
    '  Name the environment it deploys to.',
    '.gitlab-ci.yml:10:1: warning: `other` deploys with `helm upgrade` and names no environment [environment/missing]',
    '  .gitlab-ci.yml:11: `helm upgrade` changes what runs somewhere',
    '2 findings in 1 file; `deploy-gates gate environment/missing` shows the page of the rule',
  ]);
});

test('JSON names them, too', async () => {
  const { out } = await run(['lint', folderOf({ '.gitlab-ci.yml': file }), '--offline', '--format', 'json']);
  const { findings } = JSON.parse(out) as { readonly findings: readonly { readonly related: readonly unknown[] }[] };
  assert.deepEqual(findings[0]?.related.at(-1), {
    file: '.gitlab-ci.yml',
    line: 7,
    column: 1,
    message: 'the same holds for `staff`',
  });
});

test('without a finding no page is named', async () => {
  const { out } = await run(['lint', folderOf({ '.gitlab-ci.yml': 'test:\n  script: make\n' }), '--offline']);
  assert.equal(out, '0 findings in 1 file\n');
});

test('a job that is left out is told with what its rule asks for', async () => {
  const job =
    'deploy:\n  script: ./deploy\n  environment: production\n  rules:\n    - if: $CI_COMMIT_BRANCH == "stable"\n';
  const { out } = await run(['explain', folderOf({ '.gitlab-ci.yml': job }), '--offline']);
  assert.match(out, /absent .*\n {2}its rule does not match: `\$CI_COMMIT_BRANCH == "stable"`\n/);
});
