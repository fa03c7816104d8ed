import type { Adapter } from '../adapters.ts';

export const freezeAdapters: Readonly<Record<string, Adapter>> = {};
