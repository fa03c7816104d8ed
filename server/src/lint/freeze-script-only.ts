/** `freeze/script-only`: only the script knows of the freeze, so the job starts in it and, at best, fails. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { freezeReaction, freezeVariable } from '../pipeline/freeze-reaction.ts';
import type { Rule } from './rule.ts';
import { deploymentsOf } from './subject.ts';

export const freezeScriptOnly: Rule = {
  id: 'freeze/script-only',
  title: later('Freeze seen by the script alone'),
  severity: 'info',
  reads: [],
  source: 'https://docs.gitlab.com/user/project/releases/#prevent-unintentional-releases-by-setting-a-deploy-freeze',
  *check(question) {
    for (const { job } of deploymentsOf(question)) {
      const reaction = freezeReaction(question.pipeline, job.job);
      if (reaction.by !== 'script') continue;
      yield {
        job: job.job.name,
        span: reaction.span,
        what: t('looks at the deploy freeze only when it is already running'),
        why: t`GitLab starts it during a freeze as always, and approvals are asked for as always; what the script does with \`${freezeVariable}\` comes after that.`,
        todo: t('With a rule the job would not be there at all, or would wait to be started by hand.'),
      };
    }
  },
};
