import { mkdir, open, rename, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { exitCode } from '../base/exit-code.ts';
import { UserError } from '../base/user-error.ts';
import type { Connection } from './connection.ts';
import { copyTree } from './copy-tree.ts';
import { pullTree } from './pull-tree.ts';
import { assertAlive, runInHost } from './spool.ts';

/**
 * A machine that is a folder of this one (the local cloud): its home folder is that folder, commands go through the
 * spool of its init process, files are copied. Every call throws `MachineGone` once its init is dead, as SSH would.
 */
export async function connectFolder(host: string): Promise<Connection> {
  await assertAlive(host);
  return {
    run: (command, options) => runInHost(host, command, options),
    putFile: (path, content, mode) => putFile(host, path, content, mode),
    async putFolder(from, to, onProgress) {
      await assertAlive(host);
      return copyTree(from, writable(host, to), onProgress);
    },
    async readFile(path, fromByte) {
      await assertAlive(host);
      return readFrom(at(host, path), fromByte);
    },
    async pull(path, to) {
      await assertAlive(host);
      return pullTree(at(host, path), to);
    },
    async close() {},
  };
}

async function putFile(host: string, path: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
  await assertAlive(host);
  const target = writable(host, path);
  await mkdir(dirname(target), { recursive: true });
  const draft = `${target}.${process.pid}.draft`;
  await writeFile(draft, content, { mode });
  await rename(draft, target);
}

async function readFrom(path: string, fromByte = 0): Promise<Uint8Array | undefined> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!file) return undefined;
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.max(0, size - fromByte));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, fromByte);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** `~/x` and `x` lie in the host's home folder; an absolute path is one of this machine. */
function at(host: string, path: string): string {
  return resolve(host, path.replace(/^~(\/|$)/, ''));
}

/** Nothing outside the host's folder is written: it would be the user's own machine, not a rented one. */
function writable(host: string, path: string): string {
  const target = at(host, path);
  const way = relative(host, target);
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) {
    throw new UserError(
      exitCode.badInput,
      `${path} lies outside the machine's home folder; on the local cloud that is a path of this very computer.`,
      `Mount it below the home folder, e.g. at ~/${join('data', path.split('/').pop() ?? '')}.`,
    );
  }
  return target;
}
