/** What an analysis looks like in an editor: hovers, lenses, diagnostics, fixes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TextDocumentEdit } from 'vscode-languageserver';
import type { Analysis } from '../../server/src/engine/analysis.ts';
import { codeActions } from '../../server/src/features/code-actions.ts';
import { diagnostics } from '../../server/src/features/diagnostics.ts';
import { explanation } from '../../server/src/features/explanation.ts';
import { hover } from '../../server/src/features/hover.ts';
import { lenses } from '../../server/src/features/lens.ts';
import { analysisOf, attemptOf, snapshotWithout } from '../support/world.ts';

const uriOf = (path: string) => `file:///app/${path}`;

/** The hover where `$0` stands. */
function hoverAt(marked: string, settings: Parameters<typeof analysisOf>[1] = {}, commandsFrom?: string): string {
  const analysis = analysisOf(marked.replace('$0', ''), settings);
  const options = { uriOf, timeZone: 'Europe/Berlin', ...(commandsFrom !== undefined && { commandsFrom }) };
  const found = hover(analysis, '.gitlab-ci.yml', marked.indexOf('$0'), options);
  return found ? (found.contents as { readonly value: string }).value : '';
}

function lensesOf(analysis: Analysis): readonly string[] {
  return lenses(analysis, '.gitlab-ci.yml', { uri: uriOf('.gitlab-ci.yml'), timeZone: 'Europe/Berlin' }).map(
    (it) => it.command?.title ?? '',
  );
}

test('a manual job waits for somebody', () => {
  assert.match(
    hoverAt('dep$0loy:\n  script: ./deploy\n  environment: production\n  when: manual\n'),
    /^\*\*Waits to be started by hand/,
  );
});

test('a job that nothing holds will run', () => {
  assert.match(
    hoverAt('dep$0loy:\n  script: ./deploy\n  environment: staging\n'),
    /^\*\*Runs by itself [^:]*: no gate stops it\.\*\*/,
  );
});

test('a job that its rules keep out is said not to be there', () => {
  const text = 'dep$0loy:\n  script: ./deploy\n  environment: production\n  rules:\n    - if: $CI_COMMIT_TAG\n';
  assert.match(hoverAt(text), /^\*\*Not in this pipeline: /);
});

test('the approval rule is told where the environment is written too', () => {
  const text = 'deploy:\n  script: ./deploy\n  environment:\n    name: prod$0uction\n';
  const settings = {
    protectedEnvironments: [
      {
        name: 'production',
        deployAccess: [{ accessLevel: 30 }],
        approvalRules: [{ accessLevel: 40, required: 2 }],
      },
    ],
  };
  assert.match(hoverAt(text, settings), /Deployment approval/);
});

test('what lets the job pass has a line each, after what holds it', () => {
  const words = hoverAt('dep$0loy:\n  script: ./deploy\n  environment: production\n  when: manual\n');
  assert.match(
    words,
    /^Passes: \[Protected environment\]\(https:[^)]*\): may deploy: `production` is not protected {2}$/m,
  );
  assert.ok(words.indexOf('Manual start') < words.indexOf('Passes: '));
});

test('a key that makes a gate tells of that gate alone', () => {
  const text = 'deploy:\n  script: ./deploy\n  environment: production\n  when: man$0ual\n';
  assert.match(hoverAt(text), /^\*\*\[Manual start\]\(https:[^)]*\)\*\*: waits to be started by hand/);
  assert.doesNotMatch(hoverAt(text), /Protected environment/);
  assert.match(hoverAt(text), /^`deploy` to `production`, tier `production` · push on `main`/m);
  assert.equal(hoverAt(text.replace('man$0ual', 'on_success').replace('script: ', 'script: $0')), '');
});

test('a key that makes a gate for several jobs tells of it once', () => {
  const text = `.deploy:
  script: ./deploy
  when: man$0ual
one:
  extends: .deploy
  environment: a
two:
  extends: .deploy
  environment: b
`;
  assert.equal(hoverAt(text).match(/Manual start/g)?.length, 1);
  assert.match(hoverAt(text), /^For `one` and `two`\.$/m);
});

test('an ordinary job has no hover', () => {
  assert.equal(hoverAt('te$0st:\n  script: make test\n'), '');
});

test('links that run commands are for clients that have them', () => {
  const text = 'dep$0loy:\n  script: ./deploy\n  environment: production\n';
  assert.doesNotMatch(hoverAt(text), /command:|\$\(/);
  assert.match(
    hoverAt(text, snapshotWithout('signed-out'), uriOf('.gitlab-ci.yml')),
    /\(command:deployGates\.explainJob\?[^)]*\) · \[Sign in\]\(command:deployGates\.signInHere\)/,
  );
});

