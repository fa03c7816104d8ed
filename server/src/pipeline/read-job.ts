/** One top-level entry: what GitLab says about it, and the job it is before `parallel` makes several of it. */
import { t } from '@vscode/l10n';
import type { Entry, MapNode } from '../syntax/node.ts';
import type { Problem } from '../syntax/source.ts';
import { type Completeness, type Findings, subjectOf, walk } from './entries/entry.ts';
import { job as jobEntry, triggerJob } from './entries/job.ts';
import { type EntryKind, hidden, kindOf } from './entries/root.ts';
import {
  hasKey,
  isArray,
  isBoolean,
  isFalse,
  isHash,
  isInteger,
  isNil,
  isString,
  isTrue,
  stringOf,
  stringsOf,
  textOf,
  under,
  type Value,
} from './entries/shape.ts';
import { type AllowFailure, actions, type EnvironmentSpec, type Job, type TriggerSpec, type When } from './job.ts';
import { type Parallel, readNeeds, readParallel } from './read-needs.ts';
import { defaultOnly, readOnly, readPolicy, readRules, readVariables, readWhen } from './read-rules.ts';

/** What an entry depends on besides its own text. */
export interface JobContext extends Completeness {
  /** `workflow` has the key `rules`: jobs get no default `only`. */
  readonly hasWorkflowRules: boolean;
}

/** What was read of one entry. */
export interface Draft {
  readonly name: string;
  readonly kind: EntryKind;
  readonly findings: Findings;
  readonly warning?: Problem;
  /** With the names as they are written, `parallel` not expanded. Absent for hidden entries and for what is no mapping. */
  readonly job?: Job;
  readonly parallel?: Parallel;
}

interface Kept {
  readonly entry: Entry;
  readonly context: JobContext;
  readonly draft: Draft;
}

/** The draft last made of a job's mapping: an edit elsewhere leaves the mapping as it is. */
const kept = new WeakMap<MapNode, Kept>();

/** Reads one entry; the same draft comes back as long as nothing about it has changed. */
export function readEntry(name: string, entry: Entry, context: JobContext): Draft {
  const { value } = entry;
  if (!isHash(value)) return draftOf(name, entry, context);
  const last = kept.get(value);
  if (last?.entry.key === entry.key && stillHolds(last, context)) return last.draft;
  const draft = draftOf(name, entry, context);
  kept.set(value, { entry, context, draft });
  return draft;
}

/** While somebody types, the configuration is broken every now and then: what is in order whole is in order in parts. */
function stillHolds({ context, draft: { kind, findings } }: Kept, { partial, hasWorkflowRules }: JobContext): boolean {
  if (context.hasWorkflowRules !== hasWorkflowRules) return false;
  if (context.partial === partial) return true;
  return partial && kind !== 'trigger' && findings.now.length + findings.later.length === 0;
}

function draftOf(name: string, entry: Entry, context: JobContext): Draft {
  const kind = kindOf(name, entry.value);
  const findings = check(name, kind, entry, context);
  const { value } = entry;
  if (kind === 'hidden' || !isHash(value)) return { name, kind, findings };
  const isBuild = kind !== 'trigger' || mayBecomeBuild(value, context);
  const job = readJob(name, isBuild ? 'build' : 'trigger', { key: entry.key, value }, context);
  const parallel = readParallel(under(value, 'parallel'));
  const warning = findings.now.length === 0 ? mayRunTwice(name, job, context) : undefined;
  return { name, kind, findings, job, ...(parallel && { parallel }), ...(warning && { warning }) };
}

function check(name: string, kind: EntryKind, { key, value }: Entry, context: JobContext): Findings {
  const findings: Findings = { now: [], later: [] };
  const node = isNil(value) ? ({ kind: 'map', entries: new Map(), span: value.span } as const) : value;
  const it = subjectOf(node, name, key, ['jobs']);
  if (kind === 'hidden') walk(hidden, it, context, findings);
  else if (kind === 'job') walk(jobEntry, it, context, findings);
  // Without `script` and `trigger` an include that could not be read may still say what the entry is.
  else if (kind === 'trigger' && (hasKey(value, 'trigger') || !context.partial))
    walk(triggerJob, it, context, findings);
  return findings;
}

/** Only its needs make it a trigger job, and its script may stand in what could not be read. */
function mayBecomeBuild(value: MapNode, { partial }: JobContext): boolean {
  return partial && !hasKey(value, 'trigger') && !readNeeds(under(value, 'needs'))?.some((it) => it.kind === 'bridge');
}

