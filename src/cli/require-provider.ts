import { exitCode } from '../base/exit-code.ts';
import { UserError } from '../base/user-error.ts';
import type { Provider } from '../provider/provider.ts';
import type { Io } from './io.ts';

/** The provider of a cloud; a UserError where skyplan only knows that cloud's prices so far. */
export async function requireProvider(cloud: string, io: Io): Promise<Provider> {
  const provider = await io.providerOf(cloud);
  if (provider) return provider;
  throw new UserError(
    exitCode.noTarget,
    `skyplan knows the prices of ${cloud}, and cannot bring up machines there yet.`,
    '`skyplan up … --cloud local` runs the task on this machine.',
  );
}
