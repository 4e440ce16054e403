/** How many days each kind of data is kept, and the report of a purge. */
import { z } from 'zod';

const days = (least: number, fallback: number) => z.number().int().min(least).max(36_500).default(fallback);

export const retention = z.object({
  /** An exported list can be downloaded this long. */
  exportDays: days(1, 7),
  /** Refused rows, encrypted. */
  quarantineDays: days(1, 90),
  /** Messages in the sandbox mailbox. */
  sandboxDays: days(1, 30),
  /** What mail servers said about a delivery, and the free text of a consent's evidence (at least five months). */
  deliveryDetailDays: days(30, 180),
  consentEvidenceDays: days(150, 1_095),
  /** Addresses that no longer belong to anybody: retired or bounced contact points. */
  retiredContactDays: days(1, 365),
  /** Finished background work with its input and result. */
  jobDays: days(1, 180),
  /** Uploaded files nobody imported. */
  uploadDays: days(1, 3),
});
export type Retention = z.infer<typeof retention>;
export type RetentionPeriod = keyof Retention;

export const purgedTable = z.object({
  period: z.string(),
  table: z.string(),
  did: z.enum(['deleted', 'emptied']),
  rows: z.int(),
});
export type PurgedTable = z.infer<typeof purgedTable>;

export const purge = z.object({ purgeId: z.uuid(), at: z.iso.datetime(), tables: z.array(purgedTable) });
export type Purge = z.infer<typeof purge>;

export const retentionView = z.object({
  retention,
  /** Newest first. */
  purges: z.array(purge),
});
export type RetentionView = z.infer<typeof retentionView>;
