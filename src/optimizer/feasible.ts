import type { Offering } from '../catalog/offering.ts';
import type { Amount, ResourceRequest, Task } from '../task/task.ts';
import type { Conditions } from './conditions.ts';
import { hostNeed } from './host-size.ts';
import { hoursOn } from './hours.ts';
import type { RejectionCode } from './plan.ts';
import { sayHours, sayUsdPerHour } from './words.ts';

/** One reason that may speak against an offering, for one request of one task. */
export interface Check {
  readonly code: RejectionCode;
  readonly fails: (offering: Offering) => boolean;
  /** Smaller is nearer to passing; compared only among offerings that fail this check. */
  readonly distance: (offering: Offering) => number;
  /** What the user would write to let this offering pass this check; undefined where nothing does. */
  readonly remedy: (offering: Offering) => string | undefined;
  /** The nearest miss in words, where the figure matters: `$4.10/h`, `6 vCPUs`. */
  readonly figure?: (offering: Offering) => string;
}

/**
 * Every reason against an offering that needs no total, in the order in which they are looked at: first what the
 * thing is, then where it is, then its size, its market, its price and its time. An offering is counted under the
 * first that fails. Checks that the request leaves open are not in the list at all.
 */
export function checksFor(task: Task, request: ResourceRequest, conditions: Conditions): readonly Check[] {
  return [
    ...acceleratorChecks(task, request),
    ...placeChecks(request),
    ...sizeChecks(request),
    ...marketChecks(request),
    ...timeChecks(task, conditions),
  ];
}

function acceleratorChecks(task: Task, request: ResourceRequest): Check[] {
  const asked = request.accelerator;
  if (asked === undefined) {
    if (request.instanceType !== undefined) return [];
    const fails = (o: Offering) => o.accelerator !== null;
    return [{ code: 'other-accelerator', fails, distance: byPrice, remedy: askForIts }];
  }
  const checks: Check[] = [
    { code: 'other-accelerator', fails: (o) => o.accelerator !== asked.name, distance: byPrice, remedy: askForIts },
    {
      code: 'too-few-accelerators',
      fails: (o) => o.acceleratorCount < asked.count,
      distance: (o) => asked.count - o.acceleratorCount,
      remedy: askForIts,
      figure: (o) => `${o.acceleratorCount} of them`,
    },
  ];
  if (!task.exact) return checks;
  const more: Check = {
    code: 'more-accelerators',
    fails: (o) => o.acceleratorCount > asked.count,
    distance: (o) => o.acceleratorCount - asked.count,
    remedy: () => 'exact: false',
    figure: (o) => `${o.acceleratorCount} of them`,
  };
  return [...checks, more];
}

/** Never part of a search over all clouds: the user's own machine takes part only where the task names it. */
const onlyWhenNamed = 'local';

function placeChecks(request: ResourceRequest): Check[] {
  const { cloud, region, zone, instanceType } = request;
  const checks: Check[] = [
    {
      code: 'other-cloud',
      fails: cloud === undefined ? (o) => o.cloud === onlyWhenNamed : (o) => o.cloud !== cloud,
      distance: byPrice,
      remedy: (o) => `cloud: ${o.cloud}`,
    },
  ];
  if (instanceType !== undefined) {
    checks.push({
      code: 'other-instance-type',
      fails: (o) => !isType(o, instanceType, request.accelerator !== undefined),
      distance: byPrice,
      remedy: (o) => `instance_type: ${o.instanceType}`,
    });
  }
  if (region !== undefined) {
    const remedy = (o: Offering) => `region: ${o.region}`;
    checks.push({ code: 'other-region', fails: (o) => o.region !== region, distance: byPrice, remedy });
  } else {
    const remedy = (o: Offering) => `region: ${o.region} (access to it must be asked for)`;
    checks.push({ code: 'restricted-region', fails: (o) => o.access === 'restricted', distance: byPrice, remedy });
  }
  if (zone !== undefined) {
    const fails = (o: Offering) => o.zone !== zone && !(o.zone === 'any' && (region ?? regionOf(zone, o)) === o.region);
    checks.push({ code: 'other-zone', fails, distance: byPrice, remedy: (o) => `zone: ${o.zone}` });
  }
  return checks;
}

/** GCP's N1 rows carry their GPU in the type's name (`n1-standard-8+T4x1`); users name the bare type and the GPU. */
function isType(offering: Offering, wanted: string, withAccelerator: boolean): boolean {
  if (offering.instanceType === wanted) return true;
  return withAccelerator && offering.instanceType.startsWith(`${wanted}+`);
}

/** A regional offering can be had in each of its region's zones, whose names start with the region's. */
function regionOf(zone: string, offering: Offering): string | undefined {
  return zone.startsWith(offering.region) ? offering.region : undefined;
}

