import { describe, expect, it } from 'vitest';
import { skyplan } from './fake-io.ts';

describe('gpus', () => {
  it('lists accelerators with the cheapest of each cloud', async () => {
    expect((await skyplan(['gpus'])).out).toMatchInlineSnapshot(`
      "USD per hour of one accelerator, cheapest offering of each cloud:

      Accelerator  Cloud      Spot  On-demand  Cheapest on
      A100         aws       $0.31      $2.74  p4d.24xlarge, us-east-1/use1-az1
                   azure     $0.75      $3.40  Standard_ND96asr_v4, eastus
                   gcp       $1.56      $3.67  a2-highgpu-1g, europe-west4-a
                   lambda *      -      $1.99  gpu_1x_a100, (any region)
      A10G         aws       $0.42      $1.01  g5.xlarge, us-east-1/use1-az2

      Prices of 2025-06-28 to 2026-07-20, none live. Offerings: aws 36, gcp 38, azure 4, lambda 5. *
      cannot be launched yet. One accelerator with all its offerings: skyplan gpus NAME.
      "
    `);
  });

  it('lists the offerings of one, cheapest first, however it is spelled', async () => {
    const { code, out } = await skyplan(['gpus', 'a100', '--json', '--all']);
    expect(code).toBe(0);
    const { accelerator, count, offerings } = JSON.parse(out);
    expect([accelerator, offerings.length]).toEqual(['A100', count]);
    const prices = offerings.map(({ usdPerHour }: { usdPerHour: number }) => usdPerHour);
    expect(prices).toEqual(prices.toSorted((a: number, b: number) => a - b));
    expect((await skyplan(['gpus', 'a100', '--top', '5', '--spot'])).out).toMatchInlineSnapshot(`
      "A100: 18 offerings, cheapest first; machine and hour, without disk and traffic

      Where                   Type                 Hardware  Market  Per hour   Each
      gcp europe-west4-a +1   a2-highgpu-1g        1x A100   spot       $1.56  $1.56
      gcp us-central1-a +3    a2-highgpu-1g        1x A100   spot       $1.80  $1.80
      aws us-east-1/use1-az1  p4d.24xlarge         8x A100   spot       $2.47  $0.31
        near floor
      aws sa-east-1           p4d.24xlarge         8x A100   spot       $3.56  $0.44
        near floor; price estimated (2025-06-28)
      azure eastus            Standard_ND96asr_v4  8x A100   spot       $5.98  $0.75
      and 5 more lines; --all shows them

      Prices of 2025-06-28 to 2026-07-20, none live. Offerings: aws 36, gcp 38, azure 4, lambda 5.
      "
    `);
  });

  it('takes the same cheapest as the list by hand', async () => {
    const { accelerators } = JSON.parse((await skyplan(['gpus', '--json'])).out);
    const { offerings } = JSON.parse((await skyplan(['gpus', 'A100', '--json', '--all'])).out);
    for (const { accelerator, cloud, spot } of accelerators) {
      if (accelerator !== 'A100' || spot === null) continue;
      const each = offerings
        .filter((offering: { cloud: string; market: string }) => offering.cloud === cloud && offering.market === 'spot')
        .map(({ usdPerHourEach }: { usdPerHourEach: number }) => usdPerHourEach);
      expect(spot.usdPerHourEach).toBe(Math.min(...each));
    }
  });

  it('fits 80 columns', async () => {
    for (const argv of [['gpus'], ['gpus', 'A100'], ['catalog', 'info']]) {
      const { out } = await skyplan(argv, { columns: 80 });
      // The folder is one word, however long.
      expect(out.split('\n').filter((line) => line.length > 80 && !line.includes('/catalog-small'))).toEqual([]);
    }
  });

  it.each([
    [['gpus', 'A10X'], 2, "There is no accelerator 'A10X'."],
    [['gpus', 'A40'], 3, 'The catalog has no A40.'],
    [['gpus', '--cloud', 'gpc'], 2, '--cloud gpc: the catalog has no such cloud.'],
    [['gpus', '--region', 'us-east-9'], 2, '--region us-east-9: the catalog has no such region.'],
    [['gpus', 'A10G', '--cloud', 'gcp'], 3, 'No offering of A10G with a trusted price is left.'],
  ])('%j: exit %i', async (argv, code, message) => {
    const ran = await skyplan(argv);
    expect([ran.code, ran.out]).toEqual([code, '']);
    expect(ran.err).toContain(message);
    expect(ran.err).toMatch(/hint: \S/);
  });
});

describe('catalog info', () => {
  it('says counts, dates and sources', async () => {
    const { code, out } = await skyplan(['catalog', 'info']);
    expect(code).toBe(0);
    expect(out.replace(/ in \S+ /, ' in CATALOG ').split('\nSources:')[0]).toMatchInlineSnapshot(`
      "83 offerings in CATALOG (small); none of the prices is live.

      Cloud     Offerings  Spot  On-demand  Kinds  Prices of                 Days old
      aws              36    18         18      2  2025-06-28 to 2026-07-20  127-514
      gcp              38    19         19      1  2026-05-20                188
      azure             4     2          2      1  2026-05-20                188
      lambda *          5     0          5      1  2026-05-20                188
      * for comparison: cannot be launched yet
      "
    `);
  });

  it('tells of the package’s catalog what was left out and why', async () => {
    const { out } = await skyplan(['catalog', 'info', '--json'], { env: { SKYPLAN_CATALOG: '' } });
    const info = JSON.parse(out);
    expect(info.clouds.map(({ cloud }: { cloud: string }) => cloud)).toEqual(['aws', 'gcp', 'azure', 'lambda']);
    expect(info.derivation['lambda-vms.csv'].dropped).toEqual({ 'region-is-a-guess': 400 });
    for (const { offerings, spot, onDemand, ageDays } of info.clouds) {
      expect(spot + onDemand).toBe(offerings);
      expect(ageDays).toBeGreaterThan(0);
    }
  });
});
