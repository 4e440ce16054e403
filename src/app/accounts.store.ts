/** People who log in: found by the blind index of their address, proved by argon2id (access/passwords.ts). */
import { badInput } from '../kernel/errors.ts';
import { Pii } from '../kernel/pii.ts';
import type { Locale } from '../kernel/settings.ts';
import type { AccountRow } from '../records/account.ts';
import { scopeOf } from '../records/data-scope.ts';
import { type Role, roleSchema } from '../records/permission.ts';
import type { StoreContext } from '../store/context.ts';
import { fieldAad } from '../store/field-aad.ts';
import { loginKind } from '../store/rekey/cipher-places.ts';
import { saveAudit } from '../store/state/audit.store.ts';
import { type StateTransaction, withTransaction } from '../store/state/state-db.ts';
import { isLimitedRole } from './access/limited-role.store.ts';
import { hashPassword, requirePassword } from './access/passwords.ts';

export interface Account {
  readonly userId: string;
  readonly email: string;
  readonly role: Role;
  readonly locale: Locale;
}

const emailShape = /^[^\s@<>"]{1,64}@[^\s@<>".]+(\.[^\s@<>".]+)+$/;

export const canonicalEmail = (email: string): string => email.trim().toLowerCase();
const emailAad = (userId: string): string => fieldAad('users', 'email_cipher', userId);

/** By what an account is found, under every index key in use; canonicalise the address first. */
export const loginIndexes = ({ keys }: Pick<StoreContext, 'keys'>, email: string): Buffer[] =>
  keys.blindIndexes(loginKind, email).map(({ index }) => index);

/** The address in canonical form; throws `email-invalid`. */
export function requireEmail(text: string): string {
  const email = canonicalEmail(text);
  if (!emailShape.test(email)) throw badInput('email-invalid', { path: 'email' });
  return email;
}

/** Throws `role-unknown`. */
export function requireRole(text: string): Role {
  const role = roleSchema.safeParse(text);
  if (role.success) return role.data;
  const expected = roleSchema.options.join(', ');
  throw badInput('role-unknown', { path: 'role', received: text, expected });
}

/**
 * Makes an account, or gives an existing one this password and role (which is how a lost password is mended) and
 * ends its sessions; `alongside` writes in the same transaction. Throws `email-invalid`, `password-too-short`, `password-too-easy`, `role-unknown`.
 */
export async function saveAccount(
  ctx: StoreContext,
  account: { readonly email: string; readonly password: string; readonly role: string },
  alongside: (trx: StateTransaction) => Promise<void> = async () => {},
): Promise<{ userId: string; created: boolean }> {
  const email = requireEmail(account.email);
  const role = requireRole(account.role);
  requirePassword(account.password, email);
  const passwordHash = await hashPassword(account.password);
  return withTransaction(ctx.pg, async trx => {
    await alongside(trx);
    const known = await trx
      .selectFrom('users')
      .select(['user_id', 'role'])
      .where('email_index', 'in', loginIndexes(ctx, email))
      .executeTakeFirst();
    const userId = known?.user_id ?? (await insertAccount(trx, ctx, { email, role, passwordHash }));
    if (known) {
      await trx
        .updateTable('users')
        .set({ password_hash: passwordHash, role, deactivated_at: null })
        .where('user_id', '=', userId)
        .execute();
      await trx.deleteFrom('sessions').where('user_id', '=', userId).execute();
    }
    await saveAudit(trx, ctx, {
      action: 'account.save',
      target: `user:${userId}`,
      ...(known ? { before: { role: known.role } } : {}),
      after: { role, email: new Pii(email), password: 'new' },
    });
    return { userId, created: !known };
  });
}

/** Writes the row of a new account; without a password nobody can log in to it yet. */
export async function insertAccount(
  trx: StateTransaction,
  ctx: StoreContext,
  account: { readonly email: string; readonly role: Role; readonly passwordHash: string | null },
): Promise<string> {
  const userId = ctx.newId();
  const { cipher, keyVersion } = ctx.keys.encrypt(account.email, emailAad(userId));
  await trx
    .insertInto('users')
    .values({
      user_id: userId,
      email_cipher: cipher,
      key_version: keyVersion,
      email_index: ctx.keys.blindIndex(loginKind, account.email),
      password_hash: account.passwordHash,
      role: account.role,
      locale: ctx.settings.locale,
      created_at: ctx.now(),
    })
    .execute();
  return userId;
}

interface UserRow {
  readonly user_id: string;
  readonly email_cipher: Buffer;
  readonly key_version: number;
  readonly role: string;
  readonly locale: string;
}

/** A row of `users` with its address decrypted. */
export function accountOf(ctx: StoreContext, row: UserRow): Account {
  return {
    userId: row.user_id,
    email: ctx.keys.decrypt(row.email_cipher, row.key_version, emailAad(row.user_id)),
    role: roleSchema.parse(row.role),
    locale: row.locale === 'en' ? 'en' : 'zh-CN',
  };
}

/** The address of the account with this id or this address, or null where there is none that may log in. */
export async function findAccountEmail(
  ctx: StoreContext,
  by: { readonly userId: string | null } | { readonly email: string },
): Promise<string | null> {
  const open = ctx.pg.selectFrom('users').selectAll().where('deactivated_at', 'is', null);
  const known =
    'email' in by
      ? open.where('email_index', 'in', loginIndexes(ctx, canonicalEmail(by.email)))
      : open.where('user_id', '=', by.userId);
  const row = await known.executeTakeFirst();
  return row ? accountOf(ctx, row).email : null;
}

/** The language in which a person reads pages and errors. */
export async function saveLocale(ctx: StoreContext, userId: string, locale: Locale): Promise<void> {
  await withTransaction(ctx.pg, async trx => {
    await trx.updateTable('users').set({ locale }).where('user_id', '=', userId).execute();
    await saveAudit(trx, ctx, { action: 'session.language', target: `user:${userId}`, after: { locale } });
  });
}

/** Whether anybody can log in at all; the demo and `serve` point at `user add` while nobody can. */
export async function hasAccounts(ctx: StoreContext): Promise<boolean> {
  const row = await ctx.pg
    .selectFrom('users')
    .select('user_id')
    .where('deactivated_at', 'is', null)
    .where('password_hash', 'is not', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** All accounts, oldest first, with their addresses: for those who manage or check them. */
export async function findAccounts(ctx: StoreContext): Promise<AccountRow[]> {
  const rows = await ctx.pg
    .selectFrom('users')
    .leftJoin('sessions', join =>
      join.onRef('sessions.user_id', '=', 'users.user_id').on('expires_at', '>', ctx.machineNow()),
    )
    .selectAll('users')
    .select(eb => [
      eb.fn.count<number>('session_id').as('sessions'),
      eb.fn.max<Date | null>('last_seen_at').as('last_seen_at'),
      isLimitedRole.as('role_limited'),
    ])
    .groupBy('users.user_id')
    .orderBy('users.created_at')
    .execute();
  return rows.map(row => {
    const { userId, email, role } = accountOf(ctx, row);
    return {
      userId,
      email,
      role,
      state: row.deactivated_at ? 'deactivated' : row.password_hash ? 'active' : 'invited',
      dataScope: scopeOf(row.data_scope),
      roleLimited: row.role_limited,
      secondFactor: row.second_factor_at !== null,
      sessions: row.sessions,
      lastSeenAt: row.last_seen_at?.toISOString() ?? null,
      createdAt: row.created_at.toISOString(),
      deactivatedAt: row.deactivated_at?.toISOString() ?? null,
    };
  });
}
