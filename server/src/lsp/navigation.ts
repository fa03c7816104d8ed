/** Where a name leads, and where it comes from. */
import { definition } from '../features/definition.ts';
import type { Part } from './part.ts';

export const navigation: Part = {
  capabilities: () => ({ definitionProvider: true }),
  listen({ connection, asked }) {
    connection.onDefinition(
      asked(null, (it, { position }) => definition(it.analysis, it.path, it.offsetAt(position), it.uriOf) ?? null),
    );
  },
};
