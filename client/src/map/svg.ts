/** A drawing as SVG: for the page, where it can be walked through, and as a file of its own. */
import type { Lock } from '../../../server/src/lsp/protocol.ts';
import { lineOf, nameOf, spoken } from './describe.ts';
import type { Drawing, DrawnNode } from './grouped.ts';
import { type Box, type Layout, type Line, lineLetter, nameLetter } from './layout.ts';
import type { Palette } from './palette.ts';
import { cut, escaped } from './text.ts';

/** The inside of the drawing: lines first, so that they go under what they lead to. @param live each node can be reached and pressed. */
export function drawn(drawing: Drawing, layout: Layout, live: boolean): string {
  const lines = layout.lines.map(lineOn).join('');
  const nodes = drawing.nodes.map((it) => nodeOn(it, layout.boxes.get(it.id), drawing, live)).join('');
  return `${arrow}<g class="lines">${lines}</g><g class="nodes">${nodes}</g>`;
}

/** A picture that needs nothing else: no fonts, no styles, no theme. */
export function pictureOf(drawing: Drawing, layout: Layout, palette: Palette, title: string): string {
  const { width, height } = layout;
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${graphStyle(palette)}</style>`,
    `<rect class="paper" width="${w}" height="${h}"/>`,
    drawn(drawing, layout, false),
    '</svg>\n',
  ].join('\n');
}

/** How the drawing looks, in the colours of a palette. */
export function graphStyle(it: Palette): string {
  const verdicts = (['deny', 'wait', 'unknown', 'pass', 'absent'] as const).map(
    (of) => `.node.${of} .band{fill:${it[of]}}.node.environment.${of} .card{stroke:${it[of]}}`,
  );
  const locks = Object.entries(lockColours).map(
    ([lock, of]) =>
      `.lock.${lock} circle{stroke:${it[of]}}.lock.${lock} path,.lock.${lock} rect{stroke:${it[of]}}.lock.${lock} text{fill:${it[of]}}`,
  );
  return [
    'svg text{font-family:-apple-system,BlinkMacSystemFont,"Segoe WPC","Segoe UI",system-ui,Ubuntu,"Droid Sans",sans-serif}',
    `.paper{fill:${it.back}}`,
    `.node .card{fill:${it.card};stroke:${it.line};stroke-width:1}`,
    '.node.absent .card,.node.perhaps .card{stroke-dasharray:4 3}',
    `.node .band{fill:${it.line}}`,
    `.node .name{fill:${it.text};font-size:13px;font-weight:600}`,
    `.node .line{fill:${it.soft};font-size:11.5px}`,
    `.node.stage .card{fill:${it.back};stroke-dasharray:2 3}`,
    `.node.stage .name{font-weight:400;font-size:12px;fill:${it.soft}}`,
    '.node.environment .card{stroke-width:2}',
    `.node.environment .glyph{fill:none;stroke:${it.text};stroke-width:1.4}`,
    `.way{fill:none;stroke:${it.line};stroke-width:1.2}`,
    '.way.stage{stroke-dasharray:2 3}.way.starts,.way.touches{stroke-dasharray:7 4}.way.deploys{stroke-width:2}',
    `#arrow path{fill:${it.line}}`,
    `.lock circle{fill:${it.back};stroke-width:1.6}.lock path,.lock rect{fill:none;stroke-width:1.5}`,
    '.lock text{font-size:12px;font-weight:700;text-anchor:middle}',
    ...verdicts,
    ...locks,
  ].join('\n');
}

const lockColours = { open: 'pass', closed: 'wait', unknown: 'unknown', refused: 'deny' } as const satisfies Record<
  Lock,
  keyof Palette
>;

const arrow =
  '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0.5 8 4 0 7.5z"/></marker></defs>';

function lineOn({ edge, points }: Line): string {
  const [start, ...rest] = points;
  if (!start) return '';
  let from = start;
  const curves = rest.map((to) => {
    const half = round((from.x + to.x) / 2);
    const curve = `C${half} ${round(from.y)} ${half} ${round(to.y)} ${round(to.x)} ${round(to.y)}`;
    from = to;
    return curve;
  });
  const ends = `data-from="${escaped(edge.from)}" data-to="${escaped(edge.to)}"`;
  return `<path class="way ${edge.kind}" ${ends} d="M${round(start.x)} ${round(start.y)}${curves.join('')}" marker-end="url(#arrow)"/>`;
}

