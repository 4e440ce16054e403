/**
 * Proves who logs in. An unknown address, a wrong password and a locked place get the same words after the same work, so
 * that none of them tells which it was; only a network address that tries many accounts is told to wait.
 */
import { CodedError, notAllowed } from '../../kernel/errors.ts';
import type { StoreContext } from '../../store/context.ts';
import { followGenerations } from '../../store/rekey/key-generations.store.ts';
import { type Account, accountOf, canonicalEmail, loginIndexes } from '../accounts.store.ts';
import {
  accountFromAddress,
  anyAccountFromAddress,
  forgetOldTries,
  forgive,
  secondFactorOfAccount,
  takeBack,
  takeTry,
} from './login-throttle.store.ts';
import { isPassword } from './passwords.ts';
import { hasSecondFactor, useSecondFactor } from './second-factor.store.ts';

export interface Credentials {
  readonly email: string;
  readonly password: string;
  /** Of the authenticator app, or a recovery code. */
  readonly code?: string | undefined;
  /** The network address of the request. */
  readonly address: string;
}

/**
 * The account, or a refusal: `login-failed`; `login-throttled` with the seconds; after the right password
 * `second-factor-needed` or `second-factor-wrong`. 5 ms of argon2id (idle machine) in every case but `login-throttled`.
 */
export async function proveLogin(ctx: StoreContext, given: Credentials): Promise<Account> {
  const { address } = given;
  const email = canonicalEmail(given.email);
  const seconds = await takeTry(ctx, anyAccountFromAddress, address);
  if (seconds > 0) throw new CodedError('unavailable', 'login-throttled', { params: { seconds } });
  const pair = `${address} ${email}`;
  const locked = await takeTry(ctx, accountFromAddress, pair);
  const account = await checkPassword(ctx, email, given.password);
  if (locked > 0 || !account) throw notAllowed('login-failed');
  await takeBack(ctx, anyAccountFromAddress, address);
  await proveSecondFactor(ctx, account.userId, { code: given.code, pair });
  await forgive(ctx, accountFromAddress, pair);
  await forgetOldTries(ctx);
  return account;
}

async function checkPassword(ctx: StoreContext, email: string, password: string): Promise<Account | null> {
  await followGenerations(ctx);
  const row = await ctx.pg
    .selectFrom('users')
    .selectAll()
    .where('email_index', 'in', loginIndexes(ctx, email))
    .where('deactivated_at', 'is', null)
    .executeTakeFirst();
  const right = await isPassword(row?.password_hash, password);
  return row && right ? accountOf(ctx, row) : null;
}

async function proveSecondFactor(
  ctx: StoreContext,
  userId: string,
  { code, pair }: { readonly code: string | undefined; readonly pair: string },
): Promise<void> {
  if (!(await hasSecondFactor(ctx, userId))) return;
  if (code === undefined || code.trim() === '') {
    // Asking for the code is no failure, and no success that would wipe out earlier failures.
    await takeBack(ctx, accountFromAddress, pair);
    throw notAllowed('second-factor-needed', { path: 'code' });
  }
  const seconds = await takeTry(ctx, secondFactorOfAccount, userId);
  if (seconds > 0) throw new CodedError('unavailable', 'login-throttled', { params: { seconds } });
  await useSecondFactor(ctx, userId, code);
  await forgive(ctx, secondFactorOfAccount, userId);
}
