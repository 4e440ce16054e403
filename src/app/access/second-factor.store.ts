/**
 * A person's second factor: the secret of an authenticator app, encrypted, and ten recovery codes for the day the
 * phone is lost, kept as keyed hashes. A code of the app is good once, a recovery code too.
 */
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { badInput, conflict, notAllowed } from '../../kernel/errors.ts';
import type { StoreContext } from '../../store/context.ts';
import { fieldAad } from '../../store/field-aad.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import { base32, matchingStep, otpauthUri } from './totp.ts';

const recoveryCodeCount = 10;
const aad = (userId: string) => fieldAad('users', 'second_factor_cipher', userId);
const target = (userId: string) => `user:${userId}`;

/** Sixteen base32 letters, 80 bits, in groups of four: long enough to be written down and not to be guessed. */
const madeRecoveryCode = (): string => (base32(randomBytes(10)).match(/.{4}/g) ?? []).join('-');
const canonicalRecoveryCode = (text: string): string => text.toUpperCase().replace(/[^A-Z2-7]/g, '');
const recoveryHash = ({ keys }: StoreContext, userId: string, code: string): Buffer =>
  keys.matchHash('recovery-code', `${userId} ${canonicalRecoveryCode(code)}`);

/** Begins: a fresh secret that counts once a code has proved that the app has it. Throws `second-factor-on`. */
export async function beginSecondFactor(
  ctx: StoreContext,
  account: { userId: string; email: string },
): Promise<{ secret: string; uri: string }> {
  const secret = randomBytes(20);
  const { cipher, keyVersion } = ctx.keys.encrypt(secret.toString('hex'), aad(account.userId));
  await withTransaction(ctx.pg, async trx => {
    const begun = await trx
      .updateTable('users')
      .set({ second_factor_cipher: cipher, second_factor_key_version: keyVersion, second_factor_step: null })
      .where('user_id', '=', account.userId)
      .where('second_factor_at', 'is', null)
      .returning('user_id')
      .executeTakeFirst();
    if (!begun) throw conflict('second-factor-on');
    await saveAudit(trx, ctx, { action: 'second-factor.begin', target: target(account.userId) });
  });
  const uri = otpauthUri({ secret, issuer: ctx.settings.organisation, account: account.email });
  return { secret: base32(secret), uri };
}

/** Switches it on with the first code and gives the recovery codes, for the only time. Throws `code-wrong`. */
export async function confirmSecondFactor(
  ctx: StoreContext,
  userId: string,
  code: string,
): Promise<readonly string[]> {
  if (!(await isAppCode(ctx, userId, code))) throw badInput('code-wrong', { path: 'code' });
  return withTransaction(ctx.pg, async trx => {
    await trx
      .updateTable('users')
      .set({ second_factor_at: ctx.machineNow() })
      .where('user_id', '=', userId)
      .execute();
    await saveAudit(trx, ctx, { action: 'second-factor.on', target: target(userId) });
    return replaceRecoveryCodes(trx, ctx, userId);
  });
}

/** New recovery codes; the old ones no longer count. Throws `second-factor-off`. */
export async function renewRecoveryCodes(ctx: StoreContext, userId: string): Promise<readonly string[]> {
  if (!(await hasSecondFactor(ctx, userId))) throw conflict('second-factor-off');
  return withTransaction(ctx.pg, async trx => {
    await saveAudit(trx, ctx, { action: 'recovery-codes.renew', target: target(userId) });
    return replaceRecoveryCodes(trx, ctx, userId);
  });
}

async function replaceRecoveryCodes(
  trx: StateTransaction,
  ctx: StoreContext,
  userId: string,
): Promise<readonly string[]> {
  const codes = Array.from({ length: recoveryCodeCount }, madeRecoveryCode);
  await trx.deleteFrom('recovery_codes').where('user_id', '=', userId).execute();
  await trx
    .insertInto('recovery_codes')
    .values(
      codes.map(code => ({ user_id: userId, code_hash: recoveryHash(ctx, userId, code), used_at: null })),
    )
    .execute();
  return codes;
}

/** Switches it off, secret and recovery codes gone; nothing to do is fine. */
export const removeSecondFactor = (ctx: StoreContext, userId: string): Promise<void> =>
  withTransaction(ctx.pg, trx => takeSecondFactor(trx, ctx, userId));

/** The same in a transaction of the caller's. */
export async function takeSecondFactor(
  trx: StateTransaction,
  ctx: StoreContext,
  userId: string,
): Promise<void> {
  const removed = await trx
    .updateTable('users')
    .set({
      second_factor_cipher: null,
      second_factor_key_version: null,
      second_factor_at: null,
      second_factor_step: null,
    })
    .where('user_id', '=', userId)
    .where('second_factor_cipher', 'is not', null)
    .returning('user_id')
    .executeTakeFirst();
  await trx.deleteFrom('recovery_codes').where('user_id', '=', userId).execute();
  if (removed) await saveAudit(trx, ctx, { action: 'second-factor.off', target: target(userId) });
}

/** Whether a log-in of this person needs a code. */
export async function hasSecondFactor({ pg }: StoreContext, userId: string): Promise<boolean> {
  const row = await pg
    .selectFrom('users')
    .select('user_id')
    .where('user_id', '=', userId)
    .where('second_factor_at', 'is not', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** How many recovery codes are left. */
export async function countRecoveryCodes({ pg }: StoreContext, userId: string): Promise<number> {
  const { left } = await pg
    .selectFrom('recovery_codes')
    .select(eb => eb.fn.countAll<number>().as('left'))
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow();
  return left;
}

/** Uses up a code of the app or a recovery code. Throws `second-factor-wrong`. */
export async function useSecondFactor(ctx: StoreContext, userId: string, code: string): Promise<void> {
  if (await isAppCode(ctx, userId, code)) return;
  if (await isRecoveryCode(ctx, userId, code)) return;
  throw notAllowed('second-factor-wrong', { path: 'code' });
}

async function isAppCode(ctx: StoreContext, userId: string, code: string): Promise<boolean> {
  const row = await ctx.pg
    .selectFrom('users')
    .select(['second_factor_cipher', 'second_factor_key_version'])
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (!row?.second_factor_cipher || row.second_factor_key_version === null) return false;
  const hex = ctx.keys.decrypt(row.second_factor_cipher, row.second_factor_key_version, aad(userId));
  const step = matchingStep(Buffer.from(hex, 'hex'), code, ctx.machineNow());
  if (step === null) return false;
  const { rows } = await sql`
    update users set second_factor_step = ${step}
    where user_id = ${userId} and (second_factor_step is null or second_factor_step < ${step})
    returning 1`.execute(ctx.pg);
  return rows.length > 0;
}

async function isRecoveryCode(ctx: StoreContext, userId: string, code: string): Promise<boolean> {
  const used = await ctx.pg
    .updateTable('recovery_codes')
    .set({ used_at: ctx.machineNow() })
    .where('user_id', '=', userId)
    .where('code_hash', '=', recoveryHash(ctx, userId, code))
    .where('used_at', 'is', null)
    .returning('user_id')
    .executeTakeFirst();
  return used !== undefined;
}
