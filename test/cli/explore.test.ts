import { join } from 'node:path';
import { test } from 'node:test';
import { readScenario } from '../gitlab/scenario.ts';
import { startGitlab } from '../gitlab/server.ts';
import { makeWorkspace } from '../start/workspace.ts';
import { run } from './run.ts';
test('x', async () => {
  const gitlab = await startGitlab(readScenario(join('test','example','scenario.yml')));
  const ws = makeWorkspace(join('test','example'), `${gitlab.url}/acme/storefront.git`, 'storefront');
  for (const line of (process.env['CMD'] ?? '').split('\n')) {
    if (!line.trim()) continue;
    const [token='', ...args] = line.trim().split(/ +/);
    const r = await run(args, { cwd: ws.folder, ...(token !== '-' && { token }) });
    console.log('$', line, '→', r.code); console.log(r.out); console.log('ERR:', r.err);
  }
  ws.remove(); await gitlab.close();
});
