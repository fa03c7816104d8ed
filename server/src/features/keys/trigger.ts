/** `trigger`: what it starts, whether the job waits for that, and what stands in the way. */
import { t } from '@vscode/l10n';
import type { TriggerSpec } from '../../pipeline/job.ts';
import { answer } from '../answer.ts';
import { inFull, inShort, isInTheWay, mark } from '../gate-words.ts';
import { startedLists } from '../started.ts';
import type { KeyWords } from './about.ts';
import { isWithin } from './environment.ts';

/** More jobs than these of what is started are counted. */
const mostJobs = 10;

export const triggerWords: KeyWords = ({ analysis, report, options, entry }) => {
  const spec = report?.job.job.trigger;
  if (!report || !spec) return undefined;
  const gates = report.findings.filter(({ span }) => isWithin(span, entry));
  const rest = gates.filter((it) => !isInTheWay(it)).map((it) => inShort(it, options));
  return [
    `${mark(report.verdict.kind, options)}**${answer(analysis, report)}**`,
    waiting(spec),
    ...gates.filter(isInTheWay).map((it) => inFull(analysis, report, it, options, 'here')),
    ...(rest.length > 0 ? [rest.join('  \n')] : []),
    ...startedLists(analysis, report, {
      uriOf: options.uriOf,
      shown: mostJobs,
      mark: (it) => mark(it.verdict.kind, options),
    }),
  ].join('\n\n');
};

function waiting({ project, branch, strategy }: TriggerSpec): string {
  const what = startedWords(project, branch);
  return strategy === undefined
    ? t`Starts ${what} and does not wait for it: without \`strategy\` this job is done as soon as that pipeline is created.`
    : t`Starts ${what} and waits for it: \`strategy: ${strategy}\` gives this job its result.`;
}

function startedWords(project: string | undefined, branch: string | undefined): string {
  if (project === undefined) {
    return branch === undefined ? t('a child pipeline') : t`a child pipeline on \`${branch}\``;
  }
  return branch === undefined ? t`a pipeline in \`${project}\`` : t`a pipeline in \`${project}\` on \`${branch}\``;
}
