/** Events as they arrive, for people who watch: what is stored of them, so no contact data. */
import { z } from 'zod';

export const liveEvent = z.object({
  /** Counts within one server process; larger is newer. */
  no: z.int(),
  receivedAt: z.string(),
  occurredAt: z.string().nullable(),
  source: z.string(),
  type: z.string(),
  event: z.string(),
  /** Null for a visitor, and where the event was refused. */
  customerId: z.string().nullable(),
  visitorId: z.string().nullable(),
  /** JSON text without contact data, cut at 2,000 characters. */
  properties: z.string(),
  clockFlag: z.enum(['', 'future', 'skewed']),
  /** Departures from the tracking plan, each as `code path`. */
  violations: z.array(z.string()),
  /** Why it stands in quarantine; null: it was stored. */
  refused: z
    .object({ code: z.string(), path: z.string(), received: z.string(), expected: z.string() })
    .nullable(),
});
export type LiveEvent = z.infer<typeof liveEvent>;

export const liveEventQuery = z.object({
  source: z.string().max(200).optional(),
  event: z.string().max(200).optional(),
  /** Ids of `POST /api/events/people`, with commas between: events of these only. */
  people: z
    .string()
    .max(4_000)
    .transform(text => text.split(','))
    .pipe(z.array(z.uuid()).max(100))
    .optional(),
});
export type LiveEventFilter = z.output<typeof liveEventQuery>;

/** The newest 100 that match, oldest first. */
export const liveEventList = z.object({ events: z.array(liveEvent) });

/** A member number, phone number, e-mail address, visitor id or customer id, in full; in a body, since it may name a person. */
export const trackedPersonQuery = z.object({ key: z.string().trim().min(1).max(255) });

export const trackedPerson = z.object({ ids: z.array(z.uuid()) });
