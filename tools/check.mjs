// @ts-check
// `npm run check`: everything about the code that needs no run of it. All checks run, so that one sees all that is wrong.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');

const checks = [
  { name: 'types', command: 'tsc', args: ['--noEmit', '-p', '.'] },
  { name: 'lint and format', command: 'biome', args: ['ci', '--error-on-warnings', '.'] },
  { name: 'dead code', command: 'knip', args: [] },
  { name: 'import directions, names, sizes, links', command: 'vitest', args: ['run', 'test/tidy.test.ts', '--silent'] },
];

const failed = checks.filter(({ name, command, args }) => {
  const start = performance.now();
  console.error(`\n== ${name}: ${command} ${args.join(' ')}`);
  const { status } = spawnSync(join(bin, command), args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  console.error(`${status === 0 ? 'ok' : 'FAILED'} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  return status !== 0;
});

if (failed.length > 0) {
  console.error(`\nFailed: ${failed.map(({ name }) => name).join('; ')}`);
  process.exitCode = 1;
}
