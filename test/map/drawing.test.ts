/** The gate map as a picture: what is drawn as one, where it stands, how keys lead through it, what is written on it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Drawing, drawingOf } from '../../client/src/map/grouped.ts';
import { type Box, layoutOf } from '../../client/src/map/layout.ts';
import { resolved, themed } from '../../client/src/map/palette.ts';
import { drawn, pictureOf } from '../../client/src/map/svg.ts';
import { cut, escaped, marked, plain } from '../../client/src/map/text.ts';
import { fitted, moved, opening, showing, zoomed } from '../../client/src/map/viewport.ts';
import { step, wayTo } from '../../client/src/map/walk.ts';
import { mapOf } from '../../server/src/features/map.ts';
import { analysisOf } from '../support/world.ts';
import { elementsOf } from './xml.ts';

function drawingFor(text: string, each = false): Drawing {
  return drawingOf(mapOf(analysisOf(text), (path) => `file:///app/${path}`, 'UTC').graph, each);
}

const small = `stages: [build, test, deploy]
build: { stage: build, script: make }
lint-a: { stage: test, script: make }
lint-b: { stage: test, script: make }
lint-c: { stage: test, script: make }
unit: { stage: test, script: make, needs: [build] }
deploy-staging: { stage: deploy, script: ./deploy, environment: staging, needs: [unit] }
deploy-production: { stage: deploy, script: ./deploy, environment: production, when: manual }
`;

/** 300 jobs in ten stages, of which every tenth deploys; some go ahead by their needs. */
function large(): string {
  const jobs = Array.from({ length: 300 }, (_, n) => {
    const stage = `s${Math.floor(n / 30)}`;
    const deploys = n % 10 === 9 ? `, environment: env-${n}` : '';
    const needs = n > 40 && n % 7 === 3 ? `, needs: [job-${n - 31}]` : '';
    return `job-${n}: { stage: ${stage}, script: make${deploys}${needs} }`;
  });
  return `stages: [s0, s1, s2, s3, s4, s5, s6, s7, s8, s9]\n${jobs.join('\n')}\n`;
}

describe('what stands where', () => {
  const overlaps = (a: Box, b: Box) =>
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

  const assertApart = (drawing: Drawing) => {
    const boxes = [...layoutOf(drawing).boxes];
    assert.equal(boxes.length, drawing.nodes.length);
    for (const [n, [one, box]] of boxes.entries()) {
      const other = boxes.slice(n + 1).find(([, it]) => overlaps(box, it));
      assert.equal(other, undefined, `${one} and ${other?.[0]}`);
    }
  };

  test('nothing covers anything, in a small pipeline and in one of 300 jobs', () => {
    assertApart(drawingFor(small));
    assertApart(drawingFor(large(), true));
  });

  test('every line leads from left to right, from the side of one to the side of the other', () => {
    const drawing = drawingFor(small);
    const { boxes, lines } = layoutOf(drawing);
    assert.equal(lines.length, drawing.edges.length);
    for (const { edge, points } of lines) {
      const [from, to] = [boxes.get(edge.from), boxes.get(edge.to)];
      assert.ok(from && to && from.x + from.width <= to.x, `${edge.from} → ${edge.to}`);
      assert.deepEqual(points[0], { x: from.x + from.width, y: from.y + from.height / 2 });
      assert.deepEqual(points.at(-1), { x: to.x, y: to.y + to.height / 2 });
    }
  });

  test('everything is inside the picture', () => {
    const { boxes, width, height } = layoutOf(drawingFor(small));
    for (const it of boxes.values()) {
      assert.ok(it.x >= 0 && it.y >= 0 && it.x + it.width <= width && it.y + it.height <= height);
    }
  });

  test('an empty pipeline has a picture, too', () => {
    assert.deepEqual(layoutOf({ nodes: [], edges: [] }).lines, []);
  });
});

