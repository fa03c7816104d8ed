/** `stop/name-differs`: with their variables in place, deploying and stopping mean two environments. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import type { Rule } from './rule.ts';
import { stopPairs } from './stop-pairs.ts';
import { nameOf } from './subject.ts';

export const stopNameDiffers: Rule = {
  id: 'stop/name-differs',
  title: later('Stop job of another environment'),
  severity: 'warning',
  inParts: true,
  everyKind: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/yaml/#environmenton_stop',
  *check(question) {
    for (const { start, stop, span } of stopPairs(question)) {
      const [here, there] = [start, stop].map(({ possible }) => {
        const environment = possible.length === 1 ? possible[0]?.environment : undefined;
        return environment && nameOf(environment);
      });
      if (here === undefined || there === undefined || here === there) continue;
      yield {
        job: start.job.name,
        span,
        what: t`deploys to \`${here}\`, while \`${stop.job.name}\` stops \`${there}\``,
        why: t(
          'GitLab compares the two names as they are written. The variables in them have other values in the two jobs, so stopping one environment leaves the other as it is.',
        ),
        todo: t('Define the variables of the name for both jobs, or for the whole pipeline.'),
        related: [
          {
            span: stop.job.environment?.nameSpan ?? stop.job.key.span,
            message: t`in \`${stop.job.name}\` the name comes to \`${there}\``,
          },
        ],
      };
    }
  },
};
