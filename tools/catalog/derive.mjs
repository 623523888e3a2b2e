// Derives catalog/ from raw price sources: node tools/catalog/derive.mjs [SOURCE FOLDER]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const source = resolve(process.argv[2] ?? join(root, '../shared/data/catalog'));
const work = mkdtempSync(join(tmpdir(), 'skyplan-catalog-'));
try {
  const outfile = join(work, 'derive.mjs');
  await build({ entryPoints: [join(here, 'derive.ts')], bundle: true, platform: 'node', format: 'esm', outfile });
  const { deriveCatalog } = await import(pathToFileURL(outfile).href);
  deriveCatalog(source, join(root, 'catalog'));
} finally {
  rmSync(work, { recursive: true, force: true });
}
