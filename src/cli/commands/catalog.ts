import type { Io } from '../io.ts';
import type { CatalogInfoOptions } from '../options.ts';
export async function catalogInfo(_args: object, _options: CatalogInfoOptions, _io: Io): Promise<number> {
  return 0;
}
