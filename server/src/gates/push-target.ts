/** Where a push goes: whether its URL is that of the job's own project, and what its ref is called. */
import { t } from '@vscode/l10n';
import { expand, referencesOf } from '../expression/expand.ts';
import type { Scope } from '../expression/scope.ts';
import { isUnknown, type Tri, type Unknown, unknown } from '../logic/tri.ts';
import { jobVariables } from '../pipeline/variables.ts';
import type { Question } from './gate.ts';

type Surroundings = Pick<Question, 'attempt' | 'snapshot' | 'job' | 'pipeline'>;

/**
 * Whether a URL leads to the project of the job.
 *
 * @param url as the script writes it; absent for the remote that the runner has set up.
 */
export function isOwnProject(url: string | undefined, surroundings: Surroundings): Tri {
  // `${CI_PROJECT_URL#https://}` and its like keep the address.
  if (url === undefined || /\$\{?(CI_REPOSITORY_URL|CI_PROJECT_URL)\b/.test(url)) return true;
  const written = pathOf(url);
  if (/^\$\{?CI_PROJECT_PATH\}?$|^\$\{?CI_PROJECT_NAMESPACE\}?\/\$\{?CI_PROJECT_NAME\}?$/.test(written)) return true;
  const own = surroundings.snapshot.project.path || surroundings.attempt.project?.path || '';
  const path = own === '' ? undefined : expanded(written, surroundings);
  if (typeof path !== 'string') {
    return path ?? unknown({ kind: 'runtime', detail: t`the project that \`${withoutSecrets(url)}\` leads to` });
  }
  const isSame = path.toLowerCase() === own.toLowerCase();
  // Behind a relative root the path begins with that.
  return isSame || (/CI_SERVER_/.test(url) && path.toLowerCase().endsWith(`/${own.toLowerCase()}`));
}

/** The part after the host, without `.git`. */
function pathOf(url: string): string {
  return url
    .replace(/^\w+:\/\//, '')
    .replace(/^[^@/]*@/, '')
    .replace(/^(\$\{?\w+\}?|[^/:]+)(:\d+|:\$\{?\w+\}?)?[/:]/, '')
    .replace(/\/$/, '')
    .replace(/\.git$/, '');
}

function withoutSecrets(url: string): string {
  return url.replace(/:\/\/[^@/]*@/, '://');
}

/** A ref's name with its variables put in; unknown where one of them is. */
export function expandRef(name: string, surroundings: Surroundings): string | Unknown {
  const found = expanded(name, surroundings);
  if (isUnknown(found)) return found;
  // `HEAD` alone is whatever is checked out, and `$(…)` whatever the command prints.
  const isOpen = found === 'HEAD' || found === '' || /[$`(]/.test(found);
  return isOpen ? unknown({ kind: 'runtime', detail: t`the branch that \`${name}\` stands for` }) : found;
}

/** The shell may have set any variable that GitLab does not define, so what does not exist is not known here. */
function expanded(text: string, { pipeline, job, attempt }: Surroundings): string | Unknown {
  const scope = jobVariables(pipeline, job.job, attempt).expanded();
  const known: Scope = (name) => scope(name) ?? unknown({ kind: 'variable', name });
  return referencesOf(text).length === 0 ? text : expand(text, known);
}
