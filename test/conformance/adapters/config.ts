import type { Adapter } from '../adapters.ts';

export const configAdapters: Readonly<Record<string, Adapter>> = {};
