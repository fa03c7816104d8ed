/** A pipeline and the child pipelines that it starts: all that is read from the files of one project. */
import type { Analysis } from './analysis.ts';

/** `analysis` first, then its children and theirs, in the order of their trigger jobs. */
export function family(analysis: Analysis): readonly Analysis[] {
  const children = analysis.downstream.flatMap((it) => (it.kind === 'child' && it.analysis ? it.analysis : []));
  return [analysis, ...children.flatMap(family)];
}
