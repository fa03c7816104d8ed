/** What a keyword, or its value, means here: for the jobs that it counts for, in the attempt that was chosen. */
import { t } from '@vscode/l10n';
import type { Analysis } from '../engine/analysis.ts';
import { freeze } from '../gates/freeze.ts';
import { ownOf } from '../logic/own.ts';
import { freezeVariable } from '../pipeline/freeze-reaction.ts';
import { place, type SourceFile } from '../syntax/source.ts';
import type { Span } from '../text/span.ts';
import { list } from './answer.ts';
import { circumstances, type HoverOptions, inFull } from './gate-words.ts';
import { type About, aboutJobs, findingOf, type KeyWords } from './keys/about.ts';
import { extendsWords, includeWords, referenceWords } from './keys/brings.ts';
import { environmentWords, expandedName } from './keys/environment.ts';
import { freezeWords } from './keys/freeze.ts';
import { needsWords } from './keys/needs.ts';
import { resourceGroupWords } from './keys/resource-group.ts';
import { rulesWords, ruleWords } from './keys/rules.ts';
import { stageWords } from './keys/stage.ts';
import { onStopWords, stopActionWords } from './keys/stop.ts';
import { tierWords } from './keys/tier.ts';
import { triggerWords } from './keys/trigger.ts';
import { type Mention, mentionAt, variableWords, workflowVariableWords } from './keys/variable.ts';
import { allowFailureWords, whenWords } from './keys/when.ts';
import { workflowWords } from './keys/workflow.ts';
import { gatesAt, type Written } from './place.ts';
import { touches } from './range.ts';
import { type Route, routeTo, valueAt } from './route.ts';

/** How many jobs are named, and how many different answers are given, before the rest is counted. */
const shownJobs = 10;
const shownAnswers = 3;

/** Templates of thousands of jobs are told of these many. */
const askedJobs = 40;

export interface Found {
  readonly span: Span;
  readonly value: string;
}

/** A place in a file, and what is there. */
interface Place {
  readonly analysis: Analysis;
  readonly file: SourceFile;
  readonly offset: number;
  readonly route: Route;
  readonly options: HoverOptions;
}

/** @param gates those that come from the very place; they are told after what the keyword means. */
export function keyHover(
  analysis: Analysis,
  file: SourceFile,
  offset: number,
  gates: readonly Written[],
  options: HoverOptions,
): Found | undefined {
  const route = routeTo(file, offset);
  if (!route) return undefined;
  const here = { analysis, file, offset, route, options };
  return atVariable(here, gates) ?? atTopLevel(here) ?? atKeyword(here, gates);
}

/** Keywords of jobs in which variables are told: their conditions and names. */
const namesVariables = new Set(['environment', 'rules', 'only', 'except', 'resource_group', 'trigger']);

function atVariable(here: Place, gates: readonly Written[]): Found | undefined {
  const { analysis, file, offset, route, options } = here;
  const mention = route.on === 'value' ? mentionAt(file, route.node.span, offset) : undefined;
  if (!mention) return undefined;
  if (mention.name === freezeVariable) return atFreeze(here, mention, gates);
  const [top, keyword = ''] = route.path;
  if (top === 'workflow') {
    const value = workflowVariableWords({ analysis, options }, mention.name);
    return { span: mention.span, value: [value, ...workflowRule(here)].join('\n\n') };
  }
  if (typeof keyword !== 'string' || !namesVariables.has(keyword)) return undefined;
  const inName = keyword !== 'rules' && keyword !== 'only' && keyword !== 'except';
  const abouts = aboutJobs(analysis, route, keyword, options);
  const value = forJobs(abouts, (it) =>
    [
      variableWords(it, mention.name, inName),
      ...(keyword === 'rules' ? [ruleWords(it)] : []),
      ...(keyword === 'environment' ? expandedName(it) : []),
    ]
      .filter((text) => text !== undefined)
      .join('\n\n'),
  );
  return value === undefined ? undefined : { span: mention.span, value };
}

/** The periods once, then what each job does about them. */
function atFreeze({ analysis, route, options }: Place, { span }: Mention, gates: readonly Written[]): Found {
  const [, keyword] = route.path;
  const abouts = typeof keyword === 'string' ? aboutJobs(analysis, route, keyword, options) : [];
  const told = forJobs(abouts, (it) => {
    const finding = it.report && findingOf(it, freeze);
    return it.report && finding ? inFull(analysis, it.report, finding, options, 'here') : undefined;
  });
  const ofWorkflow = gates.filter((it) => it.finding.gate.id === freeze.id && keyword === 'rules');
  const rest = told ?? (abouts.length === 0 ? gatesWords(analysis, ofWorkflow, options) : undefined);
  return { span, value: [freezeWords(analysis, options), ...(rest ? [rest] : [])].join('\n\n') };
}

function atTopLevel(here: Place): Found | undefined {
  const { analysis, file, offset, route, options } = here;
  const [top] = route.path;
  if (top === 'workflow') {
    const [value] = workflowRule(here);
    return value === undefined ? undefined : { span: route.node.span, value };
  }
  if (top !== 'include' || route.on === 'key') return undefined;
  const sites = analysis.pipeline.config.includes.filter((it) => touches(file, it.span, offset));
  if (sites.length === 0) return undefined;
  const value = includeWords(analysis, sites, options);
  return value === '' ? undefined : { span: route.node.span, value };
}

function workflowRule({ analysis, route }: Place): readonly string[] {
  const value = workflowWords(analysis, route.node);
  return value === undefined ? [] : [value];
}

