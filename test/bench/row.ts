/** One line of the benchmark table: a time, and how many times another time of the same run it is. */

export interface Row {
  readonly what: string;
  readonly ms: number;
  readonly ratio: number;
  readonly against: string;
}

export function row(what: string, ms: number, other: number, against = 'a bare parse'): Row {
  return { what, ms, ratio: ms / other, against };
}
