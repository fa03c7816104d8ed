/** The page of the gate map, as HTML: what stands on it, from data and from what a person has chosen to see. */
import type { GateMap } from '../../../server/src/lsp/protocol.ts';
import { calendarHtml, momentIn } from './calendar.ts';
import type { Drawing } from './grouped.ts';
import type { Layout } from './layout.ts';
import { matrixHtml } from './matrix.ts';
import { drawn, lockSign } from './svg.ts';
import { tableHtml } from './table.ts';
import { capital, escaped } from './text.ts';

export const tabs = ['ways', 'freeze', 'people'] as const;
export type Tab = (typeof tabs)[number];

/** What a person has chosen to see. */
export interface Choice {
  readonly tab: Tab;
  readonly ways: 'graph' | 'table';
  /** Draws each job by itself. */
  readonly each: boolean;
}

export interface Content extends Choice {
  readonly map: GateMap;
  readonly name: string;
  readonly drawing: Drawing;
  readonly layout: Layout;
  /** Of the reader, by its tz name. */
  readonly zone: string;
}

const tabNames: Readonly<Record<Tab, string>> = {
  ways: 'Ways to environments',
  freeze: 'Freeze calendar',
  people: 'Who can deploy',
};

export function pageHtml(content: Content): string {
  const { map, name, tab, zone } = content;
  return [
    '<header>',
    `<h1>Gate map of ${escaped(map.project ?? name)}</h1>`,
    `<p class="soft">${escaped(capital(map.attempt))} · ${momentIn(zone, map.at)} (${escaped(zone)}). ${escaped(map.basis)}</p>`,
    '</header>',
    '<div class="bar">',
    `<div role="tablist" aria-label="Gate map">${tabs.map((it) => tabHtml(it, tab)).join('')}</div>`,
    '<div class="tools"><button type="button" data-export="svg">Export SVG</button><button type="button" data-export="markdown">Export Markdown</button></div>',
    '</div>',
    `<div id="panel" role="tabpanel" aria-labelledby="tab-${tab}" data-tab="${tab}">${sectionHtml(content)}</div>`,
  ].join('\n');
}

export const nothingHtml =
  '<div class="nothing"><h1>Gate map</h1><p>No GitLab pipeline is open. Open a folder with a <code>.gitlab-ci.yml</code>.</p></div>';

function tabHtml(tab: Tab, chosen: Tab): string {
  const isChosen = tab === chosen;
  return `<button type="button" role="tab" id="tab-${tab}" data-tab="${tab}" aria-controls="panel" aria-selected="${isChosen}" tabindex="${isChosen ? 0 : -1}">${tabNames[tab]}</button>`;
}

function sectionHtml(content: Content): string {
  const { map, tab, zone } = content;
  switch (tab) {
    case 'freeze':
      return `<div class="text" tabindex="0" role="region" aria-label="Freeze calendar">${calendarHtml(map.freeze, map.at, zone)}</div>`;
    case 'people':
      return `<div class="text">${matrixHtml(map.people)}</div>`;
    case 'ways':
      return waysHtml(content);
  }
}

function waysHtml({ ways, each, drawing, layout }: Content): string {
  const isGraph = ways === 'graph';
  const toggle = (name: 'graph' | 'table', words: string) =>
    `<button type="button" data-ways="${name}" aria-pressed="${ways === name}">${words}</button>`;
  const zoom = isGraph
    ? '<span class="group" role="group" aria-label="Zoom"><button type="button" data-zoom="out" aria-label="Zoom out (-)">−</button><button type="button" data-zoom="in" aria-label="Zoom in (+)">+</button><button type="button" data-zoom="all" aria-label="Show all (0)">All</button></span>'
    : '';
  return [
    '<div class="bar inner">',
    `<span class="group" role="group" aria-label="Show as">${toggle('graph', 'Graph')}${toggle('table', 'Table')}</span>`,
    `<label><input type="checkbox" data-each ${each ? 'checked' : ''}> Each job by itself</label>`,
    zoom,
    ...(isGraph ? [legend] : []),
    '</div>',
    isGraph ? graphHtml(drawing, layout) : tableHtml(drawing),
  ].join('\n');
}

function graphHtml(drawing: Drawing, layout: Layout): string {
  if (drawing.nodes.length === 0) return '<p class="text">There are no jobs in this pipeline.</p>';
  return [
    '<div class="stagearea">',
    `<svg id="graph" role="group" aria-label="Ways from jobs to environments" aria-describedby="keys">${drawn(drawing, layout, true)}</svg>`,
    '</div>',
    '<p id="keys" class="soft keys">Arrow keys follow the lines, Enter explains, Escape leads back. Plus and minus zoom, 0 shows all, Shift and arrows move the view.</p>',
  ].join('\n');
}

/** The locks have names of their own in what is read aloud. */
const legend = `<p class="legend soft" aria-hidden="true">${signs()}</p>`;

function signs(): string {
  const locks = [
    ['refused', 'refused'],
    ['unknown', 'not known'],
    ['closed', 'waits'],
    ['open', 'open'],
  ] as const;
  return locks.map(([lock, words]) => `<span>${lockSign(lock)} ${words}</span>`).join('');
}
