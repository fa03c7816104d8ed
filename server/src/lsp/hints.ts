/** What GitLab adds to what is written: inlay hints. */
import { inlayHints } from '../features/inlay-hints.ts';
import type { Part } from './part.ts';

export const hints: Part = {
  capabilities: () => ({ inlayHintProvider: { resolveProvider: false } }),
  listen({ connection, asked }) {
    connection.languages.inlayHint.on(
      asked([], ({ analysis, path, preferences, timeZone }, { range }) => [
        ...inlayHints(analysis, path, { kinds: preferences.inlayHints, timeZone }, range),
      ]),
    );
  },
};
