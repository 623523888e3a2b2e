import type { Io } from '../io.ts';
import type { GpusOptions } from '../options.ts';
export async function gpus(
  _args: { readonly name: string | undefined },
  _options: GpusOptions,
  _io: Io,
): Promise<number> {
  return 0;
}
