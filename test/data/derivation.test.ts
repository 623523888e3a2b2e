import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { awsFiles, deriveAws } from '../../tools/catalog/aws.ts';
import { azureFile, deriveAzure } from '../../tools/catalog/azure.ts';
import type { DerivedCloud } from '../../tools/catalog/derived.ts';
import { isNearFloor, median } from '../../tools/catalog/derived.ts';
import { deriveGcp, gcpFile } from '../../tools/catalog/gcp.ts';
import { deriveLambda, lambdaFile } from '../../tools/catalog/lambda.ts';
import { parseRawCsv } from '../../tools/catalog/raw-csv.ts';
import { egressTable, regionsTable } from '../../tools/catalog/tables.ts';
import { Tally } from '../../tools/catalog/tally.ts';

/**
 * Every rule of the derivation, each on real faulty rows: test/data/raw holds a few lines of each source, unchanged.
 * Sources: SkyPilot catalog v8 (Apache-2.0), anycloud-sh/catalog (Apache-2.0), Karpenter's AWS provider (Apache-2.0),
 * lamngockhuong/aws-price, AWS Spot Instance Advisor as embedded by spotinfo (Apache-2.0), infracost goldens.
 */
const raw = (file: string) => parseRawCsv(readFileSync(join(import.meta.dirname, 'raw', file), 'utf8'));
const awsRaw = {
  zonesGpu: raw(awsFiles.zonesGpu).rows,
  zonesCpu: raw(awsFiles.zonesCpu).rows,
  gpuTypes: raw(awsFiles.gpuTypes).rows,
  types: raw(awsFiles.types).rows,
  regionPrices: raw(awsFiles.regionPrices).rows,
  usEast1Prices: raw(awsFiles.usEast1Prices).rows,
  advisor: JSON.parse(readFileSync(join(import.meta.dirname, 'raw', awsFiles.advisor), 'utf8')),
};

function priceOf(cloud: DerivedCloud, type: string, place: string) {
  return cloud.prices.find((price) => price.type === type && (price.zone === place || price.region === place));
}

describe('AWS', () => {
  const tally = new Tally();
  const aws = deriveAws(awsRaw, tally);
  const zonesGpu = tally.files[awsFiles.zonesGpu];

  it('drops local zones', () => {
    expect(awsRaw.zonesGpu.some((row) => row.AvailabilityZone === 'usw2-lax1-az1')).toBe(true);
    expect(aws.prices.filter((price) => price.zone.split('-').length > 2)).toEqual([]);
    expect(zonesGpu?.dropped['local-zone']).toBe(2);
  });

  it('keeps on-demand and offers no spot where spot is not under on-demand or has no price', () => {
    expect(priceOf(aws, 'g5.12xlarge', 'mec1-az1')).toMatchObject({ onDemand: 6.9575, spot: null });
    expect(priceOf(aws, 'p3.2xlarge', 'use1-az3')).toMatchObject({ onDemand: 3.06, spot: null });
    expect(zonesGpu?.changed).toMatchObject({ 'spot-not-under-on-demand': 1 });
  });

  it('offers spot alone where only spot is quoted, and nothing where neither is', () => {
    expect(priceOf(aws, 'p5e.48xlarge', 'usw2-az3')).toMatchObject({ onDemand: null, spot: 19.5387 });
    expect(priceOf(aws, 'p5e.48xlarge', 'use2-az2')).toBeUndefined();
    expect(zonesGpu?.dropped['no-price']).toBe(1);
  });

  it('marks prices near the floor: 10 % and 11.2 % of on-demand, not 12.1 %', () => {
    const nearFloor = (type: string, zone: string) => {
      const price = priceOf(aws, type, zone);
      return price !== undefined && isNearFloor(price);
    };
    expect(nearFloor('g4dn.12xlarge', 'afs1-az2')).toBe(true);
    expect(nearFloor('p4d.24xlarge', 'use1-az1')).toBe(true);
    expect(nearFloor('p3.2xlarge', 'use1-az1')).toBe(false);
  });

  it('takes the newest on-demand price', () => {
    expect(priceOf(aws, 'p4d.24xlarge', 'use1-az1')?.source).toBe('aws-list-2026-07');
    expect(priceOf(aws, 'g4dn.xlarge', 'usw2-az1')?.source).toBe('aws-zones-2026-01');
    expect(priceOf(aws, 'm5.large', 'us-west-2')?.source).toBe('aws-feed-2025-11');
    expect(tally.files[awsFiles.regionPrices]?.dropped['newer-price-elsewhere']).toBeGreaterThan(0);
  });

  it('trusts the old metal types only in us-east-1', () => {
    expect(priceOf(aws, 'm6g.metal', 'us-east-1')?.onDemand).toBe(2.6112);
    expect(priceOf(aws, 'm6g.metal', 'us-west-2')).toBeUndefined();
    expect(tally.files[awsFiles.regionPrices]?.dropped['distrusted-metal']).toBe(1);
  });

  it('estimates spot from the advisor only where no zone is quoted', () => {
    expect(priceOf(aws, 'm5.large', 'us-west-2')).toMatchObject({ zone: 'any', spot: 0.03648, spotSource: 'aws-advisor-2025-06' });
    expect(aws.prices.filter((price) => price.type === 'g4dn.xlarge' && price.spotSource === 'aws-advisor-2025-06')).toEqual([]);
    expect(tally.files[awsFiles.advisor]?.dropped).toMatchObject({ 'quoted-by-zone': 2, 'no-specs': 1 });
  });

  it('leaves GovCloud and types without specs out', () => {
    expect(aws.prices.filter((price) => price.region.includes('gov'))).toEqual([]);
    expect(aws.types.has('p2.xlarge')).toBe(false);
    expect(tally.files[awsFiles.regionPrices]?.dropped).toMatchObject({ 'gov-cloud': 1, 'no-specs': 1 });
  });

  it('reads fractions, memory sizes, one name for one GPU, and p3 from the GPU table', () => {
    expect(aws.types.get('g6f.large')).toMatchObject({ accelerator: 'L4', acceleratorCount: 0.125, notes: ['1/8 of an L4'] });
    expect(aws.types.get('p4de.24xlarge')).toMatchObject({ accelerator: 'A100-80GB', acceleratorCount: 8 });
    expect(aws.types.get('p4d.24xlarge')?.accelerator).toBe('A100');
    expect(aws.types.get('g7e.2xlarge')?.accelerator).toBe('RTXPRO6000');
    expect(aws.types.get('p3.2xlarge')).toMatchObject({ accelerator: 'V100', vcpus: 8 });
    expect(aws.types.get('t3.large')?.burstable).toBe(true);
    expect(aws.types.get('inf1.6xlarge')).toMatchObject({ accelerator: 'Inferentia', acceleratorCount: 4 });
  });
});

