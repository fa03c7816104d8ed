/** Runs the linter over a directory of pipelines, signed out and with settings that are made up. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { analyse } from '../../server/src/engine/analyse.ts';
import type { Analysis, RuleFinding } from '../../server/src/engine/analysis.ts';
import { locate } from '../../server/src/engine/report.ts';
import { checkoutReader } from '../../server/src/host/files.ts';
import { settleSync } from '../../server/src/host/settle.ts';
import { type Policy, standardPolicy } from '../../server/src/lint/policy.ts';
import type { Attempt } from '../../server/src/pipeline/attempt.ts';
import { configContext } from '../../server/src/pipeline/context.ts';
import { evaluate } from '../../server/src/pipeline/evaluate.ts';
import { readPipeline } from '../../server/src/pipeline/read.ts';
import { attemptOf, snapshotWithout } from '../support/world.ts';
import { companies } from './settings.ts';

/** One pipeline of the directory: a checkout in it, and the file that the pipeline starts with. */
export interface Entry {
  readonly root: string;
  readonly file: string;
}

/** What a judgement is about: no text of the pipeline but names and places. */
export interface Place {
  readonly rule: string;
  /** The checkout, from the directory of all of them. */
  readonly pipeline: string;
  readonly file: string;
  /** Empty where the finding is about no job. */
  readonly job: string;
  readonly line: number;
}

/** One finding of the linter. */
export interface Found extends Place {
  readonly severity: string;
  readonly what: string;
  /** What somebody who wants to understand it is told besides. */
  readonly why: string;
  readonly todo: string | undefined;
  /** Whether it needs settings. */
  readonly settings: boolean;
  /** Whether only the profile `strict` tells it. */
  readonly strict: boolean;
}

/** All pipelines below `directory`: those that its `resolve.jsonl` names, else every `.gitlab-ci.yml`. */
export function entriesOf(directory: string): readonly Entry[] {
  const list = join(directory, 'resolve.jsonl');
  if (existsSync(list)) {
    const lines = readFileSync(list, 'utf8').trim().split('\n');
    return lines.map((it) => JSON.parse(it) as Entry).map(({ root, file }) => ({ root, file }));
  }
  return readdirSync(directory, { recursive: true })
    .map(String)
    .filter((it) => it.endsWith('.gitlab-ci.yml'))
    .sort()
    .map((it) => ({ root: dirname(it), file: relative(dirname(it), it) }));
}

export interface Linted {
  readonly signedOut: Analysis;
  /** One analysis for each company whose project this might be. */
  readonly signedIn: readonly Analysis[];
}

const every: Policy = { ...standardPolicy, profile: 'strict' };

/**
 * A push to the default branch, the one of the two usual ones that the file speaks of more: without settings, and as
 * somebody of each of the companies tries it.
 */
export function lintEntry(directory: string, { root, file }: Entry): Linted {
  const templates = join(directory, 'templates');
  const map = existsSync(templates) ? [`template=${templates}`] : [];
  const reader = checkoutReader(join(directory, root), { map });
  const path = `acme/${root.split('/').at(-1)?.split('+').at(-1) ?? 'app'}`;
  const first = readFileSync(join(directory, root, file), 'utf8');
  const main = (first.match(/\bmaster\b/g)?.length ?? 0) > (first.match(/\bmain\b/g)?.length ?? 0) ? 'master' : 'main';
  const push = {
    ...{ project: { path }, serverUrl: 'https://gitlab.example.com', changedPaths: 'unknown' },
    ...{ ref: main, defaultBranch: main },
  };
  const read = (tried: Attempt) => {
    const { config, sources } = settleSync({ kind: 'file', path: file }, reader, configContext(tried));
    return { pipeline: readPipeline(config), files: sources.list() ?? ('unresolved' as const) };
  };
  const attempt = attemptOf(push);
  const { pipeline, files } = read(attempt);
  const nobody: Attempt = { ...attempt, actor: { kind: 'nobody' } };
  return {
    signedOut: analyse(pipeline, nobody, snapshotWithout('signed-out'), files, undefined, every),
    signedIn: companies.map(({ settings, tries }) => {
      const own = tries ? attemptOf({ ...push, ...tries }) : attempt;
      const there = tries ? read(own) : { pipeline, files };
      const snapshot = settings(evaluate(there.pipeline, own, there.files), main);
      return analyse(there.pipeline, own, snapshot, there.files, undefined, every);
    }),
  };
}

/** What is found one way or another, each thing once. */
export function findingsOf(entry: Entry, { signedOut, signedIn }: Linted): readonly Found[] {
  const without = signedOut.lint.map((it) => found(entry, signedOut, it, false));
  const all = new Map(without.map((it) => [keyOf(it), it]));
  for (const analysis of signedIn) {
    for (const it of analysis.lint) {
      const one = found(entry, analysis, it, true);
      if (!all.has(keyOf(one))) all.set(keyOf(one), one);
    }
  }
  return [...all.values()];
}

/** Neither words nor severity count, which may be mended without judging anew. */
export function keyOf({ rule, pipeline, file, job, line }: Place): string {
  return [rule, pipeline, file, job, line].join(' ');
}

function found(entry: Entry, { pipeline }: Analysis, it: RuleFinding, settings: boolean): Found {
  const { file, line } = locate(pipeline, it.span);
  return {
    rule: it.rule.id,
    pipeline: entry.root.replace(/^pipelines\//, ''),
    file,
    job: it.job ?? '',
    line,
    severity: it.severity ?? it.rule.severity,
    what: it.what,
    why: it.why,
    todo: it.todo,
    settings,
    strict: (it.strict ?? it.rule.strict) === true,
  };
}
