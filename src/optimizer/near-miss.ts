import type { Offering } from '../catalog/offering.ts';
import type { NearMiss, RejectionCode } from './plan.ts';
import type { NearestWords } from './rejections.ts';
import { priceOf, type Sieve } from './sieve.ts';
import { sayUsd } from './words.ts';

/** All that is against an offering under one request, each reason with its remedy; empty where nothing is. */
export function reasonsAgainst(sieve: Sieve, offering: Offering, request: number): NearMiss['against'] {
  const against: { code: RejectionCode; remedy?: string }[] = [];
  for (const check of sieve.checks[request] ?? []) {
    if (!check.fails(offering)) continue;
    const remedy = check.remedy(offering);
    against.push(remedy === undefined ? { code: check.code } : { code: check.code, remedy });
  }
  if (!isPriceable(against)) return against;
  const price = priceOf(sieve, offering, request);
  if (price.kind === 'feasible') return against;
  const remedy = price.code === 'over-budget' ? budgetFor(sieve, price.distance) : undefined;
  return [...against, remedy === undefined ? { code: price.code } : { code: price.code, remedy }];
}

/** A price and a duration are known. */
function isPriceable(against: NearMiss['against']): boolean {
  return !against.some(({ code }) => code === 'no-price' || code === 'no-duration-for-accelerator');
}

/** The budget that would do, rounded up to a whole dollar, with what is already spent. */
function budgetFor(sieve: Sieve, totalUsd: number): string {
  const spent = (sieve.task.budgetUsd ?? 0) - sieve.boundUsd;
  return `budget: $${Math.ceil(totalUsd + spent - 1e-9)}`;
}

/** The nearest miss of a group of rejections, in words. */
export function describeMiss(sieve: Sieve, code: RejectionCode, offering: Offering, request: number): NearestWords {
  if (code === 'other-accelerator' || code === 'no-price') return {};
  const figure = sayFigure(sieve, code, offering, request);
  const remedies = reasonsAgainst(sieve, offering, request).map((one) => one.remedy);
  const nearest = figure === undefined ? {} : { nearest: `${figure} for ${offering.id}` };
  return remedies.includes(undefined) ? nearest : { ...nearest, remedy: remedies.join(', ') };
}

function sayFigure(sieve: Sieve, code: RejectionCode, offering: Offering, request: number): string | undefined {
  if (code === 'over-budget') {
    const price = priceOf(sieve, offering, request);
    return price.kind === 'refused' ? sayUsd(price.distance) : undefined;
  }
  return sieve.checks[request]?.find((check) => check.code === code)?.figure?.(offering);
}

/** Another GPU is a far wish, a place or a market a near one; what no wish can help comes last. */
function weightOf(code: RejectionCode): number {
  if (code === 'no-price' || code === 'no-egress-price') return 100;
  return code === 'other-accelerator' ? 4 : 1;
}

/** The weight of all that is against an offering but its total; stops counting above the limit. */
function weigh(sieve: Sieve, offering: Offering, request: number, limit: number): number {
  let weight = 0;
  for (const check of sieve.checks[request] ?? []) {
    if (!check.fails(offering)) continue;
    weight += weightOf(check.code);
    if (weight > limit) break;
  }
  return weight;
}

interface Candidate {
  readonly offering: Offering;
  readonly request: number;
  readonly weight: number;
  readonly against: NearMiss['against'];
}

/**
 * Where nothing can be ranked: of each set of reasons the cheapest offering, those with the fewest and lightest
 * reasons first, none much worse than the first; at most three.
 */
export function nearMisses(sieve: Sieve, offerings: readonly Offering[]): readonly NearMiss[] {
  const best = new Map<string, Candidate>();
  let least = Number.POSITIVE_INFINITY;
  for (let request = 0; request < sieve.task.requests.length; request++) {
    for (const offering of offerings) {
      if (weigh(sieve, offering, request, least + 1) > least + 1) continue;
      const against = reasonsAgainst(sieve, offering, request);
      const weight = against.reduce((sum, { code }) => sum + weightOf(code), 0);
      least = Math.min(least, weight);
      const key = `${request} ${against.map((one) => one.code).join(' ')}`;
      const known = best.get(key);
      if (known === undefined || isCheaper(offering, known.offering)) {
        best.set(key, { offering, request, weight, against });
      }
    }
  }
  return [...best.values()]
    .filter(({ weight }) => weight <= least + 1)
    .sort((a, b) => a.weight - b.weight || (isCheaper(a.offering, b.offering) ? -1 : 1))
    .slice(0, 3)
    .map(({ offering, request, against }) => ({ offering, against, ...totalOf(sieve, offering, request, against) }));
}

function totalOf(
  sieve: Sieve,
  offering: Offering,
  request: number,
  against: NearMiss['against'],
): { expectedUsd?: number } {
  if (!isPriceable(against)) return {};
  const price = priceOf({ ...sieve, boundUsd: Number.POSITIVE_INFINITY }, offering, request);
  return price.kind === 'feasible' ? { expectedUsd: price.expectedUsd } : {};
}

function isCheaper(a: Offering, b: Offering): boolean {
  const usd = (a.usdPerHour ?? Number.POSITIVE_INFINITY) - (b.usdPerHour ?? Number.POSITIVE_INFINITY);
  return Number.isNaN(usd) || usd === 0 ? a.id < b.id : usd < 0;
}
