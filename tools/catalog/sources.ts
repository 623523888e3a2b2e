/** Where prices come from. `kind` says whether a price with this key was quoted, or estimated from something else. */
export interface SourceFact {
  readonly key: string;
  readonly kind: 'quoted' | 'estimated';
  /** YYYY-MM-DD; where a source names only the month, its last day, and the title says so. */
  readonly asOf: string;
  readonly licence: string;
  readonly title: string;
}

export const sources: readonly SourceFact[] = [
  {
    key: 'aws-list-2026-07',
    kind: 'quoted',
    asOf: '2026-07-20',
    licence: 'Apache-2.0',
    title: "AWS Linux on-demand list for us-east-1 as kept by Karpenter's AWS provider (aws/karpenter-provider-aws)",
  },
  {
    key: 'aws-zones-2026-01',
    kind: 'quoted',
    asOf: '2026-01-31',
    licence: 'Apache-2.0',
    title:
      'AWS on-demand and spot by zone at one moment of late January 2026 (day not known), skypilot-org/skypilot-catalog v8',
  },
  {
    key: 'aws-feed-2025-11',
    kind: 'quoted',
    asOf: '2025-11-03',
    licence: 'public price list',
    title: "AWS's own price feed, Linux on-demand by region, as kept by lamngockhuong/aws-price",
  },
  {
    key: 'aws-advisor-2025-06',
    kind: 'estimated',
    asOf: '2025-06-28',
    licence: 'Apache-2.0',
    title:
      'on-demand price less the saving in % that the AWS Spot Instance Advisor gives for type and region, as embedded by alexei-led/spotinfo',
  },
  {
    key: 'gcp-2026-05',
    kind: 'quoted',
    asOf: '2026-05-20',
    licence: 'Apache-2.0',
    title: 'GCP VM and accelerator prices by zone, on-demand and spot, SkyPilot catalog format, anycloud-sh/catalog',
  },
  {
    key: 'azure-2026-05',
    kind: 'quoted',
    asOf: '2026-05-20',
    licence: 'Apache-2.0',
    title: 'Azure VM prices by region, on-demand and spot, SkyPilot catalog format, anycloud-sh/catalog',
  },
  {
    key: 'lambda-2026-05',
    kind: 'quoted',
    asOf: '2026-05-20',
    licence: 'Apache-2.0',
    title: 'Lambda on-demand prices, SkyPilot catalog format, anycloud-sh/catalog',
  },
];
