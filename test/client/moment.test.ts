/** Times as people write them. Berlin, Wednesday 18 November 2026, one in the afternoon. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { momentFrom, shortMoment, wholeMoment } from '../../client/src/moment.ts';

process.env['TZ'] = 'Europe/Berlin';
const now = new Date('2026-11-18T12:00:00Z');

function at(text: string, language?: string): string | undefined {
  const found = momentFrom(text, now, language);
  return found === undefined || found === 'now' ? found : found.at.toISOString();
}

test('now is now, in both languages', () => {
  assert.equal(momentFrom(' now ', now), 'now');
  assert.equal(momentFrom('Jetzt', now), 'now');
});

test('a weekday is the next one', () => {
  assert.equal(at('Friday 18:00'), '2026-11-20T17:00:00.000Z');
  assert.equal(at('fri 6pm'), '2026-11-20T17:00:00.000Z');
  assert.equal(at('on Friday at 18:00'), '2026-11-20T17:00:00.000Z');
  assert.equal(at('Monday at 7'), '2026-11-23T06:00:00.000Z');
});

test('days and hours ahead', () => {
  assert.equal(at('tomorrow 9am'), '2026-11-19T08:00:00.000Z');
  assert.equal(at('in 2 hours'), '2026-11-18T14:00:00.000Z');
  assert.equal(at('9am'), '2026-11-19T08:00:00.000Z');
  assert.equal(at('18:00'), '2026-11-18T17:00:00.000Z');
});

test('ISO 8601, with the zone that it names or in this one', () => {
  assert.equal(at('2026-11-20T17:30:00Z'), '2026-11-20T17:30:00.000Z');
  assert.equal(at('2026-11-20T17:30:00-05:00'), '2026-11-20T22:30:00.000Z');
  assert.equal(at('2026-11-20 17:30'), '2026-11-20T16:30:00.000Z');
});

test('German is understood, whatever the editor speaks', () => {
  assert.equal(at('Freitag 18:00'), '2026-11-20T17:00:00.000Z');
  assert.equal(at('morgen 9 Uhr', 'de'), '2026-11-19T08:00:00.000Z');
  assert.equal(at('Freitag um 18 Uhr'), '2026-11-20T17:00:00.000Z');
  assert.equal(at('in 2 Stunden', 'de'), '2026-11-18T14:00:00.000Z');
  assert.equal(at('20.11.2026 18:30', 'de'), '2026-11-20T17:30:00.000Z');
});

test('the offset is that of the day, not of today', () => {
  assert.equal(at('2026-07-01 12:00'), '2026-07-01T10:00:00.000Z');
});

test('what is understood in part only is not understood', () => {
  assert.equal(at('Friday 18:00 after the meeting'), undefined);
  assert.equal(at('Friday 18:00 or Monday 9:00'), undefined);
  assert.equal(at('Friday 18:00 to 20:00'), undefined);
  assert.equal(at('soon'), undefined);
  assert.equal(at(''), undefined);
});

test('a day without a time is told from one with', () => {
  assert.deepEqual(momentFrom('Friday', now), { at: new Date('2026-11-20T11:00:00Z'), timed: false });
  assert.deepEqual(momentFrom('Friday 12:00', now), { at: new Date('2026-11-20T11:00:00Z'), timed: true });
});

test('a moment is shown with weekday, year and zone', () => {
  const whole = (time: string) => wholeMoment(new Date(time), 'en-GB').replaceAll(',', '');
  assert.equal(whole('2026-11-20T17:00:00Z'), 'Friday 20 November 2026 18:00 CET');
  assert.equal(whole('2026-07-03T16:00:00Z'), 'Friday 3 July 2026 18:00 CEST');
});

test('in a narrow place it is as short as it can be without doubt', () => {
  assert.equal(shortMoment(new Date('2026-11-18T17:00:00Z'), now, 'en-GB'), '18:00');
  assert.equal(shortMoment(new Date('2026-11-20T17:00:00Z'), now, 'en-GB'), 'Fri 18:00');
  assert.equal(shortMoment(new Date('2026-11-25T17:00:00Z'), now, 'en-GB'), '25 Nov 18:00');
  assert.equal(shortMoment(new Date('2026-11-17T17:00:00Z'), now, 'en-GB'), '17 Nov 18:00');
  assert.equal(shortMoment(new Date('2027-01-08T17:00:00Z'), now, 'en-GB'), '8 Jan 2027 18:00');
});
