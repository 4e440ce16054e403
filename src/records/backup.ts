/** Backups: what is asked for, what was made, what a restore found. */
import { z } from 'zod';

export const backupRequestSchema = z.object({
  /**
   * Name of the folder below `backups/` in the data folder; made from the time where it is left out. Only the command
   * line on the server's own machine may give a whole path.
   */
  out: z.string().min(1).max(1000).optional(),
  /** Wraps the keys, which leave the machine in no other form; at least 12 characters. */
  passphrase: z.string().min(1).max(1000),
});

export const backupSchema = z.object({
  backupId: z.uuid(),
  path: z.string(),
  madeAt: z.string(),
  seconds: z.number(),
  bytes: z.number(),
  stateRows: z.number(),
  factsRows: z.number(),
});
export type Backup = z.infer<typeof backupSchema>;

export const backupListSchema = z.object({
  /** Where backups asked for by name are put. */
  folder: z.string(),
  backups: z.array(backupSchema),
});
