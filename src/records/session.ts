/** Who is logged in: what the login page sends and what the console learns about the person and the organisation. */
import { z } from 'zod';
import { dataScopeSchema } from './data-scope.ts';
import { roleSchema } from './permission.ts';
import { settingsSchema } from './settings.ts';

export const localeSchema = z.enum(['zh-CN', 'en']);

export const loginRequestSchema = z.object({
  email: z.string().trim().min(3).max(254),
  password: z.string().min(1).max(1024),
  /** Of the authenticator app, or a recovery code; asked for by `second-factor-needed`. */
  code: z.string().max(60).optional(),
});
export type LoginRequest = z.infer<typeof loginRequestSchema>;

export const sessionUserSchema = z.object({
  userId: z.string(),
  /** The person's own address: shown to nobody else. */
  email: z.string(),
  role: roleSchema,
  locale: localeSchema,
});

export const sessionSchema = z.object({
  user: sessionUserSchema,
  /** The customers this person may see; null: everybody. */
  dataScope: dataScopeSchema.nullable(),
  /** Rows of the permission table this person may use. */
  permissions: z.array(z.string()),
  /** Rows their role has and their data scope takes away: what is about the whole base. */
  beyondScope: z.array(z.string()),
  /** When the session ends if nothing more is done, and when it ends in any case (machine time). */
  idleUntil: z.string(),
  expiresAt: z.string(),
  settings: settingsSchema,
  /** Domain time: "today" on every page. */
  now: z.string(),
});
export type Session = z.infer<typeof sessionSchema>;

/** `PATCH /api/session`: the language in which this person reads pages and errors. */
export const sessionUpdateSchema = z.object({ locale: localeSchema });

export const loggedOutSchema = z.object({ loggedOut: z.literal(true) });
