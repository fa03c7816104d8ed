/** Many deploy jobs in the terminal: what is there first, and what is not in few lines. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderAll } from '../../server/src/engine/render.ts';
import { analysisOf } from '../support/world.ts';

const job = (name: string, rule: string) =>
  `${name}:\n  script: ./deploy\n  environment: ${name}\n  rules:\n    - if: ${rule}\n`;

test('jobs that are not there are told by reason, behind those that are', () => {
  const tags = ['a', 'b', 'c'].map((it) => job(it, '$CI_COMMIT_TAG')).join('');
  const analysis = analysisOf(`${tags}${job('d', '$CI_COMMIT_BRANCH == "live"')}${job('e', '$CI_COMMIT_BRANCH')}`);
  const [first, last, ...rest] = renderAll(analysis, analysis.reports);
  assert.match(first ?? '', /^e to e: /);
  assert.equal(
    last,
    [
      'absent: 4 deploy jobs are not in this pipeline',
      '  its rule does not match: `$CI_COMMIT_TAG`',
      '    a, b, c',
      '  its rule does not match: `$CI_COMMIT_BRANCH == "live"`',
      '    d',
    ].join('\n'),
  );
  assert.deepEqual(rest, []);
});

test('a few are told one by one, where they stand', () => {
  const analysis = analysisOf(`${job('a', '$CI_COMMIT_TAG')}${job('e', '$CI_COMMIT_BRANCH')}`);
  assert.deepEqual(
    renderAll(analysis, analysis.reports).map((it) => it.split('\n')[0]),
    ['a to a: absent   (.gitlab-ci.yml:1)', 'e to e: pass   (.gitlab-ci.yml:6)'],
  );
});
