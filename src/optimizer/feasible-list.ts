import type { Offering } from '../catalog/offering.ts';
import type { PricedSides } from './cost.ts';

/**
 * The feasible ones of some offerings, in columns: what is known of one stands at its index in each. A plan may hold a
 * hundred thousand; objects are made of them only when their order is known, and so lie in memory in that order.
 */
export class FeasibleList {
  length = 0;
  readonly expectedUsd: Float64Array;
  readonly #all: readonly Offering[];
  /** Index into `all`. */
  readonly #offerings: Uint32Array;
  readonly #requests: Uint32Array;
  readonly #sides: PricedSides[] = [];

  /** @param all the offerings that the feasible ones are of */
  constructor(all: readonly Offering[]) {
    this.#all = all;
    this.#offerings = new Uint32Array(all.length);
    this.#requests = new Uint32Array(all.length);
    this.expectedUsd = new Float64Array(all.length);
  }

  /** @param offering index into `all` */
  add(offering: number, request: number, sides: PricedSides, expectedUsd: number): void {
    const index = this.length++;
    this.#offerings[index] = offering;
    this.#requests[index] = request;
    this.#sides.push(sides);
    this.expectedUsd[index] = expectedUsd;
  }

  offering(index: number): Offering {
    return this.#all[this.#offerings[index] as number] as Offering;
  }

  request(index: number): number {
    return this.#requests[index] as number;
  }

  sides(index: number): PricedSides {
    return this.#sides[index] as PricedSides;
  }
}
