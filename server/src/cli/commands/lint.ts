/** `lint`: findings for people and machines. */
import { pages } from '#pages';

import { locationKey } from '../../config/sources.ts';
import type { Analysis, RuleFinding } from '../../engine/analysis.ts';
import { family } from '../../engine/family.ts';
import { locate } from '../../engine/report.ts';
import { version, webAddress } from '../../host/manifest.ts';
import { hrefOf, pageName } from '../../lint/documentation.ts';
import { rules } from '../../lint/index.ts';
import { policyPath } from '../../lint/policy.ts';
import type { Severity } from '../../lint/rule.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import { place, position } from '../../syntax/source.ts';
import type { Span } from '../../text/span.ts';
import { codeQuality } from '../code-quality.ts';
import { junit } from '../junit.ts';
import { configError, type Listed } from '../listing.ts';
import type { Surroundings } from '../load.ts';
import { exitCodes, type Options } from '../options.ts';
import type { Output } from '../output.ts';
import { sarif } from '../sarif.ts';
import { count, findingHeadline, findingText, problemLines, remedyForIncludes, unresolvedLines } from '../words.ts';
import { analyseAt } from './explain.ts';

const ranks: Readonly<Record<Severity, number>> = { error: 3, warning: 2, info: 1, hint: 0 };

export async function lint(options: Options, around: Surroundings, output: Output): Promise<number> {
  const [path = '.'] = options.operands;
  const analysis = await analyseAt(path, options, around, output);
  const unresolved = unresolvedLines(analysis);
  if (unresolved.length > 0) output.note([...unresolved, remedyForIncludes].join('\n'));
  const all = withAllFiles(family(analysis));
  const findings = distinct(all).toSorted((a, b) => rank(b.finding) - rank(a.finding));
  await write(options, output, all, findings);
  for (const it of policyLines(analysis)) output.note(it);
  if (analysis.policy.problems.length > 0) return exitCodes.usage;
  if (analysis.pipeline.errors.length > 0) return exitCodes.unreadable;
  if (options.failOn === 'never') return exitCodes.fine;
  const threshold = ranks[options.failOn];
  const isBroken = all.some((it) => it.pipeline.errors.length > 0);
  return isBroken || findings.some((it) => rank(it.finding) >= threshold) ? exitCodes.findings : exitCodes.fine;
}

async function write({ format }: Options, output: Output, all: readonly Analysis[], findings: readonly Found[]) {
  switch (format) {
    case 'json':
      return output.result(`${JSON.stringify(lintJson(all, findings), null, 2)}\n`);
    case 'sarif': {
      const pageOf = (id: string) => pages[pageName(id)];
      return output.result(
        sarif(listed(all, findings), { version, rules, pageOf, hrefOf: (it) => hrefOf(it, webAddress) }),
      );
    }
    case 'codequality':
      return output.result(codeQuality(listed(all, findings)));
    case 'junit':
      return output.result(junit(listed(all, findings)));
    default:
      return output.text(text(all, findings));
  }
}

function text(all: readonly Analysis[], findings: readonly Found[]): string {
  const problems = new Set(all.flatMap(problemLines));
  const told = new Set<string>();
  const lines = [...problems, ...findings.map((it) => findingText(it.analysis, it.finding, told))];
  const files = new Set(all.flatMap((it) => [...it.pipeline.config.files.keys()])).size;
  const own = all.some((it) => it.policy.file) ? 1 : 0;
  const [first] = findings;
  const page = first ? `; \`deploy-gates gate ${first.finding.rule.id}\` shows the page of the rule` : '';
  return `${[...lines, `${count(lines.length, 'finding')} in ${count(files - own, 'file')}${page}`].join('\n')}\n`;
}

/** What of the project file is not understood. */
function policyLines({ policy: { file, problems } }: Analysis): readonly string[] {
  return problems.map(({ message, span }) => {
    if (!file) return `${policyPath}: ${message}`;
    const { line, character } = position(file, place(file, span).start);
    return `${policyPath}:${line + 1}:${character + 1}: ${message}`;
  });
}

/** What is wrong with the include of a child pipeline stands in a file of its parent, and some things in the project file. */
function withAllFiles(all: readonly Analysis[]): readonly Analysis[] {
  const files = new Map(all.flatMap((it) => [...it.pipeline.config.files]));
  for (const { policy } of all) if (policy.file) files.set(policyPath, policy.file);
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

/** Errors of the configuration first. */
function listed(all: readonly Analysis[], findings: readonly Found[]): readonly Listed[] {
  const errors = all.flatMap(({ pipeline }) =>
    pipeline.errors.map((it): Listed => {
      const details = it.message === it.gitlab ? [] : [it.message];
      const base = { rule: configError, severity: 'error', headline: it.gitlab, details, related: [] } as const;
      return { ...base, ...locate(pipeline, it.span) };
    }),
  );
  return [...errors, ...findings.map(listedFinding)];
}

function listedFinding({ analysis: { pipeline }, finding }: Found): Listed {
  const { rule, severity, job, why, todo, span, related = [] } = finding;
  return {
    ...{ rule: rule.id, severity: severity ?? rule.severity },
    ...locate(pipeline, inCheckout(pipeline, span)),
    ...(job !== undefined && { job }),
    headline: `${findingHeadline(finding)}.`,
    details: [why, ...(todo === undefined ? [] : [todo])],
    related: related.map((it) => ({ ...locate(pipeline, it.span), message: it.message })),
  };
}

/** Other programs know the files of the checkout: what stands in an include from elsewhere is told where that is included. */
function inCheckout({ config }: Pipeline, span: Span): Span {
  let here = span;
  for (let depth = 0; depth < config.includes.length && isForeign(here.piece.file); depth += 1) {
    const { file } = here.piece;
    const site = config.includes.find(({ location }) => location && locationKey(location) === file);
    if (!site) break;
    here = site.span;
  }
  return here;
}

function isForeign(file: string): boolean {
  return /^(template|project|component|remote):/.test(file);
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
      related: (it.related ?? []).map(({ span, message }) => ({ ...locate(analysis.pipeline, span), message })),
      fixes: (it.fixes ?? []).map((fix) => fix.title),
    })),
  };
}
