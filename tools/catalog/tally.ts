/** Counts what a derivation did to one source file: every row read is either kept or dropped under a named rule. */
export interface FileCount {
  rowsIn: number;
  rowsKept: number;
  dropped: Record<string, number>;
  /** Kept, but with a value corrected, added up or marked. */
  changed: Record<string, number>;
}

export class Tally {
  readonly files: Record<string, FileCount> = {};

  read(file: string, rows: number): void {
    this.#of(file).rowsIn += rows;
    this.#of(file).rowsKept += rows;
  }

  drop(file: string, rule: string, rows = 1): void {
    const count = this.#of(file);
    count.rowsKept -= rows;
    count.dropped[rule] = (count.dropped[rule] ?? 0) + rows;
  }

  change(file: string, rule: string, rows = 1): void {
    const count = this.#of(file);
    count.changed[rule] = (count.changed[rule] ?? 0) + rows;
  }

  #of(file: string): FileCount {
    this.files[file] ??= { rowsIn: 0, rowsKept: 0, dropped: {}, changed: {} };
    return this.files[file];
  }
}
