/** Variables after `$`: those of the files, with where they come from, and those that GitLab sets. Never their values in GitLab. */
import { t } from '@vscode/l10n';
import { CompletionItemKind } from 'vscode-languageserver';
import type { Analysis } from '../../engine/analysis.ts';
import { locate } from '../../engine/report.ts';
import type { Attempt } from '../../pipeline/attempt.ts';
import { predefined, unsetBeforeJobs, userVariables } from '../../pipeline/predefined.ts';
import { at, type Entry, entryAt, type Node } from '../../syntax/node.ts';
import { toText } from '../../syntax/ruby.ts';
import type { Choice, Choosing } from './choice.ts';

/** What reads the text: rules and names are read before a job runs, scripts while it does. */
export type Reader = 'rules' | 'environment' | 'name' | 'script';

/** @param elsewhere the editor offers GitLab's own variables already. */
export function variableChoices(choosing: Choosing, reader: Reader, elsewhere: boolean): readonly Choice[] {
  const own = written(choosing);
  const taken = new Set(own.map((it) => it.name));
  const gitlab = elsewhere ? [] : ofGitlab(choosing.analysis, reader).filter((it) => !taken.has(it.name));
  return [...own, ...gitlab];
}

/** A mapping of variables. */
interface Source {
  readonly node: Node | undefined;
  readonly what: string;
  /** The nearer ones come first. */
  readonly rank: number;
}

/** Of the job with all that it extends, of the pipeline, of the workflow: the nearest of a name counts. */
function written({ analysis, entry }: Choosing): readonly Choice[] {
  const { root } = analysis.pipeline.config;
  const job = entryAt(root, entry)?.value;
  const sources: readonly Source[] = [
    { node: at(job, 'variables'), what: t('of this job'), rank: 0 },
    ...rulesOf(job).map((it) => ({ node: at(it, 'variables'), what: t('of a rule of this job'), rank: 0 })),
    ...matricesOf(job).map((node) => ({ node, what: t('of the matrix of this job'), rank: 0 })),
    { node: at(root, 'variables'), what: t('of the pipeline'), rank: 1 },
    ...rulesOf(at(root, 'workflow')).map((it) => {
      return { node: at(it, 'variables'), what: t('of a rule of the workflow'), rank: 1 };
    }),
  ];
  const found = new Map<string, Choice>();
  for (const source of sources) {
    const { node } = source;
    for (const it of node?.kind === 'map' ? node.entries.values() : []) {
      const name = toText(it.key);
      if (!found.has(name) && /^[A-Za-z_]\w*$/.test(name)) found.set(name, ofFile(analysis, it, source));
    }
  }
  return [...found.values()];
}

function rulesOf(node: Node | undefined): readonly Node[] {
  const rules = at(node, 'rules');
  return rules?.kind === 'seq' ? rules.items : [];
}

function matricesOf(job: Node | undefined): readonly Node[] {
  const matrix = at(job, 'parallel', 'matrix');
  return matrix?.kind === 'seq' ? matrix.items : [];
}

function ofFile({ pipeline }: Analysis, { key, value }: Entry, { what, rank }: Source): Choice {
  const { file, line } = locate(pipeline, key.span);
  const text = value.kind === 'map' ? value.entries.get('value')?.value : value;
  const shown = text?.kind === 'scalar' ? [t`It is \`${toText(text)}\` there.`] : [];
  return {
    name: toText(key),
    kind: CompletionItemKind.Variable,
    detail: `${what}, ${file}:${line}`,
    documentation: [t`A variable ${what}, written in \`${file}\`, line ${line}.`, ...shown].join(' '),
    rank,
  };
}

/** What rules and names of deploy jobs are mostly about. */
const usual = [
  'CI_COMMIT_BRANCH',
  'CI_DEFAULT_BRANCH',
  'CI_PIPELINE_SOURCE',
  'CI_COMMIT_TAG',
  'CI_COMMIT_REF_NAME',
  'CI_COMMIT_REF_SLUG',
  'CI_COMMIT_REF_PROTECTED',
  'CI_DEPLOY_FREEZE',
  'CI_MERGE_REQUEST_TARGET_BRANCH_NAME',
];

