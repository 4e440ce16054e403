/** A person's own account as they see and change it. */
import { badInput, CodedError, notAllowed } from '../../kernel/errors.ts';
import type { OwnAccount } from '../../records/account.ts';
import type { Caller } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { type Account, accountOf } from '../accounts.store.ts';
import { findSessions } from '../sessions.store.ts';
import { accountFromAddress, forgive, takeTry } from './login-throttle.store.ts';
import { hashPassword, isPassword, requirePassword } from './passwords.ts';
import { countRecoveryCodes } from './second-factor.store.ts';

/** The account's id. Throws `not-logged-in`: the server's own command line may ask anything and has no account. */
export function ownIdOf({ actorId, actorKind }: Caller): string {
  if (actorKind !== 'user') throw notAllowed('not-logged-in');
  return actorId;
}

async function ownRow({ pg }: StoreContext, caller: Caller) {
  const own = ownIdOf(caller);
  const row = await pg.selectFrom('users').selectAll().where('user_id', '=', own).executeTakeFirst();
  if (!row) throw notAllowed('not-logged-in');
  return row;
}

/** Throws `not-logged-in` for callers without an account. */
export async function findOwnAccount(ctx: StoreContext, caller: Caller): Promise<OwnAccount> {
  const row = await ownRow(ctx, caller);
  const { email, role } = accountOf(ctx, row);
  const [recoveryCodesLeft, sessions] = await Promise.all([
    countRecoveryCodes(ctx, row.user_id),
    findSessions(ctx, row.user_id),
  ]);
  return {
    email,
    role,
    passwordChangedAt: row.password_changed_at?.toISOString() ?? null,
    secondFactor: row.second_factor_at !== null,
    recoveryCodesLeft,
    sessions: sessions.map(session => ({ ...session, own: session.sessionId === caller.sessionId })),
  };
}

/** The caller's account after the password was given again. Throws `password-wrong`; guesses are slowed as log-ins are. */
export async function requireOwnPassword(
  ctx: StoreContext,
  caller: Caller,
  password: string,
): Promise<Account> {
  const row = await ownRow(ctx, caller);
  const place = `own ${row.user_id}`;
  const seconds = await takeTry(ctx, accountFromAddress, place);
  if (seconds > 0) throw new CodedError('unavailable', 'login-throttled', { params: { seconds } });
  if (!(await isPassword(row.password_hash, password))) throw badInput('password-wrong', { path: 'current' });
  await forgive(ctx, accountFromAddress, place);
  return accountOf(ctx, row);
}

/** Sets a new password and ends the person's other sessions. Throws `password-wrong`, `password-too-short`, `password-too-easy`. */
export async function changeOwnPassword(
  ctx: StoreContext,
  caller: Caller,
  { current, password }: { readonly current: string; readonly password: string },
): Promise<void> {
  const { userId, email } = await requireOwnPassword(ctx, caller, current);
  requirePassword(password, email);
  const passwordHash = await hashPassword(password);
  await withTransaction(ctx.pg, async trx => {
    await trx
      .updateTable('users')
      .set({ password_hash: passwordHash, password_changed_at: ctx.machineNow() })
      .where('user_id', '=', userId)
      .execute();
    await trx
      .deleteFrom('sessions')
      .where('user_id', '=', userId)
      .where('session_id', '!=', caller.sessionId ?? userId)
      .execute();
    await trx
      .deleteFrom('account_links')
      .where('user_id', '=', userId)
      .where('used_at', 'is', null)
      .execute();
    await saveAudit(trx, ctx, { action: 'account.password', target: `user:${userId}` });
  });
}