function sizeChecks(request: ResourceRequest): Check[] {
  const checks: Check[] = [];
  const { arch, instanceType } = request;
  // The default of `arch` cannot be told from a written one; a type named by the user settles it.
  if (arch !== 'any' && !(instanceType !== undefined && arch === 'x86_64')) {
    const fails = (o: Offering) => o.arch !== arch;
    checks.push({ code: 'other-arch', fails, distance: byPrice, remedy: (o) => `arch: ${o.arch}` });
  }
  if (instanceType === undefined) {
    const remedy = (o: Offering) => `instance_type: ${o.instanceType}`;
    checks.push({ code: 'burstable', fails: (o) => o.burstable, distance: byPrice, remedy });
  }
  const need = hostNeed(request);
  if (need.cpus !== undefined) checks.push(...amountChecks(need.cpus, 'cpus'));
  if (need.memoryGiB !== undefined) checks.push(...amountChecks(need.memoryGiB, 'memory'));
  const ratio = request.memoryGiBPerCpu;
  if (ratio !== undefined) {
    const fails = (o: Offering) => o.memoryGiB < ratio.value * o.vcpus - tolerance;
    const distance = (o: Offering) => ratio.value * o.vcpus - o.memoryGiB;
    const remedy = (o: Offering) => `memory: ${o.memoryGiB}+`;
    checks.push({ code: 'too-little-memory', fails, distance, remedy, figure: (o) => `${o.memoryGiB} GiB` });
    if (!ratio.atLeast) {
      const over = (o: Offering) => o.memoryGiB > ratio.value * o.vcpus + tolerance;
      checks.push({ code: 'other-size', fails: over, distance: (o) => -distance(o), remedy });
    }
  }
  return checks;
}

/** Catalogs round sizes to two decimals at the worst. */
const tolerance = 0.005;

function amountChecks(amount: Amount, field: 'cpus' | 'memory'): Check[] {
  const has = field === 'cpus' ? (o: Offering) => o.vcpus : (o: Offering) => o.memoryGiB;
  const low = amount.value - tolerance;
  const high = amount.value + tolerance;
  const remedy = (o: Offering) => `${field}: ${has(o)}+`;
  const figure = field === 'cpus' ? (o: Offering) => `${has(o)} vCPUs` : (o: Offering) => `${has(o)} GiB`;
  const tooLittle: Check = {
    code: field === 'cpus' ? 'too-few-vcpus' : 'too-little-memory',
    fails: (o) => has(o) < low,
    distance: (o) => amount.value - has(o),
    remedy,
    figure,
  };
  if (amount.atLeast) return [tooLittle];
  const distance = (o: Offering) => has(o) - amount.value;
  return [tooLittle, { code: 'other-size', fails: (o) => has(o) > high, distance, remedy, figure }];
}

function marketChecks(request: ResourceRequest): Check[] {
  const { market, maxUsdPerHour } = request;
  const checks: Check[] = [];
  if (market !== 'any') {
    const fails = (o: Offering) => o.market !== market;
    checks.push({ code: 'other-market', fails, distance: byPrice, remedy: () => 'market: any' });
  }
  const none = (o: Offering) =>
    !(o.usdPerHour !== null && o.usdPerHour >= 0 && o.usdPerHour < Number.POSITIVE_INFINITY);
  checks.push({ code: 'no-price', fails: none, distance: byPrice, remedy: () => undefined });
  if (maxUsdPerHour !== undefined) {
    checks.push({
      code: 'over-max-price',
      fails: (o) => (o.usdPerHour ?? Number.POSITIVE_INFINITY) > maxUsdPerHour,
      distance: byPrice,
      remedy: (o) => `max_price: ${o.usdPerHour}`,
      figure: (o) => sayUsdPerHour(o.usdPerHour ?? 0),
    });
  }
  return checks;
}

/**
 * From the order to work going on, in hours: the slowest cloud's 420 s until SSH answers, as others plan with.
 * A deadline is missed without it; nobody is billed for it here, since clouds start to bill at different moments.
 */
export const bootHours = 420 / 3600;

function timeChecks(task: Task, conditions: Conditions): Check[] {
  const checks: Check[] = [];
  const hours = (o: Offering) => hoursOn(task, conditions, o);
  if (task.hoursByAccelerator !== undefined) {
    checks.push({
      code: 'no-duration-for-accelerator',
      fails: (o) => hours(o) === undefined,
      distance: byPrice,
      remedy: (o) => (o.accelerator === null ? 'duration: 8h' : `duration: {${o.accelerator}: …h}`),
    });
  }
  const left = hoursLeft(task, conditions);
  if (left !== undefined) {
    checks.push({
      code: 'past-deadline',
      fails: (o) => (hours(o) ?? 0) + bootHours > left,
      distance: (o) => hours(o) ?? Number.POSITIVE_INFINITY,
      remedy: (o) => `deadline: ${Math.ceil(((hours(o) ?? 0) + bootHours) * 10) / 10}h`,
      figure: (o) => sayHours((hours(o) ?? 0) + bootHours),
    });
  }
  const out = conditions.out.filter((one) => Date.parse(one.until) > Date.parse(conditions.now));
  if (out.length > 0) {
    const found = (o: Offering) => out.filter((one) => o.id.startsWith(one.offering));
    const until = (o: Offering) => Math.max(...found(o).map((one) => Date.parse(one.until)));
    checks.push({
      code: 'out-for-now',
      fails: (o) => out.some((one) => o.id.startsWith(one.offering)),
      distance: until,
      remedy: (o) => `wait until ${new Date(until(o)).toISOString()}`,
      figure: (o) => found(o)[0]?.reason ?? '',
    });
  }
  return checks;
}

/** Hours from now to the deadline. With an assumed duration a deadline means nothing (and the parser refuses it). */
function hoursLeft(task: Task, conditions: Conditions): number | undefined {
  if (task.deadline === undefined || task.hoursAssumed) return undefined;
  if (task.deadline.kind === 'hours') return task.deadline.hours;
  return (Date.parse(task.deadline.at) - Date.parse(conditions.now)) / 3_600_000;
}

function byPrice(offering: Offering): number {
  return offering.usdPerHour ?? Number.POSITIVE_INFINITY;
}

function askForIts(offering: Offering): string {
  return offering.accelerator === null
    ? 'no accelerators'
    : `accelerators: ${offering.accelerator}:${offering.acceleratorCount}`;
}
