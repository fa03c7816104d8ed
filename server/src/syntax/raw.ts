/** What a YAML reader sees before anything is resolved: scalars as text, with tags, anchors and aliases. */

export type Raw = RawScalar | RawSeq | RawMap | RawAlias;

interface RawBase {
  /** Offsets in the text that was read; the properties (`&anchor`, `!tag`) are outside. */
  readonly start: number;
  readonly end: number;
  readonly anchor?: string;
  /** As GitLab's loader spells it: `!reference`, `tag:yaml.org,2002:str`. */
  readonly tag?: string;
}

export interface RawScalar extends RawBase {
  readonly kind: 'scalar';
  readonly text: string;
  /** Not quoted and no block scalar. */
  readonly plain: boolean;
}

export interface RawSeq extends RawBase {
  readonly kind: 'seq';
  readonly items: readonly Raw[];
}

export interface RawMap extends RawBase {
  readonly kind: 'map';
  readonly pairs: readonly RawPair[];
}

export interface RawPair {
  readonly key: Raw;
  readonly value: Raw;
}

export interface RawAlias extends RawBase {
  readonly kind: 'alias';
  readonly name: string;
}
