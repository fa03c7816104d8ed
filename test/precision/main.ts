/** `npm run precision -- DIR [--rule ID] [--list|--unjudged|--json]`: what the linter finds in real pipelines, and how much of it is right. */
import { parseArgs } from 'node:util';
import { rules } from '../../server/src/lint/index.ts';
import { entriesOf, type Found, findingsOf, keyOf, lintEntry } from './corpus.ts';
import { type Judgement, judgementsIn, reasonsForNone } from './judgements.ts';
import { sampleOf } from './sample.ts';

/** Of what is judged, so much has to be right; of what is said as a hint it may be less. */
const limit = 95;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rule: { type: 'string' },
    list: { type: 'boolean', default: false },
    unjudged: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const [directory] = positionals;
if (directory === undefined) {
  console.error('usage: npm run precision -- DIR [--rule ID|GROUP] [--list|--unjudged|--json]');
  process.exit(2);
}

const judgements = judgementsIn('test/precision/judgements');
const judged = new Map(judgements.map((it) => [keyOf(it), it]));
const none = reasonsForNone('test/precision/none.json');

const entries = entriesOf(directory);
const all = new Map<string, Found>();
for (const entry of entries) {
  for (const it of findingsOf(entry, lintEntry(directory, entry))) if (!all.has(keyOf(it))) all.set(keyOf(it), it);
}
const findings = [...all.values()].filter((it) => isAsked(it.rule));

/** One line of the table: what a rule says at one volume. */
interface Part {
  readonly rule: string;
  readonly volume: '' | ' (hint)' | ' (strict)';
  readonly findings: readonly Found[];
  readonly sample: readonly Found[];
}

const parts = rules.filter((it) => isAsked(it.id)).flatMap((it) => partsOf(it.id));
if (values.json) skeleton();
else if (values.list || values.unjudged) list();
else process.exitCode = table() ? 0 : 1;

function isAsked(rule: string): boolean {
  return values.rule === undefined || rule === values.rule || rule.startsWith(`${values.rule}/`);
}

function partsOf(rule: string): readonly Part[] {
  const own = findings.filter((it) => it.rule === rule);
  return (['', ' (hint)', ' (strict)'] as const).flatMap((volume) => {
    const part = own.filter((it) => volumeOf(it) === volume);
    return part.length === 0 ? [] : [{ rule, volume, findings: part, sample: sampleOf(part) }];
  });
}

function volumeOf({ strict, severity }: Found): Part['volume'] {
  if (strict) return ' (strict)';
  return severity === 'hint' ? ' (hint)' : '';
}

/** What is found, or of the drawn ones those that nobody has judged, with everything that the user is told. */
function list(): void {
  for (const part of parts) {
    for (const it of values.unjudged ? unjudgedOf(part) : part.findings) {
      const judgement = judged.get(keyOf(it));
      const verdict = judgement ? `${judgement.verdict}: ${judgement.reason}` : 'not judged';
      const words = `${it.severity}: \`${it.job}\` ${it.what} [${it.rule}${it.settings ? ', signed in' : ''}]`;
      console.log(`pipelines/${it.pipeline}/${it.file}:${it.line}: ${words} (${verdict})`);
      console.log(`    ${it.why}${it.todo === undefined ? '' : `\n    ${it.todo}`}`);
    }
  }
}

/** Those that nobody has judged, to be completed by hand. */
function skeleton(): void {
  const open = parts.flatMap(unjudgedOf).map(({ rule, pipeline, file, job, line }) => ({
    ...{ rule, pipeline, file, job, line },
    ...{ verdict: '', reason: '' },
  }));
  console.log(JSON.stringify(open, undefined, 2));
}

function unjudgedOf({ sample }: Part): readonly Found[] {
  return sample.filter((it) => !judged.has(keyOf(it)));
}

/**
 * Per rule: findings, those that need settings, those drawn and judged, and the share that is right; what is arguable
 * is not. Answers whether all that is drawn has been judged, nothing has been judged that is gone, and all is good enough.
 */
function table(): boolean {
  const titles = ['found', 'signed in', 'drawn', 'judged', 'right', 'arguable', 'wrong', '%'];
  console.log(`${'rule'.padEnd(44)} ${titles.map((it) => it.padStart(9)).join(' ')}`);
  for (const { id } of rules.filter((it) => isAsked(it.id))) {
    const own = parts.filter((it) => it.rule === id);
    for (const part of own) row(`${id}${part.volume}`, part.findings, part.sample);
    if (own.length === 0) console.log(`${id.padEnd(44)} ${'0'.padStart(9)} ${none[id] ?? ''}`);
  }
  const told = parts.filter((it) => it.volume === '');
  row(
    'all that everybody sees',
    told.flatMap((it) => it.findings),
    told.flatMap((it) => it.sample),
  );
  const complaints = complaintsOf();
  console.log(`\n${entries.length} pipelines, ${findings.length} findings, ${judgements.length} judgements`);
  for (const it of complaints) console.log(it);
  return complaints.length === 0;
}

function row(title: string, own: readonly Found[], drawn: readonly Found[]): void {
  const verdicts = verdictsOf(own);
  const count = (verdict: string) => verdicts.filter((it) => it === verdict).length;
  const share = verdicts.length === 0 ? '-' : shareOf(verdicts).toFixed(0);
  const cells = [
    ...[own.length, own.filter((it) => it.settings).length, drawn.length, verdicts.length],
    ...[count('right'), count('arguable'), count('wrong'), share],
  ];
  console.log(`${title.padEnd(44)} ${cells.map((it) => String(it).padStart(9)).join(' ')}`);
}

function verdictsOf(own: readonly Found[]): readonly Judgement['verdict'][] {
  return own.flatMap((it) => judged.get(keyOf(it))?.verdict ?? []);
}

/** In per cent. */
function shareOf(verdicts: readonly Judgement['verdict'][]): number {
  return (100 * verdicts.filter((it) => it === 'right').length) / verdicts.length;
}

function complaintsOf(): readonly string[] {
  const gone = judgements.filter((it) => isAsked(it.rule) && !all.has(keyOf(it)));
  const found = new Set(findings.map((it) => it.rule));
  return [
    ...gone.map((it) => `judged and no longer found: ${keyOf(it)}`),
    ...parts.flatMap((it) => {
      const open = unjudgedOf(it).length;
      return open > 0 ? [`${it.rule}${it.volume}: ${open} of ${it.sample.length} are not judged`] : [];
    }),
    ...parts.flatMap((it) => {
      const verdicts = verdictsOf(it.findings);
      const isPoor = it.volume !== ' (hint)' && verdicts.length > 0 && shareOf(verdicts) < limit;
      return isPoor ? [`${it.rule}${it.volume}: less than ${limit} % is right`] : [];
    }),
    ...rules
      .filter((it) => isAsked(it.id) && found.has(it.id) === (none[it.id] !== undefined))
      .map(
        (it) =>
          `${it.id}: ${found.has(it.id) ? 'has findings, and a reason for none' : 'no finding, and no reason why'}`,
      ),
  ];
}
