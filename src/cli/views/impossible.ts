import { exitCode } from '../../base/exit-code.ts';
import { UserError } from '../../base/user-error.ts';
import type { NearMiss } from '../../optimizer/plan.ts';
import type { PlannedStep } from '../plan-task.ts';
import { usd } from './format.ts';
import { hardware, place } from './offering-words.ts';

/** Throws where nothing can run the task of a step. */
export function refuseImpossible(step: PlannedStep, file: string): void {
  if (step.plan.ranked.length === 0) throw impossible(step, file);
}

/** Why nothing can run a task, what came nearest, and what would let it in; exit code 3. */
export function impossible({ plan, whoHasIt }: PlannedStep, file?: string): UserError {
  const misses = plan.nearMisses ?? [];
  const [first] = misses;
  const groups = plan.rejected.byReason.filter(({ nearest, remedy }) => nearest !== undefined && remedy !== undefined);
  const near =
    first === undefined
      ? groups.slice(0, 1).map(({ nearest, remedy }) => `The nearest: ${nearest} (in with ${remedy}).`)
      : [`The nearest: ${missWords(first)}.`];
  const hint = [...whoHasIt, misses.map(remedyWords).find((words) => words !== undefined), ...plan.hints].filter(
    (words) => words !== undefined,
  );
  if (file !== undefined) hint.push(`All reasons: 'skyplan plan ${file} --all'.`);
  return new UserError(
    exitCode.impossible,
    [`No offering can run ${plan.task.name}.`, ...near].join(' '),
    hint.length === 0 ? undefined : hint.join(' '),
  );
}

/** `a2-highgpu-4g (4x A100, spot) in gcp us-central1-a, $57.20: over-budget` */
export function missWords({ offering, against, expectedUsd }: NearMiss): string {
  const price = expectedUsd === undefined ? '' : `, ${usd(expectedUsd)}`;
  return (
    `${offering.instanceType} (${hardware(offering)}, ${offering.market}) in ${place(offering)}${price}; ` +
    `against it: ${against.map(({ code }) => code.replaceAll('-', ' ')).join(', ')}`
  );
}

function remedyWords({ against, offering }: NearMiss): string | undefined {
  const remedies = against.map(({ remedy }) => remedy);
  if (remedies.length === 0 || remedies.includes(undefined)) return undefined;
  return `With ${remedies.join(', ')} it could run on ${offering.instanceType} in ${place(offering)}.`;
}
