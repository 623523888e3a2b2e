import { parseDuration } from '../base/duration.ts';
import { exitCode } from '../base/exit-code.ts';
import { parseMoney } from '../base/money.ts';
import { parseSize } from '../base/size.ts';
import { UserError } from '../base/user-error.ts';
import { type Conditions, freshConditions } from '../optimizer/conditions.ts';
import { didYouMean } from '../task/near-word.ts';
import type { Overrides } from '../task/overrides.ts';
import type { Task } from '../task/task.ts';
import type { SelectionOptions } from './options.ts';

/** What the command line says over the task file, as the parser of tasks takes it. */
export function overridesFrom(options: SelectionOptions): Overrides {
  const market = options.any ? 'any' : options.spot ? 'spot' : options.onDemand ? 'on-demand' : undefined;
  return {
    ...(options.env === undefined ? {} : { envs: variablesFrom('--env', options.env) }),
    ...(options.secret === undefined ? {} : { secrets: variablesFrom('--secret', options.secret) }),
    ...(market === undefined ? {} : { market }),
    ...(options.budget === undefined ? {} : { budgetUsd: moneyFrom('--budget', options.budget) }),
    ...(options.cloud === undefined ? {} : { cloud: options.cloud }),
    ...(options.region === undefined ? {} : { region: options.region }),
    ...(options.exact ? { exact: true } : {}),
  };
}

/** `--duration` and `--max-price`, over those of the file. */
export function withLimits(task: Task, options: SelectionOptions): Task {
  let limited = task;
  if (options.duration !== undefined) {
    const hours = parseDuration(options.duration);
    if (hours === undefined || !(hours > 0)) {
      const message = `--duration ${options.duration}: this is no duration.`;
      throw new UserError(exitCode.badInput, message, 'Write a number with its unit: 8h, 90m, 1h30m, 2d.');
    }
    const { hoursByAccelerator: _replaced, ...rest } = limited;
    limited = { ...rest, hours, hoursAssumed: false };
  }
  if (options.maxPrice !== undefined) {
    const maxUsdPerHour = moneyFrom('--max-price', options.maxPrice);
    limited = { ...limited, requests: limited.requests.map((request) => ({ ...request, maxUsdPerHour })) };
  }
  return limited;
}

/** What the ranking knows beside task and catalog: `--egress-used aws=500GB`. */
export function conditionsFrom(options: SelectionOptions, now: Date, clouds: readonly string[]): Conditions {
  const egressUsedGB: Record<string, number> = {};
  for (const pair of options.egressUsed ?? []) {
    const [key, text] = split(pair);
    const cloud = key.trim().toLowerCase();
    const sizeGB = text === undefined ? undefined : parseSize(text);
    if (sizeGB === undefined) {
      const hint = 'Write --egress-used CLOUD=SIZE, for example --egress-used aws=500GB.';
      throw new UserError(exitCode.badInput, `--egress-used ${pair}: there is no size in it.`, hint);
    }
    if (!clouds.includes(cloud)) {
      const hint = didYouMean(cloud, clouds, `Clouds: ${clouds.join(', ')}.`);
      throw new UserError(exitCode.badInput, `--egress-used ${pair}: there is no cloud '${cloud}'.`, hint);
    }
    egressUsedGB[cloud] = (egressUsedGB[cloud] ?? 0) + sizeGB;
  }
  return { ...freshConditions(now.toISOString()), egressUsedGB };
}

/** `NAME=value`; a bare `NAME` takes its value from the caller's environment (null here). */
function variablesFrom(option: string, pairs: readonly string[]): Record<string, string | null> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name, value] = split(pair);
      if (/^[A-Za-z_]\w*$/.test(name)) return [name, value ?? null];
      throw new UserError(
        exitCode.badInput,
        `${option} ${name}: this is no name of a variable.`,
        `Write ${option} NAME=value.`,
      );
    }),
  );
}

function moneyFrom(option: string, text: string): number {
  const usd = parseMoney(text);
  if (usd !== undefined && usd > 0) return usd;
  const message = `${option} ${text}: this is no amount of US dollars above zero.`;
  throw new UserError(exitCode.badInput, message, `Write ${option} 50 or ${option} 12.50.`);
}

function split(pair: string): [string, string | undefined] {
  const at = pair.indexOf('=');
  return at < 0 ? [pair, undefined] : [pair.slice(0, at), pair.slice(at + 1)];
}
