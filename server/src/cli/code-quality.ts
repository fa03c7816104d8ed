/** `lint --format codequality`: GitLab's Code Quality report, which merge requests show. */
import { createHash } from 'node:crypto';
import type { Severity } from '../lint/rule.ts';
import { identities, type Listed } from './listing.ts';

const severities: Readonly<Record<Severity, string>> = {
  error: 'critical',
  warning: 'major',
  info: 'minor',
  hint: 'info',
};

/** @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
export function codeQuality(all: readonly Listed[]): string {
  const ids = identities(all);
  const report = all.map((it, n) => ({
    description: it.headline,
    check_name: it.rule,
    fingerprint: createHash('sha256')
      .update(ids[n] ?? '')
      .digest('hex'),
    severity: severities[it.severity],
    location: { path: it.file, lines: { begin: it.line } },
    content: { body: it.details.join('\n') },
  }));
  return `${JSON.stringify(report, null, 2)}\n`;
}
