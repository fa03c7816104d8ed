/** What helps whoever looks for the cause of a fault, as text for an issue. Names nobody, no place and no secret. No editor here. */
import type { StatusParams } from '../../server/src/lsp/protocol.ts';
import { redacted } from './redact.ts';

export interface Facts {
  /** Name and version of each part, such as the editor. */
  readonly versions: readonly (readonly [name: string, version: string])[];
  readonly folders: number;
  readonly isTrusted: boolean;
  /** Whether the language server runs. */
  readonly isServed: boolean;
  /** Names of the settings that somebody has set. What they are set to may name places. */
  readonly settings: readonly string[];
  readonly checkouts: readonly StatusParams[];
  /** The last lines of the log. */
  readonly log: readonly string[];
  readonly secrets: Iterable<string>;
  /** The folder of whoever is at the machine, whose name is often theirs. */
  readonly home: string;
}

/** Markdown, in English whatever the editor's language is: whoever reads it may know no other. */
export function reportOf(facts: Facts): string {
  const { versions, folders, isTrusted, isServed, settings, checkouts, log } = facts;
  const hide = hider(facts);
  return [
    ...versions.map(([name, version]) => `- ${name}: ${version}`),
    `- Workspace: ${folders} folders, ${isTrusted ? 'trusted' : 'Restricted Mode'}, the server ${isServed ? 'runs' : 'does not run'}`,
    `- Settings that are set: ${settings.length === 0 ? 'none' : settings.map((it) => `\`${it}\``).join(', ')}`,
    ...checkouts.map((it, n) => `- Checkout ${n + 1}: ${hide(stateOf(it))}`),
    '',
    '```text',
    // No line may end the block that it stands in.
    ...log.map((it) => hide(it).replaceAll('```', "'''")),
    '```',
    '',
  ].join('\n');
}

function stateOf({ state, takenAt, refusal, origin, project, username, files, detail }: StatusParams): string {
  return [
    state,
    ...(refusal === undefined ? [] : [`token ${refusal}`]),
    ...(takenAt === undefined ? [] : [`settings of ${takenAt}`]),
    origin === undefined ? 'no instance' : 'an instance',
    project === undefined ? 'no project' : 'a project',
    username === undefined ? 'nobody signed in' : 'somebody signed in',
    `${files.length} more files`,
    ...(detail === undefined ? [] : [detail]),
  ].join(', ');
}

/** Puts words like `PROJECT` in the place of names. */
function hider({ checkouts, secrets, home }: Facts): (text: string) => string {
  const names = checkouts
    .flatMap(({ root, origin, instance, project, username }): readonly (readonly [string | undefined, string])[] => [
      [root, 'FOLDER'],
      [URL.canParse(root) ? decodeURIComponent(new URL(root).pathname) : root, 'FOLDER'],
      [instance, 'INSTANCE'],
      [origin, 'INSTANCE'],
      [origin !== undefined && URL.canParse(origin) ? new URL(origin).host : undefined, 'INSTANCE'],
      [project, 'PROJECT'],
      [project === undefined ? undefined : encodeURIComponent(project), 'PROJECT'],
      [username, 'USER'],
    ])
    .concat([[home, 'HOME']])
    .filter((it): it is readonly [string, string] => it[0] !== undefined && it[0] !== '' && it[0] !== '/')
    // What holds another name comes first.
    .sort(([one], [other]) => other.length - one.length);
  return (text) => names.reduce((it, [name, word]) => it.replaceAll(name, word), request(redacted(text, secrets)));
}

/** Of an address in GitLab's API: what was asked, not about what. */
function request(line: string): string {
  return line
    .replaceAll(/(\/api\/v4\/[^\s:?]*)\?[^\s:]*/g, '$1?…')
    .replaceAll(/\/(projects|groups|users|environments|files|tags|branches|jobs|pipelines)\/[^\s/:?]+/g, '/$1/…');
}
