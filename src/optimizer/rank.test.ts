import { describe, expect, it } from 'vitest';
import { catalog, conditions, data, gpu, offering, request, task } from '../../test/optimizer/samples.ts';
import type { Offering } from '../catalog/offering.ts';
import type { Task } from '../task/task.ts';
import { rank } from './rank.ts';

const cheapFar = offering({ cloud: 'gcp', region: 'us-central1', usdPerHour: 4 });
const dearNear = offering({ cloud: 'aws', region: 'us-east-1', usdPerHour: 6 });

describe('the order', () => {
  it('puts the least total first and adds up every line', () => {
    const plan = rank(task(), catalog([dearNear, cheapFar]), conditions());
    expect(plan.ranked.map((one) => one.offering.id)).toEqual([cheapFar.id, dearNear.id]);
    expect(plan.ranked.map((one) => one.rank)).toEqual([1, 2]);
    // 8 h × $4, 256 GiB × 8/730 months × $0.10, 8 h × $0.0025.
    expect(plan.ranked[0]?.expectedUsd).toBeCloseTo(32 + 256 * (8 / 730) * 0.1 + 0.02, 10);
    expect(plan.ranked[0]?.lines.map((line) => line.kind)).toEqual(['compute', 'disk', 'address']);
  });

  it('counts the egress of the data: a cheap machine far away loses', () => {
    const far = task({ data: [data('aws', 'us-east-1', 10_240)] });
    const plan = rank(far, catalog([dearNear, cheapFar]), conditions());
    expect(plan.ranked[0]?.offering.id).toBe(dearNear.id);
    const paid = plan.ranked[1]?.lines.filter((line) => line.kind === 'egress-in');
    expect(paid?.map((line) => [line.quantity, line.unitPriceUsd])).toEqual([
      [100, 0],
      [10_140, 0.09],
    ]);
  });

  it('of an ordered task takes the earlier request first, and the cheapest within it', () => {
    const ordered = task({ ordered: true, requests: [gpu('H100', 1), gpu('A100', 4)] });
    const h100 = offering({
      cloud: 'aws',
      region: 'us-east-1',
      instanceType: 'h',
      accelerator: 'H100',
      usdPerHour: 50,
    });
    const plan = rank(ordered, catalog([cheapFar, h100]), conditions());
    expect(plan.ranked.map((one) => [one.offering.id, one.request])).toEqual([
      [h100.id, 0],
      [cheapFar.id, 1],
    ]);
  });

  it('shows clouds that cannot be launched beside the ranking, never in it', () => {
    const lambda = offering({ cloud: 'lambda', region: 'any', market: 'on-demand', usdPerHour: 0.5 });
    const plan = rank(task(), catalog([cheapFar], { comparison: [lambda] }), conditions());
    expect(plan.ranked.map((one) => one.offering.cloud)).toEqual(['gcp']);
    expect(plan.comparison.map((one) => [one.rank, one.offering.cloud])).toEqual([[1, 'lambda']]);
    expect(plan.rejected.count).toBe(0);
  });
});

const t4 = { accelerator: 'T4', acceleratorCount: 1, vcpus: 4, memoryGiB: 15 };

