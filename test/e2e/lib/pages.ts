/** The pages of gates and rules as folders that an editor can open: a checkout for each case, its settings beside it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gates } from '../../../server/src/gates/index.ts';
import { rules } from '../../../server/src/lint/index.ts';
import type { AttemptChoice } from '../../../server/src/lsp/protocol.ts';
import { casesOf, notesOf, type PageCase } from '../../support/page.ts';
import { attemptOf, snapshotOf, snapshotWithout } from '../../support/world.ts';
import { root } from './paths.ts';

/** One case of a page, as the suite in the editor checks it. */
export interface EditorCase {
  readonly title: string;
  /** What the page is about. */
  readonly of: { readonly gate: string; readonly heading: string } | { readonly rule: string };
  /** Absolute; the pipeline's own file. */
  readonly entry: string;
  readonly attempt: AttemptChoice;
  /** Whether the page tells settings of other projects too, which no file of settings does: what hangs on them is unknown. */
  readonly alone: boolean;
  readonly notes: readonly {
    readonly file: string;
    readonly line: number;
    readonly character: number;
    /** A verdict, or a severity. */
    readonly word: string;
    readonly what: string;
  }[];
}

/** Where every case has its settings, as the value of `deployGates.settingsFile`. */
export const settingsFile = '../settings.json';

/**
 * Writes cases below `folder`: all of every gate, and of every rule the first that it finds something in, since files
 * take their time to be shown.
 */
export function writePages(folder: string): readonly EditorCase[] {
  const ofGates = gates.flatMap(({ id, title, source }) =>
    casesBelow(folder, join('gates', `${id}.md`), { gate: id, heading: `[${title}](${source})` }),
  );
  const ofRules = rules.flatMap(({ id }) =>
    casesBelow(folder, join('lint', `${id.replace('/', '-')}.md`), { rule: id })
      .filter((it) => it.notes.length > 0 && !it.alone)
      .slice(0, 1),
  );
  return [...ofGates, ...ofRules];
}

function casesBelow(folder: string, path: string, of: EditorCase['of']): readonly EditorCase[] {
  return casesOf(readFileSync(join(root, 'server', 'src', path), 'utf8')).map((it, n) => {
    const checkout = join(folder, path.replace(/\.md$/, ''), String(n + 1), 'app');
    writeCase(checkout, it);
    return { ...caseOf(checkout, it), title: `${path}: ${it.title}`, of };
  });
}

function writeCase(checkout: string, { files, settings, attempt }: PageCase): void {
  // Enough of a repository for the folder to count as a checkout; git itself finds nothing in it.
  mkdirSync(join(checkout, '.git'), { recursive: true });
  for (const [path, text] of files) {
    const file = join(checkout, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const snapshot = attempt['signedOut'] === true ? snapshotWithout('signed-out') : snapshotOf(settings);
  writeFileSync(join(checkout, settingsFile), JSON.stringify(snapshot));
}

function caseOf(checkout: string, { files, attempt, elsewhere }: PageCase): Omit<EditorCase, 'title' | 'of'> {
  const { actor, at, ref, tag, source, overrideVariables, changedPaths } = attemptOf(attempt);
  return {
    entry: join(checkout, '.gitlab-ci.yml'),
    alone: elsewhere.settings.size > 0,
    attempt: {
      ...(actor.kind === 'user' && { username: actor.username }),
      ...(actor.kind === 'role' && { accessLevel: actor.accessLevel }),
      at: new Date(at).toISOString(),
      ref,
      tag,
      source,
      ...(overrideVariables && { variables: overrideVariables }),
      ...(changedPaths !== undefined && changedPaths !== 'unknown' && { changedPaths }),
    },
    notes: [...files].flatMap(([path, text]) => notesOf(path, text).map((it) => noteOf(checkout, text, it))),
  };
}

function noteOf(checkout: string, text: string, { file, start, says }: ReturnType<typeof notesOf>[number]) {
  const before = text.slice(0, start).split('\n');
  const [, word = '', what = says] = /^(\w+): (.*)$/.exec(says) ?? [];
  return { file: join(checkout, file), line: before.length - 1, character: before.at(-1)?.length ?? 0, word, what };
}
