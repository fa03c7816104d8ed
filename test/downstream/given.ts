/** What the tests of downstream pipelines have in common: files here and elsewhere, and what is said of a job. */
import assert from 'node:assert/strict';
import type { Analysis, DownstreamAnalysis, JobReport } from '../../server/src/engine/analysis.ts';
import type { Elsewhere } from '../support/page.ts';

export type Given = Readonly<Record<string, unknown>>;

export const approvals = [
  { name: 'production', deployAccess: [{ accessLevel: 30 }], approvalRules: [{ accessLevel: 40, required: 1 }] },
];
export const maintainers = [{ name: 'production', deployAccess: [{ accessLevel: 40 }] }];
export const toProduction = 'ship:\n  script: ./ship\n  environment: production\n';

export function filesOf(files: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(files).map(([name, text]) => [name === 'main' ? '.gitlab-ci.yml' : name, text]));
}

export function elsewhereOf(
  files: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, Given>>,
): Elsewhere {
  return { files: filesOf(files), settings: new Map(Object.entries(settings)) };
}

export function reportOf(analysis: Analysis, job: string): JobReport {
  const report = analysis.reports.find((it) => it.job.job.name === job);
  assert.ok(report, `no deploy job ${job} among ${analysis.reports.map((it) => it.job.job.name)}`);
  return report;
}

/** "wait: starts a child pipeline, …", as the gate says it of a job. */
export function said(analysis: Analysis, job: string, gate = 'downstream'): string | undefined {
  const finding = reportOf(analysis, job).findings.find((it) => it.gate.id === gate);
  return finding && `${finding.verdict.kind}: ${finding.what}`;
}

export function startedBy(analysis: Analysis, job: string): DownstreamAnalysis {
  const found = analysis.downstream.find((it) => it.job === job);
  assert.ok(found, `${job} starts nothing`);
  return found;
}

/** The pipeline that `jobs` start, one after the other. */
export function below(analysis: Analysis, ...jobs: readonly string[]): Analysis {
  let here = analysis;
  for (const job of jobs) {
    const { analysis: next, missing } = startedBy(here, job);
    assert.ok(next, `what ${job} starts is not known: ${JSON.stringify(missing)}`);
    here = next;
  }
  return here;
}

export function verdicts(analysis: Analysis): Readonly<Record<string, string>> {
  return Object.fromEntries(analysis.reports.map((it) => [it.job.job.name, it.verdict.kind]));
}