describe('GCP', () => {
  const tally = new Tally();
  const gcp = deriveGcp(raw(gcpFile).rows, tally);
  const count = tally.files[gcpFile];

  it('adds the VM and the accelerator up', () => {
    expect(priceOf(gcp, 'a2-highgpu-1g', 'us-central1-a')).toMatchObject({ onDemand: 3.67339, spot: 1.80385 });
    expect(priceOf(gcp, 'a2-ultragpu-1g', 'us-east5-a')?.onDemand).toBeCloseTo(5.5238, 4);
    expect(priceOf(gcp, 'a2-ultragpu-1g', 'us-east5-a')?.spot).toBeCloseTo(1.6565, 4);
    expect(priceOf(gcp, 'a3-highgpu-8g', 'us-east4-a')?.onDemand).toBeCloseTo(87.83, 2);
    expect(priceOf(gcp, 'n1-standard-8+T4x1', 'us-central1-a')?.onDemand).toBeCloseTo(0.73, 5);
    expect(priceOf(gcp, 'n1-standard-8+V100x1', 'us-central1-a')?.spot).toBeCloseTo(1.38, 2);
  });

  it('calls an on-demand GPU price far under the dearest region unknown, and keeps its spot price', () => {
    const polluted = priceOf(gcp, 'a2-highgpu-1g', 'asia-northeast1-a');
    expect(polluted).toMatchObject({ onDemand: '?' });
    expect(polluted?.spot).toBeGreaterThan(1);
    expect(count?.changed['polluted-on-demand-price:A100']).toBeGreaterThan(0);
  });

  it('takes 700 for unknown and 0 for no total', () => {
    expect(priceOf(gcp, 'tpu-v6e-8', 'asia-east1-c')).toMatchObject({ onDemand: '?', spot: '?' });
    expect(priceOf(gcp, 'tpu-v6e-8', 'southamerica-west1-a')).toMatchObject({ onDemand: 21.6, spot: '?' });
    expect(gcp.prices.flatMap(({ onDemand, spot }) => [onDemand, spot]).filter((usd) => usd === 0 || usd === 700)).toEqual([]);
  });

  it('offers A4 and A3 Ultra by spot alone, A4 at the accelerator price', () => {
    expect(priceOf(gcp, 'a4-highgpu-8g', 'us-central1-b')).toMatchObject({ onDemand: null, spot: 34.2368 });
    expect(gcp.prices.filter((price) => price.type === 'a3-ultragpu-8g').every((price) => price.onDemand === null)).toBe(true);
    expect(priceOf(gcp, 'a3-highgpu-1g', 'us-central1-a')?.onDemand).toBeNull();
  });

  it('attaches GPUs to N1 hosts within the limits', () => {
    const hosts = gcp.prices.filter((price) => price.type.includes('+')).map((price) => price.type);
    expect(hosts).toContain('n1-standard-16+T4x1');
    expect(hosts).not.toContain('n1-standard-96+T4x1');
    expect(hosts).not.toContain('n1-standard-16+V100x1');
    expect(hosts.some((type) => type.includes('megamem'))).toBe(false);
  });

  it('drops duplicates, TPU hosts and the variants without local SSD', () => {
    expect(count?.dropped).toMatchObject({ duplicate: 2, 'without-local-ssd': 3 });
    expect(gcp.types.has('n1-340-48-tpu')).toBe(false);
    expect(gcp.prices.filter((price) => price.type === 'tpu-v4-8')).toHaveLength(1);
  });

  it('trusts no price of e2-micro, and knows its kind', () => {
    expect(priceOf(gcp, 'e2-micro', 'us-central1-a')).toMatchObject({ onDemand: '?', spot: '?' });
    expect(gcp.types.get('e2-micro')?.burstable).toBe(true);
    expect(gcp.types.get('tpu-v5litepod-16')).toMatchObject({ vcpus: 112, notes: ['a slice of 4 hosts'] });
  });
});

