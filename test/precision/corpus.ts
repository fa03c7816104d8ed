/** Runs the linter over a directory of pipelines, signed out and with settings that are made up. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { analyse } from '../../server/src/engine/analyse.ts';
import type { Analysis, RuleFinding } from '../../server/src/engine/analysis.ts';
import { locate } from '../../server/src/engine/report.ts';
import { checkoutReader } from '../../server/src/host/files.ts';
import { settleSync } from '../../server/src/host/settle.ts';
import { type Policy, standardPolicy } from '../../server/src/lint/policy.ts';
import { configContext } from '../../server/src/pipeline/context.ts';
import { evaluate } from '../../server/src/pipeline/evaluate.ts';
import { readPipeline } from '../../server/src/pipeline/read.ts';
import { attemptOf, snapshotWithout } from '../support/world.ts';
import { otherSettings, plausibleSettings } from './settings.ts';

/** One pipeline of the directory: a checkout in it, and the file that the pipeline starts with. */
export interface Entry {
  readonly root: string;
  readonly file: string;
}

/** One finding, as it is judged: what identifies it holds no text of the pipeline but names and places. */
export interface Found {
  readonly rule: string;
  readonly root: string;
  readonly file: string;
  readonly job: string;
  readonly line: number;
  readonly severity: string;
  readonly what: string;
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
  /** With the settings of one company and of another. */
  readonly signedIn: readonly Analysis[];
}

const every: Policy = { ...standardPolicy, profile: 'strict' };

/** A push to the default branch, the one of the two usual ones that the file speaks of more; without settings and with some. */
export function lintEntry(directory: string, { root, file }: Entry): Linted {
  const templates = join(directory, 'templates');
  const map = existsSync(templates) ? [`template=${templates}`] : [];
  const reader = checkoutReader(join(directory, root), { map });
  const path = `acme/${root.split('/').at(-1)?.split('+').at(-1) ?? 'app'}`;
  const first = readFileSync(join(directory, root, file), 'utf8');
  const main = (first.match(/\bmaster\b/g)?.length ?? 0) > (first.match(/\bmain\b/g)?.length ?? 0) ? 'master' : 'main';
  const attempt = attemptOf({
    ...{ project: { path }, serverUrl: 'https://gitlab.example.com', changedPaths: 'unknown' },
    ...{ ref: main, defaultBranch: main },
  });
  const { config, sources } = settleSync({ kind: 'file', path: file }, reader, configContext(attempt));
  const pipeline = readPipeline(config);
  const files = sources.list() ?? 'unresolved';
  const outcome = evaluate(pipeline, attempt, files);
  const settings = [plausibleSettings(outcome, main), otherSettings(outcome, main)];
  return {
    signedOut: analyse(
      ...([
        pipeline,
        { ...attempt, actor: { kind: 'nobody' } },
        snapshotWithout('signed-out'),
        files,
        undefined,
        every,
      ] as const),
    ),
    signedIn: settings.map((it) => analyse(pipeline, attempt, it, files, undefined, every)),
  };
}

/** What is found either way, each thing once. */
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

/** What a judgement is about: neither words nor severity, which may be mended without judging anew. */
export function keyOf({
  rule,
  root,
  file,
  job,
  line,
}: Omit<Found, 'severity' | 'what' | 'settings' | 'strict'>): string {
  return [rule, root, file, job, line].join(' ');
}

function found(entry: Entry, { pipeline }: Analysis, it: RuleFinding, settings: boolean): Found {
  const { file, line } = locate(pipeline, it.span);
  return {
    rule: it.rule.id,
    root: entry.root,
    file,
    job: it.job ?? '',
    line,
    severity: it.severity ?? it.rule.severity,
    what: it.what,
    settings,
    strict: (it.strict ?? it.rule.strict) === true,
  };
}
