// @ts-check
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const stampFile = join(dist, '.build.json');

/**
 * What becomes a file of its own in dist/, one bundle per process that we start. Two are split: the CLI must start fast and
 * loads a command when it is asked for; the worker loads Pulumi's SDK (0.5 s) and a cloud's program only for an `up`, in its
 * first second. The others are one file each, so that a job's detached process never looks for a chunk that a later build
 * has replaced.
 */
const entries = [
  { source: 'src/cli/main.ts', out: 'skyplan', splitting: true },
  { source: 'src/backend/worker-main.ts', out: 'worker', splitting: true },
  { source: 'stacks/local/plugin-main.ts', out: 'local/plugin', splitting: false },
  { source: 'stacks/local/host-main.ts', out: 'local/host', splitting: false },
];

/** The engine starts a provider plugin by this name, as an executable file. */
const shims = [{ file: 'local/pulumi-resource-skyplan', runs: 'local/plugin.js' }];

/**
 * zod brings its messages in fifty languages, 300 KB that every process would read.
 * @type {import('esbuild').Plugin}
 */
const englishOnly = {
  name: 'english-only',
  setup: ({ onLoad }) => {
    onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/** CommonJS packages inside an ESM bundle still call `require`. */
const requireBanner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** Old chunks stay this long, for a process of the CLI that was started before the build and has yet to load one. */
const chunkGraceMs = 48 * 60 * 60 * 1000;

/**
 * Bundles the sources into dist/, unless dist/ was built from these very sources.
 * Every file is written beside its place and renamed, so a build never shows half a file to a running skyplan.
 * A bundle that fails leaves the others and its own older one in place; then the whole is rejected at the end.
 * @param {{ clean?: boolean }} [options] clean: build in any case, and leave no file of an older build
 * @returns {Promise<{ built: boolean, files: readonly string[], milliseconds: number }>}
 */
export async function build({ clean = false } = {}) {
  const start = performance.now();
  const sources = sourceStamp();
  if (!clean && isBuilt(sources)) return { built: false, files: [], milliseconds: performance.now() - start };
  const { build: bundle } = await import('esbuild');
  const results = await Promise.allSettled(entries.map((entry) => bundle(options(entry))));
  const files = new Map(
    results
      .flatMap((result) => (result.status === 'fulfilled' ? (result.value.outputFiles ?? []) : []))
      .map((file) => [relative(dist, file.path), file.contents]),
  );
  for (const [file, content] of files) put(file, content, 0o644);
  for (const { file, runs } of shims) {
    if (!files.has(runs)) continue;
    put(file, shim(runs), 0o755);
    files.set(file, new Uint8Array());
  }
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (failures.length > 0) throw new Error(failures.map(({ message }) => message).join('\n'));
  sweep(new Set(files.keys()), clean ? 0 : chunkGraceMs);
  put('.build.json', `${JSON.stringify({ sources, files: [...files.keys()] })}\n`, 0o644);
  return { built: true, files: [...files.keys()], milliseconds: performance.now() - start };
}

/** Whether dist/ is there and was built from the sources as they are now; costs a few milliseconds. */
export function isCurrent() {
  return isBuilt(sourceStamp());
}

/** @returns {import('esbuild').BuildOptions} @param {(typeof entries)[number]} entry */
function options({ source, out, splitting }) {
  return {
    absWorkingDir: root,
    entryPoints: { [out]: source },
    outdir: dist,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    splitting,
    minifySyntax: true,
    minifyWhitespace: true,
    // Names are kept: a stack trace that a user sends should be readable.
    minifyIdentifiers: false,
    legalComments: 'none',
    // Pulumi's SDK and what its messages are made of: a second copy inside a bundle would not know the first one's.
    external: ['@pulumi/*', '@grpc/grpc-js', 'google-protobuf'],
    banner: { js: requireBanner },
    plugins: [englishOnly],
    logLevel: 'silent',
  };
}

/** @param {string} runs */
function shim(runs) {
  return `#!/bin/sh\nexec node "$(dirname "$0")/${runs.split('/').at(-1)}" "$@"\n`;
}

/**
 * Number, sizes and times of all that a bundle is made of; node_modules by way of the lock file. A sum and not a hash:
 * this runs at each start of a checkout's skyplan, and loading node:crypto would cost more than reading the times.
 */
function sourceStamp() {
  const files = ['tools/build.mjs', 'package-lock.json', ...listed('src'), ...listed('stacks'), ...listed('tools')];
  let size = 0;
  let newest = 0;
  let times = 0;
  for (const file of files) {
    const at = statSync(join(root, file), { throwIfNoEntry: false });
    if (at === undefined) continue;
    size += at.size;
    newest = Math.max(newest, at.mtimeMs);
    times += Math.round(at.mtimeMs) % 1_000_003;
  }
  return `${files.length} files, ${size} bytes, newest ${newest}, times ${times}`;
}

/** @param {string} folder @returns {string[]} */
function listed(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|mjs|py|sh)$/.test(file) && !file.endsWith('.test.ts'))
    .map((file) => `${folder}/${file}`);
}

/** @param {string} sources */
function isBuilt(sources) {
  try {
    const stamp = JSON.parse(readFileSync(stampFile, 'utf8'));
    return stamp.sources === sources && stamp.files.every((/** @type {string} */ file) => existsSync(join(dist, file)));
  } catch {
    return false;
  }
}

/** @param {string} file @param {string | Uint8Array} content @param {number} mode */
function put(file, content, mode) {
  const path = join(dist, file);
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.draft`;
  writeFileSync(draft, content);
  chmodSync(draft, mode);
  renameSync(draft, path);
}

/** @param {Set<string>} keep @param {number} graceMs */
function sweep(keep, graceMs) {
  for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    const path = join(dist, file);
    const at = statSync(path, { throwIfNoEntry: false });
    if (!at?.isFile() || keep.has(file) || path === stampFile) continue;
    if (Date.now() - at.mtimeMs > graceMs) rmSync(path, { force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const { built, files, milliseconds } = await build({ clean: process.argv.includes('--clean') });
    console.error(built ? `Built ${files.length} files in ${Math.round(milliseconds)} ms` : 'dist/ is up to date');
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
