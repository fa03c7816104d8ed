/** What can be written at a place where somebody types: names of this pipeline and of its project, with what they mean. */
import type { CompletionItem } from 'vscode-languageserver';
import { CompletionItemKind } from 'vscode-languageserver';
import { ownOf } from '../logic/own.ts';
import { isRootKeyword } from '../pipeline/entries/root.ts';
import { at, text } from '../syntax/node.ts';
import { toText } from '../syntax/ruby.ts';
import type { SourceFile } from '../syntax/source.ts';
import { type Choice, type Choosing, keyFrame, listFrame, toItems, valueFrame } from './completion/choice.ts';
import { comparedWith } from './completion/compared.ts';
import { environmentChoices } from './completion/environments.ts';
import { missingStageChoices, projectChoices, resourceGroupChoices, stageChoices } from './completion/in-use.ts';
import {
  artifactChoices,
  dependencyChoices,
  extendsChoices,
  needChoices,
  referenceChoices,
  stopChoices,
} from './completion/jobs.ts';
import { keyWords, valueWords } from './completion/keywords.ts';
import { type Slot, slotAt } from './completion/slot.ts';
import { type Reader, variableChoices } from './completion/variables.ts';
import { type Around, fileAt } from './names/scope.ts';
import { spelled } from './names/spelling.ts';

/** Behind these a name begins; letters ask by themselves. */
export const triggerCharacters = [' ', '$', '{', '[', '"', "'", '.', '-', ':', ','];

/** What other extensions of the editor offer already: nobody wants to read a word twice. */
export interface Besides {
  /** The words of GitLab's schema, in files that are called as GitLab's are. */
  readonly schema: boolean;
  /** GitLab's own variables, in files whose names begin as GitLab's do. */
  readonly variables: boolean;
}

/** What may be written at `offset`, the likeliest first; works in files that are broken at just this place. */
export function completion(around: Around, offset: number, besides: Besides): readonly CompletionItem[] {
  const file = fileAt(around);
  const slot = file && slotAt(file, offset);
  if (!file || !slot) return [];
  const names = slot.path.filter((it) => typeof it === 'string');
  const choosing = { ...around, file, slot, entry: names[0] ?? '' };
  const name = file.path.split('/').at(-1) ?? '';
  const hasSchema = besides.schema && name.endsWith('.gitlab-ci.yml');
  const hasVariables = besides.variables && /^\.gitlab-ci.*\.ya?ml$/.test(name);
  const place = placeOf(names);
  if (slot.on === 'key') return hasSchema ? [] : toItems(file, keyWords(place, slot.before), keyFrame(file, slot));
  return inText(choosing, place, hasVariables) ?? valueItems(choosing, place, hasSchema);
}

/** `environment.name` in whichever job; `/workflow.rules.when` under a keyword of the top. */
function placeOf([entry = '', ...rest]: readonly string[]): string {
  return isRootKeyword(entry) ? ['', entry, ...rest].join('.').replace('.', '/') : rest.join('.');
}

function valueItems(choosing: Choosing, place: string, hasSchema: boolean): readonly CompletionItem[] {
  const { file, slot } = choosing;
  if (slot.style === 'block') return [];
  if (slot.reference) return toItems(file, referenceChoices(choosing), valueFrame(slot));
  const ofProject = ownOf(sources, place);
  if (ofProject) {
    const frame = lists.has(place) ? listFrame(slot) : valueFrame(slot);
    return [...toItems(file, ofProject(choosing), frame), ...keysWhereNothingIs(choosing, place, hasSchema)];
  }
  if (hasSchema) return [];
  const words = valueWords(choosing, place);
  return words.length > 0 ? toItems(file, words, valueFrame(slot)) : keysWhereNothingIs(choosing, place, hasSchema);
}