describe('what is drawn as one', () => {
  const names = (drawing: Drawing) =>
    drawing.nodes.map((it) => (it.kind === 'group' ? it.jobs.map((job) => job.name) : it.id));

  test('three ordinary jobs that stand side by side are, one that goes ahead is not', () => {
    const drawing = drawingFor(small);
    assert.ok(names(drawing).some((it) => JSON.stringify(it) === '["lint-a","lint-b","lint-c"]'));
    assert.ok(names(drawing).includes('job:unit'));
    assert.equal(drawing.edges.filter((it) => it.to.startsWith('group:')).length, 1);
  });

  test('two are not, and neither is what deploys', () => {
    const drawing = drawingFor(small.replace(/lint-c.*\n/, ''));
    assert.equal(
      drawing.nodes.some((it) => it.kind === 'group'),
      false,
    );
    const deploys =
      'a: { script: x, environment: a }\nb: { script: x, environment: b }\nc: { script: x, environment: c }\n';
    assert.equal(
      drawingFor(deploys).nodes.some((it) => it.kind === 'group'),
      false,
    );
  });

  test('each is drawn by itself where that is asked for', () => {
    assert.ok(names(drawingFor(small, true)).includes('job:lint-a'));
  });
});

describe('keys', () => {
  const drawing = drawingFor(small);
  const layout = layoutOf(drawing);
  const go = (from: string, to: Parameters<typeof step>[3]) => step(drawing, layout, from, to);

  test('right and left go along the lines', () => {
    assert.equal(go('job:unit', 'right').startsWith('job:') || go('job:unit', 'right').startsWith('stage:'), true);
    assert.equal(go('job:deploy-production', 'right'), 'environment:[null,"production"]');
    assert.equal(go('environment:[null,"production"]', 'left'), 'job:deploy-production');
  });

  test('where nothing leads on one stays', () => {
    assert.equal(go('environment:[null,"production"]', 'right'), 'environment:[null,"production"]');
    assert.equal(go('job:build', 'left'), 'job:build');
  });

  test('every node is reached from the first by keys', () => {
    const start = go('job:build', 'first');
    const reached = new Set([start]);
    for (const it of reached) for (const key of ['right', 'left', 'up', 'down'] as const) reached.add(go(it, key));
    assert.deepEqual([...reached].sort(), drawing.nodes.map((it) => it.id).sort());
  });

  test('the way to an environment is all that comes before it', () => {
    const way = wayTo(drawing, 'environment:[null,"staging"]');
    assert.deepEqual([...way].sort(), ['environment:[null,"staging"]', 'job:build', 'job:deploy-staging', 'job:unit']);
  });
});

describe('what is seen', () => {
  const size = { width: 800, height: 400 };
  const layout = { width: 4000, height: 1000, boxes: new Map(), lines: [] };

  test('all of it fits, and a small one is not made larger', () => {
    assert.deepEqual(fitted(layout, size), { scale: 0.2, x: 0, y: -500 });
    assert.equal(fitted({ ...layout, width: 200, height: 100 }, size).scale, 1);
  });

  test('it opens so that it can be read', () => {
    assert.ok(opening(layout, size).scale > 0.8);
    assert.deepEqual(opening({ ...layout, width: 700, height: 300 }, size).scale, 1);
  });

  test('closer keeps the middle where it is', () => {
    const view = { x: 100, y: 50, scale: 1 };
    const closer = zoomed(view, 2, size);
    assert.equal(closer.x + size.width / 2 / closer.scale, view.x + size.width / 2);
    assert.equal(closer.y + size.height / 2 / closer.scale, view.y + size.height / 2);
    assert.equal(zoomed({ ...view, scale: 3 }, 2, size).scale, 3);
  });

  test('what has the focus is brought into sight, and what is in sight stays', () => {
    const view = { x: 0, y: 0, scale: 1 };
    assert.deepEqual(showing(view, { x: 100, y: 100, width: 200, height: 50 }, size), view);
    const far = showing(view, { x: 2000, y: 100, width: 200, height: 50 }, size);
    assert.ok(far.x <= 2000 && far.x + size.width >= 2200);
    assert.equal(far.y, 0);
    assert.deepEqual(moved(view, 80, 0), { x: 80, y: 0, scale: 1 });
  });
});