function nodeOn(node: DrawnNode, box: Box | undefined, drawing: Drawing, live: boolean): string {
  if (!box) return '';
  const label = escaped(spoken(node, drawing));
  const pressed = live ? ` role="button" tabindex="-1" data-id="${escaped(node.id)}" aria-label="${label}"` : '';
  const tip = live ? '' : `<title>${label}</title>`;
  const at = `transform="translate(${round(box.x)} ${round(box.y)})"`;
  return `<g class="${classesOf(node)}" ${at}${pressed}>${tip}${shapeOf(node, box)}</g>`;
}

function classesOf(node: DrawnNode): string {
  const verdict = node.kind === 'environment' ? node.verdict : node.kind === 'job' ? node.deploys?.verdict : undefined;
  const band = node.kind === 'job' && node.lock === 'closed' ? 'wait' : undefined;
  const perhaps = node.kind === 'job' && node.perhaps ? 'perhaps' : undefined;
  return ['node', node.kind, verdict ?? band, perhaps].filter((it) => it !== undefined).join(' ');
}

function shapeOf(node: DrawnNode, box: Box): string {
  const { width, height } = box;
  const card = (radius: number) => `<rect class="card" width="${round(width)}" height="${height}" rx="${radius}"/>`;
  switch (node.kind) {
    case 'stage':
      return `${card(height / 2)}${text('name', cut(node.name, 20), width / 2, 17.5, ' text-anchor="middle"')}`;
    case 'environment': {
      const glyph = '<path class="glyph" d="M18 17h14v8h-14zM18 29h14v8h-14zM21 21h2M21 33h2"/>';
      return `${card(height / 2)}${glyph}${twoLines(node, width - 58, 42, height)}`;
    }
    case 'group':
      return `<rect class="card" x="4" y="-4" width="${width - 4}" height="${height}" rx="5"/>${card(5)}${twoLines(node, width - 24, 12, height)}`;
    case 'job': {
      const band =
        node.lock || node.deploys
          ? `<path class="band" d="M5 0.5h-0.5a4.5 4.5 0 0 0-4 4.5v${height - 10}a4.5 4.5 0 0 0 4 4.5h0.5z"/>`
          : '';
      const lock = node.lock ? lockOn(node.lock, width, height / 2) : '';
      return `${card(5)}${band}${twoLines(node, width - 34, 14, height)}${lock}`;
    }
  }
}

function twoLines(node: DrawnNode, room: number, x: number, height: number): string {
  const name = cut(node.kind === 'environment' ? node.name : nameOf(node), Math.floor(room / nameLetter));
  const line = cut(lineOf(node), Math.floor(room / lineLetter));
  if (line === '') return text('name', name, x, height / 2 + 4.5);
  // The space keeps the words apart for those that read them one after the other.
  return `${text('name', name, x, height / 2 - 4)} ${text('line', line, x, height / 2 + 13)}`;
}

function text(kind: string, words: string, x: number, y: number, more = ''): string {
  return `<text class="${kind}" x="${round(x)}" y="${round(y)}"${more}>${escaped(words)}</text>`;
}

/** The lock by itself, for a legend. */
export function lockSign(lock: Lock): string {
  return `<svg class="sign" viewBox="-13 -13 26 26" width="20" height="20" aria-hidden="true"><g class="lock ${lock}"><circle r="11"/>${glyphs[lock]}</g></svg>`;
}

/** Where the lines leave a job: they go through its lock. */
function lockOn(lock: Lock, x: number, y: number): string {
  return `<g class="lock ${lock}" transform="translate(${x} ${y})"><circle r="11"/>${glyphs[lock]}</g>`;
}

const body = '<rect x="-4.5" y="-1" width="9" height="6.5" rx="1"/>';

const glyphs: Readonly<Record<Lock, string>> = {
  closed: `${body}<path d="M-2.7-1v-1.8a2.7 2.7 0 0 1 5.4 0v1.8"/>`,
  open: `${body}<path d="M-2.7-1v-2.3a2.7 2.7 0 0 1 5.1-1.2"/>`,
  refused: '<path d="M-3.8-3.8 3.8 3.8M3.8-3.8-3.8 3.8"/>',
  unknown: '<text y="4.3">?</text>',
};

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
