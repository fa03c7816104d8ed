import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseDuration } from '../../server/src/text/duration.ts';

describe('a length of time', () => {
  const rows: readonly (readonly [text: string, seconds: number | undefined])[] = [
    ['30 minutes', 1_800],
    ['1 day', 86_400],
    ['1d 2h', 93_600],
    ['2 hours and 3 minutes', 7_380],
    ['1.5 hours', 5_400],
    ['90', 90],
    ['1:30:00', 5_400],
    ['1 week', 604_800],
    ['1 month', 2_592_000],
    ['hour', 3_600],
    ['forty-two minutes', 2_520],
    ['5 mins,', 300],
    ['0', undefined],
    ['', undefined],
    ['soon', undefined],
    ['3 fortnights', undefined],
    ['-5 minutes', undefined],
  ];
  for (const [text, seconds] of rows) test(`"${text}"`, () => assert.equal(parseDuration(text), seconds));
});
