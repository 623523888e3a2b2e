import { z } from 'zod';

/** `raw` of a sighting of a local host, as `api.ts` writes it. */
export const hostFactsSchema = z.object({
  /** false: the host's folder is gone too. */
  folder: z.boolean().optional(),
  booted: z.boolean().optional(),
  notice: z.object({ reason: z.string().default('preemption'), killAt: z.iso.datetime() }).optional(),
  end: z.object({ why: z.enum(['power-off', 'preemption', 'deletion']), at: z.iso.datetime() }).optional(),
});
