/** Files of the checkout that the pipeline takes in in other attempts: those of includes that have rules. */
import type { IncludeSite } from '../../config/config.ts';
import { at, text } from '../../syntax/node.ts';
import { type Around, filesOf } from './scope.ts';

/** The paths of included files that nobody has read for the attempt in force. */
export function asidePaths({ analysis, family }: Pick<Around, 'analysis' | 'family'>): readonly string[] {
  const all = [analysis, ...family];
  const read = new Set(filesOf(all).map((it) => it.path));
  const paths = all.flatMap(({ pipeline }) => pipeline.config.includes.flatMap(pathOf));
  return [...new Set(paths)].filter((it) => !read.has(it));
}

function pathOf({ state, node }: IncludeSite): readonly string[] {
  if (state !== 'skipped-by-rules' && state !== 'undecided') return [];
  const path = text(node) ?? text(at(node, 'local'));
  return path === undefined || /[*$]|:\/\//.test(path) ? [] : [path.replace(/^\/+/, '')];
}
