import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newJobId } from './job-id.ts';

test('any name becomes one that fits every cloud', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      expect(newJobId(name)).toMatch(/^[a-z]([a-z0-9-]{0,22}[a-z0-9])?-[a-z2-7]{8}$/);
    }),
  );
});

test('what can be kept of a name is kept', () => {
  expect(newJobId('Fine-tune LLaMA_3!')).toMatch(/^fine-tune-llama-3-[a-z2-7]{8}$/);
  expect(newJobId('123')).toMatch(/^job-[a-z2-7]{8}$/);
});
