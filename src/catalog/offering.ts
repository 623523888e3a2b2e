/** One thing that one can rent: a machine type in one place under one market, with its price. */
export interface Offering {
  /** `cloud/region/zone/instanceType/market`; zone is `any` where the offering is regional. Unique. With a bundled accelerator that the type's name does not tell (GCP N1), the type carries it: `n1-standard-8+T4x1`. */
  readonly id: string;
  readonly cloud: string;
  readonly region: string;
  /** A zone, an AWS zone id (`use1-az4`), or `any`. */
  readonly zone: string;
  readonly instanceType: string;
  /** Catalog name (`A100-80GB`), or null for a CPU type. */
  readonly accelerator: string | null;
  /** Per node; may be a fraction; 0 for a CPU type. */
  readonly acceleratorCount: number;
  readonly vcpus: number;
  readonly memoryGiB: number;
  readonly arch: 'x86_64' | 'arm64';
  readonly market: 'spot' | 'on-demand';
  /** null: no trusted price is known; such an offering is always rejected with that reason. */
  readonly usdPerHour: number | null;
  /** The on-demand price of the same type in the same place, to tell savings; null where unknown. */
  readonly onDemandUsdPerHour: number | null;
  readonly priceKind: 'quoted' | 'estimated';
  /** YYYY-MM-DD of the price. */
  readonly asOf: string;
  /** A key of `catalog/sources.csv`. */
  readonly source: string;
  readonly access: 'open' | 'opt-in' | 'restricted';
  /** Types whose CPU is a credit account (t3, e2-micro, B-series, …): left out unless asked for. */
  readonly burstable: boolean;
  /** Said beside the offering: `near floor`, `opt-in region`, `1/8 of an L4`, … */
  readonly notes: readonly string[];
}

/** What is known of a region, from `catalog/regions.csv`. */
export interface Region {
  readonly cloud: string;
  readonly name: string;
  readonly access: 'open' | 'opt-in' | 'restricted' | 'gov';
  /** Group for egress prices; its meaning differs per cloud (see catalog/README.md). */
  readonly geography: string;
  readonly place: string;
  /** ISO 3166 two letters; some egress prices hang on the country of the destination, or on its continent. */
  readonly country?: string;
}

/** One row of `catalog/egress.csv`: the marginal price of moving data out, from a tier's lower edge on. */
export interface EgressRate {
  readonly cloud: string;
  /** A region, a geography, or `any`; the most specific row wins. */
  readonly from: string;
  readonly scope: string;
  readonly tierFromGB: number;
  readonly usdPerGB: number;
  /** GCP meters GiB, the others GB. */
  readonly unit: 'GB' | 'GiB';
  readonly source: string;
}
