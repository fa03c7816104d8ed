/** Rules that say in the file what a gate has found out. */
import type { Finding, GateId } from '../gates/gate.ts';
import type { VerdictKind } from '../gates/verdict.ts';
import type { LintFinding, LintQuestion, Rule, Severity } from './rule.ts';

type Declaration = Omit<Rule, 'check'>;

/** Gates of an environment say the same of all its jobs. */
const ofEnvironments: ReadonlySet<GateId> = new Set(['permission', 'approval']);

/** A rule that repeats what `gate` says, where `stands` agrees; what the gate denies, unless another verdict is named. */
export function fromGate(
  declaration: Declaration,
  gate: GateId,
  stands: (finding: Finding, job: string, question: LintQuestion) => boolean = () => true,
  verdicts: readonly VerdictKind[] = ['deny'],
): Rule {
  return {
    ...declaration,
    ofAttempt: true,
    *check(question) {
      for (const [job, findings] of certainFirst(question)) {
        const found = findings.find((it) => it.gate.id === gate && verdicts.includes(it.verdict.kind));
        if (found && isThere(question, job) && stands(found, job, question)) {
          yield asLint(question, job, found, declaration.severity);
        }
      }
    },
  };
}

/** Whoever speaks for an environment should be in the pipeline. */
function certainFirst({ findings, outcome }: LintQuestion): readonly (readonly [string, readonly Finding[]])[] {
  const isIncluded = (name: string) => outcome.jobs.get(name)?.included === true;
  return [...findings].sort(([one], [other]) => Number(isIncluded(other)) - Number(isIncluded(one)));
}

/**
 * What happens to a job that its rules keep out is no mistake of this attempt. A file that GitLab refuses as it is
 * written is being mended: what is said of its jobs stays.
 */
function isThere({ outcome }: LintQuestion, job: string): boolean {
  const { created, reason } = outcome;
  return outcome.jobs.get(job)?.included !== false && (created !== false || reason === 'config_error');
}

function asLint({ outcome }: LintQuestion, job: string, found: Finding, severity: Severity): LintFinding {
  const { gate, span, what, why, todo, related } = found;
  const environment = outcome.jobs.get(job)?.possible[0]?.environment?.shown;
  const cause = ofEnvironments.has(gate.id) ? environment : undefined;
  return {
    ...{ job, span, what, why },
    // Of a job that may not be in the pipeline at all nothing is an error.
    ...(severity === 'error' && outcome.jobs.get(job)?.included !== true && { severity: 'warning' as const }),
    ...(cause !== undefined && { cause }),
    ...(todo !== undefined && { todo }),
    ...(related && { related }),
  };
}
