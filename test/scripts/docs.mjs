// `npm run docs`: writes what is made of the code: docs/rules, docs/gates, the tables of the README, the list of rules
// in schemas/project.schema.json.
process.env.UPDATE = '1';
process.argv.push('docs', 'readme', 'lint/policy');
await import('./test.mjs');
