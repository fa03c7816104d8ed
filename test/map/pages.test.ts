/** The pages of the gate map beside the graph, and what is taken from it as Markdown. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import * as l10n from '@vscode/l10n';
import { calendarHtml, momentIn, weeksOf } from '../../client/src/map/calendar.ts';
import { explanationOf } from '../../client/src/map/describe.ts';
import { drawingOf } from '../../client/src/map/grouped.ts';
import { layoutOf } from '../../client/src/map/layout.ts';
import { markdownOf } from '../../client/src/map/markdown.ts';
import { cellExplanation, matrixHtml } from '../../client/src/map/matrix.ts';
import { pageHtml } from '../../client/src/map/page.ts';
import { tableHtml } from '../../client/src/map/table.ts';
import { type GateMap, mapOf } from '../../server/src/features/map.ts';
import type { MapFreeze } from '../../server/src/features/map-freeze.ts';
import { analysisOf, attemptOf } from '../support/world.ts';

function mapFor(...of: Parameters<typeof analysisOf>): GateMap {
  return mapOf(analysisOf(...of), (path) => `file:///app/${path}`, 'UTC');
}

const inEnglish = (zone: string) => ({ zone, language: 'en' });

const weekend = { start: '0 18 * * 5', end: '0 7 * * 1', timeZone: 'Europe/Berlin' };
const text = `build: { stage: build, script: make }
deploy: { stage: deploy, script: ./deploy, environment: production }
`;
const settings = {
  freezePeriods: [weekend],
  protectedEnvironments: [
    { name: 'production', deployAccess: [{ accessLevel: 40 }], approvalRules: [{ accessLevel: 30, required: 2 }] },
  ],
};

describe('the freeze calendar', () => {
  const freeze = (period: object = weekend, at = '2026-11-18T12:00:00Z'): Extract<MapFreeze, { known: true }> => {
    const it = mapFor(text, { freezePeriods: [period] }, attemptOf({ at })).freeze;
    assert.ok(it.known);
    return it;
  };
  const wednesday = Date.parse('2026-11-18T12:00:00Z');
  const dayOn = (date: string, zone: string, period: object = weekend, at = '2026-11-18T12:00:00Z') =>
    weeksOf(freeze(period, at).periods, Date.parse(at), inEnglish(zone))
      .flat()
      .find((it) => it.date === date);

  test('it shows whole weeks from Monday on, and four of them from today', () => {
    const weeks = weeksOf(freeze().periods, wednesday, inEnglish('Europe/Berlin'));
    assert.equal(weeks.length, 5);
    assert.equal(weeks[0]?.[0]?.date, '2026-11-16');
    assert.equal(weeks.flat().filter((it) => !it.isOutside).length, 28);
    assert.deepEqual(weeks.flat().find((it) => it.isToday)?.date, '2026-11-18');
  });

  test('each day says how much of it is frozen, in the zone of the reader', () => {
    assert.equal(dayOn('2026-11-20', 'Europe/Berlin')?.words, 'Frozen from 18:00');
    assert.deepEqual(dayOn('2026-11-20', 'Europe/Berlin')?.frozen, [{ from: 0.75, to: 1 }]);
    assert.equal(dayOn('2026-11-21', 'Europe/Berlin')?.words, 'Frozen all day');
    assert.equal(dayOn('2026-11-23', 'Europe/Berlin')?.words, 'Frozen until 07:00');
    assert.equal(dayOn('2026-11-24', 'Europe/Berlin')?.words, '');
    assert.equal(dayOn('2026-11-20', 'America/New_York')?.words, 'Frozen from 12:00');
    assert.equal(dayOn('2026-11-21', 'Asia/Tokyo')?.words, 'Frozen from 02:00');
    assert.equal(dayOn('2026-11-20', 'Asia/Tokyo')?.words, '');
  });

  test('a freeze inside a day has both ends', () => {
    const lunch = { start: '0 12 * * *', end: '30 13 * * *', timeZone: 'Europe/Berlin' };
    assert.equal(dayOn('2026-11-20', 'Europe/Berlin', lunch)?.words, 'Frozen from 12:00 until 13:30');
  });

  test('days on which the clocks change are as long as they are', () => {
    const night = { start: '0 0 * * 0', end: '0 12 * * 0', timeZone: 'Europe/Berlin' };
    const day = dayOn('2026-10-25', 'Europe/Berlin', night, '2026-10-20T12:00:00Z');
    assert.deepEqual(day?.frozen, [{ from: 0, to: 13 / 25 }]);
    assert.equal(day?.words, 'Frozen until 12:00');
  });

  test('the page names both zones', () => {
    const html = calendarHtml(freeze(), wednesday, inEnglish('Asia/Tokyo'));
    assert.match(html, /<strong>Asia\/Tokyo<\/strong>/);
    assert.match(html, /<strong>Europe\/Berlin<\/strong>/);
    assert.match(html, /Fri 2026-11-20 18:00 \(Europe\/Berlin\)/);
    assert.match(html, /Sat 21 Nov, 02:00/);
  });

  test('none, unread and refused periods are told apart', () => {
    assert.match(calendarHtml(mapFor(text).freeze, wednesday, inEnglish('UTC')), /no freeze periods/);
    assert.match(
      calendarHtml(mapFor(text, { freezePeriods: 'forbidden' }).freeze, wednesday, inEnglish('UTC')),
      /is not known/,
    );
    assert.match(
      calendarHtml(freeze({ ...weekend, start: 'never' }), wednesday, inEnglish('UTC')),
      /does not accept it/,
    );
  });

  test('a moment is told as the clock of the reader shows it', () => {
    assert.equal(momentIn(inEnglish('Europe/Berlin'), wednesday), 'Wed 18 Nov, 13:00');
    assert.equal(momentIn(inEnglish('UTC'), wednesday), 'Wed 18 Nov, 12:00');
  });
});

describe('who × environment', () => {
  test('every cell has a mark and words', () => {
    const html = matrixHtml(mapFor(text, settings).people);
    assert.match(html, /data-row="0" data-column="0"><span class="mark no" aria-hidden="true">✕<\/span> cannot run</);
    assert.match(
      html,
      /data-row="1" data-column="0"><span class="mark yes" aria-hidden="true">✓<\/span> can run<.*can approve/,
    );
    assert.match(html, /approvals: 2 by/);
  });

  test('what is not known says so', () => {
    const html = matrixHtml(mapFor(text, { protectedEnvironments: 'forbidden' }).people);
    assert.match(html, /\?<\/span> not known/);
  });

  test('a cell explains itself', () => {
    const html = cellExplanation(mapFor(text, settings).people, 0, 0);
    assert.match(html, /dana and production/);
    assert.match(html, /rule asks for Maintainer/);
    assert.equal(cellExplanation(mapFor(text, settings).people, 99, 0), '');
  });

  test('where members are not known it says that groups may let in more', () => {
    assert.match(matrixHtml(mapFor(text, { members: 'forbidden' }).people), /members of the project are not known/);
  });
});

describe('the page', () => {
  const evil = '"<script>alert(1)</script>":\n  script: ./deploy\n  environment: "<img>"\n';

  function pages(map: GateMap): readonly string[] {
    const drawing = drawingOf(map.graph, false);
    const content = {
      map,
      name: '<b>',
      drawing,
      layout: layoutOf(drawing),
      reader: inEnglish('UTC'),
      each: false,
    } as const;
    return [
      pageHtml({ ...content, tab: 'ways', ways: 'graph' }),
      pageHtml({ ...content, tab: 'ways', ways: 'table' }),
      pageHtml({ ...content, tab: 'freeze', ways: 'graph' }),
      pageHtml({ ...content, tab: 'people', ways: 'graph' }),
      tableHtml(drawing),
      ...drawing.nodes.map((it) => explanationOf(it, drawing)),
      cellExplanation(map.people, 0, 0),
    ];
  }

  test('no name becomes an element, nor any style or script', () => {
    for (const html of pages(mapFor(evil, settings))) {
      assert.doesNotMatch(html, /<script|<img|<b>| style=| on[a-z]+=/i);
    }
  });

  test('it says for whom and for when it is', () => {
    const [graph = ''] = pages(mapFor(text, settings));
    assert.match(graph, /As dana · push on main · Wed 18 Nov, 12:00 \(UTC\)/);
    assert.match(graph, /Settings of acme\/app on gitlab\.example\.com/);
  });

  test('the graph is a table as well', () => {
    const html = tableHtml(drawingOf(mapFor(text, settings).graph, false));
    assert.match(html, /<th scope="row">build<\/th><td>build<\/td>/);
    assert.match(
      html,
      /data-explains="job:deploy">deploy<\/button><\/th><td>deploy<\/td><td>all stages before it<\/td>/,
    );
  });

  test('a job is explained with its gates, an environment with its jobs', () => {
    const drawing = drawingOf(mapFor(text, settings).graph, false);
    const job = drawing.nodes.find((it) => it.id === 'job:deploy');
    const environment = drawing.nodes.find((it) => it.kind === 'environment');
    assert.ok(job && environment);
    assert.match(explanationOf(job, drawing), /<strong>Protected environment<\/strong>, refused: /);
    assert.match(explanationOf(job, drawing), /data-do="open"/);
    assert.match(explanationOf(environment, drawing), /<code>deploy<\/code>: /);
    assert.match(explanationOf(environment, drawing), /data-do="page"/);
  });
});

describe('Markdown', () => {
  test('it has a table for each page', () => {
    const markdown = markdownOf(mapFor(text, settings), 'app', inEnglish('Europe/Berlin'));
    assert.match(markdown, /^# Gate map of acme\/app$/m);
    assert.match(
      markdown,
      /^\| `deploy` \| deploy \| all stages before it \| Refused: Protected environment \| production \|$/m,
    );
    assert.match(markdown, /^\| Fri 20 Nov, 18:00 \| Mon 23 Nov, 07:00 \| Fri 2026-11-20 18:00/m);
    assert.match(markdown, /^\| dana \(Developer, this attempt\) \| ✕ cannot run \|$/m);
    assert.match(markdown, /^\| mia \(Maintainer\) \| ✓ can run, can approve \|$/m);
  });

  test('no name breaks it', () => {
    const evil =
      '"a|b`c":\n  script: ./deploy\n  environment: "x/y"\n"<script>":\n  script: ./deploy\n  environment: z\n';
    const markdown = markdownOf(mapFor(evil), 'app', inEnglish('UTC'));
    assert.match(markdown, /^\| `` a\\\|b`c `` \| test \|/m);
    assert.match(markdown, /^\| `<script>` \| test \|/m);
    const columns = markdown
      .split('\n')
      .filter((it) => it.startsWith('| `'))
      .map((it) => it.replaceAll('\\|', '').split('|').length);
    assert.deepEqual([...new Set(columns.slice(0, 2))], [7]);
  });
});

describe('in German', () => {
  const reader = { zone: 'Europe/Berlin', language: 'de' };
  before(() => l10n.config({ contents: readFileSync('l10n/bundle.l10n.de.json', 'utf8') }));
  after(() => l10n.config({ contents: {} }));

  test('the page and its parts', () => {
    const map = mapFor(text, settings, attemptOf({ at: '2026-11-20T17:30:00Z' }));
    const drawing = drawingOf(map.graph, false);
    const content = { map, name: 'app', drawing, layout: layoutOf(drawing), reader, each: false } as const;
    const ways = pageHtml({ ...content, tab: 'ways', ways: 'graph' });
    assert.match(ways, /<h1>Gate-Karte von /);
    assert.match(ways, /· Fr, 20\. Nov, 18:30 \(Europe\/Berlin\)/);
    assert.match(ways, /aria-label="Umgebung production, /);
    assert.match(ways, />Wege zu Umgebungen</);
    assert.doesNotMatch(ways, /\b(?:Ways|Export SVG|Environment|Leads to|Arrow)\b/);
    const calendar = pageHtml({ ...content, tab: 'freeze', ways: 'graph' });
    assert.match(calendar, /<abbr title="Montag">Mo<\/abbr>/);
    assert.match(calendar, /<time datetime="2026-11-20">20\. Nov<\/time> <span class="tag">dieser Versuch<\/span>/);
    assert.match(calendar, />Freeze ab 18:00</);
    assert.match(calendar, />Freeze ganztägig</);
    assert.match(pageHtml({ ...content, tab: 'people', ways: 'graph' }), /<\/span> kann starten</);
    assert.match(pageHtml({ ...content, tab: 'ways', ways: 'table' }), /<td>allen Stages davor<\/td>/);
  });

  test('what is exported', () => {
    const markdown = markdownOf(mapFor(text, settings), 'app', reader);
    assert.match(markdown, /^# Gate-Karte von /);
    assert.match(markdown, /^\| Job \| Stage \| Kommt nach \| Was daraus wird \| Umgebung \|$/m);
    assert.match(markdown, / kann starten\b/);
  });
});
