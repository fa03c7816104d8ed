/** A configuration is asked again until it wants nothing more. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Found, type Location, locationKey } from '../../server/src/config/sources.ts';
import { chain, type Reader, settle, settleSync } from '../../server/src/host/settle.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import { entry, type Files, messages, rootOf, sourcesOf } from '../config/resolving.ts';

const context = { scope: () => null };
const never = new AbortController().signal;

/** Answers later, and counts the questions. */
function reader(all: Files): Reader & { readonly asked: readonly string[] } {
  const sources = sourcesOf(all);
  const asked: string[] = [];
  return {
    asked,
    find: async (location): Promise<Found> => {
      asked.push(locationKey(location));
      return sources.find(location) ?? { kind: 'absent' };
    },
    list: async (project) => {
      asked.push('list');
      return sources.list(project) ?? 'unresolved';
    },
  };
}

const files: Files = {
  '.gitlab-ci.yml': 'include: [a.yml, "ci/*.yml"]\n',
  'a.yml': 'include: b.yml\nx: 1\n',
  'b.yml': 'y: 2\n',
  'ci/c.yml': 'z: 3\n',
};

describe('settling', () => {
  test('reads each thing once, as many rounds as includes nest', async () => {
    const counting = reader(files);
    const { config, sources } = await settle(entry, counting, context, never);
    assert.deepEqual(rootOf(config), { y: 2, x: 1, z: 3 });
    assert.deepEqual(config.wanted, []);
    assert.deepEqual([...counting.asked].sort(), ['.gitlab-ci.yml', 'a.yml', 'b.yml', 'ci/c.yml', 'list']);
    assert.equal(sources.find({ kind: 'file', path: 'b.yml' })?.kind, 'file');
  });

  test('at once gives the same', async () => {
    const sources = sourcesOf(files);
    const { config } = settleSync(
      entry,
      { find: (it) => sources.find(it) ?? { kind: 'absent' }, list: (it) => sources.list(it) ?? 'unresolved' },
      context,
    );
    assert.deepEqual(rootOf(config), rootOf((await settle(entry, reader(files), context, never)).config));
  });

  test('stops between two rounds when it is told to', async () => {
    const abort = new AbortController();
    const slow: Reader = {
      ...reader(files),
      find: async (location, signal) => {
        abort.abort(new Error('enough'));
        return reader(files).find(location, signal);
      },
    };
    await assert.rejects(settle(entry, slow, context, abort.signal), /enough/);
  });

  test('ends for files that include ever new ones', async () => {
    let n = 0;
    const endless: Reader = {
      find: (location) => ({ kind: 'file', file: parse(locationKey(location), `include: f${n++}.yml\nx: 1\n`) }),
      list: () => [],
    };
    const { config } = await settle(entry, endless, context, never);
    assert.deepEqual(messages(config), ['Maximum of 150 nested includes are allowed!']);
  });
});

describe('readers one after the other', () => {
  const remote: Location = { kind: 'remote', url: 'https://example.com/a.yml' };
  const says = (found: Found): Reader => ({ find: () => found, list: () => 'unresolved' });

  test('the first that knows answers', async () => {
    const both = chain(says({ kind: 'unresolved', why: 'not-asked' }), says({ kind: 'absent' }));
    assert.deepEqual(await both.find(remote, never), { kind: 'absent' });
  });

  test('where none does the best reason counts', async () => {
    const both = chain(says({ kind: 'unresolved', why: 'offline' }), says({ kind: 'unresolved', why: 'not-asked' }));
    assert.deepEqual(await both.find(remote, never), { kind: 'unresolved', why: 'offline' });
    assert.equal(await both.list(undefined, never), 'unresolved');
  });
});
