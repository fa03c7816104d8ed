/** What a person has set in the editor, section `deployGates`. What is not of the right shape counts as not set. */
import type { Severities } from '../features/diagnostics.ts';
import { type HintKinds, hintKinds } from '../features/inlay-hints.ts';

export interface Preferences {
  readonly instanceUrl?: string;
  readonly project?: string;
  readonly settingsFile?: string;
  /** Where includes of other places are on disk: `project:group/name` and its kin to a path. */
  readonly includes: Readonly<Record<string, string>>;
  readonly rules: Severities;
  readonly lens: boolean;
  readonly inlayHints: HintKinds;
}

/** From whatever the client sends. */
export function preferencesFrom(value: unknown): Preferences {
  const given = record(value);
  const [instanceUrl, project, settingsFile] = ['instanceUrl', 'project', 'settingsFile'].map((it) => text(given[it]));
  return {
    ...(instanceUrl !== undefined && { instanceUrl }),
    ...(project !== undefined && { project }),
    ...(settingsFile !== undefined && { settingsFile }),
    includes: Object.fromEntries(Object.entries(record(given['includes'])).filter(isText)),
    rules: Object.fromEntries(Object.entries(record(given['rules'])).filter(isSeverity)),
    lens: given['lens'] !== false,
    inlayHints: hintsFrom(given),
  };
}

/** `hints` is the older name of the section. */
function hintsFrom(given: Readonly<Record<string, unknown>>): HintKinds {
  const chosen = { ...record(given['hints']), ...record(given['inlayHints']) };
  return Object.fromEntries(hintKinds.map((it) => [it, chosen[it] !== false])) as HintKinds;
}

const severities: readonly unknown[] = ['off', 'hint', 'info', 'warning', 'error'];

function isSeverity(entry: readonly [string, unknown]): entry is [string, Severities[string]] {
  return severities.includes(entry[1]);
}

function isText(entry: readonly [string, unknown]): entry is [string, string] {
  return typeof entry[1] === 'string';
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** Settings that are empty are not set: editors have no other way to say so. */
function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
