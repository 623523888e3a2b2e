import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { userFolders } from './user-folders.ts';

/** Where a job's supervisor keeps its notices and its own output: a cache, nothing in it is needed later. */
export function runFolder(job: string, env: Readonly<Record<string, string | undefined>>): string {
  return join(userFolders(env).cache, 'jobs', job);
}

/**
 * Writes one notice a line. The file stays open: it is a cache that may be deleted at any moment, and whoever drives
 * a job must not stumble over that.
 */
export function openNoticeFile(path: string): (notice: object) => void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const file = openSync(path, 'a', 0o600);
  return (notice) => void writeSync(file, `${JSON.stringify(notice)}\n`);
}

/** Reads what has come since the last call, whole lines only. A file that is not there yet has nothing to say. */
export function noticeReader<Notice>(path: string): () => Notice[] {
  let offset = 0;
  let rest = '';
  return () => {
    let file: number;
    try {
      file = openSync(path, 'r');
    } catch {
      return [];
    }
    try {
      const size = fstatSync(file).size;
      if (size <= offset) return [];
      const chunk = Buffer.alloc(size - offset);
      offset += readSync(file, chunk, 0, chunk.length, offset);
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Notice);
    } finally {
      closeSync(file);
    }
  };
}
