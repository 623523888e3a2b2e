// @ts-check
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The holder touches its lock this often; one that was not touched for `staleMs` belongs to nobody any more. */
const beatMs = 2_000;
const staleMs = 20_000;

/**
 * Runs `work` while this process holds the lock file; waits for another holder first. The lock of a process that was
 * killed is taken over: at once where its process id is gone, after 20 s without a touch where that cannot be seen
 * (another container or machine on the same disk).
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {(holder: { pid: number, host: string }) => void} [onWait] called once, when another process holds the lock
 * @returns {Promise<T>}
 */
export async function withLock(file, work, onWait) {
  const token = `${JSON.stringify({ pid: process.pid, host: hostname(), id: `${Date.now()}-${Math.random()}` })}\n`;
  mkdirSync(dirname(file), { recursive: true });
  for (let waited = false; !take(file, token); ) {
    const held = read(file);
    if (held !== undefined && isDead(file, held)) {
      breakLock(file, held);
      continue;
    }
    if (!waited && held !== undefined) onWait?.(parse(held));
    waited = true;
    await sleep(200);
  }
  const beat = setInterval(() => touch(file), beatMs);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if (read(file) === token) rmSync(file, { force: true });
  }
}

/** @param {string} file @param {string} token */
function take(file, token) {
  // Written elsewhere and linked in, so that a lock is never seen without its holder's name.
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, token);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** @param {string} file @param {string} held */
function isDead(file, held) {
  const { pid, host } = parse(held);
  if (host === hostname() && !isAlive(pid)) return true;
  const at = statSync(file, { throwIfNoEntry: false });
  return at !== undefined && Date.now() - at.mtimeMs > staleMs;
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * Moves a dead holder's lock away. Two waiters may come here at once, and the second may catch the first one's new
 * lock: it sees that by the content, and puts it back.
 * @param {string} file @param {string} held
 */
function breakLock(file, held) {
  const aside = `${file}.${process.pid}.broken`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (read(aside) !== held && !existsSync(file)) {
    try {
      linkSync(aside, file);
    } catch {
      // A third process was faster; the one whose lock we moved notices nothing worse than company.
    }
  }
  rmSync(aside, { force: true });
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** @param {string} held @returns {{ pid: number, host: string }} */
function parse(held) {
  try {
    return JSON.parse(held);
  } catch {
    return { pid: 0, host: '' };
  }
}

/** @param {string} file */
function touch(file) {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // Gone: the work goes on, and at its end we do not remove a lock that is not ours.
  }
}
