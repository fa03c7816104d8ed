/** From the merged configuration to the pipeline's jobs, with everything GitLab has to say about them (config.md §0.2, steps 7–10). */
import { t } from '@vscode/l10n';
import type { Config, ConfigError } from '../config/config.ts';
import { type Entry, keyOf, type MapNode, type ScalarNode } from '../syntax/node.ts';
import { toText } from '../syntax/ruby.ts';
import type { Span } from '../text/span.ts';
import { type Findings, undefinedError } from './entries/entry.ts';
import { checkKeywords, definedTwice, jobEntries, keyword } from './entries/root.ts';
import { flatten, hasKey, isArray, isHash, stringOf, textOf, under } from './entries/shape.ts';
import { expand } from './expand.ts';
import { logicalErrors } from './logic.ts';
import type { Pipeline } from './pipeline.ts';
import { type Draft, type JobContext, readEntry } from './read-job.ts';
import { readRules, readVariables } from './read-rules.ts';

const defaultStages = ['.pre', 'build', 'test', 'deploy', '.post'];

/**
 * The pipeline of a configuration. Never fails: jobs that are wrong are there as far as they can be read.
 *
 * `errors` holds the configuration's errors, then those of the entries in GitLab's order (and after them what GitLab
 * would say next, once those are mended), then those between jobs. Where something could not be read, errors that it
 * may resolve are left out.
 */
export function readPipeline(config: Config): Pipeline {
  const partial = config.open.length > 0 || config.errors.length > 0;
  const { errors, ...content } = contentOf(config.root, config.entry, partial);
  return { config, ...content, errors: [...config.errors, ...errors] };
}

/** What the merged configuration says by itself, whichever way it came about. */
type Content = Omit<Pipeline, 'config'>;

interface Kept {
  readonly entry: string;
  readonly partial: boolean;
  readonly content: Content;
}

/** By identity of the merged configuration: several attempts often lead to the very same. */
const kept = new WeakMap<MapNode, Kept>();

function contentOf(root: MapNode, entry: string, partial: boolean): Content {
  const known = kept.get(root);
  if (known?.entry === entry && known.partial === partial) return known.content;
  const content = readContent(root, entry, partial);
  kept.set(root, { entry, partial, content });
  return content;
}

function readContent(root: MapNode, entry: string, partial: boolean): Content {
  const hasWorkflowRules = hasKey(keyword(root, 'workflow')?.value, 'rules');
  const context: JobContext = { partial, hasWorkflowRules };
  const entries = jobEntries(root);
  const drafts = entries.map((it) => readEntry(nameOf(it.key), it, context));
  const expanded = expand(drafts);
  const stages = stagesOf(root);
  const unread = new Set(drafts.filter((it) => !it.job && it.kind !== 'hidden').map((it) => it.name));
  const workflow = workflowOf(root);
  return {
    stages,
    jobs: [...expanded.jobs.values()],
    variables: readVariables(under(root, 'variables')),
    ...(workflow && { workflow }),
    errors: [
      ...entryErrors({ root, entry, entries, drafts }, context),
      ...logicalErrors({ ...expanded, stages, unread, partial }),
    ],
    warnings: drafts.flatMap(({ warning }) => warning ?? []),
  };
}

/** As Ruby prints the key: names that YAML reads as numbers or booleans are refused, but have to be called something. */
function nameOf(key: ScalarNode): string {
  return toText(key);
}

function stagesOf(root: MapNode): readonly string[] {
  const value = under(root, 'stages');
  if (value === undefined) return defaultStages;
  return isArray(value) ? flatten(value).flatMap((it) => stringOf(it) ?? []) : defaultStages;
}

function workflowOf(root: MapNode): Pipeline['workflow'] {
  const value = keyword(root, 'workflow')?.value;
  if (!isHash(value)) return undefined;
  const rules = readRules(under(value, 'rules'));
  const name = textOf(under(value, 'name'))?.trim();
  return { ...(rules && { rules }), ...(name !== undefined && { name }) };
}

/** All that step 7 looks at. */
interface Entries {
  readonly root: MapNode;
  /** Key of the entry file. */
  readonly entry: string;
  readonly entries: readonly Entry[];
  /** Of each of `entries`. */
  readonly drafts: readonly Draft[];
}

/** Step 7: GitLab reports all of these at once, unless something makes it give up. */
function entryErrors(all: Entries, context: JobContext): readonly ConfigError[] {
  const { root, drafts } = all;
  const twice = definedTwice(root);
  const findings: Findings = { now: [], later: [] };
  checkKeywords(root, context, findings);
  const shapes = shapeErrors(all, context);
  const ofJobs = drafts.flatMap((it) => it.findings.now);
  const now = [...findings.now, ...shapes, ...ofJobs];
  const later = [...findings.later, ...drafts.flatMap((it) => it.findings.later)];
  const isCrash = ({ gitlab }: ConfigError): boolean => gitlab === undefinedError;
  return [
    ...(twice ? [twiceError(keyOf(twice.key), twice.key.span)] : []),
    ...(shapes.length === 0 ? ofJobs.filter(isCrash) : []),
    ...now.filter((it) => shapes.length > 0 || !isCrash(it)),
    ...later,
  ];
}

/** What GitLab says about the jobs as a whole: with one of these it looks at none of them. */
function shapeErrors({ entry, entries, drafts }: Entries, { partial }: JobContext): readonly ConfigError[] {
  const unmatched = drafts.flatMap(({ kind, name }, n): readonly ConfigError[] => {
    const span = entries[n]?.key.span;
    return kind === 'unmatched' && span && !partial ? [unmatchedError(name, span)] : [];
  });
  const isVisible = drafts.some(({ kind }) => kind === 'job' || kind === 'trigger');
  if (isVisible || partial) return unmatched;
  const message = t('The configuration has no job that can run. Add one: a name, and under it `script`.');
  const span = { piece: { file: entry, text: '' }, start: 0, end: 0 };
  return [
    ...unmatched,
    { severity: 'error', gitlab: 'jobs config should contain at least one visible job', message, span },
  ];
}

function unmatchedError(name: string, span: Span): ConfigError {
  const shown = /^[a-z\s]+$/.test(name.toLowerCase()) ? name.toLowerCase().replaceAll(' ', '_') : name.toLowerCase();
  return {
    severity: 'error',
    gitlab: `jobs ${shown} config should implement the script:, run:, or trigger: keyword`,
    message: t`\`${name}\` has neither \`script\`, \`run\` nor \`trigger\`. Add what it should do, or put a dot in front of its name if it is a template.`,
    span,
  };
}

function twiceError(name: string, span: Span): ConfigError {
  return {
    severity: 'error',
    gitlab: `${name} is defined in top-level and \`default:\` entry`,
    message: t`\`${name}\` stands at the top and in \`default\`. Keep the one in \`default\`.`,
    span,
  };
}
