/** What the scanner hands to the grammar. */
import type { Mark } from './cursor.ts';

export type Token = Structure | Scalar | Tag | Name | Version | TagDirective;

export type StructureKind =
  | 'stream-end'
  | 'document-start'
  | 'document-end'
  | 'block-sequence'
  | 'block-mapping'
  | 'block-end'
  | 'flow-sequence'
  | 'flow-sequence-end'
  | 'flow-mapping'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value';

export interface Structure {
  readonly kind: StructureKind;
  readonly start: Mark;
  readonly end: number;
}

export interface Scalar {
  readonly kind: 'scalar';
  readonly start: Mark;
  readonly end: number;
  readonly text: string;
  readonly plain: boolean;
}

/** `handle` is empty for a tag that is whole. */
export interface Tag {
  readonly kind: 'tag';
  readonly start: Mark;
  readonly end: number;
  readonly handle: string;
  readonly suffix: string;
}

export interface Name {
  readonly kind: 'alias' | 'anchor';
  readonly start: Mark;
  readonly end: number;
  readonly name: string;
}

export interface Version {
  readonly kind: 'version';
  readonly start: Mark;
  readonly end: number;
  readonly major: number;
  readonly minor: number;
}

export interface TagDirective {
  readonly kind: 'tag-directive';
  readonly start: Mark;
  readonly end: number;
  readonly handle: string;
  readonly prefix: string;
}
