// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of the shell
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type GitPush, pushesOf } from '../../server/src/gates/push-lines.ts';
import { isOwnProject } from '../../server/src/gates/push-target.ts';
import { isUnknown } from '../../server/src/logic/tri.ts';
import { analysisOf, pipelineOf } from '../support/world.ts';

function pushes(script: string): readonly Omit<GitPush, 'span'>[] {
  const pipeline = pipelineOf(`job:\n  script: |\n${script.replace(/^/gm, '    ')}\n`);
  const [job] = pipeline.jobs;
  assert.ok(job);
  return pushesOf(pipeline, job).map(({ span, ...push }) => push);
}

describe('git push', () => {
  test('to the remote of the runner uses the token of the job', () => {
    assert.deepEqual(pushes('git push origin HEAD:main'), [
      { credential: 'job-token', refs: [{ kind: 'branch', name: 'main' }], force: false },
    ]);
  });

  test('to a remote with another token does not', () => {
    const [push] = pushes(
      'git remote set-url origin https://oauth2:${TOKEN}@example.com/a/b.git\ngit push origin main',
    );
    assert.equal(push?.credential, 'other');
  });

  test('to a remote that is given the token of the job does', () => {
    const [push] = pushes('git remote add up "https://gitlab-ci-token:$CI_JOB_TOKEN@h/a/b.git"\ngit push up main');
    assert.equal(push?.credential, 'job-token');
  });

  test('over SSH uses a key', () => {
    assert.equal(pushes('git push git@gitlab.com:a/b.git main')[0]?.credential, 'other');
  });

  test('to an address that nobody can read is open only in a script that speaks of the token', () => {
    assert.equal(pushes('git push "$WHERE/x" main')[0]?.credential, 'other');
    assert.equal(pushes('echo $CI_JOB_TOKEN\ngit push "$WHERE/x" main')[0]?.credential, 'open');
  });

  test('of a clone goes where it was cloned from', () => {
    const [push] = pushes('git clone https://gitlab-ci-token:$CI_JOB_TOKEN@h/a/b.git\ncd b\ngit push origin main');
    assert.equal(push?.url, 'https://gitlab-ci-token:$CI_JOB_TOKEN@h/a/b.git');
    const [other] = pushes('git clone https://x:$T@h/a/b.git dir\ngit -C dir push origin main');
    assert.equal(other?.credential, 'other');
  });

  test('of a clone in a directory that only the shell knows goes where the only clone came from', () => {
    const [push] = pushes('git clone --depth 1 https://x:$T@h/a/$NAME.git\ncd ${NAME#*/}\ngit push origin main');
    assert.equal(push?.credential, 'other');
    const [back] = pushes('git clone https://x:$T@h/a/b.git\ncd b\ncd ..\ngit push origin main');
    assert.equal(back?.credential, 'job-token');
  });

  test('follows addresses through variables of the script', () => {
    const [push] = pushes('URL="https://gitlab-ci-token:${CI_JOB_TOKEN}@h/a/b.git"\ngit push "$URL" HEAD:main');
    assert.equal(push?.url, 'https://gitlab-ci-token:${CI_JOB_TOKEN}@h/a/b.git');
    const [other] = pushes('export URL=https://me:$T@h/a/b.git\necho $CI_JOB_TOKEN\ngit push $URL HEAD:main');
    assert.equal(other?.credential, 'other');
  });

  test('with one of two tokens is open', () => {
    const [either] = pushes('git push "https://x:${TOKEN:-$CI_JOB_TOKEN}@h/a/b.git" main');
    assert.equal(either?.credential, 'open');
    const lines = ['U=https://x:$T@h/a/b', 'U=https://gitlab-ci-token:$CI_JOB_TOKEN@h/a/b', 'git push $U main'];
    assert.equal(pushes(lines.join('\n'))[0]?.credential, 'open');
  });

  test('names branches and tags', () => {
    const refs = (line: string) => pushes(line)[0]?.refs;
    assert.deepEqual(refs('git push origin +HEAD:refs/heads/x'), [{ kind: 'branch', name: 'x' }]);
    assert.deepEqual(refs('git tag v1\ngit push origin v1'), [{ kind: 'tag', name: 'v1' }]);
    assert.deepEqual(refs('git push origin HEAD:refs/tags/v2'), [{ kind: 'tag', name: 'v2' }]);
    assert.deepEqual(refs('git push origin --tags'), [{ kind: 'all-tags', name: '*' }]);
    assert.deepEqual(refs('git push -o ci.skip origin "HEAD:${CI_DEFAULT_BRANCH}"'), [
      { kind: 'branch', name: '${CI_DEFAULT_BRANCH}' },
    ]);
    assert.deepEqual(refs('git push'), []);
  });

  test('may be forced', () => {
    assert.equal(pushes('git push -f origin main')[0]?.force, true);
    assert.equal(pushes('git push origin +main')[0]?.force, true);
    assert.equal(pushes('git push origin main')[0]?.force, false);
  });

  test('that is only tried, printed or commented out is none', () => {
    assert.deepEqual(pushes('git push --dry-run origin main\necho git push origin main\n# git push origin main'), []);
  });
});

test('the address tells whether it is the own project', () => {
  const analysis = analysisOf('job:\n  script: git push origin HEAD:main\n');
  const [report] = analysis.reports;
  assert.ok(report);
  const own = (url: string | undefined) => isOwnProject(url, { ...analysis, job: report.job });
  assert.equal(own(undefined), true);
  assert.equal(own('https://gitlab-ci-token:${CI_JOB_TOKEN}@${CI_SERVER_HOST}/${CI_PROJECT_PATH}.git'), true);
  assert.equal(own('https://gitlab-ci-token:${CI_JOB_TOKEN}@${CI_PROJECT_URL#https://}'), true);
  assert.equal(own('https://x:$CI_JOB_TOKEN@gitlab.example.com:8443/acme/app.git'), true);
  assert.equal(own('https://x:$CI_JOB_TOKEN@gitlab.example.com/acme/other.git'), false);
  assert.equal(own('https://x:$CI_JOB_TOKEN@$CI_SERVER_HOST/$CI_PROJECT_NAMESPACE/other.git'), false);
  assert.ok(isUnknown(own('https://x:$CI_JOB_TOKEN@h/$GROUP/app.git')));
});
