/** Where events come from: the keys that may send, and what came by each. */
import { z } from 'zod';

export const trackingSource = z.object({
  /** Name of the key, or of what else sent. */
  source: z.string(),
  /** Null: sent without a key of that name, as by a person's session. */
  key: z
    .object({
      scope: z.enum(['track', 'manage']),
      state: z.enum(['live', 'expired', 'revoked']),
      prefix: z.string(),
      createdAt: z.string(),
      lastUsedAt: z.string().nullable(),
    })
    .nullable(),
  last: z.object({ at: z.string(), type: z.string(), event: z.string() }).nullable(),
  /** Events of the last five minutes, hour, day and 30 days, by their arrival. */
  minutes5: z.int(),
  hour: z.int(),
  day: z.int(),
  days30: z.int(),
  /** Of the day's, those that depart from the tracking plan. */
  departing: z.int(),
  /** In quarantine and waiting. */
  refused: z.int(),
  /** Of the last 24 hours, oldest first. */
  hours: z.array(z.int()).length(24),
});
export type TrackingSource = z.infer<typeof trackingSource>;

export const trackingSourceList = z.object({ at: z.string(), sources: z.array(trackingSource) });
