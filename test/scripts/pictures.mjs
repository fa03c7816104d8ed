// `npm run pictures`: makes the pictures in docs/ anew, from the tests that walk through the editor. Look at them.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, root } from './install.mjs';

ensureInstalled();
const { buildProgram } = await import('./build.mjs');
await buildProgram();
const { status } = spawnSync(process.execPath, [join(root, 'test', 'scripts', 'test.mjs'), 'e2e/ui', 'e2e/map-ui'], {
  cwd: root,
  env: { ...process.env, E2E_PICTURES: 'update' },
  stdio: 'inherit',
});
process.exit(status ?? 1);
