// Plain JavaScript because the set-up of a fresh checkout needs it before anything is built.
import { findPulumi as find, NoPulumiError } from '../../tools/find-pulumi.mjs';
import type { Progress } from '../../tools/progress.mjs';
import { exitCode } from '../base/exit-code.ts';
import { UserError } from '../base/user-error.ts';
import { packageRoot } from '../disk/package-root.ts';

/** A Pulumi CLI that skyplan may use. */
export interface PulumiCli {
  readonly path: string;
  readonly version: string;
  /** Which way it was found, in words for the user. */
  readonly origin: string;
  /** The other ways, and why each was passed over. */
  readonly passedOver: readonly string[];
}

/**
 * The Pulumi CLI: `SKYPLAN_PULUMI`, the one on PATH, the one that we got before; else it is installed or built once,
 * which takes minutes and is told through `onProgress`. UserError(setUp) where there is no way to one.
 */
export async function findPulumi(
  options: {
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly onProgress?: (progress: Progress) => void;
  } = {},
): Promise<PulumiCli> {
  try {
    return await find({ ...options, packageRoot: packageRoot() });
  } catch (error) {
    if (error instanceof NoPulumiError) throw new UserError(exitCode.setUp, error.message, error.hint);
    throw error;
  }
}
