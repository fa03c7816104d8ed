import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { failureReasons, failureText, failureTooltip } from '../../server/src/gates/failure-texts.ts';
import { manualText } from '../../server/src/gates/manual-text.ts';
import { pastedText } from '../../server/src/gates/pasted.ts';

/** The gates of all candidates, in order; `none` where no gate stands behind one. */
function gates(text: string): readonly string[] {
  return pastedText(text).matches.flatMap((it) => it.candidates.map(({ gate }) => gate ?? 'none'));
}

describe('texts of failed jobs', () => {
  test('every reason is recognised by its message, its tooltip and its code', () => {
    for (const reason of failureReasons) {
      for (const text of [failureText(reason).message, failureTooltip(reason), `failure_reason: ${reason}`]) {
        const { matches } = pastedText(text);
        assert.ok(matches.length > 0, text);
        assert.ok(
          matches.every((it) => it.exact),
          text,
        );
      }
    }
  });

  test('the one people ask about most', () => {
    assert.deepEqual(
      gates(
        'The environment this job is deploying to is protected. Only users with permission may successfully run this job.',
      ),
      ['permission'],
    );
    assert.deepEqual(gates('Failed - (deployment rejected)'), ['approval']);
    assert.deepEqual(
      gates('This job could not be executed because of insufficient permissions to create a downstream pipeline'),
      ['trigger'],
    );
    // A reason of the runner's is none of a deployment's.
    assert.deepEqual(gates('Failed - (job token has expired)'), ['none']);
  });
});

describe("texts of a manual job's page", () => {
  test('each refusal is another gate', () => {
    assert.deepEqual(gates(manualText({ playAllowed: false, protectedFrom: true }).content), ['permission']);
    assert.deepEqual(gates(manualText({ playAllowed: false, outdated: true }).content), ['outdated']);
    assert.deepEqual(gates(manualText({ playAllowed: false }).content), ['permission', 'branch']);
  });

  test('without "but" it is manual by design, or approved and not started', () => {
    const { matches } = pastedText(manualText({ playAllowed: true }).content);
    assert.deepEqual(matches.length, 1);
    assert.match(matches[0]?.decides ?? '', /when: manual/);
    assert.deepEqual(gates(manualText({ playAllowed: true }).content), ['manual', 'manual']);
  });

  test('the sentence says more than the title above it', () => {
    const { title, content } = manualText({ playAllowed: false, protectedFrom: true });
    assert.equal(gates(`${title}\n${content}`)[0], 'permission');
  });

  test('line breaks, curly quotes and colours do not matter', () => {
    assert.deepEqual(
      gates('\u001b[31mbut it’s older than the latest deployment,\n  and therefore can’t run.\u001b[0m'),
      ['outdated'],
    );
  });
});

describe('texts that several gates share', () => {
  test('blocked: a job ahead, approvals or a manual job, and what decides', () => {
    for (const text of ['This job is blocked', 'this pipeline is blocked and can only be unblocked by a maintainer']) {
      const [match, ...others] = pastedText(text).matches;
      assert.deepEqual(others, []);
      assert.equal(match?.exact, false);
      assert.deepEqual(
        match?.candidates.map((it) => it.gate),
        ['upstream', 'approval', 'manual'],
      );
      assert.match(match?.decides ?? '', /approvals pending/);
    }
    // A user is blocked, not a job.
    assert.deepEqual(gates('The user who created this job is blocked'), ['permission']);
  });

  test('not allowed to deploy: when its turn came, or at the button', () => {
    for (const text of [
      'You are not allowed to deploy to production',
      'ERROR: Job failed (system failure): you are not allowed to deploy',
    ]) {
      assert.deepEqual(gates(text), ['permission', 'permission']);
    }
  });

  test('403 from an API call', () => {
    assert.deepEqual(gates('{"message":"403 Forbidden"}'), [
      ...['permission', 'branch', 'permission', 'outdated', 'none', 'approval'],
    ]);
    assert.deepEqual(gates('403 Forbidden - Job is not retryable'), ['none']);
    assert.deepEqual(gates('400 Bad request - Unplayable Job'), ['manual', 'approval']);
  });

  test('requires approval', () => {
    assert.deepEqual(gates('This deployment job requires approval before it can run'), ['approval']);
    assert.deepEqual(gates('Waiting for approvals'), ['approval']);
  });

  test('a freeze is never a text of GitLab', () => {
    const { matches } = pastedText('This deployment is blocked by a deploy freeze');
    assert.deepEqual(
      matches.flatMap((it) => it.candidates.map(({ gate }) => gate)),
      ['freeze', 'freeze'],
    );
    assert.match(matches[0]?.candidates[0]?.what ?? '', /GitLab prints no such text/);
  });
});

describe('texts that answer a request', () => {
  test('creating a pipeline', () => {
    assert.deepEqual(gates('Insufficient permissions to create a new pipeline'), ['pipeline']);
    assert.deepEqual(
      gates(
        "You do not have sufficient permission to run a pipeline on 'main'. Please select a different branch or contact your administrator for assistance.",
      ),
      ['pipeline'],
    );
    assert.deepEqual(gates('Pipeline creation is not allowed when pushing from CI jobs.'), []);
    assert.deepEqual(
      gates('Pipeline creation is not allowed when pushing from CI jobs. This prevents infinite pipeline loops.'),
      ['job-token'],
    );
  });

  test('approving', () => {
    assert.deepEqual(
      gates(
        'You cannot approve your own deployment. This configuration can be adjusted in the protected environment settings.',
      ),
      ['approval'],
    );
    assert.match(
      pastedText('You cannot approve your own deployment.').matches[0]?.candidates[0]?.what ?? '',
      /your own/,
    );
    assert.deepEqual(gates('This deployment is not waiting for approvals.'), ['manual']);
    assert.deepEqual(
      gates("You don't have permission to approve this deployment. Contact the project or group owner for help."),
      ['approval'],
    );
  });

  test('pushing: the line of the server says more than the one of git', () => {
    const log = `remote: GitLab: You are not allowed to push code to protected branches on this project.
 ! [remote rejected] main -> main (pre-receive hook declined)
error: failed to push some refs`;
    assert.deepEqual(gates(log), ['job-token']);
    assert.match(pastedText(log).matches[0]?.phrase ?? '', /protected branches/);
    assert.deepEqual(gates('! [remote rejected] main -> main (pre-receive hook declined)'), ['job-token', 'job-token']);
  });

  test('a shallow clone is no gate', () => {
    assert.deepEqual(gates('fatal: shallow update not allowed'), ['none']);
    assert.deepEqual(gates(' ! [rejected] main -> main (non-fast-forward)'), ['none', 'none']);
  });

  test('an empty credential is the ref, or the scope', () => {
    assert.deepEqual(gates('/bin/bash: line 12: DEPLOY_TOKEN: unbound variable'), ['runner', 'runner']);
  });
});

test('nothing is made of what is not known', () => {
  assert.deepEqual(pastedText('npm ERR! code E404').matches, []);
  assert.deepEqual(pastedText('').matches, []);
});

test('an address in the text is found', () => {
  const text = 'Job failed, see https://gitlab.com/acme/shop/-/jobs/5: This job is blocked';
  assert.equal(pastedText(text).address, 'https://gitlab.com/acme/shop/-/jobs/5');
  assert.equal(pastedText('see https://gitlab.com/acme/shop/-/issues/5').address, undefined);
});

test('a log of a megabyte is read from its end', () => {
  const log = `${'x'.repeat(1_000_000)}\nThis deployment job was rejected.`;
  assert.deepEqual(gates(log), ['approval']);
});
