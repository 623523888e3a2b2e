import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type SnapshotManifest, snapshotManifest } from '../agent/schema.ts';
import { bringOne, type Pulled } from './pull-tree.ts';
import { readIfThere, storeFolder } from './store-folder.ts';

/**
 * Rebuilds the newest complete snapshot of a store in a local folder, for when the machine is gone. Every blob's hash
 * is checked first; a corrupt snapshot gives way to the one before it. undefined: the store has no whole snapshot.
 * Newer files here are kept, as `Connection.pull` does.
 */
export async function pullCheckpoint(
  storeUri: string,
  to: string,
): Promise<(Pulled & { readonly snapshot: string; readonly at: string }) | undefined> {
  const root = storeFolder(storeUri);
  for (const manifest of await snapshots(root)) {
    if (!(await isSound(root, manifest))) continue;
    return { snapshot: `${manifest.attempt}-${manifest.seq}`, at: manifest.at, ...(await rebuild(root, manifest, to)) };
  }
  return undefined;
}

/** Newest first; what is no manifest is passed over. */
async function snapshots(root: string): Promise<SnapshotManifest[]> {
  const names = await readdir(join(root, 'checkpoints')).catch(() => []);
  const found: SnapshotManifest[] = [];
  for (const name of names.filter((n) => /^\d+-\d+\.json$/.test(n))) {
    const bytes = await readIfThere(join(root, 'checkpoints', name));
    const parsed = snapshotManifest.safeParse(parseJson(bytes?.toString('utf8') ?? ''));
    if (parsed.success) found.push(parsed.data);
  }
  return found.sort((a, b) => b.attempt - a.attempt || b.seq - a.seq);
}

async function isSound(root: string, manifest: SnapshotManifest): Promise<boolean> {
  for (const file of manifest.files) {
    if (!('sha256' in file)) continue;
    const hash = createHash('sha256');
    try {
      await pipeline(createReadStream(blobPath(root, file.sha256)), hash);
    } catch {
      return false;
    }
    if (hash.digest('hex') !== file.sha256) return false;
  }
  return true;
}

async function rebuild(root: string, manifest: SnapshotManifest, to: string): Promise<Pulled> {
  let [files, bytes] = [0, 0];
  const kept: string[] = [];
  const byPath = new Map(manifest.files.map((file) => [file.path, file]));
  for (const file of manifest.files) {
    // A link becomes a copy, as everywhere in `pull`; a link to a folder only repeats files that come anyway.
    const content = 'link' in file ? byPath.get(join(file.path, '..', file.link)) : file;
    if (!content || !('sha256' in content)) continue;
    const took = await bringOne(blobPath(root, content.sha256), join(to, file.path), content.mtimeMs);
    if (took === 'kept') kept.push(join(to, file.path));
    else if (took !== 'same') {
      files += 1;
      bytes += took;
    }
  }
  return { files, bytes, kept };
}

function blobPath(root: string, sha256: string): string {
  return join(root, 'checkpoints', 'blobs', sha256);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
