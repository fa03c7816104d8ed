/** `upstream/bypassed-gate`: `needs` walk round a blocking manual job that stands before the deployment. */
import { t } from '@vscode/l10n';
import { forecastOf } from '../gates/ahead.ts';
import { whenSpan } from '../gates/places.ts';
import { later } from '../logic/later.ts';
import type { JobOutcome } from '../pipeline/outcome.ts';
import { addItem } from '../syntax/edit.ts';
import { at } from '../syntax/node.ts';
import { deploysBy } from './deploy-commands.ts';
import { fix, quoted } from './fixes.ts';
import type { LintFinding, LintQuestion, Rule } from './rule.ts';
import { certainDeployments, type Deployment, isProduction } from './subject.ts';

export const upstreamBypassedGate: Rule = {
  id: 'upstream/bypassed-gate',
  title: later('Needs walk round a manual gate'),
  severity: 'warning',
  everyKind: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/yaml/#needs',
  *check(question) {
    const gates = [...question.outcome.jobs.values()].filter((it) => isGate(it, question));
    if (gates.length === 0) return;
    for (const deployment of certainDeployments(question)) {
      const gate = bypassed(question, deployment, gates);
      if (gate) yield finding(deployment, gate);
    }
  },
};

/** A blocking manual job that is there to be pressed and does nothing else that could be its purpose. */
function isGate({ job, included, possible }: JobOutcome, { knowledge }: LintQuestion): boolean {
  const [effect] = possible;
  if (included !== true || possible.length !== 1 || job.kind === 'trigger') return false;
  return (
    effect?.when === 'manual' && !effect.allowFailure && !job.environment && !deploysBy(job, knowledge?.deployCommands)
  );
}

function bypassed(
  question: LintQuestion,
  deployment: Deployment,
  gates: readonly JobOutcome[],
): JobOutcome | undefined {
  const { job, effect } = deployment;
  if (!effect.needs || !isProduction(deployment, question)) return undefined;
  const { stages } = question.pipeline;
  const stage = stages.indexOf(job.job.stage);
  const ahead = forecastOf(question).of(job.job.name, effect)?.ahead ?? [];
  return gates.find(
    (it) => stages.indexOf(it.job.stage) < stage && !ahead.some((holder) => holder.job.job.name === it.job.name),
  );
}

function finding({ job: { job }, effect }: Deployment, gate: JobOutcome): LintFinding {
  const needs = at(job.body, 'needs');
  const own = effect.rule === undefined || job.rules?.[effect.rule.index]?.needs === undefined;
  return {
    job: job.name,
    span: needs?.span ?? job.key.span,
    what: t`does not wait for \`${gate.job.name}\`, the manual job in a stage before it`,
    why: t(
      'With `needs` a job waits for the jobs it names and for no stage: it goes on while the manual job has not been pressed.',
    ),
    todo: t`Add \`${gate.job.name}\` to \`needs\`, if it is meant to hold this job.`,
    related: [
      { span: whenSpan(gate.job, gate.possible[0]), message: t`\`${gate.job.name}\` is a blocking manual job` },
    ],
    fixes:
      needs?.kind === 'seq' && own
        ? fix(t`Add \`${gate.job.name}\` to \`needs\``, addItem(needs, [quoted(gate.job.name)], 'last'))
        : [],
  };
}