describe('reasons against', () => {
  const home = { cloud: 'aws', region: 'us-east-1' };
  const cases: readonly [string, Partial<Task>, Partial<Offering>][] = [
    ['other-accelerator', {}, { accelerator: 'A100-80GB' }],
    ['other-accelerator', { requests: [request()] }, {}],
    ['too-few-accelerators', {}, { acceleratorCount: 2 }],
    ['too-few-accelerators', { requests: [gpu('L4', 1)] }, { accelerator: 'L4', acceleratorCount: 0.125 }],
    ['more-accelerators', { exact: true }, { acceleratorCount: 8 }],
    ['other-cloud', { requests: [gpu('A100', 4, { cloud: 'gcp' })] }, {}],
    ['other-cloud', {}, { cloud: 'local' }],
    ['other-region', { requests: [gpu('A100', 4, { region: 'us-east-2' })] }, {}],
    ['other-zone', { requests: [gpu('A100', 4, { zone: 'use1-az1' })] }, { zone: 'use1-az2' }],
    ['restricted-region', {}, { access: 'restricted' }],
    ['other-instance-type', { requests: [gpu('A100', 4, { instanceType: 'p4d' })] }, {}],
    ['other-arch', {}, { arch: 'arm64' }],
    ['burstable', { requests: [request()] }, { accelerator: null, acceleratorCount: 0, burstable: true }],
    ['too-few-vcpus', {}, { vcpus: 15 }],
    ['too-little-memory', {}, { memoryGiB: 55 }],
    ['other-size', { requests: [gpu('A100', 4, { cpus: { value: 16, atLeast: false } })] }, {}],
    ['other-market', { requests: [gpu('A100', 4, { market: 'on-demand' })] }, {}],
    ['no-price', {}, { usdPerHour: null }],
    ['over-max-price', { requests: [gpu('A100', 4, { maxUsdPerHour: 4.99 })] }, {}],
    ['over-budget', { budgetUsd: 40 }, {}],
    ['no-egress-price', { data: [data('aws', 'ap-east-2', 1)] }, {}],
    ['no-duration-for-accelerator', { hoursByAccelerator: { H100: 3 } }, {}],
    ['past-deadline', { deadline: { kind: 'hours', hours: 8 } }, {}],
    ['past-deadline', { deadline: { kind: 'instant', at: '2026-11-24T20:05:00Z' } }, {}],
  ];
  it.each(cases)('%s', (code, given, what) => {
    const plan = rank(task(given), catalog([offering({ ...home, ...what })]), conditions());
    expect(plan.ranked).toEqual([]);
    expect(plan.rejected.byReason.map((group) => [group.code, group.count])).toEqual([[code, 1]]);
  });

  it('keeps an offering out until its instant, by the prefix of its id', () => {
    const here = offering(home);
    const until = (at: string) =>
      conditions({ out: [{ offering: 'aws/us-east-1/', until: at, reason: 'no capacity' }] });
    const out = rank(task(), catalog([here]), until('2026-11-24T12:03:00Z'));
    expect(out.rejected.byReason[0]).toMatchObject({ code: 'out-for-now', nearest: `no capacity for ${here.id}` });
    expect(rank(task(), catalog([here]), until('2026-11-24T11:59:00Z')).ranked).toHaveLength(1);
  });

  it('counts the offerings that were never read', () => {
    const unread = [{ cloud: 'aws', accelerator: 'H100', count: 31_204, example: 'aws/x/y/p5/spot' }];
    const plan = rank(task(), catalog([cheapFar], { unread }), conditions());
    expect(plan.rejected).toEqual({
      count: 31_204,
      byReason: [{ code: 'other-accelerator', reason: 'have no A100', count: 31_204, example: 'aws/x/y/p5/spot' }],
    });
  });
});

describe('what passes', () => {
  const home = { cloud: 'aws', region: 'us-east-1' };
  const passes: readonly [string, Partial<Task>, Partial<Offering>][] = [
    ['a larger host of the same GPU', {}, { acceleratorCount: 8 }],
    [
      'a fraction that is asked for',
      { requests: [gpu('L4', 0.125)] },
      { accelerator: 'L4', acceleratorCount: 0.125, vcpus: 2, memoryGiB: 8 },
    ],
    [
      'a restricted region that is named',
      { requests: [gpu('A100', 4, { region: 'us-east-1' })] },
      { access: 'restricted' },
    ],
    [
      'a burstable type that is named',
      { requests: [request({ instanceType: 't3.large' })] },
      { instanceType: 't3.large', accelerator: null, acceleratorCount: 0, burstable: true, vcpus: 2, memoryGiB: 8 },
    ],
    [
      'the bare type of a row that carries its GPU',
      { requests: [gpu('T4', 1, { instanceType: 'n1-standard-4' })] },
      { instanceType: 'n1-standard-4+T4x1', ...t4 },
    ],
    ['4 vCPUs and 14 GiB for one GPU', { requests: [gpu('T4', 1)] }, t4],
    ['a zone of a regional offering', { requests: [gpu('A100', 4, { zone: 'us-east-1a' })] }, {}],
    ['an arm host, by `arch: any`', { requests: [gpu('A100', 4, { arch: 'any' })] }, { arch: 'arm64' }],
    [
      'a machine of the user, named, at price 0',
      { requests: [gpu('A100', 4, { cloud: 'local' })] },
      { cloud: 'local', usdPerHour: 0 },
    ],
    ['a total equal to the budget', { budgetUsd: 8 * 5 + 256 * (8 / 730) * 0.08 + 0.04 }, {}],
    ['a budget with assumed hours', { budgetUsd: 1, hoursAssumed: true }, {}],
    [
      'memory as given, with few vCPUs by default',
      { requests: [gpu('A100', 4, { memoryGiB: { value: 8, atLeast: true } })] },
      { memoryGiB: 8 },
    ],
  ];
  it.each(passes)('%s', (_, given, what) => {
    expect(rank(task(given), catalog([offering({ ...home, ...what })]), conditions()).ranked).toHaveLength(1);
  });
});

