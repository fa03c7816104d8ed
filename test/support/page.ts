/** Reads a page: a Markdown file whose headings are cases, with fenced blocks for files, settings and what comes out. */

export interface PageCase {
  readonly title: string;
  /** Files by path; a plain ```yaml block is `.gitlab-ci.yml`. */
  readonly files: ReadonlyMap<string, string>;
  /** What other projects hold, by path: ```yaml GROUP/PROJECT:FILE and ```json GROUP/PROJECT:settings blocks. */
  readonly elsewhere: Elsewhere;
  /** The object of ```json settings and ```json attempt blocks. */
  readonly settings: Readonly<Record<string, unknown>> | undefined;
  readonly attempt: Readonly<Record<string, unknown>>;
  /** The ```text block: what `explain` prints. */
  readonly text: string | undefined;
}

export interface Elsewhere {
  /** Texts by `GROUP/PROJECT:FILE`. */
  readonly files: ReadonlyMap<string, string>;
  /** What differs from a plain project, by its path. */
  readonly settings: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

const fence = /^(`{3,}|~{3,})(\w+)?(?: (\S+))?\n(.*?)^\1$/gms;

/** The `##` sections of a page that hold a YAML block. */
export function casesOf(markdown: string): readonly PageCase[] {
  return markdown
    .replaceAll('\r\n', '\n')
    .split(/^## /m)
    .slice(1)
    .map(caseOf)
    .filter((it) => it.files.size > 0);
}

function caseOf(section: string): PageCase {
  const files = new Map<string, string>();
  const elsewhere = { files: new Map<string, string>(), settings: new Map<string, Record<string, unknown>>() };
  const own = new Map<string, string>();
  for (const [, , language = '', name = '', body = ''] of section.matchAll(fence)) {
    const [, project] = /^([^:]+):/.exec(name) ?? [];
    if (language === 'yaml' && project !== undefined) elsewhere.files.set(name, body);
    else if (language === 'yaml') files.set(name || '.gitlab-ci.yml', body);
    else if (language === 'json' && project !== undefined) elsewhere.settings.set(project, JSON.parse(body));
    else own.set(`${language} ${name}`.trim(), body);
  }
  const settings = own.get('json settings');
  return {
    title: section.split('\n', 1)[0] ?? '',
    files,
    elsewhere,
    settings: settings === undefined ? undefined : JSON.parse(settings),
    attempt: JSON.parse(own.get('json attempt') ?? '{}'),
    text: own.get('text')?.trimEnd(),
  };
}

export interface Note {
  readonly file: string;
  /** Offsets of the underlined text. */
  readonly start: number;
  readonly end: number;
  readonly says: string;
}

/** The `# ^^^^ verdict: what` notes of a YAML text: each belongs to the last line before it that is no note. */
export function notesOf(file: string, text: string): readonly Note[] {
  const notes: Note[] = [];
  let offset = 0;
  let above = 0;
  for (const line of text.split('\n')) {
    const found = /^\s*#\s*(\^+) (.*)$/.exec(line);
    if (found?.[1] !== undefined && found[2] !== undefined) {
      const carets = line.indexOf('^');
      // A `#` that touches its carets counts as one, so that a note can reach the first column.
      const from = line[carets - 1] === '#' ? carets - 1 : carets;
      notes.push({ file, start: above + from, end: above + carets + found[1].length, says: found[2].trim() });
    } else above = offset;
    offset += line.length + 1;
  }
  return notes;
}
