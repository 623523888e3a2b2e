import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCode } from '../../base/exit-code.ts';
import { readIndex, readSources } from '../../disk/catalog-files.ts';
import { catalogRoot } from '../catalog-root.ts';
import type { Io } from '../io.ts';
import type { CatalogInfoOptions } from '../options.ts';
import { type CatalogInfo, catalogInfoText, type Derivation } from '../views/catalog-view.ts';

/** `skyplan catalog info`: what a plan is made from, by the catalog's own index. */
export async function catalogInfo(_args: object, options: CatalogInfoOptions, io: Io): Promise<number> {
  const root = catalogRoot(io.env);
  const index = readIndex(root);
  const info: CatalogInfo = {
    folder: root,
    hash: index.hash,
    clouds: index.clouds.map((cloud) => ({
      ...cloud,
      accelerators: acceleratorsOf(cloud.cloud, index.files),
      ageDays: daysBetween(cloud.asOf, io.now()),
      oldestAgeDays: daysBetween(cloud.oldest, io.now()),
    })),
    sources: [...readSources(root)].map(([key, source]) => ({ ...source, key })),
    derivation: readDerivation(root),
  };
  io.stdout(
    options.json ? `${JSON.stringify({ schemaVersion: 1, ...info }, null, 2)}\n` : catalogInfoText(info, io.columns),
  );
  return exitCode.ok;
}

function acceleratorsOf(cloud: string, files: ReturnType<typeof readIndex>['files']): number {
  const names = files.filter((file) => file.cloud === cloud).flatMap(({ offerings }) => Object.keys(offerings));
  return new Set(names.filter((name) => name !== '')).size;
}

/** How the catalog came to be; absent from a catalog that someone made by hand. */
function readDerivation(root: string): Derivation {
  const path = join(root, 'derivation.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { files: Derivation }).files : {};
}

function daysBetween(day: string, now: Date): number {
  return Math.floor((now.getTime() - Date.parse(`${day}T00:00:00Z`)) / 86_400_000);
}