describe('what it says', () => {
  it('names the nearest miss of a budget and what would let it in', () => {
    const plan = rank(task({ budgetUsd: 30 }), catalog([dearNear, cheapFar]), conditions());
    expect(plan.rejected.byReason).toEqual([
      {
        code: 'over-budget',
        reason: 'are over the budget of $30.00',
        count: 2,
        example: cheapFar.id,
        nearest: `$32.30 for ${cheapFar.id}`,
        remedy: 'budget: $33',
      },
    ]);
    expect(plan.nearMisses?.[0]).toMatchObject({
      offering: cheapFar,
      against: [{ code: 'over-budget', remedy: 'budget: $33' }],
    });
  });

  it('names all that a near miss needs, and lets it in with that', () => {
    const wanted = task({ requests: [gpu('A100', 4, { cloud: 'aws', market: 'on-demand' })] });
    const [miss] = rank(wanted, catalog([cheapFar]), conditions()).nearMisses ?? [];
    expect(miss?.against.map((one) => one.remedy)).toEqual(['cloud: gcp', 'market: any']);
    const changed = task({ requests: [gpu('A100', 4, { cloud: 'gcp', market: 'any' })] });
    expect(rank(changed, catalog([cheapFar]), conditions()).ranked).toHaveLength(1);
  });

  it('hints at a sibling only where it is cheaper, and never ranks it', () => {
    const sibling = offering({ cloud: 'gcp', region: 'us-east4', accelerator: 'A100-80GB', usdPerHour: 3 });
    const plan = rank(task(), catalog([cheapFar, sibling]), conditions());
    expect(plan.ranked.map((one) => one.offering.id)).toEqual([cheapFar.id]);
    expect(plan.hints).toEqual([
      `A100-80GB would be cheaper: $24.30 for ${sibling.id} against $32.30; ask for it with \`accelerators: A100-80GB:4\`.`,
    ]);
    const dear = { ...sibling, usdPerHour: 5 };
    expect(rank(task(), catalog([cheapFar, dear]), conditions()).hints).toEqual([]);
  });

  it('says more GPUs than asked, and an opt-in region', () => {
    const eight = offering({ cloud: 'aws', region: 'us-east-1', acceleratorCount: 8, access: 'opt-in' });
    const [planned] = rank(task(), catalog([eight]), conditions()).ranked;
    expect(planned?.notes).toEqual(['8 GPUs for 4 asked', 'opt-in region']);
  });

  it('says how long a budget lasts, after what is paid once', () => {
    const wanted = task({ budgetUsd: 50, hoursAssumed: true, data: [data('aws', 'us-east-1', 200)] });
    const [planned] = rank(wanted, catalog([cheapFar]), conditions()).ranked;
    // $9 of egress; an hour is $4 of machine, 256 GiB / 730 × $0.10 of disk, $0.0025 of address.
    expect(planned?.budgetLastsHours).toBeCloseTo(41 / (4 + 25.6 / 730 + 0.0025), 9);
  });

  it('names who has no price for egress', () => {
    const plan = rank(task({ data: [data('aws', 'ap-east-2', 1)] }), catalog([cheapFar]), conditions());
    expect(plan.rejected.byReason[0]?.reason).toContain('aws ap-east-2 → internet');
  });
});
