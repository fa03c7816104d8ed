/** `include`: puts together a file and everything that it brings in (config.md §2). */
import { at, type MapNode } from '../syntax/node.ts';
import { includeFiles } from './included-file.ts';
import { includeKinds } from './location.ts';
import { deepMergeAll, withoutInclude } from './merge.ts';
import type { Resolution } from './resolution.ts';
import type { Surroundings } from './surroundings.ts';
import { type Kinds, targetsOf } from './targets.ts';

/**
 * The keys of a file over those of all files that it includes, recursively. Where nothing is included the very same
 * mapping comes back, `include` and all, as in GitLab.
 *
 * @see lib/gitlab/ci/config/external/processor.rb and mapper.rb
 */
export function withIncludes(values: MapNode, around: Surroundings, resolution: Resolution): MapNode {
  const include = at(values, 'include');
  if (!include) return values;
  const { open, errors } = resolution;
  const before = open.length + errors.length;
  const targets = targetsOf(include, around, resolution, mainKinds);
  // Where nothing is included the key stays, and GitLab checks it with the others.
  if (targets.length === 0) return open.length + errors.length === before ? values : withoutInclude(values);
  const files = includeFiles(targets, around, resolution, withIncludes);
  const [lowest = values, ...others] = files.flatMap(({ content }) => content ?? []);
  return withoutInclude(lowest === values ? values : deepMergeAll([lowest, ...others, values]));
}

const mainKinds: Kinds = { kinds: includeKinds, word: 'include' };
