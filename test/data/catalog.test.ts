import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Offering } from '../../src/catalog/offering.ts';
import { readCatalog, readIndex, readSources, readVocabulary, readWholeCatalog } from '../../src/disk/catalog-files.ts';

/** The bundled catalog: what the derivation promises, held on all of its rows. */
const root = join(import.meta.dirname, '../../catalog');
const catalog = readWholeCatalog(root);
const index = readIndex(root);
const vocabulary = readVocabulary(root);
const everything = [...catalog.offerings, ...catalog.comparison];

/** Ids of the offerings that break a rule: a failure shows which. */
function breaking(rule: (offering: Offering) => boolean, offerings: readonly Offering[] = everything): string[] {
  return offerings.filter((offering) => !rule(offering)).map((offering) => offering.id);
}

function byType(pattern: RegExp): Offering[] {
  return everything.filter((offering) => pattern.test(offering.instanceType));
}

describe('every offering', () => {
  it('has an id of its own that says what it is', () => {
    expect(new Set(everything.map(({ id }) => id)).size).toBe(everything.length);
    expect(breaking((o) => o.id === `${o.cloud}/${o.region}/${o.zone}/${o.instanceType}/${o.market}`)).toEqual([]);
  });

  it('lies in a known region and zone', () => {
    const known = new Set(catalog.regions.map(({ cloud, name }) => `${cloud}/${name}`));
    expect(breaking((o) => known.has(`${o.cloud}/${o.region}`), catalog.offerings)).toEqual([]);
    expect(breaking((o) => o.region === 'any' && o.zone === 'any', catalog.comparison)).toEqual([]);
    const zones = new Set(Object.values(vocabulary.zones).flat());
    expect(breaking((o) => o.zone === 'any' || zones.has(o.zone))).toEqual([]);
    expect(breaking((o) => o.zone === 'any', catalog.offerings.filter((o) => o.cloud === 'azure'))).toEqual([]);
  });

  it('has a price within bounds, or says that it has none', () => {
    expect(breaking((o) => o.usdPerHour === null || (o.usdPerHour > 0.0005 && Number.isFinite(o.usdPerHour)))).toEqual([]);
    expect(breaking((o) => o.usdPerHour !== 700)).toEqual([]);
    const large = (o: Offering) => o.accelerator?.startsWith('tpu-') || (o.usdPerHour ?? 0) < 500;
    expect(breaking(large)).toEqual([]);
    const perCore = (o: Offering) => o.accelerator !== null || (o.usdPerHour ?? 0.1) / o.vcpus < 2;
    expect(breaking((o) => perCore(o) || /^Standard_N?P|^Standard_PB/.test(o.instanceType))).toEqual([]);
  });

  it('costs less by spot than on demand', () => {
    const spot = everything.filter((o) => o.market === 'spot' && o.usdPerHour !== null && o.onDemandUsdPerHour !== null);
    expect(spot.length).toBeGreaterThan(90_000);
    expect(breaking((o) => (o.usdPerHour ?? 0) < (o.onDemandUsdPerHour ?? 0), spot)).toEqual([]);
    const onDemand = everything.filter((o) => o.market === 'on-demand');
    expect(breaking((o) => o.usdPerHour === o.onDemandUsdPerHour, onDemand)).toEqual([]);
  });

  it('has a size, an architecture, and a count that fits its accelerator', () => {
    expect(breaking((o) => o.vcpus > 0 && o.memoryGiB > 0 && ['x86_64', 'arm64'].includes(o.arch))).toEqual([]);
    expect(breaking((o) => (o.accelerator === null ? o.acceleratorCount === 0 : o.acceleratorCount > 0))).toEqual([]);
    expect(breaking((o) => o.accelerator === null || vocabulary.accelerators.includes(o.accelerator))).toEqual([]);
  });

  it('names a source with its kind and date', () => {
    const sources = readSources(root);
    expect(breaking((o) => sources.get(o.source)?.kind === o.priceKind && sources.get(o.source)?.asOf === o.asOf)).toEqual([]);
    for (const { asOf, licence, title } of sources.values()) {
      expect(asOf).toMatch(/^20\d\d-\d\d-\d\d$/);
      expect(licence && title).toBeTruthy();
    }
  });

  it('is marked near floor by one rule', () => {
    const spot = everything.filter((o) => o.market === 'spot' && o.usdPerHour !== null && o.onDemandUsdPerHour !== null);
    const near = (o: Offering) => (o.usdPerHour ?? 0) <= 0.115 * (o.onDemandUsdPerHour ?? 0) + 1e-9;
    expect(breaking((o) => o.notes.includes('near floor') === near(o), spot)).toEqual([]);
    expect(spot.filter(near).length).toBeGreaterThan(100);
  });

  it('in a region that must be asked for or opted in to says so', () => {
    const access = new Map(catalog.regions.map((region) => [`${region.cloud}/${region.name}`, region.access]));
    expect(breaking((o) => (access.get(`${o.cloud}/${o.region}`) ?? 'open') === o.access)).toEqual([]);
    expect(breaking((o) => (o.access === 'opt-in') === o.notes.includes('opt-in region'))).toEqual([]);
    const restricted = new Set(everything.filter((o) => o.access === 'restricted').map((o) => o.region));
    const azure = ['australiacentral2', 'brazilsoutheast', 'francesouth', 'germanynorth', 'norwaywest', 'southafricawest'];
    expect([...restricted]).toEqual(expect.arrayContaining([...azure, 'switzerlandwest', 'uaecentral', 'me-central2']));
    expect(everything.some((o) => o.access === 'opt-in' && o.region === 'af-south-1')).toBe(true);
  });
});

