/** How GitLab's loader reads scalars, and what wildcards of `include:local` match. */
import { matchesIncludePattern } from '../../../server/src/config/glob.ts';
import { resolvePlain } from '../../../server/src/syntax/scalar.ts';
import type { Adapter } from '../adapters.ts';

export const yamlAdapters: Readonly<Record<string, Adapter>> = {
  yaml_scalar: ({ plain_scalar }) => {
    const resolved = resolvePlain(String(plain_scalar));
    if ('refused' in resolved) return { type: 'error', value: resolved.refused };
    const { type, value } = resolved;
    // JSON has no word for these.
    return { type, value: typeof value === 'number' && !Number.isFinite(value) ? String(value) : value };
  },
  include_local_glob: ({ pattern, path }) => ({ matches: matchesIncludePattern(String(pattern), String(path)) }),
};
