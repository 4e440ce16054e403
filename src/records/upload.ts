/** A file that was uploaded and waits in the staging folder for the import that reads it. */
import { z } from 'zod';

export const uploadSchema = z.object({
  uploadId: z.uuid(),
  /** The name the person's file had, without folders. */
  fileName: z.string(),
  bytes: z.int(),
  /** Lower-case hexadecimal. */
  sha256: z.string(),
});
export type Upload = z.infer<typeof uploadSchema>;
