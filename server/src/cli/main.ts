/** The command line: reads the arguments, runs the command, turns what goes wrong into a sentence and an exit code. */
import { homedir } from 'node:os';
import { version } from '../../../package.json';
import { SnapshotError } from '../host/parse-snapshot.ts';
import { runBatch } from './batch.ts';
import { explain, who } from './commands/explain.ts';
import { gate } from './commands/gate.ts';
import { lint } from './commands/lint.ts';
import { resolve } from './commands/resolve.ts';
import { snapshot } from './commands/snapshot.ts';
import { why } from './commands/why.ts';
import { SettingsError, type Surroundings, UnreadableError } from './load.ts';
import { exitCodes, help, type Options, readOptions, UsageError } from './options.ts';
import { type Output, outputOf, type Streams } from './output.ts';

/** Runs one command. Never throws; the exit code says how it went. */
export async function main(argv: readonly string[], around: Surroundings, streams: Streams): Promise<number> {
  try {
    const options = readOptions(argv, streams.terminal);
    if (options === 'help' || options === 'version') {
      streams.out.write(options === 'help' ? help : `${version}\n`);
      return exitCodes.fine;
    }
    return await run(options, around, outputOf(streams, options));
  } catch (error) {
    return explainFailure(error, streams);
  }
}

async function run(options: Options, around: Surroundings, output: Output): Promise<number> {
  if (options.batch !== undefined) return runBatch(options, around, output);
  switch (options.command) {
    case 'explain':
      return explain(options, around, output);
    case 'who':
      return who(options, around, output);
    case 'lint':
      return lint(options, around, output);
    case 'resolve':
      return resolve(options, around, output);
    case 'why':
      return why(options, around, output);
    case 'snapshot':
      return snapshot(options, around, output);
    case 'gate':
      return gate(options, output);
    case 'lsp': {
      const { serveStdio } = await import('../lsp/main.ts');
      await serveStdio();
      return exitCodes.fine;
    }
  }
}

function explainFailure(error: unknown, { err }: Streams): number {
  if (error instanceof UsageError || error instanceof SnapshotError) {
    err.write(`deploy-gates: ${error.message}\nRun deploy-gates --help for the rest.\n`);
    return exitCodes.usage;
  }
  if (error instanceof UnreadableError) {
    err.write(`deploy-gates: ${error.message}\n`);
    return exitCodes.unreadable;
  }
  if (error instanceof SettingsError) {
    err.write(`deploy-gates: ${error.message}\n`);
    return exitCodes.noSettings;
  }
  const { stack, message } = error instanceof Error ? error : new Error(String(error));
  err.write(
    `deploy-gates: this is a bug, and not of your making: ${message}\n${stack ?? ''}\nversion ${version}, Node ${process.version}\n`,
  );
  return exitCodes.bug;
}

/** Started as a program, and not bundled into a test. */
export async function start(): Promise<void> {
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever reads has enough, as with `| head`.
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  process.exitCode = await main(
    process.argv.slice(2),
    {
      cwd: process.cwd(),
      env: process.env,
      platform: process.platform,
      home: homedir(),
      now: Date.now(),
      signal: abort.signal,
    },
    {
      out: process.stdout,
      err: process.stderr,
      terminal: process.stdout.isTTY === true,
      ...(process.stdout.isTTY && { columns: process.stdout.columns }),
    },
  );
}
