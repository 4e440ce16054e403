/** How the system is: one check a line, each with what was found and what to do. */
import { z } from 'zod';

export const checkStatusSchema = z.enum(['ok', 'warn', 'fail']);
export type CheckStatus = z.infer<typeof checkStatusSchema>;

export const checkNameSchema = z.enum([
  'state',
  'facts',
  'versions',
  'disk',
  'clock',
  'jobs',
  'schedules',
  'outbox',
  'spool',
  'sending',
  'providers',
  'quarantine',
  'quality',
  'backup',
]);
export type CheckName = z.infer<typeof checkNameSchema>;

export const healthCheckSchema = z.object({
  name: checkNameSchema,
  status: checkStatusSchema,
  /** What was found, and what to do about it, in the caller's language. */
  message: z.string(),
  remedy: z.string().optional(),
});

export const healthSchema = z.object({
  /** The worst of all checks. */
  status: checkStatusSchema,
  checkedAt: z.string(),
  checks: z.array(healthCheckSchema),
});
export type Health = z.infer<typeof healthSchema>;
