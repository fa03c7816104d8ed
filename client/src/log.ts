/** The output channel. No secret gets into it, so that it can be shown to others: traces hold every message, answers included. */
import { type LogOutputChannel, window } from 'vscode';
import { redacted } from './redact.ts';

const writers: readonly (string | symbol)[] = ['trace', 'debug', 'info', 'warn', 'error', 'append', 'appendLine'];

/** @param secrets what must not be read in it, as it is known by then. */
export function createLog(secrets: () => Iterable<string>): LogOutputChannel {
  const clean = (it: unknown) => (typeof it === 'string' ? redacted(it, secrets()) : it);
  return new Proxy(window.createOutputChannel('Deploy Gates', { log: true }), {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      if (!writers.includes(name)) return value.bind(target);
      return (...words: readonly unknown[]) => value.apply(target, words.map(clean));
    },
  });
}
