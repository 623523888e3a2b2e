// @ts-check
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFromSource, executable, install, pulumiVersion, reasonIn, run } from './get-pulumi.mjs';
import { withLock } from './lock.mjs';
import { spell, ticking } from './progress.mjs';

/** Anything from this version on is taken where it is already there. */
export const oldestVersion = '3.250.0';

/**
 * @typedef {{ path: string, version: string, origin: string, passedOver: string[] }} PulumiCli
 * @typedef {{
 *   env?: Readonly<Record<string, string | undefined>>,
 *   packageRoot?: string,
 *   onProgress?: (progress: import('./progress.mjs').Progress) => void,
 *   fetch?: boolean,
 * }} Options
 * packageRoot: the folder of skyplan's package.json.
 * fetch: false only looks, and neither installs nor builds.
 */

/** There is no usable Pulumi CLI. `message` says why, with every way that was tried; `hint` how to get one. */
export class NoPulumiError extends Error {
  /** @override */
  name = 'NoPulumiError';
  hint = `Install Pulumi ${oldestVersion} or newer (https://www.pulumi.com/docs/install/) so that \`pulumi\` is on PATH, or set SKYPLAN_PULUMI to its executable. With Go 1.26 or newer on PATH, skyplan builds it itself.`;
}

/**
 * A Pulumi CLI to use: SKYPLAN_PULUMI, `pulumi` on PATH, the one we got before, the official installer, or one built
 * from its Go modules, in this order. The last two take time and are done once, under a lock.
 * @param {Options} [options]
 * @returns {Promise<PulumiCli>}
 * @throws {NoPulumiError}
 */
export async function findPulumi({
  env = process.env,
  packageRoot = ownRoot(),
  onProgress = () => {},
  fetch = true,
} = {}) {
  const folder = cacheFolder(packageRoot, env);
  const versions = versionMemory(folder);
  const ready = await look(env, folder, versions);
  if (!Array.isArray(ready)) return ready;
  if (!fetch) throw new NoPulumiError(refusal(ready));
  onProgress({ kind: 'line', text: 'Getting the Pulumi CLI: skyplan brings machines up and down with it.' });
  return await withLock(
    `${folder}.lock`,
    async () => {
      const since = await look(env, folder, versions);
      if (!Array.isArray(since)) return since;
      return await get(since, { env, packageRoot, folder, versions, onProgress });
    },
    ({ pid }) => onProgress({ kind: 'line', text: `Another skyplan (process ${pid}) is getting it already; waiting.` }),
  );
}

/**
 * The Pulumi that is there already, or why each place has none.
 * @param {Readonly<Record<string, string | undefined>>} env @param {string} folder
 * @param {VersionMemory} versions
 * @returns {Promise<PulumiCli | string[]>}
 */
async function look(env, folder, versions) {
  const chosen = env.SKYPLAN_PULUMI;
  if (chosen) {
    // The user's own choice is never passed over in silence.
    const fault = await faultOf(chosen, versions);
    if (fault) throw new NoPulumiError(`SKYPLAN_PULUMI is ${chosen}, and that cannot be used: ${fault}.`);
    return cli(chosen, 'SKYPLAN_PULUMI names it', [], versions);
  }
  const passedOver = ['SKYPLAN_PULUMI is not set'];
  const onPath = (env.PATH ?? '')
    .split(delimiter)
    .filter((at) => at !== '')
    .map((at) => join(at, executable))
    .find((path) => existsSync(path));
  if (onPath === undefined) passedOver.push('there is no `pulumi` on PATH');
  else {
    const fault = await faultOf(onPath, versions);
    if (!fault) return cli(onPath, 'it is on PATH', passedOver, versions);
    passedOver.push(`${onPath} (on PATH): ${fault}`);
  }
  const ours = join(folder, 'bin', executable);
  const fault = await faultOf(ours, versions);
  if (!fault) return cli(ours, 'skyplan got it earlier', passedOver, versions);
  return [...passedOver, `${ours}: ${fault}`];
}

/**
 * @param {string[]} passedOver
 * @param {{ env: Readonly<Record<string, string | undefined>>, packageRoot: string, folder: string, versions: VersionMemory,
 *   onProgress: (progress: import('./progress.mjs').Progress) => void }} how
 * @returns {Promise<PulumiCli>}
 */
