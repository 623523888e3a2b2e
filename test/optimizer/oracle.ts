import type { Catalog } from '../../src/catalog/catalog.ts';
import type { EgressRate, Offering } from '../../src/catalog/offering.ts';
import type { Conditions } from '../../src/optimizer/conditions.ts';
import type { DataSource, ResourceRequest, Task } from '../../src/task/task.ts';

/**
 * What a plan must hold, by the rules as they are written for users (docs/task-yaml.md, docs/cost-model.md), in the
 * most literal way and without any code of the optimizer: slow, and easy to check by eye.
 */
export interface Judgement {
  readonly id: string;
  readonly totalUsd: number;
  readonly hours: number;
  readonly request: number;
}

export function judge(task: Task, catalog: Catalog, conditions: Conditions): Judgement[] {
  const found: Judgement[] = [];
  for (const offering of catalog.offerings) {
    const fits = task.requests
      .map((request, index) => ({ ...costOf(task, request, offering, catalog, conditions), request: index }))
      .filter((fit) => fit.totalUsd !== null)
      .map((fit) => ({ id: offering.id, totalUsd: fit.totalUsd as number, hours: fit.hours, request: fit.request }));
    const best = task.ordered ? fits[0] : fits.toSorted((a, b) => a.totalUsd - b.totalUsd || a.request - b.request)[0];
    if (best !== undefined) found.push(best);
  }
  return found.sort((a, b) => {
    if (task.ordered && a.request !== b.request) return a.request - b.request;
    if (a.totalUsd !== b.totalUsd) return a.totalUsd - b.totalUsd;
    if (a.hours !== b.hours) return a.hours - b.hours;
    return a.id < b.id ? -1 : 1;
  });
}

/** null: it cannot serve. */
function costOf(task: Task, request: ResourceRequest, o: Offering, catalog: Catalog, conditions: Conditions) {
  const no = { totalUsd: null, hours: 0 };
  if (!isTheThing(task, request, o) || !isThere(request, o) || !isLargeEnough(request, o)) return no;
  if (request.market !== 'any' && request.market !== o.market) return no;
  if (o.usdPerHour === null) return no;
  if (request.maxUsdPerHour !== undefined && o.usdPerHour > request.maxUsdPerHour) return no;
  if (conditions.out.some((out) => o.id.startsWith(out.offering) && new Date(out.until) > new Date(conditions.now))) {
    return no;
  }
  const whole = task.hoursByAccelerator === undefined ? task.hours : task.hoursByAccelerator[o.accelerator ?? '-'];
  if (whole === undefined) return no;
  const hours = Math.max(0, whole - conditions.hoursDone);
  if (task.deadline !== undefined && !task.hoursAssumed) {
    const left =
      task.deadline.kind === 'hours'
        ? task.deadline.hours
        : (new Date(task.deadline.at).getTime() - new Date(conditions.now).getTime()) / 3_600_000;
    if (hours + 7 / 60 > left) return no;
  }
  const disk = diskUsdPerMonth(request, o, catalog);
  const address = storageUsd(catalog, o, `address:${o.market}`);
  const egress = egressUsd(task.data, o, catalog, conditions);
  if (disk === null || address === null || egress === null) return no;
  const nodeHours = task.nodes * hours;
  const totalUsd = nodeHours * o.usdPerHour + (nodeHours / 730) * disk + nodeHours * address + egress;
  const left = (task.budgetUsd ?? 0) - conditions.spentUsd;
  if (task.budgetUsd !== undefined && !task.hoursAssumed && totalUsd > left + 1e-9) return no;
  return { totalUsd, hours };
}

function isTheThing(task: Task, request: ResourceRequest, o: Offering): boolean {
  const { accelerator, instanceType } = request;
  if (accelerator === undefined) {
    return instanceType === undefined ? o.accelerator === null : o.instanceType === instanceType;
  }
  if (o.accelerator !== accelerator.name) return false;
  if (o.acceleratorCount < accelerator.count) return false;
  if (task.exact && o.acceleratorCount !== accelerator.count) return false;
  return instanceType === undefined || o.instanceType === instanceType || o.instanceType.split('+')[0] === instanceType;
}

function isThere(request: ResourceRequest, o: Offering): boolean {
  if (o.cloud === 'local' && request.cloud !== 'local') return false;
  if (request.cloud !== undefined && request.cloud !== o.cloud) return false;
  if (request.region !== undefined && request.region !== o.region) return false;
  if (request.region === undefined && o.access === 'restricted') return false;
  if (request.zone === undefined || request.zone === o.zone) return true;
  return o.zone === 'any' && (request.region !== undefined || request.zone.startsWith(o.region));
}

