// A reporter for `node --test`: after everything else, the tests that failed, each with its place and its reason.
const parents = new Set(['subtestsFailed', 'cancelledByParent']);

// biome-ignore lint/style/noDefaultExport: the test runner takes nothing else.
export default async function* failed(source) {
  const failures = [];
  for await (const { type, data } of source) {
    if (type === 'test:fail' && data.todo === undefined && !parents.has(data.details.error?.failureType))
      failures.push(data);
  }
  if (failures.length === 0) return;
  yield `\n${failures.length} failed:\n`;
  for (const { name, file, line, details } of failures) {
    const reason = String(details.error?.cause?.message ?? details.error?.message ?? '').slice(0, 2000);
    yield `\n${name}\n  ${file}:${line}\n${reason.replaceAll(/^/gm, '  ')}\n`;
  }
}