describe('the picture', () => {
  const evil = `"<script>alert(1)</script>":
  script: ./deploy
  environment: production
"a & b ' \\" c":
  script: ./deploy
  environment: staging
`;

  test('it is XML, and no name in it is anything but text', () => {
    const drawing = drawingFor(evil);
    const svg = pictureOf(
      drawing,
      layoutOf(drawing),
      resolved(() => ''),
      'Map of <x> & "y"',
    );
    const elements = elementsOf(svg);
    assert.equal(
      elements.some((it) => it.name === 'script'),
      false,
    );
    assert.equal(elements[0]?.name, 'svg');
    assert.ok(elements.some((it) => it.text.includes('<script>alert(1)</script>')));
    assert.ok(elements.some((it) => it.text.includes(`a & b ' " c`)));
  });

  test('it needs nothing from elsewhere', () => {
    const drawing = drawingFor(small);
    const svg = pictureOf(
      drawing,
      layoutOf(drawing),
      resolved(() => ''),
      'map',
    );
    assert.doesNotMatch(svg, /var\(|url\((?!#)|href|@import|tabindex|role="button"/);
    assert.deepEqual(
      [...svg.matchAll(/https?:[^"' ]+/g)].map(([it]) => it),
      ['http://www.w3.org/2000/svg'],
    );
  });

  test('its colours are those of the theme where that has them, and no other words get in', () => {
    const read = (name: string) =>
      name === '--vscode-editor-background' ? '#123456' : name === '--vscode-editor-foreground' ? 'red}body{x:y' : '';
    assert.equal(resolved(read).back, '#123456');
    assert.equal(resolved(read).text, '#1f2328');
    assert.match(themed.back, /^var\(--vscode-editor-background, /);
  });

  test('on the page every node can be reached, pressed, and says what it is', () => {
    const drawing = drawingFor(small);
    const nodes = elementsOf(`<svg>${drawn(drawing, layoutOf(drawing), true)}</svg>`).filter(
      (it) => it.attributes['data-id'],
    );
    assert.equal(nodes.length, drawing.nodes.length);
    assert.ok(nodes.every((it) => it.attributes['role'] === 'button' && it.attributes['tabindex'] === '-1'));
    assert.equal(
      nodes.find((it) => it.attributes['data-id'] === 'job:deploy-production')?.attributes['aria-label'],
      'Job deploy-production, Waits: Manual start. Stage deploy. Waits to be started by hand, and the pipeline goes on without it. Leads to production',
    );
  });

  test('nothing hangs on colour: each verdict has a word', () => {
    const drawing = drawingFor(small);
    const texts = elementsOf(`<svg>${drawn(drawing, layoutOf(drawing), true)}</svg>`).map((it) => it.text);
    assert.ok(texts.includes('Waits: Manual start'));
    assert.ok(texts.includes('Runs'));
  });
});

describe('text', () => {
  test('what others wrote is text', () => {
    assert.equal(escaped(`<a href="x">&'`), '&lt;a href=&quot;x&quot;&gt;&amp;&#39;');
    assert.equal(escaped('a\u0000b\u001fc\td'), 'abc\td');
    assert.equal(
      marked('`<b>` **x** *y* [z](javascript:alert)'),
      '<code>&lt;b&gt;</code> <strong>x</strong> <em>y</em> z',
    );
    assert.equal(plain('`a` **b** [c](d)'), 'a b c');
  });

  test('what is cut ends with a whole word', () => {
    assert.equal(cut('Refused: Protected environment', 22), 'Refused: Protected…');
    assert.equal(cut('deploy-production-of-everything', 12), 'deploy-prod…');
    assert.equal(cut('short', 12), 'short');
  });
});
