// `npm test [-- NAME …]`: installs what is missing, builds, runs the tests (all, or those whose path holds a NAME).
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, root } from './install.mjs';

ensureInstalled();
const { buildProgram, buildTests } = await import('./build.mjs');

const names = process.argv.slice(2);
const files = readdirSync(join(root, 'test'), { recursive: true })
  .map((it) => join('test', String(it)))
  .filter((it) => it.endsWith('.test.ts'))
  .filter((it) => names.length === 0 || names.some((name) => it.includes(name)))
  .sort();
if (files.length === 0) {
  console.error(`no test matches ${names.join(', ')}`);
  process.exit(2);
}
if (names.length === 0) {
  rmSync(join(root, 'out', 'test'), { recursive: true, force: true });
  await buildProgram();
}
await buildTests(files);
const built = files.map((it) => join('out', it.replace(/\.ts$/, '.mjs')));
const lines = process.stdout.isTTY ? 'spec' : 'tap';
const reporters = [
  ...['--test-reporter', lines, '--test-reporter-destination', 'stdout'],
  ...['--test-reporter', './test/scripts/failed.mjs', '--test-reporter-destination', 'stderr'],
];
const { status } = spawnSync(process.execPath, ['--test', '--test-concurrency=2', ...reporters, ...built], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
