import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../src/catalog/catalog.ts';
import type { Offering } from '../../src/catalog/offering.ts';
import type { Plan } from '../../src/optimizer/plan.ts';
import { rank } from '../../src/optimizer/rank.ts';
import { anyCatalog, anyConditions, anyData, anyTask } from './arbitraries.ts';
import { judge } from './oracle.ts';

const inputs = [anyTask, anyCatalog, anyConditions] as const;
const runs = { numRuns: 400 };

function ids(plan: Plan): string[] {
  return plan.ranked.map((one) => one.offering.id);
}

/** Sums in another order may differ in the last bits. */
function near(usd: number) {
  return expect.closeTo(usd, 6);
}

describe('rank', () => {
  it('agrees with a naive oracle on who can run it, in which order and at what total', () => {
    let ranked = 0;
    let wins = 0;
    fc.assert(
      fc.property(...inputs, (task, catalog, conditions) => {
        const plan = rank(task, catalog, conditions);
        const expected = judge(task, catalog, conditions);
        ranked += expected.length;
        wins += Number(expected.length > 1);
        const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
        const got = plan.ranked.map((one) => ({ id: one.offering.id, totalUsd: one.expectedUsd, hours: one.hours }));
        expect(got.toSorted(byId)).toEqual(
          expected.map(({ id, totalUsd, hours }) => ({ id, totalUsd: near(totalUsd), hours })).toSorted(byId),
        );
        for (const [place, one] of plan.ranked.entries()) {
          expect(one.expectedUsd).toBeCloseTo(expected[place]?.totalUsd ?? Number.NaN, 6);
          if (task.ordered) expect(one.request).toBe(expected[place]?.request);
        }
      }),
      { numRuns: 2500 },
    );
    // The comparison means nothing where hardly anything can be ranked.
    expect(ranked).toBeGreaterThan(2000);
    expect(wins).toBeGreaterThan(300);
  });

  it('accounts for every offering: ranked and rejected are all of them', () => {
    fc.assert(
      fc.property(...inputs, (task, catalog, conditions) => {
        const { ranked, rejected } = rank(task, catalog, conditions);
        const unread = catalog.unread.reduce((sum, one) => sum + one.count, 0);
        expect(ranked.length + rejected.count).toBe(catalog.offerings.length + unread);
        expect(rejected.byReason.reduce((sum, group) => sum + group.count, 0)).toBe(rejected.count);
      }),
      runs,
    );
  });

  it('does not depend on the order of the catalog', () => {
    fc.assert(
      fc.property(
        ...inputs,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (task, catalog, conditions, dice) => {
          const shuffled = catalog.offerings
            .map((one) => ({ one, key: dice.next().value as number }))
            .toSorted((a, b) => a.key - b.key)
            .map(({ one }) => one);
          expect(rank(task, { ...catalog, offerings: shuffled }, conditions)).toEqual(rank(task, catalog, conditions));
        },
      ),
      runs,
    );
  });

  it('totals its lines, each quantity times unit price, and numbers from 1', () => {
    fc.assert(
      fc.property(...inputs, (task, catalog, conditions) => {
        for (const [index, planned] of rank(task, catalog, conditions).ranked.entries()) {
          expect(planned.rank).toBe(index + 1);
          expect(planned.lines.reduce((sum, line) => sum + line.usd, 0)).toBe(planned.expectedUsd);
          expect(JSON.parse(JSON.stringify(planned)).lines).toEqual(planned.lines);
          for (const line of planned.lines) expect(line.usd).toBeCloseTo(line.quantity * line.unitPriceUsd, 9);
        }
      }),
      runs,
    );
  });

  it('never lets an offering lead that another one beats in everything', () => {
    fc.assert(
      fc.property(...inputs, (task, catalog, conditions) => {
        const plan = rank(task, catalog, conditions);
        const winner = plan.ranked[0];
        fc.pre(winner !== undefined && winner.hours > 0);
        const { offering } = winner as Plan['ranked'][number];
        const better: Offering = { ...offering, usdPerHour: (offering.usdPerHour ?? 0) / 2, id: `${offering.id}!` };
        const again = rank(task, { ...catalog, offerings: [...catalog.offerings, better] }, conditions);
        expect(again.ranked[0]?.offering.id).toBe(better.id);
      }),
      runs,
    );
  });

  it('never lifts an offering that became dearer', () => {
    fc.assert(
      fc.property(...inputs, fc.nat(), (task, catalog, conditions, pick) => {
        const before = ids(rank(task, catalog, conditions));
        fc.pre(before.length > 0);
        const id = before[pick % before.length] ?? '';
        const offerings = catalog.offerings.map((one) =>
          one.id === id ? { ...one, usdPerHour: (one.usdPerHour ?? 0) * 1.5 + 0.5 } : one,
        );
        const after = ids(rank(task, { ...catalog, offerings }, conditions));
        if (after.includes(id)) expect(after.indexOf(id)).toBeGreaterThanOrEqual(before.indexOf(id));
      }),
      runs,
    );
  });

  it('orders alike in a currency of another scale', () => {
    fc.assert(
      fc.property(...inputs, (task, catalog, conditions) => {
        // A power of two scales floating-point numbers exactly.
        const scale = 4;
        const scaled = rank(
          {
            ...task,
            ...(task.budgetUsd === undefined ? {} : { budgetUsd: task.budgetUsd * scale }),
            requests: task.requests.map((request) =>
              request.maxUsdPerHour === undefined
                ? request
                : { ...request, maxUsdPerHour: request.maxUsdPerHour * scale },
            ),
          },
          inScale(catalog, scale),
          { ...conditions, spentUsd: conditions.spentUsd * scale },
        );
        const plain = rank(task, catalog, conditions);
        expect(ids(scaled)).toEqual(ids(plain));
        expect(scaled.ranked.map((one) => one.expectedUsd / scale)).toEqual(plain.ranked.map((one) => one.expectedUsd));
      }),
      runs,
    );
  });

  it('never becomes cheaper, or possible, by more data', () => {
    fc.assert(
      fc.property(...inputs, anyData, (task, catalog, conditions, more) => {
        const less = new Map(rank(task, catalog, conditions).ranked.map((one) => [one.offering.id, one.expectedUsd]));
        const plan = rank({ ...task, data: [...task.data, more] }, catalog, conditions);
        for (const { offering, expectedUsd } of plan.ranked) {
          expect(expectedUsd).toBeGreaterThanOrEqual((less.get(offering.id) ?? Number.NaN) - 1e-9);
        }
      }),
      runs,
    );
  });

  it('names near misses that the remedies let in', () => {
    fc.assert(
      fc.property(...inputs, (task, catalog, conditions) => {
        const plan = rank(task, catalog, conditions);
        if (plan.ranked.length > 0) {
          expect(plan.nearMisses).toBeUndefined();
          return;
        }
        for (const miss of plan.nearMisses ?? []) expect(miss.against.length).toBeGreaterThan(0);
        if (catalog.offerings.length > 0) expect(plan.nearMisses?.length).toBeGreaterThan(0);
      }),
      runs,
    );
  });

  it('would keep the budget for just as long as it says', () => {
    fc.assert(
      fc.property(...inputs, (given, catalog, conditions) => {
        const { hoursByAccelerator: _, deadline: __, ...rest } = given;
        const task = { ...rest, budgetUsd: 50, hoursAssumed: true };
        for (const planned of rank(task, catalog, { ...conditions, hoursDone: 0 }).ranked) {
          const hours = planned.budgetLastsHours;
          if (hours === undefined || hours === 0) continue;
          const only = { ...catalog, offerings: [planned.offering] };
          const again = rank(
            { ...task, hours, requests: task.requests.slice(planned.request, planned.request + 1) },
            only,
            { ...conditions, hoursDone: 0 },
          );
          expect(again.ranked.map((one) => one.expectedUsd)).toContainEqual(near(50 - conditions.spentUsd));
        }
      }),
      runs,
    );
  });
});

function inScale(catalog: Catalog, scale: number): Catalog {
  return {
    ...catalog,
    offerings: catalog.offerings.map((one) => ({
      ...one,
      usdPerHour: one.usdPerHour === null ? null : one.usdPerHour * scale,
    })),
    egress: catalog.egress.map((rate) => ({ ...rate, usdPerGB: rate.usdPerGB * scale })),
    storage: catalog.storage.map((rate) => ({ ...rate, usd: rate.usd * scale })),
  };
}
