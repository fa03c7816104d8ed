import type { Adapter } from '../adapters.ts';

export const gateAdapters: Readonly<Record<string, Adapter>> = {};
