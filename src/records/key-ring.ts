/** The keys of the organisation's data: which generations there are and what stands under each. */
import { z } from 'zod';

export const keyGeneration = z.object({
  generation: z.int(),
  /** New rows are written under it. */
  current: z.boolean(),
  madeAt: z.string(),
  /** Rows whose ciphertext needs its data key, and rows found by an index its index key made. */
  encryptedRows: z.int(),
  indexedRows: z.int(),
  /** When nothing referred to the key any more and it was taken out of the key file. */
  dataRetiredAt: z.string().nullable(),
  indexRetiredAt: z.string().nullable(),
});
export type KeyGeneration = z.infer<typeof keyGeneration>;

export const keyGenerationList = z.object({ generations: z.array(keyGeneration) });
export type KeyGenerationList = z.infer<typeof keyGenerationList>;

export const keyRotationReport = z.object({
  generation: z.int(),
  rows: z.int(),
  seconds: z.number(),
  /** Rows other work held to the end; they stay readable and are taken by the hourly look. */
  left: z.int(),
});
export type KeyRotationReport = z.infer<typeof keyRotationReport>;