/** Known with the job, before it runs. */
const ofJob = ['CI_JOB_NAME', 'CI_JOB_NAME_SLUG', 'CI_JOB_STAGE', 'CI_JOB_MANUAL', 'CI_NODE_INDEX', 'CI_NODE_TOTAL'];
/** Those of its environment, which its name cannot be made of. */
const ofEnvironment = ['CI_ENVIRONMENT_NAME', 'CI_ENVIRONMENT_ACTION', 'CI_ENVIRONMENT_TIER', 'CI_ENVIRONMENT_URL'];
/** Only while it runs. */
const ofRun = [
  ...['CI_ENVIRONMENT_SLUG', 'CI_ENVIRONMENT_ID', 'CI_JOB_ID', 'CI_JOB_URL', 'CI_JOB_TOKEN', 'CI_JOB_STATUS'],
  ...['CI_JOB_STARTED_AT', 'CI_JOB_TIMEOUT', 'CI_JOB_IMAGE', 'CI_JOB_GROUP_NAME', 'CI_CONCURRENT_ID'],
  ...[
    'CI_RUNNER_ID',
    'CI_RUNNER_DESCRIPTION',
    'CI_RUNNER_TAGS',
    'CI_RUNNER_VERSION',
    'CI_REGISTRY',
    'CI_REGISTRY_IMAGE',
  ],
];

const known = new WeakMap<Attempt, ReadonlyMap<Reader, readonly Choice[]>>();

function ofGitlab({ attempt }: Analysis, reader: Reader): readonly Choice[] {
  const kept = known.get(attempt)?.get(reader);
  if (kept) return kept;
  const choices = newChoices(attempt, reader);
  known.set(attempt, new Map([...(known.get(attempt) ?? []), [reader, choices]]));
  return choices;
}

function newChoices(attempt: Attempt, reader: Reader): readonly Choice[] {
  const now = predefined(attempt, 'pipeline');
  const inMergeRequests = predefined({ ...attempt, source: 'merge_request_event' }, 'pipeline');
  const later = new Set(unsetBeforeJobs);
  const early = [...new Set([...now.keys(), ...inMergeRequests.keys(), ...userVariables(attempt).keys()])];
  const isScript = reader === 'script';
  const names = [
    ...early.filter((it) => isScript || !later.has(it)),
    ...ofJob,
    ...(reader === 'environment' ? [] : ofEnvironment),
    ...(isScript ? ofRun : []),
  ];
  return [...new Set(names)].map((name) => {
    const isUnset = !later.has(name) && (now.has(name) ? now.get(name)?.value === null : inMergeRequests.has(name));
    const place = usual.indexOf(name);
    return {
      name,
      kind: CompletionItemKind.Constant,
      detail: isUnset ? t("GitLab's, not set in this attempt") : t("GitLab's"),
      documentation: meaning(name, attempt, isUnset),
      rank: place >= 0 && !(reader === 'script' && isUnset) ? 2 + place / 100 : isUnset ? 5 : 4,
    };
  });
}

function meaning(name: string, { freeze }: Attempt, isUnset: boolean): string {
  if (name === 'CI_DEPLOY_FREEZE')
    return [
      t(
        'GitLab sets it while a freeze period of the project holds, and does nothing else about a freeze: only jobs that look at it stop.',
      ),
      ...freezeNow(freeze),
    ].join(' ');
  if (name === 'CI_JOB_TOKEN')
    return t(
      "GitLab sets it when the job runs: a token with the rights of the job's user, as far as job tokens reach.",
    );
  const start = /^CI_MERGE_REQUEST_/.test(name)
    ? t('GitLab sets it in pipelines of merge requests.')
    : ofRun.includes(name) || unsetBeforeJobs.includes(name)
      ? t('GitLab sets it when the job runs; rules and names do not see it.')
      : t('GitLab sets it before any job exists, so rules and names see it.');
  return isUnset ? `${start} ${t('In this attempt it is not set.')}` : start;
}

function freezeNow(freeze: boolean | undefined): readonly string[] {
  if (freeze === undefined) return [];
  return [freeze ? t('There is a freeze now.') : t('There is none now.')];
}
