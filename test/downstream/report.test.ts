/** Downstream pipelines in the report, as data and in words. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderMarkdown, renderText } from '../../server/src/engine/render.ts';
import { reportJson } from '../../server/src/engine/report.ts';
import { analysisOf, attemptOf } from '../support/world.ts';
import { approvals, elsewhereOf, filesOf, reportOf, toProduction } from './given.ts';

describe('the report', () => {
  const files = { main: 'deploy:\n  trigger: acme/deployer\n' };
  const elsewhere = elsewhereOf(
    {
      'acme/deployer:.gitlab-ci.yml': 'include: { local: ci/ship.yml }\n',
      'acme/deployer:ci/ship.yml': `\n${toProduction}`,
    },
    { 'acme/deployer': { protectedEnvironments: approvals } },
  );
  const analysis = analysisOf(filesOf(files), {}, attemptOf(), elsewhere);

  test('tells the jobs under the trigger job, as data', () => {
    const { jobs } = reportJson(analysis) as { jobs: { downstream: Record<string, unknown> }[] };
    const { kind, project, ref, entry, created, jobs: below_ } = jobs[0]?.downstream ?? {};
    assert.deepEqual(
      { kind, project, ref, entry, created },
      { kind: 'project', project: 'acme/deployer', ref: 'main', entry: '.gitlab-ci.yml', created: 'pass' },
    );
    const [ship] = below_ as { name: string; file: string; line: number; verdict: string }[];
    assert.deepEqual([ship?.name, ship?.file, ship?.line, ship?.verdict], ['ship', 'ci/ship.yml', 2, 'wait']);
  });

  test('and as text', () => {
    const text = renderText(analysis, reportOf(analysis, 'deploy'));
    assert.match(
      text,
      /\n {2}starts a pipeline in acme\/deployer on main \(\.gitlab-ci\.yml\):\n {4}ship to production: wait/,
    );
    assert.match(renderMarkdown(analysis, reportOf(analysis, 'deploy')), /- ⏸ \*\*ship\*\* to production — Waits for/);
  });
});
