import { assert } from '../base/assert.ts';
import type { Source } from './schema.ts';

/** Where a row's prices come from, and what is marked about them; the same for thousands of rows. */
export interface PriceTerms {
  /** Its place in the list. */
  readonly at: number;
  readonly onDemand: Source;
  readonly spot: Source;
  readonly mark: string;
}

/** The lines of a catalog file in columns of bare numbers, outside the heap: no garbage collector walks or copies them. */
export class PriceList {
  readonly #terms: PriceTerms[] = [];
  readonly #termsAt: Uint16Array;
  /** NaN: not sold, or at no trusted price. */
  readonly #onDemandUsd: Float64Array;
  readonly #spotUsd: Float64Array;
  #rows = 0;

  /** @param most rows that it has room for */
  constructor(most: number) {
    this.#termsAt = new Uint16Array(most);
    this.#onDemandUsd = new Float64Array(most);
    this.#spotUsd = new Float64Array(most);
  }

  addTerms(terms: Omit<PriceTerms, 'at'>): PriceTerms {
    assert(this.#terms.length < 2 ** 16, 'a catalog file has more sources than fit');
    const added = { ...terms, at: this.#terms.length };
    this.#terms.push(added);
    return added;
  }

  /** Returns the row. */
  add(terms: PriceTerms, onDemandUsd: number | null, spotUsd: number | null): number {
    const row = this.#rows++;
    assert(row < this.#termsAt.length, 'a catalog file has more lines than its types tell');
    this.#termsAt[row] = terms.at;
    this.#onDemandUsd[row] = onDemandUsd ?? Number.NaN;
    this.#spotUsd[row] = spotUsd ?? Number.NaN;
    return row;
  }

  termsOf(row: number): PriceTerms {
    return this.#terms[this.#termsAt[row] as number] as PriceTerms;
  }

  onDemandUsd(row: number): number | null {
    return known(this.#onDemandUsd[row] as number);
  }

  spotUsd(row: number): number | null {
    return known(this.#spotUsd[row] as number);
  }
}

function known(usd: number): number | null {
  return Number.isNaN(usd) ? null : usd;
}
