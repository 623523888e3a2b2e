// @ts-check
// `npm start`: from a fresh clone to the main job on real input, with nothing to know beforehand.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUpCheckout } from './setup.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const launcher = join(root, 'bin', 'skyplan.js');

/** The main job: what would this cost where, then really run it through a Pulumi stack on this machine. */
const commands = [
  {
    args: ['plan', 'examples/digits.yaml'],
    says: 'Where would this training job be cheapest? Every offering in the catalog, ranked:',
  },
  {
    args: ['up', 'examples/digits.yaml', '--cloud', 'local', '-y'],
    says: 'Now the same job for real, on this machine: a Pulumi stack, a job with checkpoints, and its teardown:',
  },
];

/** @param {string[]} args @returns {Promise<number>} exit code */
function skyplan(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [launcher, ...args], { cwd: root, stdio: 'inherit' });
    // Ctrl-C reaches the child by itself; this process only waits for what the child makes of it.
    const ignore = () => {};
    process.on('SIGINT', ignore);
    child.on('close', (code) => {
      process.off('SIGINT', ignore);
      resolve(code ?? 130);
    });
  });
}

process.exitCode = await setUpCheckout();
for (const { args, says } of commands) {
  if (process.exitCode !== 0) break;
  console.error(`\n${says}\n$ node bin/skyplan.js ${args.join(' ')}\n`);
  process.exitCode = await skyplan(args);
}
if (process.exitCode === 0) {
  console.error('\nMore to try: node bin/skyplan.js --help, README.md, and the tasks in examples/.');
}