function isLargeEnough(request: ResourceRequest, o: Offering): boolean {
  const named = request.instanceType !== undefined;
  if (o.burstable && !named) return false;
  if (request.arch === 'arm64' && o.arch !== 'arm64') return false;
  if (request.arch === 'x86_64' && o.arch !== 'x86_64' && !named) return false;
  const gpus = request.accelerator?.count;
  if (request.cpus !== undefined) {
    if (o.vcpus < request.cpus.value) return false;
    if (!request.cpus.atLeast && o.vcpus !== request.cpus.value) return false;
  } else if (!named && o.vcpus < (gpus === undefined ? 8 : 4 * gpus)) return false;
  if (request.memoryGiBPerCpu !== undefined) {
    const wanted = request.memoryGiBPerCpu.value * o.vcpus;
    if (o.memoryGiB < wanted || (!request.memoryGiBPerCpu.atLeast && o.memoryGiB !== wanted)) return false;
  }
  if (request.memoryGiB !== undefined) {
    if (o.memoryGiB < request.memoryGiB.value) return false;
    return request.memoryGiB.atLeast || o.memoryGiB === request.memoryGiB.value;
  }
  if (named || request.memoryGiBPerCpu !== undefined) return true;
  return o.memoryGiB >= (gpus === undefined ? 4 * (request.cpus?.value ?? 8) : 14 * gpus);
}

function storageUsd(catalog: Catalog, o: Offering, item: string): number | null {
  const rows = catalog.storage.filter((row) => row.cloud === o.cloud);
  if (rows.length === 0) return 0;
  const here = rows.filter((row) => row.item === item);
  return (here.find((row) => row.region === o.region) ?? here.find((row) => row.region === 'any'))?.usd ?? null;
}

function diskUsdPerMonth(request: ResourceRequest, o: Offering, catalog: Catalog): number | null {
  const perGiB = storageUsd(catalog, o, `disk:${request.disk.tier}`);
  if (perGiB !== null) return perGiB * request.disk.sizeGiB;
  const size = catalog.storage
    .filter((row) => row.cloud === o.cloud && row.item.startsWith('disk-tier:'))
    .map((row) => Number(row.item.split(':').at(-1)))
    .filter((gib) => gib >= request.disk.sizeGiB)
    .toSorted((a, b) => a - b)[0];
  if (size === undefined) return null;
  return (
    storageUsd(catalog, o, `disk-tier:${request.disk.tier}:${size}`) ?? storageUsd(catalog, o, `disk-tier:${size}`)
  );
}

function egressUsd(
  sources: readonly DataSource[],
  o: Offering,
  catalog: Catalog,
  conditions: Conditions,
): number | null {
  const used = new Map(Object.entries(conditions.egressUsedGB));
  let total = 0;
  for (const source of sources) {
    const size = source.sizeGB * source.passes;
    if (size === 0 || (source.cloud === o.cloud && source.region === o.region)) continue;
    const tiers = pricesOf(source, o, catalog);
    if (tiers.length === 0) return null;
    const start = source.cloud === o.cloud ? 0 : (used.get(source.cloud) ?? 0);
    // What has been sent by the end, less what had been sent before: the price of a month up to a volume.
    total += upTo(tiers, start + size) - upTo(tiers, start);
    if (source.cloud !== o.cloud) used.set(source.cloud, start + size);
  }
  return total;
}

function upTo(tiers: readonly EgressRate[], volume: number): number {
  let usd = 0;
  for (const [n, tier] of tiers.entries()) {
    const end = tiers[n + 1]?.tierFromGB ?? Number.POSITIVE_INFINITY;
    if (volume > tier.tierFromGB) usd += (Math.min(volume, end) - tier.tierFromGB) * tier.usdPerGB;
  }
  return usd;
}

function pricesOf(source: DataSource, o: Offering, catalog: Catalog): EgressRate[] {
  const find = (cloud: string, name: string) => catalog.regions.find((r) => r.cloud === cloud && r.name === name);
  const from = find(source.cloud, source.region);
  const to = find(o.cloud, o.region);
  const american = (country: string | undefined) => ['US', 'CA', 'MX'].includes(country ?? '');
  const together =
    from?.country !== undefined &&
    to?.country !== undefined &&
    from.geography === to.geography &&
    american(from.country) === american(to.country);
  const scopes =
    source.cloud === o.cloud
      ? [o.region, to?.geography, together ? 'same continent' : undefined, 'same-cloud other region']
      : [
          to?.country === 'AU' ? 'internet in Australia' : undefined,
          to?.country === 'CN' ? 'internet in China' : undefined,
          'internet',
        ];
  for (const scope of scopes) {
    for (const origin of [source.region, from?.geography, 'any']) {
      const rows = catalog.egress.filter((r) => r.cloud === source.cloud && r.scope === scope && r.from === origin);
      if (rows.length > 0) return rows.toSorted((a, b) => a.tierFromGB - b.tierFromGB);
    }
  }
  return [];
}
