import { describe, expect, it } from 'vitest';
import { duration, instant, number, percent, plural, size, unitUsd, usd } from './format.ts';

describe('format', () => {
  it.each([
    [0, '$0.00'],
    [12.34, '$12.34'],
    [1234.5, '$1,234.50'],
    [1234567.891, '$1,234,567.89'],
    [0.0046, '$0.0046'],
    [0.031, '$0.031'],
    [0.05, '$0.05'],
    [0.5, '$0.50'],
    [0.00000123, '<$0.00001'],
    [-3.2, '-$3.20'],
    [0.999, '$1.00'],
    [999.995, '$1,000.00'],
  ])('usd(%d) = %s', (amount, text) => expect(usd(amount)).toBe(text));

  it.each([
    [0, '$0.00'],
    [4.7112, '$4.7112'],
    [0.09, '$0.09'],
    [0.1, '$0.10'],
    [0.005, '$0.005'],
    [0.0000414, '$0.0000414'],
    [1234, '$1,234.00'],
  ])('unitUsd(%d) = %s', (amount, text) => expect(unitUsd(amount)).toBe(text));

  it.each([
    [0, '0'],
    [31204, '31,204'],
    [100, '100'],
    [1000000, '1,000,000'],
    [2.8055, '2.81'],
    [0.0137, '0.014'],
    [0.125, '0.13'],
    [1024.4, '1,024'],
    [2.5, '2.5'],
  ])('number(%d) = %s', (value, text) => expect(number(value)).toBe(text));

  it.each([
    [8, '8 h'],
    [6 + 40 / 60, '6 h 40 min'],
    [0.75, '45 min'],
    [1 / 120, '30 s'],
    [0, '0 s'],
    [59.99 / 60, '1 h'],
    [47.999, '2 d'],
    [76, '3 d 4 h'],
    [1000, '41 d 16 h'],
  ])('duration(%d) = %s', (hours, text) => expect(duration(hours)).toBe(text));

  it.each([
    [10240, '10 TB'],
    [310.4, '310 GB'],
    [1536, '1.5 TB'],
    [0.5, '512 MB'],
    [2.5, '2.5 GB'],
  ])('size(%d) = %s', (gb, text) => expect(size(gb)).toBe(text));

  it('never rounds a saving up to all of it', () => {
    expect([percent(0.684), percent(0.999), percent(1), percent(0)]).toEqual(['68%', '99%', '100%', '0%']);
  });

  it('tells instants and counts', () => {
    expect(instant(new Date('2026-11-24T18:40:59Z'))).toBe('2026-11-24 18:40 UTC');
    expect([plural(1, 'offering'), plural(31204, 'offering')]).toEqual(['1 offering', '31,204 offerings']);
  });
});
