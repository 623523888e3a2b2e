import type { Interruption, Sighting } from '../../src/provider/interruption.ts';
import { hostFactsSchema } from './schema.ts';

/**
 * What a sighting of a local host means. A notice that is still running is an interruption already; a host that ended
 * says why in its last words, and one that could not is a crash.
 */
export function interpret(sighting: Sighting, now: string): Interruption | null {
  const facts = hostFactsSchema.safeParse(sighting.raw ?? {}).data ?? {};
  const { notice, end } = facts;
  if (notice && (sighting.state === 'running' || end?.why === 'preemption' || end === undefined)) {
    if (sighting.state === 'running' || sighting.state === 'gone') {
      return { kind: 'preemption', at: end?.at ?? now, killAt: notice.killAt, detail: notice.reason };
    }
  }
  if (sighting.state !== 'gone') return null;
  const at = end?.at ?? now;
  switch (end?.why) {
    case 'power-off':
      return { kind: 'guest-shutdown', at, detail: 'the host powered itself off' };
    case 'deletion':
      return { kind: 'user-deletion', at, detail: 'the host was asked to end' };
    case 'preemption':
      return { kind: 'preemption', at, detail: 'the host was taken' };
    case undefined:
      return facts.folder === false
        ? { kind: 'user-deletion', at, detail: 'the host and its folder are gone' }
        : { kind: 'crash', at, detail: "the host's init process is gone without a word" };
  }
}
