/** The README's tables are made from the registries; `UPDATE=1` writes them. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { gates } from '../server/src/gates/index.ts';
import { rules } from '../server/src/lint/index.ts';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: { readonly commandPalette: readonly { readonly command: string; readonly when: string }[] };
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
  };
}

const { contributes }: Manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const texts: Readonly<Record<string, string>> = JSON.parse(readFileSync('package.nls.json', 'utf8'));

test('the README lists the gates', () => {
  const rows = gates.map(
    ({ id, title, source }) => `| [${id}](server/src/gates/${id}.md) | ${title} | [GitLab](${source}) |`,
  );
  check('gates', ['| gate | what it is | more |', '| --- | --- | --- |', ...rows]);
});

test('the README lists the lint rules', () => {
  const rows = rules.map(
    ({ id, title, severity, reads }) =>
      `| [${id}](server/src/lint/${id.replace('/', '-')}.md) | ${title} | ${severity} | ${reads.length === 0 ? 'yes' : 'no'} |`,
  );
  check('rules', ['| rule | what it finds | severity | signed out |', '| --- | --- | --- | --- |', ...rows]);
});

test('the README lists the commands of the palette, and no others', () => {
  const hidden = new Set(contributes.menus.commandPalette.filter((it) => it.when === 'false').map((it) => it.command));
  const titles = contributes.commands
    .filter((it) => !hidden.has(it.command))
    .map(({ title }) => texts[title.replaceAll('%', '')] ?? title);
  assert.deepEqual(firstCells('Commands', /^\*(.+)\*$/).sort(), titles.sort());
});

test('the README lists the settings, and no others', () => {
  assert.deepEqual(firstCells('Settings', /^`(.+)`$/).sort(), Object.keys(contributes.configuration.properties).sort());
});

/** Of the table in the section with this title. */
function firstCells(title: string, cell: RegExp): string[] {
  const [, section = ''] = readFileSync('README.md', 'utf8').split(`## ${title}\n`);
  const [table = ''] = section.split('\n## ');
  return table.split('\n').flatMap((line) => cell.exec(line.split(' | ')[0]?.replace('| ', '') ?? '')?.[1] ?? []);
}

function check(name: string, lines: readonly string[]): void {
  const now = readFileSync('README.md', 'utf8');
  const [before, after] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const start = now.indexOf(before) + before.length;
  const right = `${now.slice(0, start)}${lines.join('\n')}\n${now.slice(now.indexOf(after))}`;
  if (process.env['UPDATE'] === '1') writeFileSync('README.md', right);
  else assert.equal(now, right, 'run UPDATE=1 npm test -- readme');
}
