/** Asks git about a checkout. Nothing is changed, nothing is fetched, no hook and no monitor is run. */
import { execFile } from 'node:child_process';
import { Fault } from './fault.ts';

export type GitAnswer =
  /** What git printed, without the line end. */
  | { readonly kind: 'text'; readonly text: string }
  /** git said no: not a repository, no such thing. */
  | { readonly kind: 'refused'; readonly message: string }
  /** There is no git. */
  | { readonly kind: 'absent' };

/** Runs git with these arguments. Tests replace it. @throws Fault `cancelled` */
export type Git = (directory: string, args: readonly string[], signal: AbortSignal) => Promise<GitAnswer>;

/** Milliseconds. All questions are answered from local files. */
const patience = 10_000;

/** git as it is installed. */
export function gitWith(env: Readonly<Record<string, string | undefined>>): Git {
  return (directory, args, signal) =>
    new Promise((resolve, reject) => {
      const all = ['-c', 'core.fsmonitor=false', ...args];
      const quiet = { ...env, GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
      const options = {
        cwd: directory,
        env: quiet,
        timeout: patience,
        signal,
        windowsHide: true,
        encoding: 'utf8',
      } as const;
      execFile('git', all, options, (error, stdout, stderr) => {
        if (signal.aborted) reject(new Fault('cancelled', 'cancelled'));
        else if (!error) resolve({ kind: 'text', text: stdout.replace(/\r?\n$/, '') });
        else if (error.code === 'ENOENT') resolve({ kind: 'absent' });
        else resolve({ kind: 'refused', message: stderr.trim() || error.message });
      });
    });
}
