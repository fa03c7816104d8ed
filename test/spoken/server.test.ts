/** What the server says has a text in every language, and goes through it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { phrasesOf } from '../support/phrases.ts';
import { unlikePlaces } from '../support/places.ts';
import { gitlabs } from './gitlabs.ts';

const source = join('server', 'src');

const sources = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((it) => it.endsWith('.ts'))
  .map((path) => ({ path: path.replaceAll('\\', '/'), ...phrasesOf(path, readFileSync(join(source, path), 'utf8')) }));

/** Which file has the texts of a folder. */
const fileOf: Readonly<Record<string, string>> = {
  ...{ logic: 'pipeline', text: 'pipeline', syntax: 'pipeline', expression: 'pipeline', config: 'pipeline' },
  ...{ settings: 'host', freeze: 'gates' },
};

describe('in German', () => {
  const folder = join('l10n', 'server', 'de');
  if (process.env['UPDATE'] === '1') update(folder);
  const entries = textsIn(folder).flatMap(({ texts }) => Object.entries(texts));

  test('there is a text for each key, and no other', () => {
    const used = new Set(sources.flatMap((it) => it.keys));
    const given = entries.map(([key]) => key);
    const unused = given.filter((it) => !used.has(it));
    assert.deepEqual(unused, [], 'no longer used');
    const missing = [...used].filter((it) => !given.includes(it));
    assert.deepEqual(missing, [], 'missing: `UPDATE=1 npm test -- spoken/server` makes place for them');
    const twice = given.filter((it, index) => given.indexOf(it) !== index);
    assert.deepEqual(twice, [], 'in two files');
  });

  test('each has the places, the code and the addresses of the English one', () => {
    for (const [key, text] of entries) assert.deepEqual(unlikePlaces(key, text), undefined, key);
  });
});

interface File {
  readonly path: string;
  readonly texts: Readonly<Record<string, string>>;
}

function textsIn(folder: string): readonly File[] {
  return readdirSync(folder).map((it) => ({
    path: join(folder, it),
    texts: JSON.parse(readFileSync(join(folder, it), 'utf8')),
  }));
}

/** Adds new keys with an empty text, which is then to be written, and takes away those that are not used. */
function update(folder: string): void {
  const given = new Map(textsIn(folder).flatMap(({ texts }) => Object.entries(texts)));
  const written = new Set<string>();
  for (const { path } of textsIn(folder)) {
    const own = sources.filter((it) => join(folder, `${nameFor(it.path)}.json`) === path);
    const keys = [...new Set(own.flatMap((it) => it.keys))].filter((it) => !written.has(it)).sort();
    for (const it of keys) written.add(it);
    const texts = Object.fromEntries(keys.map((it) => [it, given.get(it) ?? '']));
    writeFileSync(path, `${JSON.stringify(texts, null, 2)}\n`);
  }
}

function nameFor(path: string): string {
  const [folder = ''] = path.split('/');
  return fileOf[folder] ?? folder;
}

test('no text is put into words before the language is known', () => {
  assert.deepEqual(
    sources.flatMap(({ path, tooEarly }) => tooEarly.map((it) => `${path}: ${it}`)),
    [],
  );
});

/** What does not have to go through a translation, by the paths where it stands: `path: text`. */
const exempt: readonly (readonly [path: string, what: RegExp])[] = [
  ...gitlabs,
  // Only a terminal and the pages on gates show these.
  ['engine/render.ts', /./],
  // What a terminal is told to do.
  ['engine/', /deploy-gates why|GITLAB_TOKEN/],
  ['features/completion/', /^$/],
  ['features/hints/', /^$/],
  ['features/keys/', /^$/],
  // Under what a name is found again.
  ['features/names/', /: job \{0\}$/],
  // Comments that are written into the file.
  ['features/', /# deploy-gates: ignore/],
  ['freeze/', /^$/],
  // Names of GitLab's pages.
  ['gates/blocked/', /: Protected (tags|branches)$/],
  // What GitLab itself says, to be recognised.
  ['gates/pasted/', /: (but it's older|Pipeline has too many|should be reviewed|This deploy key) /],
  // What GitLab itself says.
  ['gates/approve.ts', /./],
  ['gates/creation.ts', /./],
  ['gates/failure-texts.ts', /./],
  ['gates/manual-text.ts', /./],
  ['gates/token-push.ts', /./],
  ['gates/downstream.ts', /^[^:]+: Insufficient permissions to set pipeline variables$/],
  // Rights as they are stored, by which their texts are looked up.
  ['gates/needs.ts', /: (membership of |a token with the scope $)/],
  ['gates/', /^$/],
  // What GitLab itself would say of a file that it does not find.
  ['host/gitlab-files.ts', /./],
  ['host/web-file.ts', /./],
  // Where the command line has its token from, which it says itself.
  ['host/glab.ts', /./],
  ['host/token.ts', /./],
  // Queries.
  ['host/live-graph.ts', /./],
  ['host/query.ts', /./],
  // Names of connections and requests, what git says, a header, and faults that nobody is told of.
  [
    'host/',
    /^host\/(network\.ts: (tunnel|proxy) \{0\}|settle\.ts: (find|list) \{0\}|transport\.ts: (graphql \{0\}|application\/json, text\/plain)|discover\.ts: dubious ownership|api\.ts: (nothing is written|the list has)|graph\.ts: GraphQL|fault\.ts: a token with the scope|payload\.ts: GitLab sends \{0\} where|remote-files\.ts: |snapshots\.ts: reading the settings failed)/,
  ],
  // Names of commands.
  ['lint/deploy-commands.ts', /./],
  ['lint/rehearsals.ts', /: (run-all plan|run --all plan|rollout status)$/],
  ['lint/removals.ts', /: app delete$/],
  // A job that a fix writes, with a comment for whoever goes on with it.
  ['lint/stop-job.ts', /: ( {2,4}\S.*|\w+: \w+)$/],
  // YAML that a fix writes, and the name of a file that no rule knows.
  ['lint/', /: ( *-? *\w+: \w+|\{ job: \{0\}, optional: true \}|\.another file)$/],
  ['lsp/blocked.ts', /^$/],
  // Names of requests, and the log.
  ['lsp/', /: (followed \{0\}|\{0\} \{1\}: \{2\} after \{3\} ms|in a web worker)$/],
  ['settings/live-address.ts', /^$/],
  ['settings/', /^$/],
  // A terminal and a report speak English.
  ['cli/', /./],
];

describe('nothing that a person reads is without a key', () => {
  const ruleFor = (path: string) => exempt.find(([start]) => path.startsWith(start));
  for (const rule of exempt) {
    test(rule[0], () => {
      const own = sources.filter(({ path }) => ruleFor(path) === rule);
      const found = own.flatMap(({ path, plain }) => plain.map((it) => `${path}: ${it}`));
      assert.deepEqual(
        found.filter((it) => !rule[1].test(it)),
        [],
      );
    });
  }
});
