/** People who log in: made by the command line, found by the blind index of their address, proved by argon2id. */
import { hash, verify } from '@node-rs/argon2';
import { badInput } from '../kernel/errors.ts';
import { Pii } from '../kernel/pii.ts';
import type { Locale } from '../kernel/settings.ts';
import { type Role, roleSchema } from '../records/permission.ts';
import type { StoreContext } from '../store/context.ts';
import { fieldAad } from '../store/field-aad.ts';
import { saveAudit } from '../store/state/audit.store.ts';
import { type StateTransaction, withTransaction } from '../store/state/state-db.ts';

export interface Account {
  readonly userId: string;
  readonly email: string;
  readonly role: Role;
  readonly locale: Locale;
}

const minimumPassword = 10;
const emailShape = /^[^\s@<>"]{1,64}@[^\s@<>".]+(\.[^\s@<>".]+)+$/;

const canonicalEmail = (email: string): string => email.trim().toLowerCase();
const emailAad = (userId: string): string => fieldAad('users', 'email_cipher', userId);

/** Defaults of the binding: argon2id, 19 MiB, two passes, about 10 ms. */
const hashPassword = (password: string): Promise<string> => hash(password);

/**
 * Makes an account, or gives an existing one this password and role (which is how a lost password is mended) and
 * ends its sessions. Throws `email-invalid`, `password-too-short`, `role-unknown`.
 */
export async function saveAccount(
  ctx: StoreContext,
  account: { readonly email: string; readonly password: string; readonly role: string },
): Promise<{ userId: string; created: boolean }> {
  const { email, role } = checkedAccount(account);
  const password_hash = await hashPassword(account.password);
  return ctx.pg.transaction().execute(async trx => {
    const known = await trx
      .selectFrom('users')
      .select(['user_id', 'role'])
      .where('email_index', '=', ctx.keys.blindIndex('login-email', email))
      .executeTakeFirst();
    const userId = known
      ? await resetAccount(trx, known.user_id, { password_hash, role })
      : await insertAccount(trx, ctx, { email, password_hash, role });
    await saveAudit(trx, ctx, {
      action: 'account.save',
      target: `user:${userId}`,
      before: known && { role: known.role },
      after: { role, email: new Pii(email), password: 'new' },
    });
    return { userId, created: known === undefined };
  });
}

function checkedAccount(account: {
  readonly email: string;
  readonly password: string;
  readonly role: string;
}) {
  const email = canonicalEmail(account.email);
  if (!emailShape.test(email)) throw badInput('email-invalid', { path: 'email' });
  const role = roleSchema.safeParse(account.role);
  if (!role.success) {
    throw badInput('role-unknown', {
      path: 'role',
      received: account.role,
      expected: roleSchema.options.join(', '),
    });
  }
  if (account.password.length < minimumPassword) {
    throw badInput('password-too-short', { path: 'password', expected: String(minimumPassword) });
  }
  return { email, role: role.data };
}

interface Credentials {
  readonly password_hash: string;
  readonly role: Role;
}

async function resetAccount(
  trx: StateTransaction,
  userId: string,
  credentials: Credentials,
): Promise<string> {
  await trx
    .updateTable('users')
    .set({ ...credentials, deactivated_at: null })
    .where('user_id', '=', userId)
    .execute();
  await trx.deleteFrom('sessions').where('user_id', '=', userId).execute();
  return userId;
}

async function insertAccount(
  trx: StateTransaction,
  ctx: StoreContext,
  { email, ...credentials }: Credentials & { readonly email: string },
): Promise<string> {
  const userId = ctx.newId();
  const { cipher, keyVersion } = ctx.keys.encrypt(email, emailAad(userId));
  await trx
    .insertInto('users')
    .values({
      user_id: userId,
      email_cipher: cipher,
      key_version: keyVersion,
      email_index: ctx.keys.blindIndex('login-email', email),
      ...credentials,
      locale: ctx.settings.locale,
      created_at: ctx.now(),
    })
    .execute();
  return userId;
}

let decoy: Promise<string> | undefined;

/**
 * The account of this address and password, or null. Takes the same time whether the address is known or not: an
 * unknown one is checked against a decoy hash.
 */
export async function checkLogin(
  ctx: StoreContext,
  email: string,
  password: string,
): Promise<Account | null> {
  const row = await ctx.pg
    .selectFrom('users')
    .selectAll()
    .where('email_index', '=', ctx.keys.blindIndex('login-email', canonicalEmail(email)))
    .where('deactivated_at', 'is', null)
    .executeTakeFirst();
  decoy ??= hashPassword('nobody has this password');
  const right = await verify(row?.password_hash ?? (await decoy), password);
  return row && right ? accountOf(ctx, row) : null;
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
    .executeTakeFirst();
  return row !== undefined;
}

/** All accounts, oldest first, with their addresses: for owners only. */
export async function findAccounts(ctx: StoreContext) {
  const rows = await ctx.pg.selectFrom('users').selectAll().orderBy('created_at').execute();
  return rows.map(row => {
    const { userId, email, role } = accountOf(ctx, row);
    return {
      userId,
      email,
      role,
      createdAt: row.created_at.toISOString(),
      deactivatedAt: row.deactivated_at?.toISOString() ?? null,
    };
  });
}