function atKeyword({ analysis, file, route, options }: Place, gates: readonly Written[]): Found | undefined {
  const { path, node } = route;
  const [, keyword] = path;
  if (node.kind === 'reference' && node.path) {
    return { span: node.span, value: referenceWords(analysis, node.path, options) };
  }
  if (typeof keyword !== 'string') return undefined;
  const words = wordsAt(route, keyword);
  if (!words) return undefined;
  const written = valueAt(file, path);
  const abouts = aboutJobs(analysis, route, keyword, options, written);
  const here = route.on === 'key' && written?.kind === 'scalar' ? gatesAtNode(analysis, file, written) : gates;
  const value = forJobs(abouts, (about) => {
    const told = words(about);
    const more = told === undefined ? [] : gatesOf(about, here, told);
    return told === undefined ? undefined : [told, ...more].join('\n\n');
  });
  return value === undefined ? undefined : { span: node.span, value };
}

/** At a key, the gates that come from its value. */
function gatesAtNode(analysis: Analysis, file: SourceFile, { span }: Route['node']): readonly Written[] {
  return gatesAt(analysis, file.path, place(file, span).start)?.gates ?? [];
}

/** The gates of one job that come from the very place and are not told yet. */
function gatesOf({ analysis, job, options }: About, gates: readonly Written[], told: string): readonly string[] {
  return gates
    .filter(({ report, finding }) => report.job === job && isMet(report, finding) && !told.includes(finding.what))
    .map((it) => inFull(analysis, it.report, it.finding, options, 'here'));
}

/** A job that is not there meets no gate, but for the one that may have kept it out. */
function isMet({ verdict }: Written['report'], { gate }: Written['finding']): boolean {
  return verdict.kind !== 'absent' || gate.id === freeze.id;
}

const keywords: Readonly<Record<string, KeyWords>> = {
  stage: stageWords,
  when: whenWords,
  allow_failure: allowFailureWords,
  needs: needsWords,
  trigger: triggerWords,
  resource_group: resourceGroupWords,
  extends: extendsWords,
};

function wordsAt({ path, on }: Route, keyword: string): KeyWords | undefined {
  const below = path.slice(2);
  if (keyword === 'environment') return environmentKey(below);
  if (keyword !== 'rules') return ownOf(keywords, keyword);
  if (below.length === 0 && on === 'key') return rulesWords;
  return below.includes('needs') ? needsWords : ruleWords;
}

function environmentKey([key]: Route['path']): KeyWords | undefined {
  switch (key) {
    case undefined:
    case 'name':
      return environmentWords;
    case 'deployment_tier':
      return tierWords;
    case 'on_stop':
      return onStopWords;
    case 'action':
      return (about) => stopActionWords(about) ?? environmentWords(about);
    default:
      return undefined;
  }
}

/** What is said of several jobs is said once, with their names; a line about the one job where there is one. */
function forJobs(abouts: readonly About[], words: KeyWords): string | undefined {
  const groups = new Map<string, About[]>();
  for (const it of abouts.slice(0, askedJobs)) {
    const text = words(it);
    if (text !== undefined) groups.set(text, [...(groups.get(text) ?? []), it]);
  }
  if (groups.size === 0) return undefined;
  const [first, ...others] = abouts;
  if (first && others.length === 0) {
    const { analysis, report, options } = first;
    return [...groups.keys(), ...(report ? [circumstances(analysis, report, options)] : [])].join('\n\n');
  }
  const shown = [...groups].slice(0, shownAnswers).map(([text, of]) => `${text}\n\n${t`For ${namesOf(of)}.`}`);
  const told = [...groups.values()].slice(0, shownAnswers).reduce((sum, it) => sum + it.length, 0);
  const rest = abouts.length - told;
  const more = rest > 0 && groups.size > shownAnswers ? [t`For ${rest} other jobs it is not the same.`] : [];
  const unasked =
    more.length === 0 && abouts.length > askedJobs ? [t`${abouts.length - askedJobs} more jobs take it.`] : [];
  return [...shown, ...more, ...unasked].join('\n\n---\n\n');
}

function namesOf(abouts: readonly Pick<About, 'job'>[]): string {
  const names = [...new Set(abouts.map((it) => `\`${it.job.job.name}\``))];
  const rest = names.length - shownJobs;
  return list([...names.slice(0, shownJobs), ...(rest > 0 ? [t`${rest} more`] : [])], 'and');
}

/** What a rule or a key does to the jobs that it counts for; what it does to several of them is said once. */
export function gatesWords(analysis: Analysis, gates: readonly Written[], options: HoverOptions): string | undefined {
  const groups = new Map<string, Written[]>();
  for (const it of gates) {
    const { gate, verdict, what } = it.finding;
    const key = JSON.stringify([gate.id, verdict.kind, what]);
    groups.set(key, [...(groups.get(key) ?? []), it]);
  }
  if (groups.size === 0) return undefined;
  const [first, ...others] = new Set(gates.map((it) => it.report));
  const one = others.length === 0 ? first : undefined;
  return [
    ...[...groups.values()].flatMap(([it, ...more]) =>
      it
        ? [
            inFull(analysis, it.report, it.finding, options, 'here'),
            ...(one ? [] : [t`For ${namesOf([it, ...more].map(({ report }) => report))}.`]),
          ]
        : [],
    ),
    ...(one ? [circumstances(analysis, one, options)] : []),
  ].join('\n\n');
}
