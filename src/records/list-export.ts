/** A list of people that is about to leave as a file. */
import { z } from 'zod';

export const listExport = z.object({
  /** The console's lists whose rows are people. */
  list: z.enum(['customers', 'segment-members', 'campaign-audience', 'mailbox', 'identity-doubts']),
  /** Which segment's or campaign's. */
  of: z.string().max(120).optional(),
  /** How many rows the file will have. */
  people: z.int().min(0).max(100_000_000),
});
export type ListExport = z.infer<typeof listExport>;
export const listExportLeave = z.object({ people: z.int() });
