/** How much of people an account or key read on a day: replies with masked names or contacts, counted. */
import { z } from 'zod';

export const maskedRead = z.object({
  /** In the organisation's zone. */
  day: z.string(),
  actorKind: z.string(),
  actorId: z.string(),
  /** The account's address or the key's name; null where the kind says it all. */
  actor: z.string().nullable(),
  route: z.string(),
  requests: z.int(),
  /** Customers in these replies; one seen twice counts twice. */
  people: z.int(),
  lastAt: z.iso.datetime(),
});
export type MaskedRead = z.infer<typeof maskedRead>;

export const maskedReadQuery = z.object({
  actor: z.string().max(80).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
});
export const maskedReadList = z.object({ reads: z.array(maskedRead) });
export type MaskedReadList = z.infer<typeof maskedReadList>;
