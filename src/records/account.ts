/** Accounts of people and keys of programs, as owners make them; secrets appear in the reply once and never again. */
import { z } from 'zod';
import { roleSchema } from './permission.ts';

export const accountRequestSchema = z.object({
  email: z.string().trim().min(3).max(254),
  role: z.string().max(40),
  /** Left out: a password is made and returned. */
  password: z.string().max(1024).optional(),
});

export const accountSchema = z.object({
  userId: z.string(),
  email: z.string(),
  role: roleSchema,
  created: z.boolean(),
  /** Only when it was made here. */
  password: z.string().optional(),
});

export const accountListSchema = z.object({
  accounts: z.array(
    z.object({
      userId: z.string(),
      email: z.string(),
      role: roleSchema,
      createdAt: z.string(),
      deactivatedAt: z.string().nullable(),
    }),
  ),
});

export const keyRequestSchema = z.object({
  name: z.string().trim().min(1).max(80),
  scope: z.string().max(20),
});
export const keySchema = z.object({ key: z.string(), name: z.string(), scope: z.string() });

export const keyListSchema = z.object({
  keys: z.array(
    z.object({
      keyId: z.string(),
      name: z.string(),
      /** The first characters, to recognise it by. */
      prefix: z.string(),
      scope: z.string(),
      createdAt: z.string(),
      revokedAt: z.string().nullable(),
    }),
  ),
});
export const keyParamsSchema = z.object({ id: z.uuid() });
export const keyRevokedSchema = z.object({ keyId: z.string(), revokedAt: z.string() });
