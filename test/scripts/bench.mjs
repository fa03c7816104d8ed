// `npm run bench [-- --corpus DIR] [--json]`: builds the benchmarks and runs them.
import { spawnSync } from 'node:child_process';
import { ensureInstalled, root } from './install.mjs';

ensureInstalled();
const { buildTests } = await import('./build.mjs');
await buildTests(['test/bench/main.ts']);
const { status } = spawnSync(process.execPath, ['--expose-gc', 'out/test/bench/main.mjs', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
