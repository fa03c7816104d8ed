// `npm run precision -- DIR [--rule ID|GROUP] [--list|--unjudged|--json]`: counts what the linter finds in the pipelines below
// DIR, and how much of it was judged right; fails where judgements are missing, stale, or too often bad.
import { spawnSync } from 'node:child_process';
import { ensureInstalled, root } from './install.mjs';

ensureInstalled();
const { buildTests } = await import('./build.mjs');
await buildTests(['test/precision/main.ts']);
const { status } = spawnSync(process.execPath, ['out/test/precision/main.mjs', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