describe('known faults stay out', () => {
  it('no local zone, no GovCloud, no China', () => {
    expect(breaking((o) => o.cloud !== 'aws' || o.zone.split('-').length <= 2)).toEqual([]);
    expect(breaking((o) => !/gov|^cn-|china/.test(o.region))).toEqual([]);
  });

  it('no GCP on-demand GPU price far under the dearest region, per GPU and host alike', () => {
    for (const type of ['a2-highgpu-1g', 'a2-ultragpu-1g', 'a3-highgpu-8g', 'a3-megagpu-8g']) {
      const rows = everything.filter((o) => o.instanceType === type && o.market === 'on-demand');
      const prices = rows.flatMap((o) => o.usdPerHour ?? []);
      expect(rows.length, type).toBeGreaterThan(prices.length);
      expect(Math.min(...prices) / Math.max(...prices), type).toBeGreaterThan(0.62);
    }
  });

  it('no on-demand A3 Ultra, A4 or small A3, which are not sold so', () => {
    const rows = byType(/^(a3-ultragpu|a4-|a3-highgpu-[124]g)/);
    expect(rows.length).toBeGreaterThan(50);
    expect(breaking((o) => o.market === 'spot', rows)).toEqual([]);
  });

  it('no spot where Azure has no spot market', () => {
    const rows = byType(/ND96isr_H200_v5|GB200/);
    expect(rows.length).toBe(47);
    expect(breaking((o) => o.market === 'on-demand', rows)).toEqual([]);
  });

  it('no retired, confidential or distrusted type', () => {
    expect(byType(/^Standard_NC\d+r?s_v3$|^Standard_NCC|^Standard_(DC|EC)\d+i?[ae]/)).toEqual([]);
    expect(byType(/-tpu$|-nolssd$/)).toEqual([]);
    const metal = byType(/^(c6g|c6gd|m5zn|m6g|m6gd|r5b|r6g|r6gd|x2gd)\.metal$/);
    expect(breaking((o) => o.region === 'us-east-1', metal)).toEqual([]);
  });

  it('no Azure on-demand price under half of its type’s median over regions', () => {
    const prices = new Map<string, number[]>();
    for (const o of catalog.offerings) {
      if (o.cloud !== 'azure' || o.market !== 'on-demand' || o.usdPerHour === null) continue;
      prices.set(o.instanceType, [...(prices.get(o.instanceType) ?? []), o.usdPerHour]);
    }
    const far = [...prices].filter(([, list]) => {
      const sorted = list.toSorted((a, b) => a - b);
      // The median may have moved up a little by what was left out.
      return (sorted[0] ?? 0) < 0.45 * (sorted[sorted.length >> 1] ?? 0);
    });
    expect(far.map(([type]) => type)).toEqual([]);
  });

  it('fractions and names are right', () => {
    const accelerator = (type: string) => {
      const found = everything.find((o) => o.instanceType === type);
      return found && [found.accelerator, found.acceleratorCount];
    };
    expect(accelerator('g6f.large')).toEqual(['L4', 0.125]);
    expect(accelerator('Standard_NV4as_v4')).toEqual(['MI25', 0.125]);
    expect(accelerator('Standard_NV8as_v4')).toEqual(['MI25', 0.25]);
    expect(accelerator('Standard_NC8ads_A10_v4')).toEqual(['A10', 0.5]);
    expect(accelerator('Standard_NC40ads_H100_v5')).toEqual(['H100-NVL', 1]);
    expect(accelerator('Standard_ND96isr_H100_v5')).toEqual(['H100', 8]);
    expect(accelerator('p4de.24xlarge')).toEqual(['A100-80GB', 8]);
    expect(accelerator('g7e.2xlarge')).toEqual(['RTXPRO6000', 1]);
    expect(accelerator('p3.2xlarge')).toEqual(['V100', 1]);
    expect(vocabulary.accelerators.filter((name) => /RTX ?PRO/i.test(name))).toEqual(['RTXPRO4500', 'RTXPRO6000']);
    const fractions = everything.filter((o) => o.acceleratorCount > 0 && o.acceleratorCount < 1);
    expect(breaking((o) => o.notes.some((note) => /^1\/\d of an? /.test(note)), fractions)).toEqual([]);
  });

  it('an estimate never stands beside a quoted zone of the same type and region', () => {
    const quoted = new Set(
      everything.filter((o) => o.cloud === 'aws' && o.zone !== 'any').map((o) => `${o.instanceType} ${o.region}`),
    );
    const estimated = everything.filter((o) => o.priceKind === 'estimated');
    expect(estimated.length).toBeGreaterThan(10_000);
    expect(breaking((o) => o.market === 'spot' && o.zone === 'any', estimated)).toEqual([]);
    expect(breaking((o) => !quoted.has(`${o.instanceType} ${o.region}`), estimated)).toEqual([]);
  });

  it('well-known prices are what they are', () => {
    const price = (id: string) => everything.find((o) => o.id === id)?.usdPerHour;
    expect(price('aws/us-east-1/use1-az4/p4d.24xlarge/on-demand')).toBeCloseTo(21.9576, 4);
    expect(price('aws/us-east-1/any/m5.large/on-demand')).toBe(0.096);
    expect(price('gcp/us-central1/us-central1-a/g2-standard-4/on-demand')).toBeCloseTo(0.7068, 3);
    expect(price('gcp/us-central1/us-central1-a/a2-highgpu-1g/on-demand')).toBeCloseTo(3.6734, 3);
    expect(price('gcp/us-central1/us-central1-b/n1-standard-8+T4x1/spot')).toBeCloseTo(0.305, 2);
    expect(price('azure/eastus/any/Standard_D4s_v5/on-demand')).toBe(0.192);
  });

  it('Lambda is for comparison alone', () => {
    expect(catalog.comparison.every((o) => o.cloud === 'lambda' && o.region === 'any')).toBe(true);
    expect(catalog.comparison).toHaveLength(25);
    expect(catalog.offerings.some((o) => o.cloud === 'lambda')).toBe(false);
  });
});

