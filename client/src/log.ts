/** The output channel, and the one for traces, from which tokens are taken out. */
import { type LogOutputChannel, window } from 'vscode';
import type { Tokens } from './tokens.ts';

export function createLog(): LogOutputChannel {
  return window.createOutputChannel('Deploy Gates', { log: true });
}

/** The same channel, but with a `trace` that never writes a token: the trace shows every message, answers included. */
export function redacted(log: LogOutputChannel, tokens: Tokens): LogOutputChannel {
  return new Proxy(log, {
    get: (target, name) => {
      if (name === 'trace') return (message: string) => target.trace(tokens.redact(message));
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
