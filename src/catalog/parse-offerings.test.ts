import { describe, expect, it } from 'vitest';
import { plainOffering } from './listed-offering.ts';
import type { Region } from './offering.ts';
import { type OfferingFile, parseOfferings } from './parse-offerings.ts';
import type { Source } from './schema.ts';

const typeColumns =
  'instance_type,vcpus,memory_gib,arch,accelerator,accelerator_count,burstable,notes,spot_offerings,on_demand_offerings';
const priceColumns = 'instance_type,region,zones,on_demand_usd_per_hour,spot_usd_per_hour,source,spot_source,marks';

function region(name: string, access: Region['access']): [string, Region] {
  return [name, { cloud: 'aws', name, access, geography: 'us', place: name }];
}

function source(key: string, kind: Source['kind'], asOf: string): [string, Source] {
  return [key, { key, kind, asOf, licence: 'CC0', title: key }];
}

function file(types: readonly string[], prices: readonly string[]): OfferingFile {
  return {
    cloud: 'aws',
    types: `${[typeColumns, ...types].join('\n')}\n`,
    prices: `${[priceColumns, ...prices].join('\n')}\n`,
    regions: new Map([region('us-east-1', 'open'), region('af-south-1', 'opt-in'), region('cn-north-1', 'restricted')]),
    sources: new Map([source('list', 'quoted', '2026-07-20'), source('guess', 'estimated', '2025-06-28')]),
  };
}

const small = file(
  ['m5.large,2,8,x86_64,,0,0,,3,2', 't4g.nano,2,0.5,arm64,,0,1,one; two,1,1'],
  [
    'm5.large,af-south-1,any,0.125,0.05,list,guess,near-floor',
    'm5.large,cn-north-1,any,,,list,,',
    'm5.large,us-east-1,use1-az1 use1-az2,,0.04,guess,,',
    'm5.large,us-east-1,use1-az3,0.096,,list,,',
    't4g.nano,us-east-1,any,0.0042,?,list,guess,',
  ],
);

describe('the offerings of a file', () => {
  const { offerings } = parseOfferings(small, () => null);

  it('are one for each zone and market that has a price', () => {
    expect(offerings.map(({ id }) => id)).toEqual([
      'aws/af-south-1/any/m5.large/on-demand',
      'aws/af-south-1/any/m5.large/spot',
      'aws/us-east-1/use1-az1/m5.large/spot',
      'aws/us-east-1/use1-az2/m5.large/spot',
      'aws/us-east-1/use1-az3/m5.large/on-demand',
      'aws/us-east-1/any/t4g.nano/on-demand',
      'aws/us-east-1/any/t4g.nano/spot',
    ]);
    expect(offerings.map(({ usdPerHour }) => usdPerHour)).toEqual([0.125, 0.05, 0.04, 0.04, 0.096, 0.0042, null]);
    expect(offerings.map((one) => one.onDemandUsdPerHour)).toEqual([0.125, 0.125, null, null, 0.096, 0.0042, 0.0042]);
    expect(offerings.map((one) => one.notes)).toEqual([
      ['opt-in region'],
      ['opt-in region', 'near floor'],
      ...[[], [], []],
      ...[
        ['one', 'two'],
        ['one', 'two'],
      ],
    ]);
  });

  it('have every field in JSON, for targets are written to ledgers', () => {
    const spot = offerings[1];
    const plain = {
      ...{ id: 'aws/af-south-1/any/m5.large/spot', cloud: 'aws', region: 'af-south-1', zone: 'any' },
      ...{ instanceType: 'm5.large', accelerator: null, acceleratorCount: 0, vcpus: 2, memoryGiB: 8 },
      ...{ arch: 'x86_64', market: 'spot', usdPerHour: 0.05, onDemandUsdPerHour: 0.125 },
      ...{ priceKind: 'estimated', asOf: '2025-06-28', source: 'guess', access: 'opt-in', burstable: false },
      notes: ['opt-in region', 'near floor'],
    };
    expect(JSON.parse(JSON.stringify({ target: { offering: spot } }))).toEqual({ target: { offering: plain } });
    expect(spot && plainOffering(spot)).toEqual(plain);
  });
});

describe('what is left out of a file', () => {
  it('is counted by reason, with an example', () => {
    const burstable = parseOfferings(small, (type) => (type.burstable ? 'burstable' : null));
    expect(burstable.offerings).toHaveLength(5);
    expect(burstable.unread).toEqual([
      {
        cloud: 'aws',
        accelerator: null,
        reason: 'burstable',
        count: 2,
        example: 'aws/us-east-1/any/t4g.nano/on-demand',
      },
    ]);
    const spot = parseOfferings(small, () => null, 'spot');
    expect(spot.offerings.every(({ market }) => market === 'spot')).toBe(true);
    expect(spot.unread.map(({ reason, count }) => [reason, count])).toEqual([['other-market', 3]]);
  });

  it.each([
    ['a type that is not known', file([], ['m5.large,us-east-1,any,1,,list,,']), 'whose type is not in the catalog'],
    [
      'a region that is not known',
      file(['m5.large,2,8,x86_64,,0,0,,0,1'], ['m5.large,x,any,1,,list,,']),
      'a price in x',
    ],
    ['a source that is not known', file(['m5.large,2,8,x86_64,,0,0,,0,1'], ['m5.large,us-east-1,any,1,,x,,']), '"x"'],
    ['a price of 0', file(['m5.large,2,8,x86_64,,0,0,,0,1'], ['m5.large,us-east-1,any,0,,list,,']), 'is 0'],
    ['a count that is too low', file(['m5.large,2,8,x86_64,,0,0,,0,0'], ['m5.large,us-east-1,any,1,,list,,']), 'lines'],
  ])('crashes on %s', (_, broken, message) => {
    expect(() => parseOfferings(broken, () => null)).toThrow(message);
  });
});
