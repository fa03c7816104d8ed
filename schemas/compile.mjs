// Makes validators of the schemas: plain code in `schemas/out/validate.mjs`, so that nothing is compiled at run time.
// One named export for each `NAME.schema.json`: `snapshot`, `report`.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const target = join(folder, 'out', 'validate.mjs');

/** Writes the validators anew where they differ from what is there. */
export async function compileSchemas() {
  const require = createRequire(import.meta.url);
  const { Ajv } = require('ajv');
  const { default: standalone } = require('ajv/dist/standalone/index.js');
  const ajv = new Ajv({
    code: { source: true, esm: true },
    inlineRefs: false,
    strictRequired: false,
    allowUnionTypes: true,
  });
  const names = {};
  for (const file of readdirSync(folder).filter((it) => it.endsWith('.schema.json'))) {
    const schema = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const name = file.slice(0, -'.schema.json'.length).replace(/[-.](\w)/g, (_, letter) => letter.toUpperCase());
    names[name] = schema.$id ?? file;
    ajv.addSchema(schema, names[name]);
  }
  // Some keywords need a helper of ajv's, which is bundled in.
  const { outputFiles } = await require('esbuild').build({
    stdin: { contents: standalone(ajv, names), resolveDir: folder, loader: 'js' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    write: false,
    logLevel: 'warning',
  });
  const code = `// Made by schemas/compile.mjs.\n${outputFiles[0].text}`;
  if (existsSync(target) && readFileSync(target, 'utf8') === code) return;
  mkdirSync(dirname(target), { recursive: true });
  // Whole or not at all: another build may read it at this moment.
  writeFileSync(`${target}.${process.pid}`, code);
  renameSync(`${target}.${process.pid}`, target);
}
