/** The output channel. No secret gets into it, so that it can be shown to others: traces hold every message, answers included. */
import { type LogOutputChannel, window } from 'vscode';
import { redacted } from './redact.ts';

export interface Log {
  readonly channel: LogOutputChannel;
  /** The last lines, whatever the channel's level is, but without traces: each with its time and level. */
  recent(): readonly string[];
}

const levels = ['debug', 'info', 'warn', 'error'] as const;
const writers: readonly (string | symbol)[] = ['trace', ...levels, 'append', 'appendLine'];

/** Enough for what led to a fault. */
const kept = 200;

/** @param secrets what must not be read in it, as it is known by then. */
export function createLog(secrets: () => Iterable<string>): Log {
  const lines: string[] = [];
  const clean = (it: unknown) => {
    const text = it instanceof Error ? (it.stack ?? it.message) : it;
    return typeof text === 'string' ? redacted(text, secrets()) : it;
  };
  const keep = (level: string | symbol, words: readonly unknown[]) => {
    if (!levels.some((it) => it === level)) return;
    lines.push(`${new Date().toISOString()} ${String(level)} ${words.map(String).join(' ')}`);
    if (lines.length > kept) lines.shift();
  };
  const channel = new Proxy(window.createOutputChannel('Deploy Gates', { log: true }), {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      if (!writers.includes(name)) return value.bind(target);
      return (...words: readonly unknown[]) => {
        const cleaned = words.map(clean);
        keep(name, cleaned);
        return value.apply(target, cleaned);
      };
    },
  });
  return { channel, recent: () => [...lines] };
}