async function get(passedOver, { env, packageRoot, folder, versions, onProgress }) {
  await sweepDrafts(folder);
  const ours = join(folder, 'bin', executable);
  const ways = [
    {
      name: 'the official installer',
      text: 'Downloading it with the official installer (about a minute, once)',
      origin: 'the official installer put it there',
      run: (/** @type {string} */ draft) => install(draft, packageRoot, env),
    },
    {
      name: 'the build from source',
      text: 'Building it from its Go modules (about 4 minutes on two cores, once)',
      origin: 'built from its Go modules',
      run: (/** @type {string} */ draft) => buildFromSource(draft, packageRoot, env),
    },
  ];
  for (const { name, text, origin, run } of ways) {
    const draft = `${folder}.${process.pid}.draft`;
    const start = Date.now();
    onProgress({ kind: 'line', text: `${text} …` });
    const fault = await ticking(text, onProgress, () => run(draft));
    if (fault === undefined) {
      rmSync(folder, { recursive: true, force: true });
      renameSync(draft, folder);
      const broken = await faultOf(ours, versions);
      if (broken === undefined) {
        onProgress({ kind: 'line', text: `Pulumi ${pulumiVersion} is ready (${spell((Date.now() - start) / 1000)}).` });
        return cli(ours, origin, passedOver, versions);
      }
      passedOver.push(`${name}: what it made cannot be used: ${broken}`);
    } else {
      rmSync(draft, { recursive: true, force: true });
      passedOver.push(`${name}: ${fault}`);
      onProgress({ kind: 'line', text: `That did not work: ${fault}.` });
    }
  }
  throw new NoPulumiError(refusal(passedOver));
}

/**
 * @typedef {{ read: (path: string) => string | undefined, learn: (path: string, version: string) => void }} VersionMemory
 */

/**
 * Why this file cannot be our Pulumi; undefined where it can.
 * @param {string} path @param {VersionMemory} versions
 */
async function faultOf(path, versions) {
  if (!existsSync(path)) return 'there is no such file';
  let version = versions.read(path);
  if (version === undefined) {
    const { code, stdout, stderr } = await run(path, ['version'], { limitMs: 30_000 });
    version = /^v?(\d+\.\d+\.\d+)/m.exec(stdout)?.[1];
    if (version === undefined) return `\`pulumi version\` says no version (${code === 0 ? stdout : reasonIn(stderr)})`;
    versions.learn(path, version);
  }
  return isOlder(version, oldestVersion) ? `version ${version} is older than ${oldestVersion}` : undefined;
}

/**
 * `pulumi version` costs 0.3 s; what a file said once holds until the file changes.
 * @param {string} folder @returns {VersionMemory}
 */
function versionMemory(folder) {
  const file = join(dirname(folder), 'known-versions.json');
  /** @type {Record<string, { stamp: string, version: string }>} */
  let known = {};
  try {
    known = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // None yet, or half a file: asked again.
  }
  const stampOf = (/** @type {string} */ path) => {
    const at = statSync(path);
    return `${at.size} ${at.mtimeMs}`;
  };
  return {
    read: (path) => (known[path]?.stamp === stampOf(path) ? known[path]?.version : undefined),
    learn: (path, version) => {
      known[path] = { stamp: stampOf(path), version };
      try {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(`${file}.${process.pid}.draft`, `${JSON.stringify(known, null, 2)}\n`);
        renameSync(`${file}.${process.pid}.draft`, file);
      } catch {
        // A read-only place: it costs 0.3 s the next time, nothing else.
      }
    },
  };
}

/** @param {string} path @param {string} origin @param {string[]} passedOver @param {VersionMemory} versions */
function cli(path, origin, passedOver, versions) {
  return { path, version: versions.read(path) ?? pulumiVersion, origin, passedOver };
}

/**
 * In a checkout beside the sources, so that it is there whatever HOME is; for an installed package in the user's cache.
 * @param {string} packageRoot @param {Readonly<Record<string, string | undefined>>} env
 */
export function cacheFolder(packageRoot, env) {
  const isCheckout = existsSync(join(packageRoot, 'tools', 'setup.mjs'));
  const userCache = env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache');
  return join(isCheckout ? join(packageRoot, '.cache') : join(userCache, 'skyplan'), 'pulumi', pulumiVersion);
}

/**
 * What a killed run left behind: its drafts, and first the build that outlived it, which would take half of the machine
 * from the one that starts now. The path of its draft in its arguments tells it from every other process.
 * @param {string} folder
 */
async function sweepDrafts(folder) {
  const parent = dirname(folder);
  if (!existsSync(parent)) return;
  const drafts = readdirSync(parent).filter((name) => /^[\d.]+\.draft$/.test(name));
  const builds = `${folder}.`;
  const { code, stdout } = await run('ps', ['-A', '-o', 'pid=,args='], { limitMs: 10_000 });
  for (const line of code === 0 ? stdout.split('\n') : []) {
    if (line.includes(builds) && line.includes('.draft') && / build /.test(line)) stop(Number.parseInt(line, 10));
  }
  for (const name of drafts) rmSync(join(parent, name), { recursive: true, force: true });
}

/** @param {number} pid */
function stop(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

/** @param {string[]} passedOver */
function refusal(passedOver) {
  return ['skyplan found no Pulumi CLI that it can use:', ...passedOver.map((why) => `  - ${why}`)].join('\n');
}

/** @param {string} version @param {string} than */
function isOlder(version, than) {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number));
  const at = [0, 1, 2].find((part) => a?.[part] !== b?.[part]);
  return at !== undefined && Number(a?.[at]) < Number(b?.[at]);
}

function ownRoot() {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
