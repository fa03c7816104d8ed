/** The branches and tags of a checkout, its own and those of its remotes as they were last fetched. */
import type { Git } from './git.ts';

export interface Refs {
  readonly branches: readonly string[];
  readonly tags: readonly string[];
}

/** More are not shown to anybody who chooses one. */
const maxRefs = 2000;

/** The latest first, each name once. Empty where there is no repository. @throws Fault `cancelled` */
export async function refsOf(git: Git, directory: string, signal: AbortSignal): Promise<Refs> {
  const format = '--format=%(refname)';
  const args = ['for-each-ref', `--count=${maxRefs}`, '--sort=-creatordate', format, 'refs/heads', 'refs/remotes'];
  const [heads, tags] = await Promise.all([
    git(directory, args, signal),
    git(directory, ['for-each-ref', `--count=${maxRefs}`, '--sort=-creatordate', format, 'refs/tags'], signal),
  ]);
  return {
    branches: distinct(linesOf(heads).map(branchName)),
    tags: distinct(linesOf(tags).map((it) => it.replace(/^refs\/tags\//, ''))),
  };
}

function linesOf(answer: Awaited<ReturnType<Git>>): readonly string[] {
  return answer.kind === 'text' ? answer.text.split(/\r?\n/).filter((it) => it !== '') : [];
}

/** `origin/HEAD` is no branch but says which one is the default. */
function branchName(ref: string): string | undefined {
  const [, name] = /^refs\/(?:heads|remotes\/[^/]+)\/(.+)$/.exec(ref) ?? [];
  return ref.startsWith('refs/remotes/') && name === 'HEAD' ? undefined : name;
}

function distinct(names: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(names.filter((it) => it !== undefined))];
}
