import { availableParallelism, totalmem } from 'node:os';
import { exitCode } from '../../src/base/exit-code.ts';
import { UserError } from '../../src/base/user-error.ts';
import type { Offering } from '../../src/catalog/offering.ts';

/** This very machine, on demand and as spot: free, or at a price that the user sets to see cost and budget at work. */
export function localOfferings(env: NodeJS.ProcessEnv = process.env, now = new Date()): readonly Offering[] {
  const usdPerHour = priceFrom(env.SKYPLAN_LOCAL_USD_PER_HOUR);
  return (['on-demand', 'spot'] as const).map((market) => ({
    id: `local/here/here/this-machine/${market}`,
    cloud: 'local',
    region: 'here',
    zone: 'here',
    instanceType: 'this-machine',
    accelerator: null,
    acceleratorCount: 0,
    vcpus: availableParallelism(),
    memoryGiB: Math.round((totalmem() / 2 ** 30) * 10) / 10,
    arch: process.arch === 'arm64' ? 'arm64' : 'x86_64',
    market,
    usdPerHour,
    onDemandUsdPerHour: usdPerHour,
    priceKind: 'quoted',
    asOf: now.toISOString().slice(0, 10),
    source: 'this machine',
    access: 'open',
    burstable: false,
    notes: [],
  }));
}

function priceFrom(text: string | undefined): number {
  if (text === undefined || text === '') return 0;
  const usd = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(usd) && usd <= 1000) return usd;
  throw new UserError(
    exitCode.badInput,
    `SKYPLAN_LOCAL_USD_PER_HOUR is "${text}", which is no price of a machine-hour.`,
    'Give USD per hour as a plain number from 0 to 1000, such as 0.50, or unset it (then local is free).',
  );
}