describe('what the catalog says of itself', () => {
  it('has at least 100,000 offerings, counted as they are', () => {
    expect(everything.length).toBeGreaterThan(100_000);
    for (const { cloud, spot, onDemand, offerings } of index.clouds) {
      const rows = everything.filter((o) => o.cloud === cloud);
      expect([spot, onDemand, offerings]).toEqual([
        rows.filter((o) => o.market === 'spot').length,
        rows.filter((o) => o.market === 'on-demand').length,
        rows.length,
      ]);
    }
  });

  it('dates each cloud by its newest and oldest price', () => {
    for (const { cloud, asOf, oldest } of catalog.clouds) {
      const dates = everything.filter((o) => o.cloud === cloud).map((o) => o.asOf);
      expect([oldest, asOf]).toEqual([dates.reduce((a, b) => (a < b ? a : b)), dates.reduce((a, b) => (a > b ? a : b))]);
    }
  });

  it('hashes every file as it stands, and lists every file', () => {
    const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
    const text = (path: string) => readFileSync(join(root, path), 'utf8');
    for (const [path, expected] of Object.entries(index.tables)) expect(hash(text(path)), path).toBe(expected);
    for (const { cloud, file, hash: expected } of index.files) {
      const both = text(`types/${cloud}/${file}.csv`) + text(`offerings/${cloud}/${file}.csv`);
      expect(hash(both), `${cloud}/${file}`).toBe(expected);
    }
    const listed = index.clouds.flatMap(({ cloud }) => readdirSync(join(root, 'offerings', cloud)));
    expect(listed.length).toBe(index.files.length);
  });

  it('holds plain ASCII in the offerings, which are read so', () => {
    for (const { cloud, file } of index.files) {
      const bytes = readFileSync(join(root, 'offerings', cloud, `${file}.csv`));
      expect(bytes.every((byte) => byte < 128), `${cloud}/${file}`).toBe(true);
    }
  });

  it('accounts for every row of every source', () => {
    const derivation = JSON.parse(readFileSync(join(root, 'derivation.json'), 'utf8'));
    const dropped = (file: string) => derivation.files[file].dropped;
    const changed = (file: string) => derivation.files[file].changed;
    for (const [file, count] of Object.entries<{ rowsIn: number; rowsKept: number; dropped: object }>(derivation.files)) {
      const out = Object.values(count.dropped).reduce((sum: number, rows: number) => sum + rows, 0);
      expect(count.rowsKept + out, file).toBe(count.rowsIn);
    }
    expect(dropped('aws-gpu-regions.csv')['local-zone'] + dropped('aws-cpu-regions.csv')['local-zone']).toBe(37);
    expect(changed('aws-gpu-regions.csv')['spot-not-under-on-demand']).toBe(54);
    expect(dropped('aws-on-demand-regions.csv')['distrusted-metal']).toBeGreaterThan(100);
    expect(changed('gcp-vms.csv')).toMatchObject({
      'polluted-on-demand-price:A100': 45,
      'polluted-on-demand-price:A100-80GB': 16,
      'polluted-on-demand-price:H100': 44,
      'polluted-on-demand-price:H100-MEGA': 12,
      'polluted-on-demand-price:H200': 6,
    });
    // 40 rows, of which 8 are duplicates of a zone.
    expect(changed('gcp-vms.csv')['unknown-price-700']).toBe(32);
    expect(changed('azure-vms.csv')).toMatchObject({ 'generation-fields-joined': 27_141, 'spot-not-under-on-demand': 47 });
    expect(dropped('azure-vms.csv')).toMatchObject({ 'far-under-other-regions': 50, 'retired-type': 92 });
  });

  it('has egress and storage rates for the launchable clouds, without references to notes of ours', () => {
    for (const cloud of ['aws', 'gcp', 'azure']) {
      const items = catalog.storage.filter((rate) => rate.cloud === cloud).map((rate) => rate.item);
      expect(items).toEqual(expect.arrayContaining(['address:spot', 'address:on-demand', 'object:standard']));
      expect(items.some((item) => /^disk(-tier)?:/.test(item))).toBe(true);
      expect(catalog.egress.some((rate) => rate.cloud === cloud && rate.scope === 'internet')).toBe(true);
    }
    expect([...catalog.egress, ...catalog.storage].filter(({ source }) => /clouds\.md|public file/.test(source))).toEqual([]);
    const address = catalog.storage.find(({ cloud, item }) => cloud === 'gcp' && item === 'address:spot');
    expect(address?.usd).toBe(0.0025);
    expect(catalog.storage.every(({ usd }) => usd > 0)).toBe(true);
  });
});

