/**
 * One-time links by which a person arrives (an invitation) or sets a new password. The token is shown once to who made
 * it, since there may be no mail server, and kept as a hash; a newer link replaces the one before it.
 */
import { createHash, randomBytes } from 'node:crypto';
import { notFound } from '../../kernel/errors.ts';
import type { Locale } from '../../kernel/settings.ts';
import type { StoreContext } from '../../store/context.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import { accountOf } from '../accounts.store.ts';
import { hashPassword, requirePassword } from './passwords.ts';

export type LinkPurpose = 'invitation' | 'password';

const livesHours: Readonly<Record<LinkPurpose, number>> = { invitation: 72, password: 24 };
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

export interface AccountLink {
  readonly token: string;
  readonly expiresAt: Date;
}

/** Makes the account's one open link. */
export async function makeLink(
  trx: StateTransaction,
  ctx: StoreContext,
  { userId, purpose }: { readonly userId: string; readonly purpose: LinkPurpose },
): Promise<AccountLink> {
  const token = randomBytes(32).toString('base64url');
  const now = ctx.machineNow();
  const expiresAt = new Date(now.getTime() + livesHours[purpose] * 3600_000);
  await trx.deleteFrom('account_links').where('user_id', '=', userId).where('used_at', 'is', null).execute();
  await trx
    .insertInto('account_links')
    .values({
      link_hash: hashOf(token),
      user_id: userId,
      purpose,
      created_at: now,
      expires_at: expiresAt,
      used_at: null,
    })
    .execute();
  return { token, expiresAt };
}

/** Whose link this is. Throws `link-over` for one that never was, was used, was replaced or has expired. */
export async function findLink(ctx: StoreContext, token: string) {
  const row = await ctx.pg
    .selectFrom('account_links')
    .innerJoin('users', 'users.user_id', 'account_links.user_id')
    .selectAll('users')
    .select(['account_links.purpose', 'account_links.expires_at'])
    .where('link_hash', '=', hashOf(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', ctx.machineNow())
    .where('deactivated_at', 'is', null)
    .executeTakeFirst();
  if (!row) throw notFound('link-over', { path: 'token' });
  return { account: accountOf(ctx, row), purpose: row.purpose, expiresAt: row.expires_at };
}

/** Sets the password, uses the link up and ends old sessions. Throws `link-over`, `password-too-short`. */
export async function acceptLink(
  ctx: StoreContext,
  { token, password, locale }: { token: string; password: string; locale: Locale },
): Promise<{ email: string }> {
  const { account, purpose } = await findLink(ctx, token);
  requirePassword(password, account.email);
  const passwordHash = await hashPassword(password);
  const now = ctx.machineNow();
  await withTransaction(ctx.pg, async trx => {
    const used = await trx
      .updateTable('account_links')
      .set({ used_at: now })
      .where('link_hash', '=', hashOf(token))
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .returning('user_id')
      .executeTakeFirst();
    if (!used) throw notFound('link-over', { path: 'token' });
    await trx
      .updateTable('users')
      .set({
        password_hash: passwordHash,
        password_changed_at: now,
        ...(purpose === 'invitation' ? { locale } : {}),
      })
      .where('user_id', '=', account.userId)
      .execute();
    await trx.deleteFrom('sessions').where('user_id', '=', account.userId).execute();
    const caller = { ...ctx.caller, actorId: account.userId, actorKind: 'user' } as const;
    const action = purpose === 'invitation' ? 'account.arrive' : 'account.password';
    await saveAudit(trx, ctx, { caller, action, target: `user:${account.userId}` });
  });
  return { email: account.email };
}
