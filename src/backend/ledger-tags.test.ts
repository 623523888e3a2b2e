import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Event } from '../ledger/event.ts';
import { maxTagBytes, parseLedger, tagsFor } from './ledger-tags.ts';

const event = (detail: string): Event => ({
  at: '2026-11-24T00:00:00Z',
  kind: 'attempt-end',
  attempt: 1,
  outcome: 'lost',
  detail,
});

it('reads back every batch in the order of the appends, and never writes over a tag', () => {
  const batches = fc.array(fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { minLength: 1, maxLength: 5 }), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(batches, (texts) => {
      let tags: Record<string, string> = { 'skyplan:kind': 'job' };
      for (const batch of texts) {
        const added = tagsFor(batch.map(event), tags);
        for (const [key] of added) expect(tags[key]).toBeUndefined();
        // As a tags file has them: in no order.
        tags = Object.fromEntries([...Object.entries(tags), ...added].reverse());
      }
      expect(parseLedger('j', tags)).toEqual(texts.flat().map(event));
    }),
  );
});

it('is one tag for a batch that fits, and as few as fit for one that does not', () => {
  const big = event('x'.repeat(50_000));
  expect(tagsFor([event('a'), event('b'), event('c')], {})).toHaveLength(1);
  const tags = tagsFor([big, big, big, big, big], {});
  expect(tags).toHaveLength(3);
  for (const [, value] of tags) expect(Buffer.byteLength(value)).toBeLessThan(maxTagBytes);
  expect(parseLedger('j', Object.fromEntries(tags))).toHaveLength(5);
});

it('refuses a tag that is no event, by its name', () => {
  expect(() => parseLedger('demo', { 'skyplan:event:0002': '{"kind":' })).toThrow(/skyplan:event:0002 of job demo/);
  expect(() => parseLedger('demo', { 'skyplan:event:0001': '[1]' })).toThrow(/is no event/);
});
