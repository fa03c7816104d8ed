/** How a project wants to be linted: what `.deploy-gates.yml` says. */
import type { SourceFile } from '../syntax/source.ts';
import type { Span } from '../text/span.ts';
import type { Knowledge, Rule, Severity } from './rule.ts';

/** Where the file stands, from the root of the checkout. */
export const policyPath = '.deploy-gates.yml';

export const profiles = ['recommended', 'strict', 'off'] as const;
/** `recommended`: what is certain and matters. `strict`: every rule. `off`: only the rules that are named. */
export type Profile = (typeof profiles)[number];

export interface Policy extends Knowledge {
  readonly profile: Profile;
  /** By rule id. */
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
  readonly ignores: readonly Ignore[];
  /** The file itself; absent where there is none. */
  readonly file?: SourceFile;
  /** What in the file is not understood: a sentence for each place. */
  readonly problems: readonly PolicyProblem[];
}

/** Something that is known and accepted. */
export interface Ignore {
  /** An id, a group with all its rules (`freeze/*`), or `*`. */
  readonly rule: string;
  /** Patterns; absent: any. */
  readonly job?: string;
  readonly file?: string;
  readonly reason: string;
  /** The last day on which it holds: `2027-01-31`. */
  readonly until?: string;
  readonly span: Span;
}

export interface PolicyProblem {
  readonly message: string;
  readonly span: Span;
}

/** Without a file. */
export const standardPolicy: Policy = {
  profile: 'recommended',
  severities: {},
  ignores: [],
  deployCommands: [],
  productionEnvironments: [],
  problems: [],
};

/** The same with what a person wants besides: that counts before the file. */
export function withSeverities(policy: Policy, more: Policy['severities']): Policy {
  return Object.keys(more).length === 0 ? policy : { ...policy, severities: { ...policy.severities, ...more } };
}

/** The severity a rule has under a policy, before its findings say otherwise; `off` where it is not asked. */
export function severityUnder(policy: Pick<Policy, 'profile' | 'severities'>, rule: Rule): Severity | 'off' {
  const named = policy.severities[rule.id];
  if (named !== undefined) return named;
  if (policy.profile === 'off' || (rule.strict && policy.profile !== 'strict')) return 'off';
  return rule.severity;
}
