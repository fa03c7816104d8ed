import type { Adapter } from '../adapters.ts';

export const processAdapters: Readonly<Record<string, Adapter>> = {};