function readJob(
  name: string,
  kind: Job['kind'],
  { key, value: body }: Entry & { value: MapNode },
  context: JobContext,
): Job {
  const at = (field: string): Value => under(body, field);
  const when = jobWhen(at('when'));
  const whenSpan = at('when')?.span;
  const startIn = stringOf(at('start_in'));
  const rules = readRules(at('rules'));
  const only = onlyOf(body, context);
  const except = readPolicy(at('except'));
  const needs = readNeeds(at('needs'));
  const dependencies = at('dependencies');
  const environment = readEnvironment(body);
  const trigger = kind === 'trigger' ? readTrigger(body) : undefined;
  const resourceGroup = stringOf(at('resource_group'));
  return {
    name,
    baseName: name,
    kind,
    key,
    body,
    stage: textOf(at('stage')) ?? 'test',
    when,
    ...(whenSpan && { whenSpan }),
    ...(startIn !== undefined && { startIn }),
    allowFailure: readAllowFailure(at('allow_failure'), when),
    ...(rules && { rules }),
    ...(only && { only }),
    ...(except && { except }),
    ...(needs && { needs }),
    ...(isArray(dependencies) && { dependencies: stringsOf(dependencies) }),
    ...(environment && { environment }),
    ...(trigger && { trigger }),
    ...(resourceGroup !== undefined && { resourceGroup }),
    variables: readVariables(at('variables')),
    inheritVariables: inheritedVariables(under(at('inherit'), 'variables')),
  };
}

function jobWhen(value: Value): When {
  const when = readWhen(value);
  return when === undefined || when === 'never' ? 'on_success' : when;
}

/** Rules, here or in the workflow, take the default away, also when they are null. */
function onlyOf(body: MapNode, { hasWorkflowRules }: JobContext): Job['only'] {
  const written = readOnly(under(body, 'only'));
  return written ?? (hasWorkflowRules || hasKey(body, 'rules') ? undefined : defaultOnly);
}

/** config.md §5.3, the job's own part. */
function readAllowFailure(value: Value, when: When): AllowFailure {
  if (value === undefined) return { value: when === 'manual', defined: false };
  const { span } = value;
  if (isBoolean(value)) return { value: isTrue(value), defined: true, span };
  const codes = under(value, 'exit_codes');
  const exitCodes = (isArray(codes) ? codes.items : [codes]).filter(isInteger).map((it) => Number(it.value));
  return { value: false, defined: true, exitCodes, span };
}

function readEnvironment(body: MapNode): EnvironmentSpec | undefined {
  const entry = body.entries.get('environment');
  const node = entry?.value;
  if (!entry || !node || isNil(node)) return undefined;
  const nameNode = isString(node) ? node : under(node, 'name');
  const name = stringOf(nameNode);
  if (!nameNode || name === undefined) return undefined;
  const text = (key: string): string | undefined => stringOf(under(node, key));
  const [tier, url, onStop, autoStopIn] = [text('deployment_tier'), text('url'), text('on_stop'), text('auto_stop_in')];
  return {
    name,
    action: actions.find((it) => it === text('action')) ?? 'start',
    ...(tier !== undefined && { tier }),
    ...(url !== undefined && { url }),
    ...(onStop !== undefined && { onStop }),
    ...(autoStopIn !== undefined && { autoStopIn }),
    node,
    key: entry.key,
    nameSpan: nameNode.span,
  };
}

function readTrigger(body: MapNode): TriggerSpec | undefined {
  const entry = body.entries.get('trigger');
  const node = entry?.value;
  if (!entry || !node || isNil(node)) return undefined;
  const project = stringOf(node) ?? stringOf(under(node, 'project'));
  const branch = stringOf(under(node, 'branch'));
  const include = under(node, 'include');
  const strategy = (['depend', 'mirror'] as const).find((it) => it === stringOf(under(node, 'strategy')));
  return {
    ...(project !== undefined && { project }),
    ...(branch !== undefined && { branch }),
    ...(include && { include }),
    ...(strategy && { strategy }),
    node,
    key: entry.key,
  };
}

function inheritedVariables(value: Value): Job['inheritVariables'] {
  return isArray(value) ? stringsOf(value) : !isFalse(value);
}

/** GitLab's only warning (config.md §5.4). */
function mayRunTwice(name: string, { rules, body }: Job, { hasWorkflowRules }: JobContext): Problem | undefined {
  const last = rules?.at(-1);
  if (!last || hasWorkflowRules) return undefined;
  const written = [...last.node.entries].filter(([, { value }]) => !isNil(value)).map(([key]) => key);
  if (written.join() !== 'when' || textOf(under(last.node, 'when')) === 'never') return undefined;
  return {
    severity: 'hint',
    gitlab: `jobs:${name} may allow multiple pipelines to run for a single action due to \`rules:when\` clause with no \`workflow:rules\` - read more: https://docs.gitlab.com/ee/ci/jobs/job_troubleshooting.html#job-may-allow-multiple-pipelines-to-run-for-a-single-action-warning`,
    message: t`A push to a branch with an open merge request starts two pipelines, and \`${name}\` runs in both: its last rule has no condition. Add \`workflow:rules\` that let only one of them through.`,
    span: body.entries.get('rules')?.key.span ?? last.node.span,
  };
}
