/** The graph as one can move in it: by keys along its lines, by mouse, closer and further away. */
import * as l10n from '@vscode/l10n';
import { spoken } from '../describe.ts';
import type { Drawing } from '../grouped.ts';
import type { Layout } from '../layout.ts';
import { fitted, moved, opening, type Size, showing, type View, zoomed } from '../viewport.ts';
import { first, type Step, step, wayTo } from '../walk.ts';

export interface Graph {
  /** @param focus the node that the Tab key leads to. @param view what was seen of it before. */
  start(focus: string | undefined, view: View | undefined): void;
  zoom(how: 'in' | 'out' | 'all'): void;
  view(): View | undefined;
  resize(): void;
}

export interface Around {
  readonly drawing: Drawing;
  readonly layout: Layout;
  readonly say: (words: string) => void;
  readonly explain: (id: string) => void;
  readonly onFocus: (id: string) => void;
}

const steps: Readonly<Record<string, Step>> = {
  ArrowRight: 'right',
  ArrowLeft: 'left',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
};

const pans: Readonly<Record<string, readonly [number, number]>> = {
  ArrowRight: [80, 0],
  ArrowLeft: [-80, 0],
  ArrowUp: [0, -80],
  ArrowDown: [0, 80],
};

export function createGraph(svg: SVGSVGElement, { drawing, layout, say, explain, onFocus }: Around): Graph {
  const nodes = new Map<string, SVGGElement>();
  for (const it of svg.querySelectorAll<SVGGElement>('[data-id]')) nodes.set(it.dataset['id'] ?? '', it);
  let view: View | undefined;
  /** The one that the Tab key leads to. */
  let current = first(layout) ?? '';
  /** Whether somebody has been there: then it stays in sight when there is less room. */
  let wasReached = false;

  const size = (): Size => ({ width: Math.max(svg.clientWidth, 1), height: Math.max(svg.clientHeight, 1) });
  const look = (at: View) => {
    view = at;
    const { width, height } = size();
    svg.setAttribute('viewBox', `${at.x} ${at.y} ${width / at.scale} ${height / at.scale}`);
  };
  const now = (): View => view ?? opening(layout, size());
  const zoom = (how: 'in' | 'out' | 'all') => {
    look(how === 'all' ? fitted(layout, size()) : zoomed(now(), how === 'in' ? 1.25 : 0.8, size()));
    say(`${Math.round(now().scale * 100)} %`);
  };
  const choose = (id: string) => {
    nodes.get(current)?.setAttribute('tabindex', '-1');
    current = id;
    nodes.get(id)?.setAttribute('tabindex', '0');
  };
  const trace = (id: string | undefined) => traceIn(svg, nodes, id === undefined ? undefined : wayTo(drawing, id));
  const focus = (id: string) => {
    choose(id);
    nodes.get(id)?.focus({ preventScroll: true });
  };

  const arrive = (id: string) => {
    wasReached = true;
    choose(id);
    trace(id);
    const box = layout.boxes.get(id);
    if (box) look(showing(now(), box, size()));
    onFocus(id);
  };
  for (const [id, node] of nodes) {
    node.addEventListener('focus', () => arrive(id));
    node.addEventListener('blur', () => trace(undefined));
    node.addEventListener('click', () => {
      focus(id);
      explain(id);
    });
  }
  byKeys(svg, {
    pan: (right, down) => look(moved(now(), right, down)),
    step: (to) => focus(step(drawing, layout, current, to)),
    zoom,
    explain: () => explain(current),
  });
  byMouse(svg, { now, look, size });
  return {
    start: (wanted, before) => {
      choose(wanted !== undefined && nodes.has(wanted) ? wanted : current);
      look(before ?? opening(layout, size()));
      const node = drawing.nodes.find((it) => it.id === current);
      svg.setAttribute('aria-description', node ? l10n.t('At {0}', spoken(node, drawing)) : '');
    },
    zoom,
    view: () => view,
    resize: () => {
      const box = wasReached ? layout.boxes.get(current) : undefined;
      look(box ? showing(now(), box, size()) : now());
    },
  };
}

/** Marks what is on the way to a node: nodes, and the lines between them. */
function traceIn(svg: SVGSVGElement, nodes: ReadonlyMap<string, Element>, way: ReadonlySet<string> | undefined): void {
  svg.classList.toggle('tracing', way !== undefined);
  for (const [of, it] of nodes) it.classList.toggle('onway', way?.has(of) ?? false);
  for (const it of svg.querySelectorAll<SVGPathElement>('.way')) {
    const { from = '', to = '' } = it.dataset;
    it.classList.toggle('onway', (way?.has(from) && way.has(to)) ?? false);
  }
}

interface Keys {
  readonly pan: (right: number, down: number) => void;
  readonly step: (to: Step) => void;
  readonly zoom: Graph['zoom'];
  readonly explain: () => void;
}

const zooms: Readonly<Record<string, 'in' | 'out' | 'all'>> = { '+': 'in', '=': 'in', '-': 'out', '0': 'all' };

function byKeys(svg: SVGSVGElement, keys: Keys): void {
  svg.addEventListener('keydown', (event) => {
    // The editor's own keys stay its own.
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const work = workOf(event, keys);
    if (!work) return;
    event.preventDefault();
    work();
  });
}

function workOf({ key, shiftKey }: KeyboardEvent, keys: Keys): (() => void) | undefined {
  const [pan, to, zoom] = [pans[key], steps[key], zooms[key]];
  if (pan && shiftKey) return () => keys.pan(...pan);
  if (to) return () => keys.step(to);
  if (zoom) return () => keys.zoom(zoom);
  return key === 'Enter' || key === ' ' ? keys.explain : undefined;
}

interface Eye {
  readonly now: () => View;
  readonly look: (at: View) => void;
  readonly size: () => Size;
}

/** The wheel moves, with Ctrl it zooms; so does a finger on a pad. Dragging moves. */
function byMouse(svg: SVGSVGElement, { now, look, size }: Eye): void {
  svg.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) look(zoomed(now(), Math.exp(-event.deltaY / 300), size()));
      else look(moved(now(), event.deltaX, event.deltaY));
    },
    { passive: false },
  );
  let from: { readonly x: number; readonly y: number } | undefined;
  svg.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest('[data-id]'))) return;
    from = { x: event.clientX, y: event.clientY };
    svg.setPointerCapture(event.pointerId);
    svg.classList.add('moving');
  });
  svg.addEventListener('pointermove', (event) => {
    if (!from) return;
    look(moved(now(), from.x - event.clientX, from.y - event.clientY));
    from = { x: event.clientX, y: event.clientY };
  });
  const end = () => {
    from = undefined;
    svg.classList.remove('moving');
  };
  svg.addEventListener('pointerup', end);
  svg.addEventListener('pointercancel', end);
}
