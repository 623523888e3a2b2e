// @ts-check
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { root } from './measure.mjs';

/**
 * Makes a benchmark that is written in TypeScript runnable; Node 20 reads none.
 * @param {string} source path from the root @returns {Promise<string>} the file to run
 */
export async function bundled(source) {
  const outfile = join(root, '.cache', 'bench', `${basename(source, '.ts')}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: [source],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
  });
  return outfile;
}
