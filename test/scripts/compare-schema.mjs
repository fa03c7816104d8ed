// `node test/scripts/compare-schema.mjs FILE.graphql`: whether the stand-in's schema and another document allow the
// same queries. Exit 1 and a list where one has what the other lacks.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, findBreakingChanges } from 'graphql';
import { root } from './install.mjs';

const [file] = process.argv.slice(2);
if (!file) {
  console.error('usage: node test/scripts/compare-schema.mjs FILE.graphql');
  process.exit(2);
}
const ours = buildSchema(readFileSync(join(root, 'test', 'gitlab', 'schema.graphql'), 'utf8'));
const theirs = buildSchema(readFileSync(file, 'utf8'));
const lacking = findBreakingChanges(theirs, ours).map((it) => `ours lacks: ${it.description}`);
// Directives on definitions are notes to the stand-in: no query sees them.
const surplus = findBreakingChanges(ours, theirs)
  .filter((it) => it.type !== 'DIRECTIVE_REMOVED')
  .map((it) => `theirs lacks: ${it.description}`);
for (const line of [...lacking, ...surplus]) console.log(line);
console.log(lacking.length + surplus.length === 0 ? 'the schemas allow the same queries' : '');
process.exit(lacking.length + surplus.length === 0 ? 0 : 1);
