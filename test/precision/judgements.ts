/** What people thought of findings after reading the pipelines, one file for each group of rules. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './corpus.ts';

const verdicts = ['right', 'arguable', 'wrong'] as const;
/** Whether somebody who owns that pipeline would agree: with the finding, and with its text. */
export type Verdict = (typeof verdicts)[number];

export interface Judgement extends Place {
  readonly verdict: Verdict;
  /** What in this very job makes it so. */
  readonly reason: string;
}

/** All judgements below `directory`; throws where one is incomplete, or stands in the file of another group. */
export function judgementsIn(directory: string): readonly Judgement[] {
  return readdirSync(directory)
    .filter((it) => it.endsWith('.json'))
    .sort()
    .flatMap((file) => {
      const all = JSON.parse(readFileSync(join(directory, file), 'utf8')) as readonly Judgement[];
      for (const it of all) check(file, it);
      return all;
    });
}

function check(file: string, { rule, job, line, verdict, reason }: Judgement): void {
  const place = `${file}: ${rule} \`${job}\` ${line}`;
  if (!rule.startsWith(`${file.replace(/\.json$/, '')}/`)) throw new Error(`${place} is of another group`);
  if (!verdicts.includes(verdict)) throw new Error(`${place} has the verdict "${verdict}"`);
  if (!reason || reason.trim().length < 10) throw new Error(`${place} says no reason`);
}

/** By rule that finds nothing: the reason why these pipelines hold nothing of the kind. */
export function reasonsForNone(path: string): Readonly<Record<string, string>> {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>) : {};
}
