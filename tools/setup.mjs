// @ts-check
// Node's own modules only: this runs before any package is installed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { findPulumi, NoPulumiError } from './find-pulumi.mjs';
import { withLock } from './lock.mjs';
import { progressPrinter, spell, ticking } from './progress.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** As in src/base/exit-code.ts: something that skyplan needs is missing here. */
const exitSetUp = 65;

/**
 * Brings a checkout to where skyplan and its tests run: packages, dist/, Pulumi CLI. Says what it does and why; does
 * only what is missing; may be killed and started again, also twice at once.
 * @returns {Promise<number>} exit code
 */
export async function setUpCheckout(onProgress = progressPrinter()) {
  const say = (/** @type {string} */ text) => onProgress({ kind: 'line', text });
  try {
    const missing = missingPackages();
    if (missing !== undefined) await installPackages(missing, onProgress);
    const { built, milliseconds } = await build();
    if (built) say(`Built dist/ (${Math.round(milliseconds)} ms).`);
    const pulumi = await findPulumi({ onProgress, packageRoot: root });
    if (missing !== undefined || built) say(`Pulumi ${pulumi.version}: ${pulumi.path} (${pulumi.origin}).`);
    const python = pythonFault();
    if (python !== undefined)
      say(`Note: ${python} Jobs need Python on the machine they run on; on the local cloud that is this one.`);
    return 0;
  } catch (error) {
    if (!(error instanceof NoPulumiError || error instanceof SetUpError)) throw error;
    say(`${error.message}\n${error.hint}`);
    return exitSetUp;
  }
}

class SetUpError extends Error {
  /** @param {string} message @param {string} hint */
  constructor(message, hint) {
    super(message);
    this.hint = hint;
  }
}

/**
 * Why the packages must be installed; undefined where node_modules holds what package-lock.json asks for.
 * npm writes node_modules/.package-lock.json last, so an install that was killed has none.
 */
function missingPackages() {
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return 'none are installed yet';
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const stale = Object.keys(wanted).find(
    (name) => name !== '' && !wanted[name].optional && installed[name]?.version !== wanted[name].version,
  );
  return stale && `${stale.replace(/^.*node_modules\//, '')} is not what package-lock.json asks for`;
}

/** @param {string} why @param {ReturnType<typeof progressPrinter>} onProgress */
async function installPackages(why, onProgress) {
  const text = 'Installing npm packages (about half a minute, once)';
  const start = Date.now();
  await withLock(
    join(root, '.cache', 'packages.lock'),
    async () => {
      if (missingPackages() === undefined) return;
      onProgress({ kind: 'line', text: `${text}: ${why}.` });
      await ticking(text, onProgress, npmInstall);
      onProgress({ kind: 'line', text: `Packages are installed (${spell((Date.now() - start) / 1000)}).` });
    },
    ({ pid }) => onProgress({ kind: 'line', text: `Another set-up (process ${pid}) is installing packages; waiting.` }),
  );
}

/** @returns {Promise<void>} */
function npmInstall() {
  // Under `npm start` and `npm test` npm says where it is; else it is looked up on PATH.
  const own = process.env.npm_execpath;
  const [command, first] = own?.endsWith('.js') ? [process.execPath, [own]] : ['npm', []];
  const args = [...first, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
      shell: process.platform === 'win32',
    });
    let errors = '';
    child.stderr.on('data', (data) => {
      errors += data;
    });
    const end = () => child.kill();
    process.on('exit', end);
    child.on('error', (error) =>
      reject(new SetUpError(`npm did not start: ${error.message}.`, 'Install Node.js with npm.')),
    );
    child.on('close', (code) => {
      process.off('exit', end);
      if (code === 0) resolve();
      else {
        const reason = errors.trim().split('\n').slice(-12).join('\n');
        reject(
          new SetUpError(`npm ci failed (exit ${code}):\n${reason}`, 'Mend that, then start again; nothing is lost.'),
        );
      }
    });
  });
}

/** The agent on a job's machine is Python; only its absence here is worth a word, and only the local cloud needs it. */
function pythonFault() {
  const paths = (process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':');
  if (paths.some((at) => at !== '' && existsSync(join(at, 'python3')))) return undefined;
  const found = spawnSync('python3', ['--version']);
  return found.status === 0 ? undefined : 'there is no python3 on PATH.';
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  if (isMain()) process.once(signal, () => process.exit(130));
}

function isMain() {
  return import.meta.url === pathToFileURL(process.argv[1] ?? '').href;
}

if (isMain()) process.exitCode = await setUpCheckout();
