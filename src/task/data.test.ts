import { expect, it } from 'vitest';
import { findOwner } from './data.ts';

it.each([
  ['s3://bucket/path', 'aws'],
  ['https://bucket.s3.us-east-1.amazonaws.com/x', 'aws'],
  ['https://s3.amazonaws.com/bucket', 'aws'],
  ['https://bucket.s3-us-west-2.amazonaws.com/x', 'aws'],
  ['gs://bucket', 'gcp'],
  ['https://storage.googleapis.com/bucket/x', 'gcp'],
  ['az://account/container', 'azure'],
  ['abfss://c@account.dfs.core.windows.net/x', 'azure'],
  ['https://account.blob.core.windows.net/container', 'azure'],
])('%s is charged by %s', (source, cloud) => {
  expect(findOwner(source)).toEqual({ kind: 'known', cloud });
});

it.each([
  ['r2://bucket', 'unpriced'],
  ['https://id.r2.cloudflarestorage.com/bucket', 'unpriced'],
  ['hf://datasets/x', 'unpriced'],
  ['https://example.com/s3.amazonaws.com', 'web'],
  ['https://evil-s3.amazonaws.com.example.org/', 'web'],
  ['./folder', 'local'],
  ['constructor://x', 'local'],
])('%s is %s', (source, kind) => {
  expect(findOwner(source).kind).toBe(kind);
});
