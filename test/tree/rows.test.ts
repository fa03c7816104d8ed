/** What the tree shows of what the server says: rows, filters, and the words where there is nothing to show. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { everything, type Filter, filtered, filterWords } from '../../client/src/tree/filter.ts';
import { allJobs, countIn, countWords, rowsOf } from '../../client/src/tree/rows.ts';
import { basisOf, standingOf } from '../../client/src/tree/standing.ts';
import { treeOf } from '../../server/src/features/tree.ts';
import type { TreeRoot } from '../../server/src/lsp/protocol.ts';
import { analysisOf, attemptOf } from '../support/world.ts';

const text = `deploy-staging:
  script: ./deploy
  environment: staging
deploy-production:
  script: ./deploy
  environment: production
deploy-qa:
  script: ./deploy
  environment: qa
  when: manual
`;
const maintained = { protectedEnvironments: [{ name: 'production', deployAccess: [{ accessLevel: 40 }] }] };

function rootOf(pipeline: string, state: TreeRoot['state'] = 'fresh', name = 'app'): TreeRoot {
  const analysis = analysisOf(pipeline, maintained, attemptOf());
  return { uri: `file:///${name}/`, name, state, tree: treeOf(analysis, (path) => `file:///${name}/${path}`) };
}

describe('rows', () => {
  test('one checkout shows its environments, several show which is whose', () => {
    assert.deepEqual(
      rowsOf([rootOf(text)]).map((it) => [it.kind, it.label]),
      [
        ['environment', 'production'],
        ['environment', 'qa'],
        ['environment', 'staging'],
      ],
    );
    assert.deepEqual(
      rowsOf([rootOf(text), rootOf(text, 'fresh', 'web')]).map((it) => [it.kind, it.label, it.children.length]),
      [
        ['root', 'app', 3],
        ['root', 'web', 3],
      ],
    );
  });

  test('every row makes sense read aloud', () => {
    const [production] = rowsOf([rootOf(text)]);
    const [job] = production?.children ?? [];
    assert.equal(production?.spoken, 'Environment production, production tier, refused, 1 refused');
    assert.match(job?.spoken ?? '', /^Job deploy-production, refused, You cannot run this\. Ask mia$/);
    const gate = job?.children.find((it) => it.label === 'Protected environment');
    assert.match(gate?.spoken ?? '', /^Gate Protected environment, refused, [a-z]/);
  });

  test('no two rows have the same identity', () => {
    const ids: string[] = [];
    const collect = (rows: ReturnType<typeof rowsOf>): void => {
      for (const it of rows) {
        ids.push(it.id);
        collect(it.children);
      }
    };
    collect(rowsOf([rootOf(text), rootOf(text, 'fresh', 'web')]));
    assert.equal(new Set(ids).size, ids.length);
  });

  test('a row says nothing in Markdown, its tooltip does', () => {
    const [job] =
      rowsOf([rootOf('deploy:\n  script: ./deploy\n  environment: staging\n  needs: []\n')])[0]?.children ?? [];
    assert.doesNotMatch(job?.description ?? '`', /[`*]/);
    assert.match(job?.tooltip ?? '', /^\*\*deploy\*\*: /);
  });

  test('the number beside the icon is of jobs that are refused or wait', () => {
    const counts = countIn(allJobs([rootOf(text)]));
    assert.deepEqual(counts, { refused: 1, waiting: 1 });
    assert.equal(countWords(counts), '1 refused, 1 waiting');
    assert.equal(countWords({ refused: 0, waiting: 0 }), '');
  });
});

describe('filters', () => {
  const shown = (filter: Partial<Filter>) =>
    allJobs(filtered([rootOf(text)], { ...everything, ...filter })).map((it) => it.name);

  test('nothing is left out by itself', () => {
    assert.deepEqual(shown({}), ['deploy-production', 'deploy-qa', 'deploy-staging']);
  });

  test('only mine leaves out what the person can neither run nor approve', () => {
    assert.deepEqual(shown({ mine: true }), ['deploy-qa', 'deploy-staging']);
  });

  test('only blocked leaves out what passes', () => {
    assert.deepEqual(shown({ blocked: true }), ['deploy-production', 'deploy-qa']);
  });

  test('only some tiers', () => {
    assert.deepEqual(shown({ tiers: ['staging', 'testing'] }), ['deploy-qa', 'deploy-staging']);
  });

  test('what is left out is said in a line', () => {
    assert.equal(
      filterWords({ mine: true, blocked: false, tiers: ['production'] }),
      'Only what you can run or approve · tier production',
    );
    assert.equal(filterWords(everything), '');
  });
});

describe('what stands there without a tree', () => {
  const usual = { isServed: true, isTrusted: true, showsFiles: false };
  const standing = (roots: readonly TreeRoot[] | undefined, more: Partial<typeof usual> = {}) =>
    standingOf({ ...usual, ...more, ...(roots && { roots }), shown: roots ?? [] });

  test('without a pipeline the way to one', () => {
    assert.equal(standing(undefined, { isServed: false }), 'no-pipeline');
    assert.equal(standing([{ uri: 'file:///app/', name: 'app', state: 'static' }]), 'no-pipeline');
    assert.equal(standing(undefined), 'starting');
  });

  test('signed out the way to signing in, unless what the files tell is enough', () => {
    assert.equal(standing([rootOf(text, 'signed-out')]), 'signed-out');
    assert.equal(standing([rootOf(text, 'signed-out')], { showsFiles: true }), 'tree');
    assert.equal(standing([rootOf(text, 'signed-out'), rootOf(text, 'fresh', 'web')]), 'tree');
  });

  test('in Restricted Mode the way to trust, where there is something to read', () => {
    assert.equal(standing([rootOf(text, 'signed-out')], { isTrusted: false }), 'restricted');
    assert.equal(standing([rootOf(text, 'static')], { isTrusted: false }), 'tree');
  });

  test('a pipeline that deploys nothing is no reason to sign in', () => {
    assert.equal(standing([rootOf('test:\n  script: make\n', 'signed-out')]), 'no-jobs');
  });

  test('a filter that leaves nothing over says so', () => {
    const roots = [rootOf(text)];
    const shown = filtered(roots, { ...everything, tiers: ['development'] });
    assert.equal(standingOf({ ...usual, roots, shown }), 'filtered');
  });

  test('the tree says what it rests on where that is not GitLab', () => {
    assert.equal(basisOf([rootOf(text)], true), '');
    assert.equal(basisOf([rootOf(text, 'signed-out')], true), 'Signed out: only what the files tell.');
    assert.equal(basisOf([rootOf(text)], false), 'Restricted Mode: only what the files tell.');
  });
});
