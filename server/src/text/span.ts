/** Where something is written. Offsets count UTF-16 units from the start of a piece, not of its file. */

/**
 * A stretch of a file that is read on its own: one top-level entry, or a whole document where it cannot be split.
 *
 * A piece is an identity: the same object as long as its text and its file stay the same, wherever it moves to.
 * That is what lets everything derived from it be kept while the rest of the file is edited.
 */
export interface Piece {
  /** Key of the source the piece belongs to (`locationKey`); the path for files of the checkout. */
  readonly file: string;
  readonly text: string;
}

/** Half open: `start` is inside, `end` is not. */
export interface Span {
  readonly piece: Piece;
  readonly start: number;
  readonly end: number;
}

/** A span in its file: what an editor needs. Made at the edge only, by `place` of `syntax/source.ts`. */
export interface Place {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}
