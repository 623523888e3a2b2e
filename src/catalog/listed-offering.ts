import type { Offering } from './offering.ts';
import type { PriceList } from './price-list.ts';
import type { MachineType, Source } from './schema.ts';

/** A zone (or `any`) of a region. */
export interface Zone {
  readonly cloud: string;
  readonly region: string;
  readonly name: string;
  readonly access: Offering['access'];
  /** `cloud/region/zone/` */
  readonly idStart: string;
}

/** A machine type with its prices and the ends of its offerings' ids, `instanceType/market`. */
export interface ListedType extends MachineType {
  readonly prices: PriceList;
  readonly spotIdEnd: string;
  readonly onDemandIdEnd: string;
}

/**
 * An offering as a view of one row of a price list, in one zone and one market. A CPU task has 185,000 of them: as
 * plain objects they take 50 MB, which the garbage collector copies twice. Not to be spread: JSON has every field,
 * and `plainOffering` makes a plain object.
 */
export class ListedOffering implements Offering {
  /** Its own, as the first thing that is looked at, and for most offerings the last. */
  readonly accelerator: string | null;
  readonly market: Offering['market'];
  readonly #type: ListedType;
  readonly #row: number;
  readonly #zone: Zone;

  constructor(type: ListedType, row: number, zone: Zone, market: Offering['market']) {
    this.accelerator = type.accelerator;
    this.market = market;
    this.#type = type;
    this.#row = row;
    this.#zone = zone;
  }

  get id(): string {
    return this.#zone.idStart + (this.market === 'spot' ? this.#type.spotIdEnd : this.#type.onDemandIdEnd);
  }
  get cloud(): string {
    return this.#zone.cloud;
  }
  get region(): string {
    return this.#zone.region;
  }
  get zone(): string {
    return this.#zone.name;
  }
  get instanceType(): string {
    return this.#type.name;
  }
  get acceleratorCount(): number {
    return this.#type.acceleratorCount;
  }
  get vcpus(): number {
    return this.#type.vcpus;
  }
  get memoryGiB(): number {
    return this.#type.memoryGiB;
  }
  get arch(): Offering['arch'] {
    return this.#type.arch;
  }
  get usdPerHour(): number | null {
    return this.market === 'spot' ? this.#type.prices.spotUsd(this.#row) : this.#type.prices.onDemandUsd(this.#row);
  }
  get onDemandUsdPerHour(): number | null {
    return this.#type.prices.onDemandUsd(this.#row);
  }
  get priceKind(): Offering['priceKind'] {
    return this.#priceSource.kind;
  }
  get asOf(): string {
    return this.#priceSource.asOf;
  }
  get source(): string {
    return this.#priceSource.key;
  }
  get access(): Offering['access'] {
    return this.#zone.access;
  }
  get burstable(): boolean {
    return this.#type.burstable;
  }
  get notes(): readonly string[] {
    const { notes } = this.#type;
    const nearFloor = this.market === 'spot' && this.#type.prices.termsOf(this.#row).mark === 'near-floor';
    if (this.access === 'open' && !nearFloor) return notes;
    return [
      ...notes,
      ...(this.access === 'opt-in' ? ['opt-in region'] : []),
      ...(this.access === 'restricted' ? ['restricted region: access must be asked for'] : []),
      ...(nearFloor ? ['near floor'] : []),
    ];
  }
  get #priceSource(): Source {
    const { spot, onDemand } = this.#type.prices.termsOf(this.#row);
    return this.market === 'spot' ? spot : onDemand;
  }

  toJSON(): Offering {
    return plainOffering(this);
  }
}

/** Every field as a property of its own. */
export function plainOffering(from: Offering): Offering {
  const { id, cloud, region, zone, instanceType, accelerator, acceleratorCount, vcpus, memoryGiB, arch } = from;
  const { market, usdPerHour, onDemandUsdPerHour, priceKind, asOf, source, access, burstable, notes } = from;
  return {
    ...{ id, cloud, region, zone, instanceType, accelerator, acceleratorCount, vcpus, memoryGiB, arch },
    ...{ market, usdPerHour, onDemandUsdPerHour, priceKind, asOf, source, access, burstable, notes },
  };
}
