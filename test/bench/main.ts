/** `npm run bench [-- --corpus DIR] [--json]`: what things cost, as ratios to a bare YAML parse in the same run. */
import { parseArgs } from 'node:util';
import { parseDocument } from 'yaml';
import { resolve } from '../../server/src/config/resolve.ts';
import { analyse } from '../../server/src/engine/analyse.ts';
import { readPipeline } from '../../server/src/pipeline/read.ts';
import { configScope } from '../../server/src/pipeline/variables.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import type { SourceFile } from '../../server/src/syntax/source.ts';
import { attemptOf, snapshotOf } from '../support/world.ts';
import { corpusRows } from './corpus.ts';
import { largeFile } from './large.ts';
import { measure } from './measure.ts';
import { type Row, row } from './row.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, corpus: { type: 'string' } } });
const attempt = attemptOf();
const context = { scope: configScope(attempt) };
const snapshot = snapshotOf();

const rows: readonly Row[] = [
  ...(await editorRows()),
  ...(await growthRows()),
  ...(values.corpus === undefined ? [] : await corpusRows(values.corpus)),
];
if (values.json) console.log(JSON.stringify(rows, null, 2));
else {
  for (const { what, ms, ratio, against } of rows) {
    console.log(`${what.padEnd(46)} ${ms.toFixed(2).padStart(9)} ms ${ratio.toFixed(2).padStart(7)} × ${against}`);
  }
}

/** A keystroke in the middle of a file of 3,590 lines: read again, and all the way to verdicts and findings. */
async function editorRows(): Promise<readonly Row[]> {
  const text = largeFile();
  const middle = text.indexOf('./deploy.sh', text.length / 2);
  const typed = (round: number) => `${text.slice(0, middle)}${'x'.repeat(1 + (round % 7))}${text.slice(middle)}`;
  const bare = await measure(15, () => void parseDocument(text, { uniqueKeys: false, logLevel: 'silent' }));
  const cold = await measure(15, () => void parse('.gitlab-ci.yml', text));
  let file = parse('.gitlab-ci.yml', text);
  const again = await measure(31, (round) => {
    file = parse('.gitlab-ci.yml', typed(round), file);
  });
  const through = await measure(31, (round) => {
    file = parse('.gitlab-ci.yml', typed(round), file);
    judge(file);
  });
  return [
    row('3,590 lines: parse, cold', cold, bare),
    row('3,590 lines: parse again after a keystroke', again, bare),
    row('3,590 lines: a keystroke, to verdicts', through, bare),
  ];
}

/** Ten times the jobs shall cost about ten times as much. */
async function growthRows(): Promise<readonly Row[]> {
  const cost = (jobs: number) => {
    const text = Array.from({ length: jobs }, (_, n) => chained(n)).join('');
    return measure(5, () => judge(parse('.gitlab-ci.yml', text)));
  };
  return [row('1,000 deploy jobs in a chain, cold', await cost(1000), await cost(100), '100 such jobs')];
}

function chained(n: number): string {
  const needs = n > 0 ? `  needs: [job-${n - 1}]\n` : '';
  return `job-${n}:\n  script: ./deploy\n  environment: production/${n}\n${needs}`;
}

function judge(file: SourceFile): void {
  const sources = { find: () => ({ kind: 'file', file }) as const, list: () => ['.gitlab-ci.yml'] };
  const config = resolve({ kind: 'file', path: '.gitlab-ci.yml' }, sources, context);
  analyse(readPipeline(config), attempt, snapshot, ['.gitlab-ci.yml']);
}
