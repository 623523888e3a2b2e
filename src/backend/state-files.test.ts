import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { openStateFiles } from './state-files.ts';

function backend(meta: string) {
  const root = mkdtempSync(join(tmpdir(), 'skyplan-state-'));
  const stacks = join(root, '.pulumi', 'stacks', 'skyplan');
  mkdirSync(stacks, { recursive: true });
  writeFileSync(join(root, '.pulumi', 'meta.yaml'), meta);
  return { stacks, files: openStateFiles(pathToFileURL(root).href) };
}

const checkpoint = JSON.stringify({
  version: 3,
  checkpoint: {
    latest: {
      resources: [{ urn: 'u:1', type: 'skyplan:index:LocalHost', id: '/h', custom: true }],
      pending_operations: [{ type: 'creating', resource: { urn: 'u:2', type: 't' } }],
    },
  },
});

it('reads stacks, tags and checkpoints, packed or plain, and passes over the files beside them', async () => {
  const { stacks, files } = backend('version: 1\n');
  for (const name of ['a.json', 'a.json.attrs', 'a.json.bak', 'gone.json.bak'])
    writeFileSync(join(stacks, name), checkpoint);
  writeFileSync(join(stacks, 'b.1.json.gz'), gzipSync(checkpoint));
  writeFileSync(join(stacks, 'a.pulumi-tags'), '{"version":1,"tags":{"skyplan:kind":"job"}}');
  expect([...(await files.stacks())].sort()).toEqual(['a', 'b.1']);
  expect(await files.tags('a')).toEqual({ 'skyplan:kind': 'job' });
  expect(await files.tags('b.1')).toBeUndefined();
  for (const name of ['a', 'b.1']) {
    expect(await files.checkpoint(name)).toMatchObject({
      resources: [{ urn: 'u:1' }],
      pending: [{ type: 'creating' }],
    });
  }
  expect(await files.checkpoint('c')).toBeUndefined();
  expect(await files.locks('a')).toEqual([]);
});

it('is empty for a new backend', async () => {
  const root = mkdtempSync(join(tmpdir(), 'skyplan-state-'));
  expect(await openStateFiles(pathToFileURL(root).href).stacks()).toEqual([]);
});

it('refuses another layout and a broken checkpoint, naming the file', async () => {
  await expect(backend('version: 2\n').files.stacks()).rejects.toThrow(/meta.yaml .* version is 2/);
  const { stacks, files } = backend('version: 1\n');
  writeFileSync(join(stacks, 'a.json'), checkpoint.slice(0, 40));
  await expect(files.checkpoint('a')).rejects.toThrow(/a\.json cannot be used/);
});
