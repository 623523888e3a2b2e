import type { LaunchFailure } from '../../src/provider/launch-failure.ts';

/** What the local cloud's plugin says when it refuses, by the word before the colon. */
export function classify(texts: readonly string[]): LaunchFailure {
  for (const text of texts) {
    const message = text.trim();
    const word = /\b(InsufficientLocalCapacity|HostExists|EACCES|ENOSPC|EROFS)\b/.exec(message)?.[1];
    switch (word) {
      case 'InsufficientLocalCapacity':
        return { kind: 'no-capacity', scope: 'market', holdSeconds: 600, message };
      case 'HostExists':
        return { kind: 'bad-request', scope: 'fatal', holdSeconds: 0, message };
      case 'EACCES':
      case 'EROFS':
        return {
          kind: 'not-permitted',
          scope: 'cloud',
          holdSeconds: 3600,
          message,
          hint: 'The local cloud keeps its machines in a folder of the backend; make that folder writable.',
        };
      case 'ENOSPC':
        return { kind: 'no-capacity', scope: 'cloud', holdSeconds: 600, message, hint: 'The disk is full.' };
    }
  }
  const message = texts.map((text) => text.trim()).find((text) => text !== '') ?? 'the engine gave no reason';
  return { kind: 'unknown', scope: 'offering', holdSeconds: 600, message };
}
