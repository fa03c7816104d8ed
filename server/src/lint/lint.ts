/** Asks the rules as the project wants them asked, and grades what they find. */
import { expiredFinding, ignoreExpired } from './ignore-expired.ts';
import { ignoreUnused, namelessFinding, unknownFinding, unusedFinding } from './ignore-unused.ts';
import { Ignores, type Use } from './ignores.ts';
import { rules } from './index.ts';
import { type Policy, severityUnder, standardPolicy } from './policy.ts';
import { isRule } from './policy-file.ts';
import type { LintQuestion, Rule, Severity } from './rule.ts';
import { type Found, found } from './run.ts';

/** What is found, each with the severity that it has in this project. */
export function lint(
  question: Omit<LintQuestion, 'knowledge'>,
  policy: Policy = standardPolicy,
  use: Use = { used: new Set(), isBelow: false },
): readonly Found[] {
  const asked = rules.filter((it) => severityUnder(policy, it) !== 'off');
  const ignores = new Ignores(question, policy, use);
  const all = found({ ...question, knowledge: policy }, asked, (rule, it) => ignores.covers(rule, it));
  const shown = all.filter((it) => !it.strict || policy.profile === 'strict');
  return [...shown, ...ignored(question, ignores, asked)].flatMap((it) => graded(it, policy));
}

/** What the project names counts before what a finding says of itself. */
function graded(finding: Found, policy: Policy): readonly Found[] {
  const severity = severityUnder(policy, finding.rule);
  if (severity === 'off') return [];
  const named = policy.severities[finding.rule.id] as Severity | undefined;
  return [named === undefined ? finding : { ...finding, severity: named }];
}

function* ignored(question: LintQuestion, ignores: Ignores, asked: readonly Rule[]): Iterable<Found> {
  const ids = rules.map((it) => it.id);
  for (const it of ignores.expired()) yield { rule: ignoreExpired, ...expiredFinding(it) };
  for (const it of ignores.nameless()) yield { rule: ignoreUnused, ...namelessFinding(it.span) };
  for (const it of ignores.unused()) {
    if (!isRule(it.rule)) yield { rule: ignoreUnused, ...unknownFinding(it, ids) };
    else if (alwaysFinds(question, it.rule, asked)) yield { rule: ignoreUnused, ...unusedFinding(it) };
  }
}

/** Whether the rule would have found it here: others need settings, or somebody else, or another day. */
function alwaysFinds({ pipeline }: LintQuestion, id: string, asked: readonly Rule[]): boolean {
  const rule = asked.find((it) => it.id === id);
  return rule !== undefined && rule.reads.length === 0 && !rule.ofAttempt && pipeline.errors.length === 0;
}
