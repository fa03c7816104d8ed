/** The page of the gate map, as HTML: what stands on it, from data and from what a person has chosen to see. */
import * as l10n from '@vscode/l10n';
import type { GateMap } from '../../../server/src/lsp/protocol.ts';
import { calendarHtml, momentIn, type Reader } from './calendar.ts';
import type { Drawing } from './grouped.ts';
import type { Layout } from './layout.ts';
import { matrixHtml } from './matrix.ts';
import type { Format } from './messages.ts';
import { drawn, lockSign } from './svg.ts';
import { tableHtml } from './table.ts';
import { capital, escaped, filled, marked } from './text.ts';

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
  readonly reader: Reader;
}

function tabName(tab: Tab): string {
  switch (tab) {
    case 'ways':
      return l10n.t('Ways to environments');
    case 'freeze':
      return l10n.t('Freeze calendar');
    case 'people':
      return l10n.t('Who can deploy');
  }
}

export function pageHtml(content: Content): string {
  const { map, name, tab, reader } = content;
  const heading = filled(l10n.t('Gate map of {0}'), escaped(map.project ?? name));
  const moment = `${momentIn(reader, map.at)} (${reader.zone})`;
  const tools = [exportButton('svg', l10n.t('Export SVG')), exportButton('markdown', l10n.t('Export Markdown'))];
  return [
    '<header>',
    `<h1>${heading}</h1>`,
    `<p class="soft">${escaped(capital(map.attempt))} · ${escaped(moment)}. ${escaped(map.basis)}</p>`,
    '</header>',
    '<div class="bar">',
    `<div role="tablist" aria-label="${escaped(l10n.t('Gate map'))}">${tabs.map((it) => tabHtml(it, tab)).join('')}</div>`,
    `<div class="tools">${tools.join('')}</div>`,
    '</div>',
    `<div id="panel" role="tabpanel" aria-labelledby="tab-${tab}" data-tab="${tab}">${sectionHtml(content)}</div>`,
  ].join('\n');
}

function exportButton(format: Format, words: string): string {
  return `<button type="button" data-export="${format}">${escaped(words)}</button>`;
}

export function nothingHtml(): string {
  const open = marked(l10n.t('No GitLab pipeline is open. Open a folder with a `.gitlab-ci.yml`.'));
  return `<div class="nothing"><h1>${escaped(l10n.t('Gate map'))}</h1><p>${open}</p></div>`;
}

function tabHtml(tab: Tab, chosen: Tab): string {
  const isChosen = tab === chosen;
  return `<button type="button" role="tab" id="tab-${tab}" data-tab="${tab}" aria-controls="panel" aria-selected="${isChosen}" tabindex="${isChosen ? 0 : -1}">${escaped(tabName(tab))}</button>`;
}

function sectionHtml(content: Content): string {
  const { map, tab, reader } = content;
  switch (tab) {
    case 'freeze':
      return `<div class="text" tabindex="0" role="region" aria-label="${escaped(tabName(tab))}">${calendarHtml(map.freeze, map.at, reader)}</div>`;
    case 'people':
      return `<div class="text">${matrixHtml(map.people)}</div>`;
    case 'ways':
      return waysHtml(content);
  }
}

function waysHtml({ ways, each, drawing, layout }: Content): string {
  const isGraph = ways === 'graph';
  const toggle = (name: 'graph' | 'table', words: string) =>
    `<button type="button" data-ways="${name}" aria-pressed="${ways === name}">${escaped(words)}</button>`;
  const toggles = [toggle('graph', l10n.t('Graph')), toggle('table', l10n.t('Table'))];
  return [
    '<div class="bar inner">',
    `<span class="group" role="group" aria-label="${escaped(l10n.t('Show as'))}">${toggles.join('')}</span>`,
    `<label><input type="checkbox" data-each ${each ? 'checked' : ''}> ${escaped(l10n.t('Each job by itself'))}</label>`,
    ...(isGraph ? [zoomHtml(), legend()] : ['']),
    '</div>',
    isGraph ? graphHtml(drawing, layout) : tableHtml(drawing),
  ].join('\n');
}

function zoomHtml(): string {
  const button = (how: string, name: string, words: string) =>
    `<button type="button" data-zoom="${how}" aria-label="${escaped(name)}">${escaped(words)}</button>`;
  const buttons = [
    button('out', l10n.t('Zoom out (-)'), '−'),
    button('in', l10n.t('Zoom in (+)'), '+'),
    button('all', l10n.t('Show all (0)'), l10n.t('All')),
  ];
  return `<span class="group" role="group" aria-label="${escaped(l10n.t('Zoom'))}">${buttons.join('')}</span>`;
}

function graphHtml(drawing: Drawing, layout: Layout): string {
  if (drawing.nodes.length === 0) {
    return `<p class="text">${escaped(l10n.t('There are no jobs in this pipeline.'))}</p>`;
  }
  const name = escaped(l10n.t('Ways from jobs to environments'));
  const keys = l10n.t(
    'Arrow keys follow the lines, Enter explains, Escape leads back. Plus and minus zoom, 0 shows all, Shift and arrows move the view.',
  );
  return [
    '<div class="stagearea">',
    `<svg id="graph" role="group" aria-label="${name}" aria-describedby="keys">${drawn(drawing, layout, true)}</svg>`,
    '</div>',
    `<p id="keys" class="soft keys">${escaped(keys)}</p>`,
  ].join('\n');
}

/** The locks have names of their own in what is read aloud. */
function legend(): string {
  const locks = [
    ['refused', l10n.t('refused')],
    ['unknown', l10n.t('not known')],
    ['closed', l10n.t('waits')],
    ['open', l10n.t('open')],
  ] as const;
  const signs = locks.map(([lock, words]) => `<span>${lockSign(lock)} ${escaped(words)}</span>`);
  return `<p class="legend soft" aria-hidden="true">${signs.join('')}</p>`;
}
