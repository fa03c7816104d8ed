/** A pipeline that nobody should write, through everything the program does; what came of it in few words. */

import type { Analysis } from '../../server/src/engine/analysis.ts';
import { locate } from '../../server/src/engine/report.ts';
import { assertPlaces, shown, told } from '../support/through.ts';
import { analysisOf, attemptOf } from '../support/world.ts';

export const entry = '.gitlab-ci.yml';
export const deploy = 'deploy:\n  script: ./deploy\n  environment: production\n';

export interface Judged {
  readonly analysis: Analysis;
  /** Place and GitLab's words of each error: `.gitlab-ci.yml:1:1 The parsed YAML is too big`. */
  readonly errors: readonly string[];
  /** What we say of each. */
  readonly messages: readonly string[];
  /** Verdicts by deploy job. */
  readonly verdicts: Readonly<Record<string, string>>;
}

/**
 * Reads, judges, prints and shows `files`; every place in the answer exists.
 * @param isShown whether all that an editor may ask is asked as well, at both ends and in the middle.
 */
export function judged(files: string | Readonly<Record<string, string>>, isShown = true): Judged {
  const analysis = analysisOf(
    new Map(Object.entries(typeof files === 'string' ? { [entry]: files } : files)),
    {},
    attemptOf(),
  );
  told(analysis);
  for (const [path, { text }] of isShown ? analysis.pipeline.config.files : [])
    shown(analysis, path, [0, text.length >> 1, text.length]);
  assertPlaces(analysis);
  return summary(analysis);
}

function summary(analysis: Analysis): Judged {
  const { errors } = analysis.pipeline;
  return {
    analysis,
    errors: errors.map((it) => {
      const { file, line, column } = locate(analysis.pipeline, it.span);
      return `${file}:${line}:${column} ${it.gitlab}`;
    }),
    messages: errors.map((it) => it.message),
    verdicts: Object.fromEntries(analysis.reports.map((it) => [it.job.job.name, it.verdict.kind])),
  };
}

export function repeat(count: number, one: (n: number) => string, separator = ''): string {
  return Array.from({ length: count }, (_, n) => one(n)).join(separator);
}
