import type { Command } from 'commander';
import type { Io } from '../io.ts';
export async function completion(_args: { readonly shell: string }, _options: object, _io: Io): Promise<number> {
  return 0;
}
export async function complete(
  _args: { readonly words: readonly string[]; readonly program: Command },
  _options: object,
  _io: Io,
): Promise<number> {
  return 0;
}
