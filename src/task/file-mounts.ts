import { isAlias, isMap, isScalar, type Node, type Pair } from 'yaml';
import { interpolateText } from './interpolate.ts';
import { plainValue, type Reading, readValue, report } from './read-fields.ts';
import { anything, byKind, describe, listOf, mapOf, oneOf, type Shape, text, turned, yesOrNo } from './shape.ts';
import type { FileMount, WorkDir } from './task.ts';
import { entriesOf, keyText, problemAt } from './yaml-text.ts';

type Source = FileMount['source'];

const bucket = turned(
  mapOf({
    name: text,
    source: byKind<string[]>('a path, a URI or a list of paths', {
      string: turned(text, (one) => [one]),
      list: listOf(text),
    }),
    store: text,
    mode: oneOf<'MOUNT' | 'COPY' | 'MOUNT_CACHED'>(['MOUNT', 'COPY', 'MOUNT_CACHED']),
    persistent: yesOrNo,
    type: text,
    mount_options: text,
    config: anything,
    _is_sky_managed: anything,
    _bucket_sub_path: anything,
    _force_delete: anything,
  }),
  (map): Source => ({
    kind: 'bucket',
    ...(map.name === undefined ? {} : { name: map.name }),
    ...(map.source === undefined ? {} : { source: map.source }),
    ...(map.store === undefined ? {} : { store: map.store.toLowerCase() }),
    mode: map.mode ?? 'MOUNT',
    persistent: map.persistent ?? true,
  }),
);

const mountSource: Shape<Source> = byKind<Source>('a local path, a URI or a map', {
  string: turned(text, sourceOf),
  map: bucket,
});

function sourceOf(written: string): Source {
  return isUri(written) ? { kind: 'uri', uri: written } : { kind: 'path', path: written };
}

export function isUri(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
}

/** Described only: nothing here looks at the file system. */
export function readFileMounts(reading: Reading, pair: Pair | undefined): FileMount[] {
  const node =
    pair && isAlias(pair.value) ? pair.value.resolve(reading.document) : (pair?.value as Node | null | undefined);
  if (!node || (isScalar(node) && node.value === null)) return [];
  if (!isMap(node)) {
    report(
      reading,
      node,
      `Expected a map of paths on the machine, found ${describe(plainValue(reading, node))}.`,
      'Write `file_mounts:` and below it, indented, `/on/machine: ./here`.',
    );
    return [];
  }
  const mounts: FileMount[] = [];
  const { entries, repeated } = entriesOf(node, reading.document);
  for (const { pair: again, first } of repeated) {
    report(
      reading,
      again,
      `\`${keyText(again, reading.document)}\` is given twice; the first is in line ${problemAt(reading.yaml, first, '').line}.`,
      'Keep one of the two.',
    );
  }
  for (const [key, entry] of entries) {
    const before = reading.problems.length;
    const source = readValue(reading, entry, mountSource);
    if (source === undefined) {
      if (reading.problems.length === before)
        report(
          reading,
          entry,
          `\`${key}\` has no source.`,
          'Write a local path, a URI such as `s3://bucket/path`, or a map with `name` or `source`.',
        );
      continue;
    }
    if (
      source.kind === 'bucket' &&
      source.name === undefined &&
      source.source === undefined &&
      source.store !== 'volume'
    ) {
      report(
        reading,
        entry,
        `The bucket at \`${key}\` needs a \`name\` or a \`source\`.`,
        'Add `source: s3://bucket`, or `name:` for a new bucket.',
      );
      continue;
    }
    mounts.push({ target: interpolateText(key, reading.envs), source });
  }
  return mounts;
}

export const workDir: Shape<WorkDir> = byKind<WorkDir>('a folder, or a map with `url` and `ref`', {
  string: turned(text, (path) => ({ kind: 'folder', path })),
  map: turned(mapOf({ url: text, ref: text }), (map) => ({
    kind: 'git',
    url: map.url ?? '',
    ...(map.ref === undefined ? {} : { ref: map.ref }),
  })),
});

/** What a plan must say of mounts: buckets cost money that no line of it holds. */
export function notesOnMounts(mounts: readonly FileMount[]): string[] {
  const buckets = mounts.filter((mount) => mount.source.kind !== 'path');
  if (buckets.length === 0) return [];
  return [`buckets in \`file_mounts\` are not priced yet: ${buckets.map((mount) => mount.target).join(', ')}`];
}
