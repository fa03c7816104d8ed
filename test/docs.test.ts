/** `docs/rules` and `docs/gates` are made of the pages beside the code; `npm run docs` writes them. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { settingWords } from '../server/src/gates/gate.ts';
import { gates } from '../server/src/gates/index.ts';
import { pageName, ruleFacts } from '../server/src/lint/documentation.ts';
import { rules } from '../server/src/lint/index.ts';

const update = process.env['UPDATE'] === '1';
const made = '<!-- Made by `npm run docs` of the page beside the code: change that one. -->';

test('every rule has its page in docs/rules', () => {
  const pages = new Map(
    rules.map((rule) => {
      const page = read('lint', pageName(rule.id));
      return [`${pageName(rule.id)}.md`, withHead(page, rule.title, ruleFacts(rule))];
    }),
  );
  const rows = rules.map(
    (it) =>
      `| [${it.id}](${pageName(it.id)}.md) | ${it.title} | ${it.severity}${it.strict ? ' (`strict`)' : ''} | ${it.reads.length === 0 ? 'yes' : 'no'} |`,
  );
  const head = ['# Lint rules', '', '| rule | what it finds | severity | signed out |', '| --- | --- | --- | --- |'];
  compare(join('docs', 'rules'), pages, [...head, ...rows]);
});

test('every gate has its page in docs/gates', () => {
  const pages = new Map(
    gates.map(({ id, title, reads }) => {
      const facts = reads.length === 0 ? 'Works signed out.' : `Reads ${reads.map(settingWords).join(', ')}.`;
      return [`${id}.md`, withHead(read('gates', id), title, facts)];
    }),
  );
  const rows = gates.map(({ id, title }) => `| [${id}](${id}.md) | ${title} |`);
  compare(join('docs', 'gates'), pages, ['# Gates', '', '| gate | what it is |', '| --- | --- |', ...rows]);
});

function read(folder: string, name: string): string {
  return readFileSync(join('server', 'src', folder, `${name}.md`), 'utf8').replaceAll('\r\n', '\n');
}

/** Below the name: what it is called, and what is said of it elsewhere. */
function withHead(page: string, title: string, facts: string): string {
  return `${made}\n${page.replace(/^(# .*\n)/, `$1\n**${title}.** ${facts}\n`)}`;
}

function compare(folder: string, pages: ReadonlyMap<string, string>, index: readonly string[]): void {
  const right = new Map([...pages, ['README.md', `${made}\n${index.join('\n')}\n`]]);
  if (update) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of right) writeFileSync(join(folder, name), text);
  }
  const there = existsSync(folder) ? readdirSync(folder) : [];
  assert.deepEqual(there.sort(), [...right.keys()].sort(), 'run npm run docs');
  for (const [name, text] of right) {
    assert.equal(readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n'), text, 'run npm run docs');
  }
}
