/** Accounts of people and keys of programs, as owners make them; secrets appear in the reply once and never again. */
import { z } from 'zod';
import { dataScopeSchema } from './data-scope.ts';
import { roleSchema } from './permission.ts';
import { localeSchema } from './session.ts';

const emailSchema = z.string().trim().min(3).max(254);
const passwordSchema = z.string().min(1).max(1024);

/** Why the server's own command line does without a second person; of no use to anybody else. */
export const aloneReason = z.string().trim().min(4).max(300).optional();

export const accountRequestSchema = z.object({
  email: emailSchema,
  role: z.string().max(40),
  /** Left out: a password is made and returned. */
  password: z.string().max(1024).optional(),
  alone: aloneReason,
});

export const accountSchema = z.object({
  userId: z.string(),
  email: z.string(),
  role: roleSchema,
  created: z.boolean(),
  /** Only when it was made here. */
  password: z.string().optional(),
});

export const accountRowSchema = z.object({
  userId: z.string(),
  email: z.string(),
  role: roleSchema,
  /** `invited`: has not arrived yet. */
  state: z.enum(['active', 'invited', 'deactivated']),
  /** The customers they may see by their account; null: everybody, unless the role is limited. */
  dataScope: dataScopeSchema.nullable(),
  /** Whether the role is limited to own customers where the account names no scope. */
  roleLimited: z.boolean(),
  secondFactor: z.boolean(),
  /** Sessions open now, and when one was last used (machine time). */
  sessions: z.int(),
  lastSeenAt: z.string().nullable(),
  createdAt: z.string(),
  deactivatedAt: z.string().nullable(),
});
export type AccountRow = z.infer<typeof accountRowSchema>;
export const accountListSchema = z.object({ accounts: z.array(accountRowSchema) });

export const accountParamsSchema = z.object({ id: z.uuid() });
export const invitationRequestSchema = z.object({
  email: emailSchema,
  role: z.string().max(40),
  alone: aloneReason,
});

/** What making a link for a new password, letting somebody in again or taking a second factor away may say; no body says nothing. */
export const linkWishSchema = z.object({ alone: aloneReason }).nullish();

/** A one-time link: `path` on this server, whoever holds it may set the account's password. */
export const accountLinkSchema = z.object({
  userId: z.string(),
  path: z.string(),
  expiresAt: z.string(),
});
export type AccountLinkReply = z.infer<typeof accountLinkSchema>;

export const roleRequestSchema = z.object({ role: z.string().max(40), alone: aloneReason });
export const accountChangedSchema = z.object({ userId: z.string() });
export const signedOutSchema = z.object({ userId: z.string(), sessionsEnded: z.int() });

export const linkRequestSchema = z.object({ token: z.string().min(1).max(200) });
export const linkViewSchema = z.object({
  email: z.string(),
  role: roleSchema,
  purpose: z.enum(['invitation', 'password']),
  organisation: z.string(),
  expiresAt: z.string(),
});
export type LinkView = z.infer<typeof linkViewSchema>;
export const linkAcceptSchema = linkRequestSchema.extend({ password: passwordSchema, locale: localeSchema });
export const linkAcceptedSchema = z.object({ email: z.string() });

export const sessionRowSchema = z.object({
  sessionId: z.string(),
  /** The one this request comes from. */
  own: z.boolean(),
  address: z.string().nullable(),
  /** What the browser says it is. */
  agent: z.string().nullable(),
  openedAt: z.string(),
  lastSeenAt: z.string(),
});
export type SessionRow = z.infer<typeof sessionRowSchema>;
/** Live sessions of one person, last used first. */
export const sessionListSchema = z.object({ sessions: z.array(sessionRowSchema) });
export const sessionParamsSchema = z.object({ id: z.uuid(), sessionId: z.uuid() });

/** One's own account: what protects it and where it is open. */
export const ownAccountSchema = z.object({
  email: z.string(),
  role: roleSchema,
  passwordChangedAt: z.string().nullable(),
  secondFactor: z.boolean(),
  recoveryCodesLeft: z.int(),
  sessions: z.array(sessionRowSchema),
});
export type OwnAccount = z.infer<typeof ownAccountSchema>;

export const passwordChangeSchema = z.object({ current: passwordSchema, password: passwordSchema });
export const provenByPasswordSchema = z.object({ current: passwordSchema });
export const secondFactorBegunSchema = z.object({ secret: z.string(), uri: z.string() });
export type SecondFactorBegun = z.infer<typeof secondFactorBegunSchema>;
export const codeSchema = z.object({ code: z.string().trim().min(6).max(40) });
export const recoveryCodesSchema = z.object({ recoveryCodes: z.array(z.string()) });
export type RecoveryCodes = z.infer<typeof recoveryCodesSchema>;
export const doneSchema = z.object({ done: z.literal(true) });

export const keyRequestSchema = z.object({
  name: z.string().trim().min(1).max(80),
  scope: z.string().max(20),
  /** Addresses and networks (`10.0.0.0/8`) the key may come from; none: from anywhere. */
  addresses: z.array(z.string().trim().min(1).max(60)).max(50).default([]),
  /** Left out: until it is revoked. */
  expiresInDays: z.int().min(1).max(3650).optional(),
  /** The customers it may see; left out: everybody. */
  dataScope: dataScopeSchema.nullable().optional(),
});
export const keySchema = z.object({
  key: z.string(),
  name: z.string(),
  scope: z.string(),
  expiresAt: z.string().nullable(),
});
export type KeyReply = z.infer<typeof keySchema>;

export const keyRotationSchema = z.object({
  /** For how long the old key lives beside the new one. */
  graceHours: z.int().min(0).max(720).default(24),
  /** Left out: the new key ends when the old one would have. */
  expiresInDays: z.int().min(1).max(3650).optional(),
});

export const keyRowSchema = z.object({
  keyId: z.string(),
  name: z.string(),
  /** The first characters, to recognise it by. */
  prefix: z.string(),
  scope: z.string(),
  addresses: z.array(z.string()),
  dataScope: dataScopeSchema.nullable(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
  expiresAt: z.string().nullable(),
  /** A newer key has taken its place; it lives until `expiresAt`. */
  replacedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
});
export type KeyRow = z.infer<typeof keyRowSchema>;
export const keyListSchema = z.object({ keys: z.array(keyRowSchema) });
export const keyParamsSchema = z.object({ id: z.uuid() });
export const keyRevokedSchema = z.object({ keyId: z.string(), revokedAt: z.string() });
