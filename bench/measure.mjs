// @ts-check
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const launcher = join(root, 'bin', 'skyplan.js');

/**
 * One measured thing against its budget.
 * @typedef {{ what: string, budget: string, median: string, p95: string, ok: boolean }} Row
 */

/** An empty folder for one benchmark. @param {string} name */
export function scratch(name) {
  return mkdtempSync(join(tmpdir(), `skyplan-bench-${name}-`));
}

/**
 * The environment of a user with an empty home.
 * @param {string} home @param {Record<string, string>} [more]
 * @returns {Record<string, string>}
 */
export function cleanEnv(home, more = {}) {
  const { PATH = '', NODE_EXTRA_CA_CERTS } = process.env;
  // A company's certificates cost every start of Node the same: the ratios are those of the machine as it is.
  return { PATH, HOME: home, ...(NODE_EXTRA_CA_CERTS && { NODE_EXTRA_CA_CERTS }), ...more };
}

/**
 * Whole processes of Node, in turns so that what else the machine does hits all alike. Milliseconds of each round.
 * @template {string} Name
 * @param {Readonly<Record<Name, readonly string[]>>} commands arguments of node
 * @param {{ rounds: number, env: Record<string, string> }} options
 * @returns {Record<Name, number[]>}
 */
export function timeInTurns(commands, { rounds, env }) {
  const names = /** @type {Name[]} */ (Object.keys(commands));
  const times = /** @type {Record<Name, number[]>} */ (
    Object.fromEntries(names.map((name) => [name, /** @type {number[]} */ ([])]))
  );
  for (let round = -1; round < rounds; round++) {
    for (const name of names) {
      const start = performance.now();
      const { status, stderr } = spawnSync(process.execPath, commands[name], { env, encoding: 'utf8' });
      const milliseconds = performance.now() - start;
      if (status !== 0) throw new Error(`node ${commands[name].join(' ')} ended with ${status}: ${stderr}`);
      // The first round warms the disk.
      if (round >= 0) times[name].push(milliseconds);
    }
  }
  return times;
}

/**
 * The most memory that a process of Node held, in MB (10^6 bytes), as it says itself at its end.
 * @param {readonly string[]} args @param {Record<string, string>} env
 */
export function peakMB(args, env) {
  const folder = scratch('rss');
  const probe = join(folder, 'probe.cjs');
  const result = join(folder, 'result');
  writeFileSync(
    probe,
    `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(result)}, String(process.resourceUsage().maxRSS)))`,
  );
  spawnSync(process.execPath, ['--require', probe, ...args], { env });
  return (Number(readFileSync(result, 'utf8')) * 1024) / 1e6;
}

/**
 * Runs a command to its end. @param {string} command @param {readonly string[]} args
 * @param {{ env: Record<string, string>, cwd?: string, onFirst?: { pattern: RegExp, seen: () => void } }} options
 * @returns {Promise<{ code: number | null, stdout: string, stderr: string }>}
 */
export function run(command, args, { env, cwd, onFirst }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    let seen = false;
    child.stdout.on('data', (data) => {
      stdout += data;
      if (onFirst && !seen && onFirst.pattern.test(stdout)) {
        seen = true;
        onFirst.seen();
      }
    });
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** @param {readonly number[]} values */
export function median(values) {
  return quantile(values, 0.5);
}

/** @param {readonly number[]} values @param {number} share */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/**
 * A row for times that must stay under `factor` times those of a baseline.
 * @param {string} what @param {readonly number[]} times @param {readonly number[]} baseline @param {number} factor
 * @param {string} baselineName
 * @returns {Row}
 */
export function againstBaseline(what, times, baseline, factor, baselineName) {
  const ratio = median(times) / median(baseline);
  return {
    what,
    budget: `<= ${factor} x ${baselineName} (${spell(median(baseline))})`,
    median: `${spell(median(times))} = ${ratio.toFixed(2)} x`,
    p95: spell(quantile(times, 0.95)),
    ok: ratio <= factor,
  };
}

/**
 * @param {string} what @param {readonly number[]} times milliseconds @param {number} mostMs @returns {Row}
 */
export function againstLimit(what, times, mostMs) {
  const ok = median(times) <= mostMs;
  return { what, budget: `<= ${spell(mostMs)}`, median: spell(median(times)), p95: spell(quantile(times, 0.95)), ok };
}

/** @param {number} milliseconds */
export function spell(milliseconds) {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
