/** The script of the gate map's page: shows what the extension sends, and follows keys and clicks. */
import * as l10n from '@vscode/l10n';
import type { Reader } from '../calendar.ts';
import { drawingOf } from '../grouped.ts';
import { layoutOf } from '../layout.ts';
import { markdownOf } from '../markdown.ts';
import { cellExplanation } from '../matrix.ts';
import type { Format, FromPage, ToPage } from '../messages.ts';
import { type Choice, type Content, nothingHtml, pageHtml, type Tab, tabs } from '../page.ts';
import { resolved } from '../palette.ts';
import { pictureOf } from '../svg.ts';
import { createExplanation } from './explanation.ts';
import { selectorOf } from './focus.ts';
import { createGraph, type Graph } from './graph.ts';
import { openGrid, reach, walkGrid } from './grid.ts';

/** What the editor gives to pages. */
interface Host {
  postMessage(message: FromPage): void;
  getState(): Partial<Kept> | undefined;
  setState(state: Kept): void;
}

declare function acquireVsCodeApi(): Host;

/** What is still so when the page is shown again. */
interface Kept extends Choice {
  readonly root?: string;
  readonly focus?: string;
}

type Shown = Extract<ToPage, { readonly kind: 'map' }>;

const host = acquireVsCodeApi();
l10n.config({ contents: element('texts').textContent });
const reader: Reader = {
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  language: document.documentElement.lang,
};
const page = element('page');
const live = element('live');

let kept: Kept = { tab: 'ways', ways: 'graph', each: false, ...host.getState() };
let shown: Shown | undefined;
let content: Content | undefined;
let graph: Graph | undefined;

const explanation = createExplanation(element('explanation'), (what, node) => {
  if (what === 'open' && node?.kind === 'job' && node.place) host.postMessage({ kind: 'open', place: node.place });
  if (what === 'explain' && node?.kind === 'job' && node.deploys?.uri !== undefined) {
    host.postMessage({ kind: 'explain', uri: node.deploys.uri, job: node.name });
  }
  if (what === 'page' && node?.kind === 'environment' && node.page !== undefined) {
    host.postMessage({ kind: 'page', address: node.page });
  }
});

function keep(change: Partial<Kept>): void {
  kept = { ...kept, ...change };
  host.setState(kept);
}

/** Draws everything anew; what had the focus has it again. */
function show(): void {
  const focused = selectorOf(document.activeElement);
  if (!shown?.map) {
    content = undefined;
    explanation.close();
    page.innerHTML = nothingHtml();
    return;
  }
  const drawing = drawingOf(shown.map.graph, kept.each);
  const layout = layoutOf(drawing);
  content = { ...kept, map: shown.map, name: shown.name, drawing, layout, reader };
  const view = graph?.view();
  page.innerHTML = pageHtml(content);
  const svg = page.querySelector<SVGSVGElement>('#graph');
  graph = svg
    ? createGraph(svg, { drawing, layout, say, explain: explainNode, onFocus: (id) => keep({ focus: id }) })
    : undefined;
  graph?.start(kept.focus, view);
  openGrid(page);
  if (focused !== undefined && !explanation.hasFocus()) refocus(focused);
  explanation.renew(drawing);
}

function refocus(selector: string): void {
  const again = page.querySelector<HTMLElement>(selector);
  if (again?.classList.contains('cell')) reach(page, again);
  again?.focus({ preventScroll: true });
}

function explainNode(id: string): void {
  if (!content) return;
  explanation.openNode(id, content.drawing);
}

function say(words: string): void {
  live.textContent = words;
}

function choose(change: Partial<Choice>, focus: string): void {
  explanation.close();
  keep(change);
  show();
  page.querySelector<HTMLElement>(focus)?.focus();
}

page.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest<HTMLElement>('button') : null;
  const { tab, ways, zoom, export: format, explains, row, column } = button?.dataset ?? {};
  if (tab) choose({ tab: tab as Tab }, `#tab-${tab}`);
  if (ways) choose({ ways: ways as Choice['ways'] }, `[data-ways="${ways}"]`);
  if (zoom) graph?.zoom(zoom as 'in' | 'out' | 'all');
  if (format) take(format as Format);
  if (explains) explainNode(explains);
  if (row && column && content) {
    explanation.openHtml(cellExplanation(content.map.people, Number(row), Number(column)));
  }
});

page.addEventListener('change', ({ target }) => {
  if (target instanceof HTMLInputElement && 'each' in target.dataset) choose({ each: target.checked }, '[data-each]');
});

page.addEventListener('keydown', (event) => {
  if (!(event.target instanceof HTMLElement)) return;
  if (event.target.getAttribute('role') === 'tab') walkTabs(event);
  if (event.target.classList.contains('cell')) walkGrid(page, event.target, event);
});

function walkTabs(event: KeyboardEvent): void {
  const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };
  const by = steps[event.key];
  if (by === undefined) return;
  event.preventDefault();
  const next = tabs[(tabs.indexOf(kept.tab) + by + tabs.length) % tabs.length] ?? 'ways';
  choose({ tab: next }, `#tab-${next}`);
}

/** Hands over what the page shows, with the colours as they are now. */
function take(format: Format, to?: 'document'): void {
  if (!content) return;
  const { map, name } = content;
  const style = getComputedStyle(document.documentElement);
  const title = l10n.t('Gate map of {0}, {1}', map.project ?? name, map.attempt);
  const text =
    format === 'markdown'
      ? markdownOf(map, name, reader)
      : pictureOf(
          content.drawing,
          content.layout,
          resolved((it) => style.getPropertyValue(it)),
          title,
        );
  host.postMessage({ kind: 'exported', format, content: text, ...(to && { to }) });
}

window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  if (data.kind === 'export') {
    take(data.format, data.to);
    return;
  }
  const isFirst = shown === undefined;
  // Most of what is edited changes nothing here, and whoever reads is not disturbed.
  if (JSON.stringify(shown) === JSON.stringify(data)) return;
  shown = data;
  keep({ root: data.root });
  show();
  say(isFirst ? l10n.t('The gate map is shown.') : changeWords(data));
});

function changeWords({ map }: Shown): string {
  return l10n.t('The gate map has changed: {0}.', map?.attempt ?? l10n.t('no pipeline'));
}

/** The explanation takes room from the graph, and gives it back. */
new ResizeObserver(() => graph?.resize()).observe(page);

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

host.postMessage({ kind: 'ready', ...(kept.root !== undefined && { root: kept.root }) });
