/** Outlines, symbols of a workspace, links, and the hierarchy of needs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DocumentSymbol } from 'vscode-languageserver';
import { incomingCalls, outgoingCalls, prepareCalls } from '../../server/src/features/calls.ts';
import { links } from '../../server/src/features/links.ts';
import { documentSymbols } from '../../server/src/features/symbols.ts';
import { workspaceSymbols } from '../../server/src/features/workspace-symbols.ts';
import { type analysisOf, snapshotOf, snapshotWithout } from '../support/world.ts';
import { cursorIn, type Files, shown, uriOf } from './cursor.ts';

const shop = `stages: [build, deploy, after]
variables:
  IMAGE: x
.base:
  script: ./deploy
build:
  stage: build
  script: make
deploy:
  extends: .base
  stage: deploy
  when: manual
  environment:
    name: production
stop:
  stage: deploy
  script: x
  when: manual
  environment: { name: production, action: stop }
report:
  stage: after
  script: x
  needs: [deploy]
`;

function outline(symbols: readonly DocumentSymbol[], depth = 0): readonly string[] {
  return symbols.flatMap((it) => [
    `${'  '.repeat(depth)}${it.name}${it.detail ? `: ${it.detail}` : ''}`,
    ...outline(it.children ?? [], depth + 1),
  ]);
}

test('an outline is by stages, and says what becomes of what deploys', () => {
  const { around } = cursorIn(shop);
  assert.deepEqual(outline(documentSymbols(around)), [
    'build: stage, 1 job',
    '  build',
    'deploy: stage, 2 jobs',
    '  deploy: Waits to be started by hand, and the pipeline goes on without it',
    '    production: environment, tier production',
    '  stop: Waits to be started by hand, and the pipeline goes on without it',
    '    production: environment, tier production, stop',
    'after: stage, 1 job',
    '  report',
    'variables',
    '  IMAGE',
    '.base: template',
  ]);
});

test('symbols hold what is selected and their children', () => {
  const within = (it: DocumentSymbol): void => {
    const { start, end } = it.range;
    for (const range of [it.selectionRange, ...(it.children ?? []).map((child) => child.range)]) {
      const before = (a: typeof start, b: typeof start) =>
        a.line < b.line || (a.line === b.line && a.character <= b.character);
      assert.ok(before(start, range.start) && before(range.end, end), it.name);
    }
    for (const child of it.children ?? []) within(child);
  };
  for (const it of documentSymbols(cursorIn(shop).around)) within(it);
});

test('a workspace finds jobs, templates, stages and environments by letters of their names', () => {
  const found = (query: string) =>
    workspaceSymbols(cursorIn(shop).around, query).map((it) => `${it.name}: ${it.containerName}`);
  assert.deepEqual(found('deploy'), ['deploy: stage', 'deploy: stage deploy']);
  assert.deepEqual(found('base'), ['.base: template']);
  assert.deepEqual(found('prdn'), ['production: environment of deploy']);
  assert.deepEqual(found('xyz'), []);
});

/** `what stands there → where it leads`. */
function linksOf(given: Files | string, settings: Parameters<typeof analysisOf>[1] = {}): readonly string[] {
  const { around, files } = cursorIn(given, settings);
  return links(around).map((it) => {
    const uri = uriOf(around.path) ?? '';
    return `${shown(files, [{ uri, range: it.range }])[0]?.replace(/^.*?: /, '')} → ${it.target}`;
  });
}

test('includes lead to files and pages', () => {
  const text = `include:
  - ci/a.yml
  - local: ci/a.yml
  - local: ci/*.yml
  - project: acme/lib
    ref: v1
    file: [one.yml, two.yml]
  - remote: https://example.com/x.yml
  - template: Jobs/Build.gitlab-ci.yml
  - component: gitlab.example.com/acme/parts/deploy@1.0.0
`;
  assert.deepEqual(
    linksOf({ '.gitlab-ci.yml': text, 'ci/a.yml': 'a:\n  script: x\n', 'ci/b.yml': 'b:\n  script: x\n' }),
    [
      'ci/a.yml → file:///app/ci/a.yml',
      'ci/a.yml → file:///app/ci/a.yml',
      'one.yml → https://gitlab.example.com/acme/lib/-/blob/v1/one.yml',
      'two.yml → https://gitlab.example.com/acme/lib/-/blob/v1/two.yml',
      'https://example.com/x.yml → https://example.com/x.yml',
      'Jobs/Build.gitlab-ci.yml → https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/ci/templates/Jobs/Build.gitlab-ci.yml',
      'gitlab.example.com/acme/parts/deploy@1.0.0 → https://gitlab.example.com/acme/parts/-/tree/1.0.0/templates',
    ],
  );
});

test('triggered projects and environments lead to GitLab, where it is known which one', () => {
  const text = `edge:
  trigger: { project: acme/edge, branch: main }
deploy:
  script: x
  environment: review/app
other:
  script: x
  environment: review/$CI_COMMIT_REF_SLUG
`;
  assert.deepEqual(linksOf(text), [
    'acme/edge → https://gitlab.example.com/acme/edge/-/tree/main',
    'review/app → https://gitlab.example.com/acme/app/-/environments?search=review%2Fapp',
  ]);
  const nowhere = snapshotWithout('not-asked');
  assert.deepEqual(linksOf(text, { ...nowhere, instance: { url: '' }, project: { path: '' } }), []);
});

function calls(marked: string): {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly detail?: string;
} {
  const { around, offset, files } = cursorIn(marked, snapshotOf());
  const [item] = prepareCalls(around, offset);
  if (!item) return { before: [], after: [] };
  return {
    detail: item.detail ?? '',
    before: outgoingCalls(around, item).map(({ to, fromRanges: [range] }) => {
      const where = range ? shown(files, [{ uri: item.uri, range }])[0] : '';
      return `${to.name} (${to.detail}) by ${where}`;
    }),
    after: incomingCalls(around, item).map(({ from }) => from.name),
  };
}

test('needs are followed up and down, with the gates on the way', () => {
  const { before, after, detail } = calls(shop.replace('  needs: [deploy]', '  needs: [dep$0loy]'));
  assert.equal(detail, 'deploy · Waits to be started by hand, and the pipeline goes on without it');
  assert.deepEqual(before, ['build (build) by .gitlab-ci.yml:11: deploy']);
  assert.deepEqual(after, ['report']);
});

test('a manual job that deploys nothing holds those behind it, unless it is optional', () => {
  const text = (more: string) =>
    `ask:\n  stage: build\n  script: x\n  rules:\n    - when: manual\n${more}de$0ploy:\n  stage: deploy\n  script: x\n`;
  assert.deepEqual(calls(text('')).before, [
    'ask (build · manual: what comes after it waits) by .gitlab-ci.yml:7: deploy',
  ]);
  assert.match(calls(text('      allow_failure: true\n')).before[0] ?? '', /manual, optional/);
});

test('a cursor inside a job means the job, and one outside of all means none', () => {
  assert.equal(calls(shop.replace('script: make', 'script: ma$0ke')).detail, 'build');
  assert.equal(calls(shop.replace('IMAGE', 'IMA$0GE')).detail, undefined);
});
