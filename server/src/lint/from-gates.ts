/** Rules that say in the file what a gate has found out. */
import type { Finding, GateId } from '../gates/gate.ts';
import type { VerdictKind } from '../gates/verdict.ts';
import type { LintFinding, LintQuestion, Rule } from './rule.ts';

type Declaration = Omit<Rule, 'check'>;

/** Gates of an environment say the same of all its jobs. */
const ofEnvironments: ReadonlySet<GateId> = new Set(['permission', 'approval']);

/** A rule that repeats what `gate` says, where `stands` agrees; what the gate denies, unless another verdict is named. */
export function fromGate(
  declaration: Declaration,
  gate: GateId,
  stands: (finding: Finding, job: string, question: LintQuestion) => boolean = () => true,
  verdict: VerdictKind = 'deny',
): Rule {
  return {
    ...declaration,
    ofAttempt: true,
    *check(question) {
      for (const [job, findings] of question.findings) {
        const found = findings.find((it) => it.gate.id === gate && it.verdict.kind === verdict);
        if (found && isThere(question, job) && stands(found, job, question)) yield asLint(question, job, found);
      }
    },
  };
}

/**
 * What happens to a job that its rules keep out is no mistake of this attempt. A file that GitLab refuses as it is
 * written is being mended: what is said of its jobs stays.
 */
function isThere({ outcome }: LintQuestion, job: string): boolean {
  const { created, reason } = outcome;
  return outcome.jobs.get(job)?.included !== false && (created !== false || reason === 'config_error');
}

function asLint({ outcome }: LintQuestion, job: string, found: Finding): LintFinding {
  const { gate, span, what, why, todo, related } = found;
  const environment = outcome.jobs.get(job)?.possible[0]?.environment?.shown;
  const cause = ofEnvironments.has(gate.id) ? environment : undefined;
  return {
    ...{ job, span, what, why },
    ...(cause !== undefined && { cause }),
    ...(todo !== undefined && { todo }),
    ...(related && { related }),
  };
}
