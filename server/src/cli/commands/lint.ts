/** `lint`: findings for people and machines. */
import type { Analysis, RuleFinding } from '../../engine/analysis.ts';
import { family } from '../../engine/family.ts';
import { locate } from '../../engine/report.ts';
import type { Severity } from '../../lint/rule.ts';
import type { Surroundings } from '../load.ts';
import { exitCodes, type Options } from '../options.ts';
import type { Output } from '../output.ts';
import { count, findingText, problemLines, remedyForIncludes, unresolvedLines } from '../words.ts';
import { analyseAt } from './explain.ts';

const ranks: Readonly<Record<Severity, number>> = { error: 3, warning: 2, info: 1, hint: 0 };

export async function lint(options: Options, around: Surroundings, output: Output): Promise<number> {
  const [path = '.'] = options.operands;
  const analysis = await analyseAt(path, options, around, output);
  const unresolved = unresolvedLines(analysis);
  if (unresolved.length > 0) output.note([...unresolved, remedyForIncludes].join('\n'));
  const all = withAllFiles(family(analysis));
  const findings = distinct(all).toSorted((a, b) => rank(b.finding) - rank(a.finding));
  if (options.format === 'json') await output.result(`${JSON.stringify(lintJson(all, findings), null, 2)}\n`);
  else {
    const problems = new Set(all.flatMap(problemLines));
    const lines = [...problems, ...findings.map((it) => findingText(it.analysis, it.finding))];
    const files = new Set(all.flatMap((it) => [...it.pipeline.config.files.keys()]));
    const summary = `${count(lines.length, 'finding')} in ${count(files.size, 'file')}`;
    await output.text(`${[...lines, summary].join('\n')}\n`);
  }
  if (analysis.pipeline.errors.length > 0) return exitCodes.unreadable;
  if (options.failOn === 'never') return exitCodes.fine;
  const threshold = ranks[options.failOn];
  const isBroken = all.some((it) => it.pipeline.errors.length > 0);
  return isBroken || findings.some((it) => rank(it.finding) >= threshold) ? exitCodes.findings : exitCodes.fine;
}

/** What is wrong with the include of a child pipeline stands in a file of its parent. */
function withAllFiles(all: readonly Analysis[]): readonly Analysis[] {
  const files = new Map(all.flatMap((it) => [...it.pipeline.config.files]));
  return all.map((it) => ({
    ...it,
    pipeline: { ...it.pipeline, config: { ...it.pipeline.config, files } },
  }));
}

interface Found {
  readonly analysis: Analysis;
  readonly finding: RuleFinding;
}

/** The findings of all pipelines; what several children have in common is told once. */
function distinct(all: readonly Analysis[]): readonly Found[] {
  const found = all.flatMap((analysis) => analysis.lint.map((finding) => ({ analysis, finding })));
  return [...new Map(found.map((it) => [findingText(it.analysis, it.finding), it])).values()];
}

function rank({ rule, severity }: RuleFinding): number {
  return ranks[severity ?? rule.severity];
}

function lintJson(all: readonly Analysis[], findings: readonly Found[]): object {
  return {
    version: 1,
    problems: all.flatMap(({ pipeline }) =>
      pipeline.errors.map((it) => ({ ...locate(pipeline, it.span), message: it.gitlab })),
    ),
    findings: findings.map(({ analysis, finding: it }) => ({
      rule: it.rule.id,
      severity: it.severity ?? it.rule.severity,
      ...(it.job !== undefined && { job: it.job }),
      ...locate(analysis.pipeline, it.span),
      what: it.what,
      why: it.why,
      ...(it.todo !== undefined && { todo: it.todo }),
      source: it.rule.source,
      fixes: (it.fixes ?? []).map((fix) => fix.title),
    })),
  };
}
