import { never } from '../base/assert.ts';
import type { Task } from '../task/task.ts';
import { hostNeed } from './host-size.ts';
import type { RejectionCode } from './plan.ts';
import { sayEither, sayUsd, sayUsdPerHour } from './words.ts';

/**
 * Why offerings of a group are out, as what follows "412 offerings": `have no A100`, `are over the budget of $50.00`.
 * `lacks`: whose price is missing.
 */
export function sayReason(code: RejectionCode, task: Task, count: number, lacks: readonly string[]): string {
  const one = count === 1;
  const are = one ? 'is' : 'are';
  const have = one ? 'has' : 'have';
  switch (code) {
    case 'other-accelerator':
      return sayAccelerator(task, have);
    case 'too-few-accelerators':
      return `${have} too few ${sayEither(accelerators(task))} (${sayEither(asked(task, (r) => r.accelerator && `${r.accelerator.count}`))} asked)`;
    case 'more-accelerators':
      return `${have} more accelerators than asked, which must be exact`;
    case 'other-cloud': {
      const clouds = asked(task, (r) => r.cloud);
      return clouds.length === 0
        ? `${are} of a cloud that must be named to take part`
        : `${are} not in ${sayEither(clouds)}`;
    }
    case 'other-region':
      return `${are} not in region ${sayEither(asked(task, (r) => r.region))}`;
    case 'other-zone':
      return `${are} not in zone ${sayEither(asked(task, (r) => r.zone))}`;
    case 'other-instance-type':
      return `${are} no ${sayEither(asked(task, (r) => r.instanceType))}`;
    case 'restricted-region':
      return `${are} in regions that one must ask for access to (name the region to include it)`;
    case 'other-arch':
      return `${have} another architecture than ${sayEither(asked(task, (r) => (r.arch === 'any' ? undefined : r.arch)))}`;
    case 'burstable':
      return `${are} burstable (name the instance type to include ${one ? 'it' : 'one'})`;
    case 'too-few-vcpus':
      return `${have} too few vCPUs (${sayEither(asked(task, (r) => sayNeed(hostNeed(r).cpus?.value, r.cpus === undefined)))})`;
    case 'too-little-memory':
      return `${have} too little memory${sayMemory(task)}`;
    case 'other-size':
      return `${are} larger than the exact size asked for (write \`cpus: N+\` or \`memory: N+\` for a minimum)`;
    case 'other-market':
      return `${are} not ${sayEither(asked(task, (r) => (r.market === 'any' ? undefined : r.market)))}`;
    case 'no-price':
      return `${have} no trusted price${lacks.length === 0 ? '' : ` (none known for ${shorten(lacks)})`}`;
    case 'over-max-price':
      return `${are} over max_price (${sayEither(asked(task, (r) => (r.maxUsdPerHour === undefined ? undefined : sayUsdPerHour(r.maxUsdPerHour))))})`;
    case 'over-budget':
      return `${are} over the budget of ${sayUsd(task.budgetUsd ?? 0)}`;
    case 'no-egress-price':
      return `cannot be priced: no rate is known for moving the data (${shorten(lacks)})`;
    case 'no-duration-for-accelerator':
      return `${have} an accelerator that \`duration\` does not list`;
    case 'past-deadline':
      return 'would finish after the deadline';
    case 'out-for-now':
      return `${are} out for now, after a failure`;
    default:
      return never(code);
  }
}

function sayAccelerator(task: Task, have: string): string {
  const names = accelerators(task);
  if (names.length === 0) return `${have} accelerators, and none is asked for`;
  return `${have} no ${sayEither(names)}`;
}

function accelerators(task: Task): string[] {
  return asked(task, (request) => request.accelerator?.name);
}

function sayMemory(task: Task): string {
  const needs = asked(task, (r) => {
    if (r.memoryGiBPerCpu !== undefined) return `${r.memoryGiBPerCpu.value} GiB for each vCPU asked`;
    const value = hostNeed(r).memoryGiB?.value;
    return value === undefined ? undefined : `${value} GiB ${r.memoryGiB === undefined ? 'needed' : 'asked'}`;
  });
  return needs.length === 0 ? '' : ` (${sayEither(needs)})`;
}

function sayNeed(value: number | undefined, byDefault: boolean): string | undefined {
  return value === undefined ? undefined : `${value} ${byDefault ? 'needed' : 'asked'}`;
}

/** What the requests say, each once, in their order. */
function asked(task: Task, pick: (request: Task['requests'][number]) => string | undefined): string[] {
  return [...new Set(task.requests.map(pick).filter((word) => word !== undefined))];
}

function shorten(words: readonly string[]): string {
  const shown = words.slice(0, 3).join('; ');
  return words.length > 3 ? `${shown}; and ${words.length - 3} more` : shown;
}