describe('reading a part', () => {
  it('reads what is wanted and counts the rest', () => {
    const part = readCatalog(root, { accelerators: ['A100'], cpu: false });
    const expected = catalog.offerings.filter((o) => o.accelerator === 'A100').map((o) => o.id);
    expect(part.offerings.map((o) => o.id)).toEqual(expected);
    expect(part.comparison.map((o) => o.instanceType)).toContain('gpu_8x_a100');
    expect(count(part)).toBe(catalog.offerings.length);
    expect(part.hash).not.toBe(catalog.hash);
  });

  it('reads one size of TPU out of a file of many', () => {
    const part = readCatalog(root, { accelerators: ['tpu-v6e-8'], cpu: false });
    expect(new Set(part.offerings.map((o) => o.accelerator))).toEqual(new Set(['tpu-v6e-8']));
    expect(count(part)).toBe(catalog.offerings.length);
  });

  it('leaves types, a market and clouds out, counted by reason', () => {
    const part = readCatalog(root, {
      accelerators: [],
      cpu: true,
      clouds: ['aws'],
      market: 'spot',
      leaveOut: (type) => (type.vcpus < 8 ? 'too-few-vcpus' : null),
    });
    expect(part.offerings.every((o) => o.market === 'spot' && o.cloud === 'aws' && o.vcpus >= 8)).toBe(true);
    const all = catalog.offerings.filter((o) => o.cloud === 'aws' && o.accelerator === null);
    const by = (reason: string) => part.unread.filter((u) => u.reason === reason).reduce((sum, u) => sum + u.count, 0);
    expect(by('too-few-vcpus')).toBe(all.filter((o) => o.vcpus < 8).length);
    expect(by('other-market')).toBe(all.filter((o) => o.vcpus >= 8 && o.market === 'on-demand').length);
    expect(by('other-cloud')).toBe(catalog.offerings.filter((o) => o.cloud !== 'aws').length);
    expect(count(part)).toBe(catalog.offerings.length);
    const ids = new Set(catalog.offerings.map((o) => o.id));
    expect(part.unread.filter((u) => !ids.has(u.example))).toEqual([]);
  });

  it('knows other spellings, and who has what it lacks', () => {
    expect(vocabulary.acceleratorAliases).toMatchObject({
      'rtx pro server 6000': 'RTXPRO6000',
      'tpu-v5e-8': 'tpu-v5litepod-8',
      'a100-40gb': 'A100',
    });
    expect(vocabulary.foreignAccelerators.RTX4090).toContain('runpod');
    expect(vocabulary.clouds).toEqual(['aws', 'gcp', 'azure', 'local']);
    expect(vocabulary.regions.aws).toContain('us-east-1');
    const names = new Set(vocabulary.accelerators);
    expect(Object.values(vocabulary.acceleratorAliases).filter((name) => !names.has(name))).toEqual([]);
  });
});

function count(part: ReturnType<typeof readCatalog>): number {
  return part.offerings.length + part.unread.reduce((sum, group) => sum + group.count, 0);
}
