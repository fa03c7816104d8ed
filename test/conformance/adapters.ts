/** One small translation per topic: from a vector's `given` to the engine's own functions, and back to `expect`'s shape. */
import { configAdapters } from './adapters/config.ts';
import { expressionAdapters } from './adapters/expression.ts';
import { freezeAdapters } from './adapters/freeze.ts';
import { gateAdapters } from './adapters/gates.ts';
import { processAdapters } from './adapters/process.ts';

/**
 * Gives the engine's answer to `given`. `expect` may be read for which question is asked (an attempt's context stands
 * there), never for its answer.
 */
export type Adapter = (given: Record<string, unknown>, expect: Record<string, unknown>) => unknown;

export const adapters: Readonly<Record<string, Adapter>> = {
  ...configAdapters,
  ...expressionAdapters,
  ...freezeAdapters,
  ...gateAdapters,
  ...processAdapters,
};