describe('Azure', () => {
  const tally = new Tally();
  const source = raw(azureFile);
  const azure = deriveAzure(source, tally);
  const count = tally.files[azureFile];

  it('reads the last fields of a row as one', () => {
    expect(source.joined).toBeGreaterThan(0);
    expect(source.rows.find((row) => row.InstanceType === 'Standard_B2s')?.Generation).toBe('V1 V2');
    expect(priceOf(azure, 'Standard_D4s_v5', 'eastus')?.onDemand).toBe(0.192);
  });

  it('offers no spot where it costs as much as on-demand or has no price', () => {
    for (const type of ['Standard_ND96isr_H200_v5', 'Standard_ND128isr_NDR_GB200_v6', 'Standard_B2s']) {
      expect(azure.prices.filter((price) => price.type === type).map((price) => price.spot).every((spot) => spot === null)).toBe(true);
    }
    expect(count?.changed['spot-not-under-on-demand']).toBeGreaterThan(0);
  });

  it('corrects fractions and names', () => {
    const accelerator = (type: string) => [azure.types.get(type)?.accelerator, azure.types.get(type)?.acceleratorCount];
    expect(accelerator('Standard_NV4as_v4')).toEqual(['MI25', 0.125]);
    expect(accelerator('Standard_NC8ads_A10_v4')).toEqual(['A10', 0.5]);
    expect(accelerator('Standard_NC40ads_H100_v5')).toEqual(['H100-NVL', 1]);
    expect(accelerator('Standard_ND96isr_H100_v5')).toEqual(['H100', 8]);
    expect(accelerator('Standard_ND128isr_NDR_GB200_v6')).toEqual(['GB200', 4]);
    expect(azure.types.get('Standard_NV12ads_A10_v5')?.notes).toEqual(['1/3 of an A10']);
    expect(azure.types.get('Standard_D4ps_v5')?.arch).toBe('arm64');
    expect(azure.types.get('Standard_D4s_v5')?.arch).toBe('x86_64');
  });

  it('leaves a price far under the other regions out, and only that', () => {
    const regions = azure.prices.filter((price) => price.type === 'Standard_F8ams_v6').map((price) => price.region);
    expect(regions).toContain('eastus');
    expect(regions).not.toContain('newzealandnorth');
    expect(count?.dropped['far-under-other-regions']).toBe(1);
  });

  it('leaves retired and confidential types out', () => {
    const kept = [...azure.types.keys()];
    expect(kept.filter((type) => /NC6s_v3|NCC40|DC4as/.test(type))).toEqual([]);
    expect(count?.dropped).toHaveProperty('retired-type');
    expect(count?.dropped).toHaveProperty('confidential-type');
  });
});

describe('the other tables', () => {
  it('Lambda: one price, whatever the region', () => {
    const tally = new Tally();
    const lambda = deriveLambda(raw(lambdaFile).rows, tally);
    expect(lambda.launchable).toBe(false);
    expect(lambda.prices.map((price) => price.region)).toEqual(['any', 'any', 'any']);
    expect(lambda.types.get('gpu_1x_h100_pcie')?.accelerator).toBe('H100-PCIE');
    expect(tally.files[lambdaFile]).toMatchObject({ rowsIn: 4, rowsKept: 3, dropped: { 'region-is-a-guess': 1 } });
  });

  it('regions and egress: no GovCloud, GCP by GiB', () => {
    const tally = new Tally();
    const regions = regionsTable(raw('regions.csv').rows, tally);
    const egress = egressTable(raw('egress-rates.csv').rows, tally);
    expect(regions).not.toContain('gov');
    expect(egress).not.toContain('us-gov');
    expect(egress).toMatch(/^gcp,any,internet,1,0\.12,GiB,2024-07,/m);
    expect(egress).toMatch(/^azure,zone1,internet,100,0\.087,GB,2026-05,/m);
    expect(tally.files['regions.csv']?.dropped['gov-cloud']).toBe(1);
  });

  it('a row is kept or dropped, never both', () => {
    const tally = new Tally();
    deriveAws(awsRaw, tally);
    deriveGcp(raw(gcpFile).rows, tally);
    deriveAzure(raw(azureFile), tally);
    for (const [file, { rowsIn, rowsKept, dropped }] of Object.entries(tally.files)) {
      expect(rowsKept + Object.values(dropped).reduce((sum, rows) => sum + rows, 0), file).toBe(rowsIn);
      expect(rowsKept, file).toBeGreaterThan(0);
    }
  });

  it('median of an even count is the middle of two', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
  });
});
