import { describe, expect, it } from 'vitest';
import { catalog } from '../../test/optimizer/samples.ts';
import { egressTable, type Place, quoteEgress } from './egress.ts';

const table = egressTable(catalog([]));
const at = (cloud: string, region: string): Place => ({ cloud, region });
const virginia = at('aws', 'us-east-1');
const iowa = at('gcp', 'us-central1');

function usd(from: Place, to: Place, sizeGB: number, usedGB = 0): number | string {
  const quote = quoteEgress(table, from, to, sizeGB, usedGB);
  return quote.kind === 'unknown'
    ? quote.lacks
    : quote.pieces.reduce((sum, piece) => sum + piece.quantity * piece.unitPriceUsd, 0);
}

describe('internet egress of the source cloud', () => {
  it('lets the free 100 GB count inside the first tier: 60 TB from AWS are $5,111', () => {
    expect(usd(virginia, iowa, 60 * 1024)).toBeCloseTo(10_140 * 0.09 + 40_960 * 0.085 + 10_240 * 0.07, 6);
    expect(Math.round(usd(virginia, iowa, 60 * 1024) as number)).toBe(5111);
  });
  it('charges a checkpoint of 200 GB $9.00 in a fresh month and $18.00 once the free 100 GB is used', () => {
    expect(usd(virginia, iowa, 200)).toBeCloseTo(9, 9);
    expect(usd(virginia, iowa, 200, 100)).toBeCloseTo(18, 9);
  });
  it('charges exactly 10,240 GB, the edge of a tier, at the first tier', () => {
    expect(usd(virginia, iowa, 10_240)).toBeCloseTo(10_140 * 0.09, 6);
  });
  it.each([
    [1, 0],
    [1024, 1023 * 0.12],
    [2048, 1023 * 0.12 + 1024 * 0.11],
    [20_480, 1023 * 0.12 + 9216 * 0.11 + 10_240 * 0.08],
  ])('charges GCP by tier, for %i GiB $%f', (size, expected) => {
    expect(usd(iowa, virginia, size)).toBeCloseTo(expected, 6);
  });
  it('goes on at the tier where the month stands', () => {
    expect(usd(virginia, iowa, 1000, 50_000)).toBeCloseTo(1000 * 0.085, 6);
    expect(usd(virginia, iowa, 1000, 51_000)).toBeCloseTo(200 * 0.085 + 800 * 0.07, 6);
  });
  it('takes the price of a destination country that has its own', () => {
    expect(usd(iowa, at('aws', 'ap-southeast-2'), 10)).toBeCloseTo(1.9, 9);
  });
  it('names units as the cloud does', () => {
    const quote = quoteEgress(table, iowa, virginia, 10, 0);
    expect(quote.kind === 'priced' && quote.pieces.map((piece) => piece.unit)).toEqual(['GiB', 'GiB']);
  });
});

describe('inside a cloud', () => {
  it.each([
    ['in one region nothing', virginia, virginia, 0],
    ['by the pair of regions, where it has a price', virginia, at('aws', 'us-east-2'), 10],
    ['else by the list of the source', virginia, at('aws', 'eu-west-1'), 20],
    ['by the geography of both', iowa, at('gcp', 'us-east4'), 20],
    ['by the geography of the destination', iowa, at('gcp', 'australia-southeast1'), 100],
    ['between continents', iowa, at('gcp', 'europe-west4'), 80],
    ['within a continent', at('azure', 'eastus'), at('azure', 'canadacentral'), 20],
    ['within a geography, to another continent', at('azure', 'eastus'), at('azure', 'westeurope'), 50],
  ])('costs %s', (_, from, to, expected) => {
    expect(usd(from, to, 1000)).toBeCloseTo(expected, 9);
  });
  it('never reads the tiers of the internet', () => {
    expect(usd(virginia, at('aws', 'eu-west-1'), 1000, 1_000_000)).toBeCloseTo(20, 9);
  });
});

it('says whose price is missing, instead of 0', () => {
  expect(usd(at('aws', 'ap-east-2'), iowa, 1)).toBe('aws ap-east-2 → internet');
  expect(usd(at('aws', 'ap-east-2'), virginia, 1)).toBe('aws ap-east-2 → us-east-1 (aws)');
  expect(usd(at('azure', 'brazilsouth'), virginia, 1)).toBe('azure brazilsouth → internet');
});
