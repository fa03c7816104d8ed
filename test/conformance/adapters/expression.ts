import type { Adapter } from '../adapters.ts';

export const expressionAdapters: Readonly<Record<string, Adapter>> = {};
