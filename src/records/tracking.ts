/** What the tracking API tells about itself: refused events and counts. */
import { z } from 'zod';
import { instant } from './instant.ts';

export const refusedEventRow = z.object({
  id: z.uuid(),
  receivedAt: z.string(),
  source: z.string(),
  messageId: z.string().nullable(),
  type: z.string(),
  code: z.string(),
  /** Where in the event: `batch[2].timestamp`. */
  path: z.string(),
  /** What came, masked where it may be about a person. */
  received: z.string(),
  expected: z.string(),
  message: z.string(),
  remedy: z.string().optional(),
});
export type RefusedEventRow = z.infer<typeof refusedEventRow>;

export const refusedEventQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.uuid().optional(),
});

export const refusedEventList = z.object({
  errors: z.array(refusedEventRow),
  /** For the next page; null at the end. */
  cursor: z.string().nullable(),
});

export const eventCountQuery = z.object({
  event: z.string().min(1).max(200),
  /** Events that happened at this moment or later. */
  since: instant.optional(),
});

/** Distinct message ids. */
export const eventCount = z.object({ count: z.int() });
