// `node test/scripts/beside.mjs DIR`: checks that need material which stands beside the checkout and is no part of it:
// every pipeline of a corpus through `explain` and `lint`, with what each rule finds signed out, every change that is
// offered there, made, and every key through the language server.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureInstalled, root } from './install.mjs';

ensureInstalled();
const directory = resolve(process.argv[2] ?? '');
if (!existsSync(directory)) {
  console.error('usage: node test/scripts/beside.mjs DIR');
  process.exit(2);
}

const cli = join(root, 'server', 'out', 'cli.js');
const corpus = join(directory, 'corpus');
const pipelines = readFileSync(join(corpus, 'resolve.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((it) => JSON.parse(it));

let crashed = 0;
const batch = pipelines.map(({ root: at }, id) => JSON.stringify({ id, root: join(corpus, at) })).join('\n');
for (const line of run(['explain', '--batch', '-'], batch).stdout.trim().split('\n')) {
  const { id, crash } = JSON.parse(line);
  if (crash !== undefined) {
    crashed++;
    console.error(`explain ${pipelines[id].root}: ${crash}`);
  }
}
const counts = new Map();
for (const { root: at, file } of pipelines) {
  const { status, stdout, stderr } = run([
    'lint',
    // A checkout is linted from its usual file; what starts with another one is named.
    file === '.gitlab-ci.yml' ? join(corpus, at) : join(corpus, at, file),
    '--fail-on',
    'never',
    '--offline',
    '--format',
    'json',
    '--quiet',
  ]);
  if (status !== 0 && status !== 3) {
    crashed++;
    console.error(`lint ${at}: exit ${status}\n${stderr}`);
    continue;
  }
  for (const { rule } of JSON.parse(stdout).findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
}
for (const [rule, count] of [...counts].sort()) console.log(`${String(count).padStart(5)} ${rule}`);
console.log(`explain and lint of ${pipelines.length} pipelines: ${crashed} crashed`);

const server = join(root, 'server', 'out', 'server.js');
const { askEverywhere } = await import('./editor-answers.mjs');
const { keys, requests, troubles } = await askEverywhere(server, corpus, pipelines);
for (const it of troubles) console.error(it);
console.log(`${requests} requests of an editor at ${keys} keys: ${troubles.length} answered with an error`);
crashed += troubles.length;

const { buildTests } = await import('./build.mjs');
await buildTests(['test/beside/changes.ts']);
const changes = spawnSync(process.execPath, ['out/test/beside/changes.mjs', corpus], { cwd: root, stdio: 'inherit' });
process.exit(crashed > 0 || changes.status !== 0 ? 1 : 0);

function run(args, input = '') {
  return spawnSync(process.execPath, [cli, ...args], { cwd: root, input, encoding: 'utf8', maxBuffer: 1e9 });
}
