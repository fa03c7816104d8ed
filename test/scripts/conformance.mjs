// `npm run conformance -- …`: builds the conformance runner and runs it with the arguments given.
import { spawnSync } from 'node:child_process';
import { ensureInstalled, root } from './install.mjs';

ensureInstalled();
const { buildTests } = await import('./build.mjs');
await buildTests(['test/conformance/main.ts']);
const { status } = spawnSync(process.execPath, ['out/test/conformance/main.mjs', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
