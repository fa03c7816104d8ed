/** Reads what ought to be XML, for tests: fails where it is not well formed. */

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Its own text, without that of elements inside. */
  readonly text: string;
}

interface Open {
  name: string;
  attributes: Record<string, string>;
  text: string;
}

const token = /<\/([\w:-]+)>|<([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;

/** All elements, in the order in which they begin. @throws where a tag is left open, or text is not escaped. */
export function elementsOf(xml: string): readonly Element[] {
  const all: Open[] = [];
  const open: Open[] = [];
  for (const { closes, opens, attributes, isEmpty, text } of tokensOf(xml)) {
    if (opens !== undefined) {
      const element = { name: opens, attributes: attributesOf(attributes), text: '' };
      all.push(element);
      if (!isEmpty) open.push(element);
    } else if (closes !== undefined) close(open, closes);
    else write(open, text);
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)?.name}> is left open`);
  return all;
}

function tokensOf(xml: string) {
  const tokens = [];
  token.lastIndex = 0;
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const found = token.exec(xml);
    if (!found) throw new Error(`this is no XML: ${xml.slice(at, at + 80)}`);
    const [, closes, opens, attributes = '', empty, text = ''] = found;
    tokens.push({ closes, opens, attributes, isEmpty: empty === '/', text });
  }
  return tokens;
}

function close(open: Open[], name: string): void {
  const last = open.pop();
  if (last?.name !== name) throw new Error(`</${name}> ends <${last?.name}>`);
}

function write(open: readonly Open[], text: string): void {
  const inside = open.at(-1);
  if (inside) inside.text += unescaped(text);
  else if (text.trim() !== '') throw new Error(`text outside of everything: ${text}`);
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, unescaped(value)]),
  );
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function unescaped(text: string): string {
  return text.replaceAll(/&([^;\s]*);?/g, (all, name: string) => {
    const it = entities[name];
    if (it === undefined || !all.endsWith(';')) throw new Error(`"${all}" is not escaped`);
    return it;
  });
}