/** A mapping may begin here as well: on a line of its own, in an item of a list, or in brackets. */
function keysWhereNothingIs({ file, slot }: Choosing, place: string, hasSchema: boolean): readonly CompletionItem[] {
  const line = file.text.slice(file.text.lastIndexOf('\n', slot.start - 1) + 1, slot.start);
  if (hasSchema || slot.style !== 'plain' || !/^[\s-]*$/.test(line)) return [];
  return toItems(file, keyWords(place, []), keyFrame(file, slot));
}

type Source = (choosing: Choosing) => readonly Choice[];

/** Names that the project decides about, by the keys above them. */
const sources: Readonly<Record<string, Source>> = {
  stage: stageChoices,
  '/stages': missingStageChoices,
  extends: extendsChoices,
  needs: needChoices,
  'needs.job': needChoices,
  'rules.needs': needChoices,
  'rules.needs.job': needChoices,
  dependencies: dependencyChoices,
  environment: environmentChoices,
  'environment.name': environmentChoices,
  'environment.on_stop': stopChoices,
  resource_group: resourceGroupChoices,
  trigger: projectChoices,
  'trigger.project': projectChoices,
  'trigger.include.job': artifactChoices,
  'inherit.variables': (choosing) => rootVariables(choosing),
};

/** Those whose value is a list, also of one. */
const lists = new Set(['needs', 'rules.needs', 'dependencies', 'inherit.variables', '/stages']);

function rootVariables({ analysis, slot }: Choosing): readonly Choice[] {
  const variables = at(analysis.pipeline.config.root, 'variables');
  const names = variables?.kind === 'map' ? [...variables.entries.values()].map(({ key }) => toText(key)) : [];
  return names
    .filter((it) => !slot.before.includes(it))
    .map((name) => ({ name, kind: CompletionItemKind.Variable, rank: 0 }));
}

/** A variable or an input in a text; `undefined` where the cursor is behind none. */
function inText(choosing: Choosing, place: string, hasVariables: boolean): readonly CompletionItem[] | undefined {
  const { file, slot } = choosing;
  const [, input] = /\$\[\[\s*inputs\.([\w-]*)$/.exec(slot.typed) ?? [];
  if (input !== undefined) return toItems(file, inputChoices(file), wordFrame(file, slot, input, ''));
  const compared = /(?:^|\.)if$/.test(place) ? comparedWith(choosing) : undefined;
  if (compared) return toItems(file, compared.choices, wordFrame(file, slot, compared.word, compared.quote));
  const [, brace, word] = /(?<![$\\])\$(\{)?((?:[A-Za-z_]\w*)?)$/.exec(slot.typed) ?? [];
  if (word === undefined) return undefined;
  const choices = variableChoices(choosing, readerOf(place), hasVariables);
  return toItems(file, choices, wordFrame(file, slot, word, brace === undefined ? '' : '}'));
}

/** What will read the text. */
function readerOf(place: string): Reader {
  if (/(?:^|\.)if$/.test(place)) return 'rules';
  if (place === 'environment' || place === 'environment.name') return 'environment';
  return /script$|(?:^|[./])variables\b|\.url$/.test(place) ? 'script' : 'name';
}

function inputChoices({ header }: SourceFile): readonly Choice[] {
  const inputs = at(header, 'spec', 'inputs');
  return (inputs?.kind === 'map' ? [...inputs.entries.values()] : []).map(({ key, value }) => {
    const name = toText(key);
    const description = text(at(value, 'description'));
    return {
      name,
      kind: CompletionItemKind.Variable,
      ...(description !== undefined && { detail: description }),
      rank: 0,
    };
  });
}

/** The word around the cursor, and what has to follow it. In quotes of YAML both are written as these want it. */
function wordFrame(file: SourceFile, slot: Slot, word: string, close: string) {
  const { cursor, style } = slot;
  const inside = (it: string) => (style === 'single' || style === 'double' ? spelled(it, style) : it);
  const [tail = ''] = /^\w*/.exec(file.text.slice(cursor, cursor + 200)) ?? [];
  const end = cursor + tail.length;
  const after = file.text.startsWith(inside(close), end) ? '' : inside(close);
  return { start: cursor - word.length, end, write: (name: string) => inside(name) + after };
}
