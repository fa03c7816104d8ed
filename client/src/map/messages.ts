/** What the page and the extension tell each other. */
import type { GateMap, Written } from '../../../server/src/lsp/protocol.ts';

export type ToPage =
  /** `null` where there is no pipeline (any more). */
  | { readonly kind: 'map'; readonly map: GateMap | null; readonly name: string; readonly root: string }
  | { readonly kind: 'export'; readonly format: Format; readonly to?: 'document' };

export type FromPage =
  | { readonly kind: 'ready'; readonly root?: string }
  | { readonly kind: 'open'; readonly place: Written }
  | { readonly kind: 'explain'; readonly uri: string; readonly job: string }
  | { readonly kind: 'page'; readonly address: string }
  | { readonly kind: 'exported'; readonly format: Format; readonly content: string; readonly to?: 'document' };

export type Format = 'svg' | 'markdown';
