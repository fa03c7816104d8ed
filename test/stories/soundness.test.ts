/** Who is shown less is told less, never something else: each role's answers against those of somebody who sees all. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Analysis } from '../../server/src/engine/analysis.ts';
import type { Snapshot } from '../../server/src/settings/settings.ts';
import { pipelineOf } from '../support/world.ts';
import { judge, scenarioOf, snapshotWith, withGitlab } from './as.ts';

const yaml = `
stages: [staging, sign-off, production, docs]
staging: { stage: staging, script: ./deploy staging, environment: staging }
sign-off: { stage: sign-off, script: echo yes, rules: [{ when: manual }] }
production: { stage: production, script: ./deploy production, environment: production }
by-hand: { stage: production, script: ./deploy production, environment: production, when: manual }
later: { stage: production, script: ./deploy production, environment: production, when: delayed, start_in: 1 hour }
frozen:
  stage: production
  script: ./deploy production
  environment: production
  rules: [{ if: $CI_DEPLOY_FREEZE, when: never }, { when: on_success }]
unborn: { stage: docs, script: ./deploy, environment: { name: unborn, deployment_tier: production } }
docs: { stage: docs, script: ./publish, environment: docs, when: manual, resource_group: production }
elsewhere: { stage: docs, trigger: { project: acme/other } }
push: { stage: docs, script: 'git push https://gitlab-ci-token:$CI_JOB_TOKEN@gitlab.example.com/acme/app.git HEAD:main' }
`;
const tokens = ['gus', 'rita', 'rafa', 'dana', 'rosa', 'max', 'mia', 'omar', 'nils', 'expired', 'narrow'];
/** But for those of whom GitLab tells nobody else: who is an administrator, whose address is not confirmed. */
const people = ['gus', 'rita', 'rafa', 'dana', 'rosa', 'ravi', 'max', 'mia', 'omar', 'nils', 'bela'];
const friday = '2026-11-20T20:00:00Z';
const pipeline = pipelineOf(yaml);
const attempts = [
  {},
  { ref: 'release/1.0' },
  { ref: 'v1', tag: true },
  { source: 'merge_request_event', ref: 'change' },
  { at: friday },
];
/** In the last the freeze takes out a job that another one needs, so that GitLab refuses the whole pipeline. */
const cases = [
  ...attempts.map((attempt) => ({ pipeline, attempt })),
  {
    pipeline: pipelineOf(`${yaml}after: { needs: [frozen], script: ./more, environment: docs }\n`),
    attempt: { at: friday },
  },
];

/** What is certain, by job and gate: `unknown` is left out. */
function certain({ reports }: Analysis): ReadonlyMap<string, string> {
  const said = reports.flatMap(({ job, verdict, findings }) => [
    [job.job.name, verdict.kind] as const,
    ...findings.map((it) => [`${job.job.name}: ${it.gate.id}`, it.verdict.kind] as const),
  ]);
  return new Map(said.filter(([, kind]) => kind !== 'unknown'));
}

function all(snapshot: Snapshot, as: string): readonly Analysis[] {
  return cases.map((it) => judge(it.pipeline, snapshot, { as, ...it.attempt }));
}

/** Who is said to be able or unable where the one who sees all does not say so. The outsider is on no list. */
function wrong(seen: Analysis, complete: Analysis): readonly string[] {
  return seen.reports.flatMap(({ job: { job }, who }) => {
    const truth = complete.reports.find((it) => it.job.job.name === job.name)?.who ?? assert.fail();
    const isIn = (name: string, list: readonly { readonly username: string }[]) =>
      list.some((it) => it.username === name);
    const can = who.users.filter((it) => !isIn(it.username, truth.users));
    const cannot = who.nearMisses.filter((it) => it.username !== 'nils' && !isIn(it.username, truth.nearMisses));
    return [
      ...can.map((it) => `${job.name}: ${it.username} can`),
      ...cannot.map((it) => `${job.name}: ${it.username} cannot`),
    ];
  });
}

describe('what a token that is shown less says for certain', () => {
  let complete: Snapshot;
  /** By person, then by attempt. */
  const truths = new Map<string, readonly ReadonlyMap<string, string>[]>();
  const partial = new Map<string, Snapshot>();
  let theirs: readonly Analysis[];
  before(async () => {
    await withGitlab(scenarioOf('roles'), async (gitlab) => {
      complete = await snapshotWith(gitlab, 'alma', 'acme/app');
      for (const token of tokens) partial.set(token, await snapshotWith(gitlab, token, 'acme/app'));
    });
    theirs = all(complete, 'mia');
    for (const person of people) truths.set(person, all(complete, person).map(certain));
  });

  for (const token of tokens) {
    test(`${token}: is what GitLab does, for everybody`, () => {
      const seen = partial.get(token) ?? assert.fail();
      for (const person of people) {
        for (const [n, analysis] of all(seen, person).entries()) {
          const truth = truths.get(person)?.[n];
          for (const [what, kind] of certain(analysis)) {
            assert.equal(kind, truth?.get(what), `${person}, ${JSON.stringify(cases[n]?.attempt)}, ${what}`);
          }
        }
      }
    });

    test(`${token}: names nobody who can run a job and cannot, or the other way round`, () => {
      const seen = partial.get(token) ?? assert.fail();
      for (const [n, analysis] of all(seen, 'mia').entries()) {
        assert.deepEqual(wrong(analysis, theirs[n] ?? assert.fail()), []);
      }
    });
  }

  // The setting that protects pipelines of merge requests is not in the API, and the other project was not asked.
  test('and to the one who sees all only what no API shows is open', () => {
    const open = theirs.map(({ reports }) => {
      const here = reports.filter((it) => it.job.job.name !== 'elsewhere').flatMap((it) => it.findings);
      return [...new Set(here.filter((it) => it.verdict.kind === 'unknown').map((it) => it.gate.id))];
    });
    assert.deepEqual(open, [[], [], [], ['runner'], [], []]);
  });
});
