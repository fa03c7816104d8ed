/** The invariants of the house: who may import whom, and that everything that must exist beside something does. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, test } from 'node:test';
import { gateIds } from '../server/src/gates/gate.ts';
import { gates } from '../server/src/gates/index.ts';
import { rules } from '../server/src/lint/index.ts';

/** Whatever says something may put it into the reader's language. */
const everywhere = ['@vscode/l10n'];

/** What each folder of `server/src` may import. The order is the order data flows in. */
const layers: Readonly<Record<string, readonly string[]>> = {
  logic: [],
  text: [],
  syntax: ['logic', 'text', 'yaml'],
  expression: ['logic', 'text', 're2js'],
  config: ['logic', 'text', 'syntax', 'expression'],
  pipeline: ['logic', 'text', 'syntax', 'expression', 'config'],
  settings: ['logic', 'text', 'pipeline'],
  freeze: ['logic', 'text', 'settings'],
  gates: ['logic', 'text', 'syntax', 'expression', 'pipeline', 'settings', 'freeze'],
  lint: ['logic', 'text', 'syntax', 'expression', 'config', 'pipeline', 'settings', 'freeze', 'gates'],
  engine: ['logic', 'text', 'syntax', 'config', 'pipeline', 'settings', 'freeze', 'gates', 'lint'],
  features: [
    'logic',
    'text',
    'syntax',
    'config',
    'pipeline',
    'settings',
    'freeze',
    'gates',
    'lint',
    'engine',
    'vscode-languageserver',
  ],
  host: [
    ...['logic', 'text', 'syntax', 'expression', 'config', 'pipeline', 'settings', 'freeze'],
    ...['@gitbeaker/core', '@gitbeaker/requester-utils', 'yaml', '../../../schemas', '../../../package.json', 'node'],
  ],
  lsp: [
    ...[
      'logic',
      'text',
      'syntax',
      'config',
      'pipeline',
      'settings',
      'freeze',
      'gates',
      'lint',
      'engine',
      'features',
      'host',
    ],
    ...['vscode-languageserver', 'vscode-languageserver/node', 'vscode-languageserver/browser'],
    ...['vscode-languageserver-textdocument', '#pages', '../../../l10n', '../../../package.json', 'node'],
  ],
  cli: [
    ...[
      'logic',
      'text',
      'syntax',
      'config',
      'pipeline',
      'settings',
      'freeze',
      'gates',
      'lint',
      'engine',
      'host',
      'lsp',
    ],
    ...['#pages', '../../../package.json', 'node'],
  ],
};

const source = join('server', 'src');

describe('a folder imports only what stands below it', () => {
  test('every folder has its row', () => {
    const folders = readdirSync(source, { withFileTypes: true }).filter((it) => it.isDirectory());
    assert.deepEqual(folders.map((it) => it.name).sort(), Object.keys(layers).sort());
  });
  for (const [folder, below] of Object.entries(layers)) {
    test(folder, () =>
      assert.deepEqual(
        importsOf(folder).filter((it) => !below.includes(it.target) && !everywhere.includes(it.target)),
        [],
      ),
    );
  }
});

test('the client imports nothing of the server but the types of its protocol', () => {
  const protocol = join('server', 'src', 'lsp', 'protocol.ts');
  const foreign = filesIn(join('client', 'src')).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^(import(?: type)?)[^;]*?from '([^']*\/server\/[^']+)';/gm)]
      .filter(([, kind, from = '']) => kind !== 'import type' || join(file, '..', from) !== protocol)
      .map(([, , from]) => `${file}: ${from}`),
  );
  assert.deepEqual(foreign, []);
});

test('every gate has its page, and every page its gate', () => {
  const pages = readdirSync(join(source, 'gates')).filter((it) => it.endsWith('.md') && it !== 'README.md');
  assert.deepEqual(pages.sort(), gates.map((it) => `${it.id}.md`).sort());
});

test('the gates are listed in the order an attempt meets them', () => {
  assert.deepEqual(
    gates.map((it) => it.id),
    [...gateIds],
  );
});

test('every lint rule has its page, and every page its rule', () => {
  const pages = readdirSync(join(source, 'lint')).filter((it) => it.endsWith('.md') && it !== 'README.md');
  assert.deepEqual(pages.sort(), rules.map((it) => `${it.id.replace('/', '-')}.md`).sort());
});

/** Folder, package or path behind each import of a folder's files; its own files left out. */
function importsOf(folder: string): readonly { readonly file: string; readonly target: string }[] {
  return filesIn(join(source, folder)).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^;]*?from '([^']+)';/gms)]
      .map(([, from = '']) => ({ file, target: target(from, file) }))
      .filter((it) => it.target !== folder),
  );
}

/** `../syntax/node.ts` → `syntax`, from wherever it is written; `node:fs` → `node`; packages as they are. */
function target(from: string, file: string): string {
  if (from.startsWith('node:')) return 'node';
  if (!from.startsWith('.')) return from;
  const inside = relative(source, join(dirname(file), from));
  // What is outside of the server's sources is named from a folder of them.
  return inside.startsWith('..') ? from.replace(/^((?:\.\.\/)+[^/]+).*$/, '$1') : (inside.split(sep)[0] ?? inside);
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true })
    .map((it) => join(folder, String(it)))
    .filter((it) => it.endsWith('.ts'));
}
