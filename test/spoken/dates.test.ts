/** Moments, dates and the order of names, as they are written in the reader's language. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { isSameDay, momentWords, shortMoment, timeWords } from '../../server/src/freeze/words.ts';
import { speak } from '../../server/src/lsp/language.ts';
import { dateWords, sortingLanguage, utcWords } from '../../server/src/text/dates.ts';

const berlin = 'Europe/Berlin';
const now = Date.parse('2026-11-20T11:00:00Z');
const monday = Date.parse('2026-11-23T06:00:00Z');
const december = Date.parse('2026-12-07T06:00:00Z');
const january = Date.parse('2027-01-04T06:00:00Z');

afterEach(() => speak(undefined));

test('in English', () => {
  speak('en');
  assert.equal(momentWords(monday, berlin), 'Mon 2026-11-23 07:00 (Europe/Berlin)');
  assert.deepEqual(
    [monday, december, january].map((it) => shortMoment(it, now, berlin)),
    ['Mon 07:00', 'Mon 7 Dec 07:00', 'Mon 4 Jan 2027 07:00'],
  );
  assert.equal(utcWords('2026-11-23T07:00:00Z'), '2026-11-23 07:00 UTC');
  assert.equal(dateWords('2026-11-23T07:00:00Z'), '2026-11-23');
});

test('in German', () => {
  speak('de-AT');
  assert.equal(momentWords(monday, berlin), 'Mo 23.11.2026, 07:00 Uhr (Europe/Berlin)');
  assert.deepEqual(
    [monday, december, january].map((it) => shortMoment(it, now, berlin)),
    ['Mo 07:00', 'Mo 7.12. 07:00', 'Mo 4.1.2027 07:00'],
  );
  assert.equal(utcWords('2026-11-23T07:00:00Z'), '23.11.2026 07:00 UTC');
  assert.equal(dateWords('2026-11-23'), '23.11.2026');
});

test('the time alone is the same in all of them, and a day is one of the zone', () => {
  assert.equal(timeWords(monday, berlin), '07:00 (Europe/Berlin)');
  const late = Date.parse('2026-11-23T22:30:00Z');
  assert.equal(isSameDay(monday, late, berlin), true);
  assert.equal(isSameDay(monday, late, 'Asia/Tokyo'), false);
});

test('names are sorted as the language does it', () => {
  const sorted = () => ['özil', 'oz', 'pia'].sort(new Intl.Collator(sortingLanguage()).compare);
  assert.deepEqual(sorted(), ['oz', 'özil', 'pia']);
  speak('de');
  assert.equal(new Intl.Collator(sortingLanguage()).resolvedOptions().locale, 'de');
  assert.deepEqual(sorted(), ['oz', 'özil', 'pia']);
});
