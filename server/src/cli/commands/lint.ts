/** `lint`: findings for people and machines. */
import type { Analysis, RuleFinding } from '../../engine/analysis.ts';
import { locate } from '../../engine/report.ts';
import type { Severity } from '../../lint/rule.ts';
import type { Surroundings } from '../load.ts';
import { exitCodes, type Options } from '../options.ts';
import type { Output } from '../output.ts';
import { findingText, problemLines } from '../words.ts';
import { analyseAt } from './explain.ts';

const ranks: Readonly<Record<Severity, number>> = { error: 3, warning: 2, info: 1, hint: 0 };

export async function lint(options: Options, around: Surroundings, output: Output): Promise<number> {
  const [path = '.'] = options.operands;
  const analysis = await analyseAt(path, options, around, output);
  const findings = analysis.lint.toSorted((a, b) => rank(b) - rank(a));
  if (options.format === 'json') await output.result(`${JSON.stringify(lintJson(analysis, findings), null, 2)}\n`);
  else {
    const lines = [...problemLines(analysis), ...findings.map((it) => findingText(analysis, it))];
    const summary = `${lines.length} finding${lines.length === 1 ? '' : 's'} in ${analysis.pipeline.config.files.size} files`;
    await output.text(`${[...lines, summary].join('\n')}\n`);
  }
  if (analysis.pipeline.errors.length > 0) return exitCodes.unreadable;
  if (options.failOn === 'never') return exitCodes.fine;
  const threshold = ranks[options.failOn];
  return findings.some((it) => rank(it) >= threshold) ? exitCodes.findings : exitCodes.fine;
}

function rank({ rule, severity }: RuleFinding): number {
  return ranks[severity ?? rule.severity];
}

function lintJson(analysis: Analysis, findings: readonly RuleFinding[]): object {
  return {
    version: 1,
    problems: analysis.pipeline.errors.map((it) => ({ ...locate(analysis.pipeline, it.span), message: it.gitlab })),
    findings: findings.map((it) => ({
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
