/** Every text that a person sees has a key, and every key a text in each language. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { accountWords, refusalWords } from '../client/src/account-book.ts';
import { shortWords } from '../client/src/attempt-words.ts';
import { momentFrom } from '../client/src/moment.ts';
import { countWords } from '../client/src/tree/rows.ts';
import { literalsOf, visibleIn } from './support/literals.ts';
import { l10n, speak } from './support/vscode.ts';

type Texts = Readonly<Record<string, string>>;

const languages = ['de'] as const;
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

const sources = readdirSync('client/src', { recursive: true, encoding: 'utf8' })
  .filter((it) => it.endsWith('.ts'))
  .map((it) => ({ path: it, text: readFileSync(join('client/src', it), 'utf8') }));

describe('texts of the source', () => {
  const used = new Set(sources.flatMap(({ text }) => literalsOf(text).flatMap((it) => (it.isKey ? it.text : []))));

  test('each is written where it is used, so that it can be found', () => {
    for (const { path, text } of sources) {
      const calls = text.match(/\bl10n\.t\(/g)?.length ?? 0;
      assert.equal(literalsOf(text).filter((it) => it.isKey).length, calls, path);
    }
    assert.ok(used.size > 150);
  });

  test('the bundle in English has these and no others', () => {
    const bundle: Texts = read('l10n/bundle.l10n.json');
    assert.deepEqual(Object.keys(bundle).sort(), [...used].sort());
    for (const [key, text] of Object.entries(bundle)) assert.equal(text, key);
  });

  for (const language of languages) {
    test(`the bundle in ${language} has these and no others, with all their places`, () => {
      alike(Object.fromEntries([...used].map((it) => [it, it])), read(`l10n/bundle.l10n.${language}.json`));
    });
  }

  test('nothing that a person sees is without a key', () => {
    const found = sources
      .filter(({ path }) => !inEnglish.test(path))
      .flatMap(({ path, text }) => visibleIn(text).map((it) => `${path}: ${it}`));
    assert.deepEqual(found, []);
  });
});

/** Reports of faults, for whoever reads them; and how the gate map looks, which is in no language of people. */
const inEnglish = /^report-text\.ts$|^map\/(style|palette)\.ts$/;

