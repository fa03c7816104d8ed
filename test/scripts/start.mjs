// `npm start [-- DIR] [-- --no-editor]`: the main job on the embedded example, or on the checkout DIR. Installs what is
// missing and builds; what happens then is in test/start/.
import { ensureInstalled, root } from './install.mjs';

const usage = `npm start                    explains the example in the terminal and opens it in an editor
npm start -- --no-editor     only explains it
npm start -- DIR             the same for your own checkout, with its own GitLab`;

const given = process.argv.slice(2);
const operands = given.filter((it) => !it.startsWith('-'));
const odd = given.filter((it) => it.startsWith('-') && it !== '--no-editor' && it !== '--help');
if (given.includes('--help') || odd.length > 0 || operands.length > 1) {
  console.error(odd.length > 0 ? `unknown option ${odd.join(', ')}\n${usage}` : usage);
  process.exit(given.includes('--help') ? 0 : 2);
}

ensureInstalled();
const { buildProgram, buildTests } = await import('./build.mjs');
const { packageExtension } = await import('./package.mjs');
await Promise.all([buildProgram(), buildTests(['test/start/main.ts'], 'out')]);
const { start } = await import(new URL('../../out/start/main.mjs', import.meta.url).href);
process.exitCode = await start({
  root,
  folder: operands[0],
  editor: !given.includes('--no-editor'),
  packageExtension,
});
