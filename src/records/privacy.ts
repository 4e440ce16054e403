/** Erasure, export of one person and what the purge removed, as the console, the API and the command line see them. */
import { z } from 'zod';

const time = z.iso.datetime();

export const erasedTable = z.object({
  store: z.enum(['state', 'facts', 'files']),
  table: z.string(),
  /** `kept`: a ledger that stays under the pseudonym. `blanked`: texts in which the person's data was replaced. */
  did: z.enum(['deleted', 'emptied', 'blanked', 'kept', 'suppressed', 'stopped']),
  rows: z.int(),
});
export type ErasedTable = z.infer<typeof erasedTable>;

export const certificate = z.object({
  erasureId: z.uuid(),
  /** The pseudonym: a keyed hash that nobody can turn back. */
  customerId: z.uuid(),
  reason: z.string(),
  requestedBy: z.string(),
  requestedAt: time,
  finishedAt: time,
  tables: z.array(erasedTable),
  /** Ed25519 over the JSON of all the above, by the key that also signs audit checkpoints. */
  signature: z.string(),
});
export type Certificate = z.infer<typeof certificate>;

export const erasure = z.object({
  erasureId: z.uuid(),
  customerId: z.uuid(),
  reason: z.string(),
  requestedAt: time,
  finishedAt: time.nullable(),
  certificate: certificate.nullable(),
});
export type Erasure = z.infer<typeof erasure>;
export const erasureList = z.object({ erasures: z.array(erasure) });

export const eraseRequest = z.object({ reason: z.string().trim().min(3).max(500) });
export const exportQuery = z.object({ format: z.enum(['json', 'csv']).default('json') });