describe('the manifest', () => {
  const manifest = readFileSync('package.json', 'utf8');
  const english: Texts = read('package.nls.json');

  test('has these keys and no others', () => {
    const keys = [...manifest.matchAll(/"%([^"%]+)%"/g)].map(([, key = '']) => key);
    assert.deepEqual([...new Set(keys)].sort(), Object.keys(english).sort());
  });

  for (const language of languages) {
    test(`is complete in ${language}, with the same commands behind its links`, () => {
      const other: Texts = read(`package.nls.${language}.json`);
      alike(english, other);
      for (const [key, text] of Object.entries(english)) assert.deepEqual(linksIn(other[key]), linksIn(text), key);
    });
  }

  test('describes every setting, and chooses few', () => {
    const settings = Object.entries<Texts>(JSON.parse(manifest).contributes.configuration.properties);
    for (const [name, it] of settings) assert.match(it['markdownDescription'] ?? '', /^%setting\.[\w.]+%$/, name);
    assert.ok(settings.length <= 12);
  });

  test('shows a picture in each of four steps, in the colours of the theme', () => {
    const [{ steps }] = JSON.parse(manifest).contributes.walkthroughs;
    assert.equal(steps.length, 4);
    for (const { media, completionEvents } of steps) {
      const picture = readFileSync(media.svg, 'utf8');
      assert.match(picture, /--vscode-editor-background/);
      assert.doesNotMatch(picture, /href|<script|url\(/);
      assert.notEqual(completionEvents.length, 0);
    }
  });

  test('names nothing without a key', () => {
    const { contributes, capabilities, displayName, description } = JSON.parse(manifest);
    const wanted = ['title', 'name', 'description', 'contents', 'markdownDescription', 'enumDescriptions', 'altText'];
    const found: string[] = [];
    const look = (it: unknown, name: string): void => {
      if (typeof it === 'string' && wanted.includes(name) && !/^(%.*%|Deploy Gates)$/.test(it)) found.push(it);
      if (typeof it !== 'object' || it === null) return;
      for (const [key, value] of Object.entries(it)) look(value, Array.isArray(it) ? name : key);
    };
    look({ contributes, capabilities, displayName, description }, '');
    assert.deepEqual(found, []);
  });
});

/** Same keys; and in each text the same places, code and links. */
function alike(one: Texts, other: Texts): void {
  assert.deepEqual(Object.keys(other).sort(), Object.keys(one).sort());
  for (const [key, text] of Object.entries(one)) {
    const said = other[key] ?? '';
    assert.notEqual(said.trim(), '', key);
    assert.deepEqual(placesIn(said), placesIn(text), key);
  }
}

function placesIn(text: string): readonly string[] {
  return [...text.matchAll(/\{\d+\}|`[^`]*`/g)].map(([it]) => it).sort();
}

function linksIn(text = ''): readonly string[] {
  return [...text.matchAll(/\]\((command:[^)]*)\)/g)].map(([, it = '']) => it);
}

describe('in German', () => {
  after(() => speak('en'));
  const attempt = {
    ...{ username: 'dana', accessLevel: null, ref: 'main', tag: false, source: 'push', at: '2026-11-18T12:00:00Z' },
    ...{ shortName: 'Dana', choice: {}, root: 'file:///app' },
  };
  const now = new Date('2026-11-18T12:00:00Z');

  test('texts are put together as in English', () => {
    const account = { origin: 'https://gitlab.example.com', from: 'token', username: 'dana' } as const;
    assert.equal(shortWords(attempt, now, 'de'), 'as Dana · push to main · now');
    speak('de');
    assert.equal(shortWords(attempt, now, 'de'), 'als Dana · Push auf main · jetzt');
    assert.equal(shortWords({ ...attempt, accessLevel: 50 }, now, 'de'), 'als Owner · Push auf main · jetzt');
    assert.equal(countWords({ refused: 2, waiting: 1 }), '2 abgelehnt, 1 wartend');
    assert.equal(accountWords(account).label, 'dana auf gitlab.example.com');
    assert.match(refusalWords(account, 'expired'), /^Das Token von dana für .* angenommen: es ist abgelaufen\.$/);
  });

  test('the times that are offered are understood', () => {
    for (const text of ['Today 18:00', 'Tomorrow 9:00', 'Friday 18:00', 'Saturday 12:00']) {
      speak('en');
      const english = momentFrom(l10n.t(text), now, 'en');
      speak('de');
      assert.notEqual(l10n.t(text), text);
      assert.deepEqual(momentFrom(l10n.t(text), now, 'de'), english, text);
      assert.ok(english !== undefined && english !== 'now' && english.timed);
    }
  });
});

test('the check for texts without a key finds them, and leaves alone what nobody reads', () => {
  const code = [
    "window.showInformationMessage('Done now.');",
    `item.tooltip = \`Deploy jobs: \${count}\`;`,
    "item.label = 'refused';",
    "const it = { title: 'Sign in' };",
    "ask(l10n.t('Who tries?'));",
    "item.label = l10n.t('refused');",
    "commands.executeCommand('deployGates.signIn'); // 'Not this one.'",
    "import { it } from './it.ts';",
    "throw new Error('not for people');",
    `page.innerHTML = '<p class="soft keys">\${escaped(words)}</p><style>.soft keys{color:red}</style>';`,
    'page.innerHTML = `<p class="soft">Arrow keys</p>`;',
    'page.innerHTML = `<p aria-label="Zoom out" class="soft">+</p>`;',
  ].join('\n');
  const visible = ['Done now.', `Deploy jobs: \${count}`, 'refused', 'Sign in'];
  const tags = ['<p class="soft">Arrow keys</p>', '<p aria-label="Zoom out" class="soft">+</p>'];
  assert.deepEqual(visibleIn(code), [...visible, ...tags]);
  assert.deepEqual(
    literalsOf(code).flatMap((it) => (it.isKey ? it.text : [])),
    ['Who tries?', 'refused'],
  );
});