test('what nobody could read is said once, however many gates ask for it', () => {
  const text = 'dep$0loy:\n  script: ./deploy\n  environment: production\n';
  const words = hoverAt(text, snapshotWithout('signed-out'));
  assert.equal(words.match(/Nobody is signed in/g)?.length, 1);
  assert.equal(words.match(/could not be read/g), null);
});

test('a template that several jobs extend says what becomes of each', () => {
  const text = `.deploy:
  script: ./deploy
  environment: prod$0uction
one:
  extends: .deploy
two:
  extends: .deploy
  when: manual
`;
  assert.match(hoverAt(text), /^\*\*2 jobs\*\* are made from this:/);
  assert.match(hoverAt(text), /- \*\*two\*\*: Waits to be started by hand/);
});

test('the instances of a matrix share a lens', () => {
  const text = `deploy:
  script: ./deploy
  environment: $REGION
  parallel:
    matrix:
      - REGION: [eu, us]
`;
  const titles = lensesOf(analysisOf(text));
  assert.equal(titles.length, 1);
  assert.match(titles[0] ?? '', /and 1 more: /);
});

test('each deploy job has a lens, and no other job', () => {
  const text = 'test:\n  script: make\ndeploy:\n  script: ./deploy\n  environment: staging\n';
  assert.deepEqual(lensesOf(analysisOf(text)), [
    'Runs by itself as soon as the pipeline starts · can run: dana and mia',
  ]);
});

test('somebody else is named, and nobody in particular is not', () => {
  const text = 'deploy:\n  script: ./deploy\n  environment: production\n';
  const maintained = { protectedEnvironments: [{ name: 'production', deployAccess: [{ accessLevel: 40 }] }] };
  assert.match(
    lensesOf(analysisOf(text, maintained, attemptOf({ as: 'rae' })))[0] ?? '',
    /^rae cannot run this|^GitLab refuses/,
  );
  assert.match(lensesOf(analysisOf(text, maintained, attemptOf({ as: null })))[0] ?? '', /^Unknown/);
});

test('a finding is in the file where it is written, and in no other', () => {
  const files = new Map([
    ['.gitlab-ci.yml', 'include: deploy.yml\n'],
    ['deploy.yml', 'deploy-edge:\n  trigger: acme/edge\n'],
  ]);
  const analysis = analysisOf(files);
  assert.deepEqual(diagnostics(analysis, '.gitlab-ci.yml', uriOf), []);
  assert.ok(diagnostics(analysis, 'deploy.yml', uriOf).some((it) => it.code === 'trigger/no-environment'));
});

test('a fix for a finding changes the file where it is written', () => {
  const files = new Map([
    ['.gitlab-ci.yml', 'include: deploy.yml\n'],
    ['deploy.yml', 'deploy-edge:\n  trigger: acme/edge\n'],
  ]);
  const range = { start: { line: 1, character: 2 }, end: { line: 1, character: 2 } };
  const context = { uriOf, versionOf: () => null, shown: [], versioned: true };
  const [fix] = codeActions(analysisOf(files), 'deploy.yml', range, context);
  assert.deepEqual(
    fix?.edit?.documentChanges?.map((it) => (it as TextDocumentEdit).textDocument),
    [{ uri: uriOf('deploy.yml'), version: null }],
  );
  assert.equal(fix?.isPreferred, true);
});

test('an include that nobody could look up is told, and is no error', () => {
  const text = 'include:\n  - project: acme/templates\n    file: deploy.yml\ntest:\n  script: make\n';
  const found = diagnostics(analysisOf(text), '.gitlab-ci.yml', uriOf);
  assert.deepEqual(
    found.map((it) => [it.code, it.severity]),
    [['config/include', 3]],
  );
});

test('a page explains one job, or all that deploy', () => {
  const text = 'one:\n  script: ./deploy\n  environment: a\ntwo:\n  script: ./deploy\n  environment: b\n';
  const analysis = analysisOf(text);
  assert.match(explanation(analysis, 'one', 'UTC'), /^# one$/m);
  assert.doesNotMatch(explanation(analysis, 'one', 'UTC'), /^# two$/m);
  assert.match(explanation(analysis, undefined, 'UTC'), /^# two$/m);
  assert.match(explanation(analysis, 'three', 'UTC'), /`three` deploys nothing\./);
  assert.match(explanation(analysis, 'one', 'UTC'), /^- \*Written in `\.gitlab-ci\.yml:3`\*$/m);
});
