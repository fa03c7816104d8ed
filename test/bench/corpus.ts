/** What it costs to read all pipelines of a corpus in every attempt, against one bare parse of each file. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { checkoutReader } from '../../server/src/host/files.ts';
import { settleSync } from '../../server/src/host/settle.ts';
import type { Attempt } from '../../server/src/pipeline/attempt.ts';
import { evaluate } from '../../server/src/pipeline/evaluate.ts';
import { readPipeline } from '../../server/src/pipeline/read.ts';
import { configScope } from '../../server/src/pipeline/variables.ts';
import { attemptOf } from '../support/world.ts';
import { measure } from './measure.ts';
import { type Row, row } from './row.ts';

interface Pipeline {
  readonly root: string;
  readonly file: string;
}

/** @param directory holds `resolve.jsonl`, `contexts.json` and the pipelines that they name. */
export async function corpusRows(directory: string): Promise<readonly Row[]> {
  const attempts = attemptsOf(directory);
  const lines = readFileSync(join(directory, 'resolve.jsonl'), 'utf8').trim().split('\n');
  const pipelines = lines.map((it) => JSON.parse(it) as Pipeline);
  const templates = join(directory, 'templates');
  const map = existsSync(templates) ? [`template=${templates}`] : [];
  const texts = new Set<string>();
  const readers = new Map(pipelines.map(({ root }) => [root, checkoutReader(join(directory, root), { map })]));
  const all = () => {
    for (const it of pipelines) {
      const reader = readers.get(it.root);
      if (reader) for (const attempt of attempts) readOne(it, reader, attempt, texts);
    }
  };
  const cost = await measure(5, all);
  const bare = await measure(5, () => {
    for (const it of texts) parseDocument(it, { uniqueKeys: false, logLevel: 'silent' });
  });
  const before = heap();
  for (let n = 0; n < 10; n++) all();
  const after = heap();
  console.error(`${pipelines.length} pipelines, ${attempts.length} attempts, ${texts.size} files`);
  console.error(
    `heap in use, garbage collected: ${before.toFixed(1)} MB, after ten more rounds ${after.toFixed(1)} MB`,
  );
  return [row('all pipelines of the corpus in every attempt', cost, bare, 'a bare parse of each file')];
}

/** What is in use and cannot be collected, in MB. */
function heap(): number {
  if (!globalThis.gc) throw new Error('start it with --expose-gc, or garbage is measured');
  // Weak maps let go of what they held in the round after.
  for (let n = 0; n < 3; n++) globalThis.gc();
  return process.memoryUsage().heapUsed / 1e6;
}

function readOne({ file }: Pipeline, reader: ReturnType<typeof checkoutReader>, attempt: Attempt, texts: Set<string>) {
  const { config, sources } = settleSync({ kind: 'file', path: file }, reader, { scope: configScope(attempt) });
  for (const it of config.files.values()) texts.add(it.text);
  evaluate(readPipeline(config), attempt, sources.list() ?? 'unresolved');
}

function attemptsOf(directory: string): readonly Attempt[] {
  const given = JSON.parse(readFileSync(join(directory, 'contexts.json'), 'utf8')) as Record<
    string,
    Record<string, unknown>
  >;
  return Object.values(given).map(({ source, ref, tag, variables, ...it }) =>
    attemptOf({
      as: null,
      ...{ source, ref, tag, variables, defaultBranch: it['default_branch'], protected: it['protected'] },
      ...(it['changed_paths'] ? { changedPaths: it['changed_paths'] } : {}),
    }),
  );
}
