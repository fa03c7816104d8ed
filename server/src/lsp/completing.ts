/** What can be written where somebody types. */
import { completion, triggerCharacters } from '../features/completion.ts';
import type { Part } from './part.ts';

export const completing: Part = {
  capabilities: () => ({ completionProvider: { triggerCharacters } }),
  listen({ connection, editor, asked }) {
    connection.onCompletion(
      asked([], (it, { position }) => [...completion(it, it.offsetAt(position), editor.besides)]),
    );
  },
};
