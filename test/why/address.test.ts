import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf, addressTrouble, looksLikeAddress, placesOf } from '../../server/src/settings/live-address.ts';

const target = (url: string) => addressOf(url)?.target;

test('jobs, pipelines, environments and deployments are told apart', () => {
  assert.deepEqual(target('https://gitlab.com/acme/shop/-/jobs/123'), { kind: 'job', id: 123 });
  assert.deepEqual(target('https://gitlab.com/acme/shop/-/pipelines/45'), { kind: 'pipeline', id: 45 });
  assert.deepEqual(target('https://gitlab.com/acme/shop/-/environments/6'), { kind: 'environment', id: 6 });
  assert.deepEqual(target('https://gitlab.com/acme/shop/-/environments/6/deployments/7'), {
    kind: 'deployment',
    iid: 7,
    environmentId: 6,
  });
});

test('what follows the number does not matter', () => {
  assert.deepEqual(target('https://gitlab.com/a/b/-/jobs/123/raw'), { kind: 'job', id: 123 });
  assert.deepEqual(target('https://gitlab.com/a/b/-/jobs/123#L40'), { kind: 'job', id: 123 });
  assert.deepEqual(target('https://gitlab.com/a/b/-/pipelines/45/failures?x=1'), { kind: 'pipeline', id: 45 });
});

test('addresses from before the dash are read, and a project called jobs is no job', () => {
  assert.deepEqual(target('https://gitlab.com/a/b/builds/9'), { kind: 'job', id: 9 });
  assert.deepEqual(addressOf('https://gitlab.com/acme/jobs/-/pipelines/3'), {
    origin: 'https://gitlab.com',
    path: ['acme', 'jobs'],
    target: { kind: 'pipeline', id: 3 },
  });
});

test('other pages, and other sites, are none', () => {
  assert.equal(addressOf('https://gitlab.com/acme/shop/-/issues/5'), undefined);
  assert.equal(addressOf('https://gitlab.com/acme/shop'), undefined);
  assert.equal(addressOf('https://gitlab.com/acme/-/jobs/5'), undefined);
  assert.equal(addressOf('https://gitlab.com/acme/shop/-/jobs/artifacts'), undefined);
  assert.equal(addressOf('ssh://git@gitlab.com/acme/shop/-/jobs/5'), undefined);
});

test('a text that holds an address is a text', () => {
  assert.ok(looksLikeAddress(' https://gitlab.com/acme/shop/-/jobs/5\n'));
  assert.ok(!looksLikeAddress('This job is blocked: https://gitlab.com/acme/shop/-/jobs/5'));
});

test('where the instance may live: at the host first, unless a root is known', () => {
  const address = addressOf('https://example.com/gitlab/acme/shop/-/jobs/5');
  assert.ok(address);
  const places = (known: readonly string[]) => placesOf(address, known).map((it) => `${it.base} ${it.project}`);
  assert.deepEqual(places([]), ['https://example.com gitlab/acme/shop', 'https://example.com/gitlab acme/shop']);
  assert.equal(places(['https://example.com/gitlab'])[0], 'https://example.com/gitlab acme/shop');
  // Another root of the host, or another host, says nothing.
  assert.equal(
    places(['https://example.com/git', 'https://other.com/gitlab'])[0],
    'https://example.com gitlab/acme/shop',
  );
});

test('a project keeps at least a group', () => {
  const address = addressOf('https://example.com/acme/shop/-/jobs/5');
  assert.ok(address);
  assert.deepEqual(
    placesOf(address, []).map((it) => it.project),
    ['acme/shop'],
  );
});

test('a page that was copied without its scheme is still one', () => {
  const copied = 'gitlab.example.com:8443/acme/shop/-/jobs/5';
  assert.ok(looksLikeAddress(copied));
  assert.equal(addressOf(copied)?.origin, 'https://gitlab.example.com:8443');
  assert.ok(!looksLikeAddress('gitlab.example.com/acme/shop'));
  assert.ok(!looksLikeAddress('see gitlab.example.com/acme/shop/-/jobs/5'));
});

test('what is wrong with an address is said with its place', () => {
  const trouble = (page: string) => addressTrouble(`https://gitlab.com${page}`);
  assert.equal(trouble('/acme/shop/-/issues/5'), '`/-/issues/5` is a page of another kind.');
  assert.equal(trouble('/acme/shop/-/jobs'), '`/-/jobs` is a list: the number of one job is missing after it.');
  assert.equal(
    trouble('/acme/shop/-/pipelines/latest'),
    'In `/-/pipelines/latest` there is `latest` where the number of the pipeline stands.',
  );
  assert.equal(trouble('/acme/-/jobs/5'), 'Before `/-/jobs/5` there is `/acme` where the path of a project stands.');
  assert.match(trouble('/acme/shop'), /^Its path, `\/acme\/shop`, leads to no page of a job/);
  assert.equal(addressTrouble('https://['), 'It is no address that could be opened.');
});
