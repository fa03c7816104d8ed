/** The windows of freeze periods in the order in which they come, and moments in few words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holding, windowsFrom } from '../../server/src/freeze/calendar.ts';
import { differ, shortMoment } from '../../server/src/freeze/words.ts';

const weekend = { start: '0 18 * * 5', end: '0 7 * * 1', timeZone: 'Europe/Berlin' };
const nights = { start: '0 22 * * *', end: '0 6 * * *', timeZone: 'UTC' };
const wednesday = Date.parse('2026-11-18T12:00:00Z');
const saturday = Date.parse('2026-11-21T12:00:00Z');

function times(windows: ReturnType<typeof windowsFrom>): readonly string[] {
  return windows.map(({ start, end }) =>
    [start, end].map((it) => it && new Date(it).toISOString().slice(0, 16)).join(' '),
  );
}

test('a window that holds comes first, then those to come', () => {
  assert.deepEqual(times(windowsFrom([weekend], saturday, 2)), [
    '2026-11-20T17:00 2026-11-23T06:00',
    '2026-11-27T17:00 2026-11-30T06:00',
  ]);
});

test('outside of one the next is the first', () => {
  assert.deepEqual(times(windowsFrom([weekend], wednesday, 1)), ['2026-11-20T17:00 2026-11-23T06:00']);
});

test('windows of several periods are in the order of their starts', () => {
  assert.deepEqual(times(windowsFrom([weekend, nights], wednesday, 3)), [
    '2026-11-18T22:00 2026-11-19T06:00',
    '2026-11-19T22:00 2026-11-20T06:00',
    '2026-11-20T17:00 2026-11-23T06:00',
  ]);
});

test('a period that GitLab would not accept has none', () => {
  assert.deepEqual(windowsFrom([{ ...weekend, start: 'never' }], saturday, 2), []);
});

test('those that hold are told from those to come', () => {
  assert.equal(holding(windowsFrom([weekend], saturday, 3), saturday).length, 1);
  assert.equal(holding(windowsFrom([weekend], wednesday, 3), wednesday).length, 0);
});

test('a moment of the next days is a day and a time, a later one has its date', () => {
  assert.equal(shortMoment(Date.parse('2026-11-23T06:00:00Z'), saturday, 'Europe/Berlin'), 'Mon 07:00');
  assert.equal(shortMoment(Date.parse('2026-11-28T06:00:00Z'), saturday, 'Europe/Berlin'), 'Sat 28 Nov 07:00');
  assert.equal(shortMoment(Date.parse('2027-01-04T06:00:00Z'), saturday, 'UTC'), 'Mon 4 Jan 2027 06:00');
});

test('zones differ by what their clocks show at a moment, not by name', () => {
  assert.equal(differ('Europe/Berlin', 'Europe/Paris', saturday), false);
  assert.equal(differ('Europe/London', 'UTC', saturday), false);
  assert.equal(differ('Europe/London', 'UTC', Date.parse('2026-07-01T00:00:00Z')), true);
});
