/** The README's tables are made from the registries; `UPDATE=1` writes them. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { gates } from '../server/src/gates/index.ts';
import { rules } from '../server/src/lint/index.ts';

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

function check(name: string, lines: readonly string[]): void {
  const now = readFileSync('README.md', 'utf8');
  const [before, after] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const start = now.indexOf(before) + before.length;
  const right = `${now.slice(0, start)}${lines.join('\n')}\n${now.slice(now.indexOf(after))}`;
  if (process.env['UPDATE'] === '1') writeFileSync('README.md', right);
  else assert.equal(now, right, 'run UPDATE=1 npm test -- readme');
}
