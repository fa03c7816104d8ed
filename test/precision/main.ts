/** `npm run precision -- DIR [--rule ID] [--list]`: what the linter finds in real pipelines, and how much of it is right. */
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { rules } from '../../server/src/lint/index.ts';
import { entriesOf, type Found, findingsOf, keyOf, lintEntry } from './corpus.ts';

/** What somebody thought of one finding after reading the pipeline. */
interface Judgement {
  readonly rule: string;
  readonly root: string;
  readonly file: string;
  readonly job: string;
  readonly line: number;
  readonly verdict: 'right' | 'wrong' | 'debatable';
  readonly reason: string;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rule: { type: 'string' },
    list: { type: 'boolean', default: false },
    unjudged: { type: 'boolean', default: false },
  },
});
const [directory] = positionals;
if (directory === undefined) {
  console.error('usage: npm run precision -- DIR [--rule ID] [--list] [--unjudged]');
  process.exit(2);
}

const kept = 'test/precision/judgements.json';
const judgements = existsSync(kept) ? (JSON.parse(readFileSync(kept, 'utf8')) as readonly Judgement[]) : [];
const judged = new Map(judgements.map((it) => [keyOf(it), it]));

const entries = entriesOf(directory);
const all = new Map<string, Found>();
for (const entry of entries) {
  for (const it of findingsOf(entry, lintEntry(directory, entry))) all.set(keyOf(it), it);
}
const findings = [...all.values()];

if (values.list || values.unjudged || values.rule !== undefined) list();
else table();

function list(): void {
  for (const it of findings) {
    if (values.rule !== undefined && it.rule !== values.rule) continue;
    const judgement = judged.get(keyOf(it));
    if (values.unjudged && judgement) continue;
    const verdict = judgement ? `${judgement.verdict}: ${judgement.reason}` : 'not judged';
    console.log(`${it.root}/${it.file}:${it.line}: ${it.severity}: \`${it.job}\` ${it.what} [${it.rule}] (${verdict})`);
  }
}

/**
 * Per rule: findings, those that need settings, how many were judged, and the share of them that is right; what is
 * debatable counts half. What the profile `strict` alone tells has lines of its own.
 */
function table(): void {
  const titles = ['found', 'signed in', 'judged', 'right', 'debatable', 'wrong', '%'];
  console.log(`${'rule'.padEnd(44)} ${titles.map((it) => it.padStart(9)).join(' ')}`);
  for (const { id } of rules) {
    const own = findings.filter((it) => it.rule === id);
    const strict = own.filter((it) => it.strict);
    if (strict.length < own.length || own.length === 0)
      row(
        id,
        own.filter((it) => !it.strict),
      );
    if (strict.length > 0) row(`${id} (strict)`, strict);
  }
  row(
    'all that everybody sees',
    findings.filter((it) => !it.strict),
  );
  const stale = judgements.filter((it) => !all.has(keyOf(it)));
  console.log(
    `\n${entries.length} pipelines, ${findings.length} findings; ${judgements.length} judgements, ${stale.length} of what is no longer found`,
  );
}

function row(title: string, own: readonly Found[]): void {
  const verdicts = own.flatMap((it) => judged.get(keyOf(it))?.verdict ?? []);
  const count = (verdict: string) => verdicts.filter((it) => it === verdict).length;
  const [right, wrong, debatable] = [count('right'), count('wrong'), count('debatable')];
  const share = verdicts.length === 0 ? '-' : ((100 * (right + debatable / 2)) / verdicts.length).toFixed(0);
  const cells = [own.length, own.filter((it) => it.settings).length, verdicts.length, right, debatable, wrong, share];
  console.log(`${title.padEnd(44)} ${cells.map((it) => String(it).padStart(9)).join(' ')}`);
}
