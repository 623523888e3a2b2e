import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const keep = 2;

/**
 * Saves the network after an epoch: `epoch-007.ckpt`, one line of JSON, then weights and velocity as 64-bit floats.
 * Written under another name and renamed, so that it is there whole or not at all; the two newest are kept.
 */
export function saveCheckpoint(folder, epoch, { parameters, velocity }) {
  mkdirSync(folder, { recursive: true });
  const name = `epoch-${String(epoch).padStart(3, '0')}.ckpt`;
  const head = Buffer.from(`${JSON.stringify({ epoch, parameters: parameters.length })}\n`);
  const content = Buffer.concat([head, bytesOf(parameters), bytesOf(velocity)]);
  writeFileSync(join(folder, `${name}.tmp`), content);
  renameSync(join(folder, `${name}.tmp`), join(folder, name));
  for (const old of checkpointsIn(folder).slice(keep)) rmSync(join(folder, old));
}

/** Fills the network from the newest checkpoint; returns its epoch, 0 where there is none. */
export function loadCheckpoint(folder, { parameters, velocity }) {
  const [newest] = checkpointsIn(folder);
  if (newest === undefined) return 0;
  const content = readFileSync(join(folder, newest));
  const end = content.indexOf('\n');
  const head = JSON.parse(content.subarray(0, end).toString('utf8'));
  if (head.parameters !== parameters.length) throw new Error(`${newest} is of another network`);
  const floats = new Float64Array(Uint8Array.from(content.subarray(end + 1)).buffer);
  parameters.set(floats.subarray(0, parameters.length));
  velocity.set(floats.subarray(parameters.length));
  return head.epoch;
}

/** Newest first. */
function checkpointsIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^epoch-\d+\.ckpt$/.test(name))
    .sort()
    .reverse();
}

function bytesOf(floats) {
  return Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength);
}
