/** Backups the server makes by itself: when, how many are kept, and how the last ones went. */
import { z } from 'zod';

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, '00:00–23:59');

export const backupScheduleRequest = z.object({
  /** `HH:MM` in the organisation's zone. */
  at: timeOfDay,
  /** How many are kept; an older one goes only when a newer one was verified. */
  keep: z.int().min(1).max(90),
  /** Opens these backups; at least 12 characters. May be left out where a schedule stands and keeps its passphrase. */
  passphrase: z.string().min(1).max(1000).optional(),
});

export const backupScheduleView = z.object({
  schedule: z
    .object({
      at: z.string(),
      keep: z.int(),
      since: z.string(),
      nextAt: z.string(),
      /** When the newest verified one was made. */
      lastVerifiedAt: z.string().nullable(),
      /** Failures in a row, and the last one in words. */
      failures: z.int(),
      error: z.string().nullable(),
    })
    .nullable(),
});
export type BackupScheduleView = z.infer<typeof backupScheduleView>;
