/**
 * What somebody says about a key that too many people share: leave it off the list, put it on again, let it join in spite of
 * its number, or not any more. Each with its reason in the audit log.
 */
import { type RawBuilder, sql } from 'kysely';
import { conflict, notFound } from '../../kernel/errors.ts';
import type { KeyWish } from '../../records/identity.ts';
import type { StoreContext } from '../../store/context.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import { waitsAnew } from './identity-keys.store.ts';
import { isStrong } from './key-kinds.ts';
import { mostAtEnabledKey } from './key-links.ts';
import { loadKinds } from './kind-settings.store.ts';
import { takeEffect, waitFor } from './take-effect.store.ts';

const unknown = () => notFound('identity-key-unknown', { path: 'keyId' });

interface Change {
  readonly wish: KeyWish;
  readonly action: 'identity.ignore' | 'identity.reopen' | 'identity.enable-key' | 'identity.disable-key';
  readonly set: RawBuilder<unknown>;
  /** The state it has to be in. */
  readonly where: RawBuilder<unknown>;
}

async function change(trx: StateTransaction, ctx: StoreContext, asked: Change): Promise<number> {
  const { action, set, where, wish } = asked;
  const { kind, keyId, reason } = wish;
  const { numAffectedRows } = await sql`
    update identity_shared_keys set ${set} where kind = ${kind} and key_id = ${keyId} and ${where}`.execute(
    trx,
  );
  if (!numAffectedRows) throw unknown();
  await saveAudit(trx, ctx, { action, target: `identity-key:${kind}`, after: { keyId }, reason });
  return Number(numAffectedRows);
}

/** Takes the key off the list; it goes on joining nobody. Throws `identity-key-unknown`. */
export const ignoreSharedKey = (ctx: StoreContext, wish: KeyWish) =>
  withTransaction(ctx.pg, async trx => ({
    ignored: await change(trx, ctx, {
      wish,
      action: 'identity.ignore',
      set: sql`ignored_at = ${ctx.now()}`,
      where: sql`ignored_at is null and enabled_at is null`,
    }),
  }));

/** Puts an ignored key on the list again. Throws `identity-key-unknown` where nobody ignored it. */
export const reopenSharedKey = (ctx: StoreContext, wish: KeyWish) =>
  withTransaction(ctx.pg, async trx => ({
    reopened: await change(trx, ctx, {
      wish,
      action: 'identity.reopen',
      set: sql`ignored_at = null`,
      where: sql`ignored_at is not null and enabled_at is null`,
    }),
  }));

/** The records a key names, one more at most than an enabled key may join. */
export async function recordsAtKey(
  db: StateTransaction,
  { kind, keyId }: Pick<KeyWish, 'kind' | 'keyId'>,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct customer_id as id from identity_keys where kind = ${kind} and key_id = ${keyId}
    order by 1 limit ${mostAtEnabledKey + 1}`.execute(db);
  return rows.map(({ id }) => id);
}

/**
 * The records of a key that may be enabled. Throws `identity-key-weak` (it would join nobody all the same) and
 * `identity-key-too-wide`.
 */
export async function recordsToEnable(
  trx: StateTransaction,
  key: Pick<KeyWish, 'kind' | 'keyId'>,
): Promise<string[]> {
  if (!isStrong(await loadKinds(trx), key.kind))
    throw conflict('identity-key-weak', { path: 'kind', received: key.kind });
  const records = await recordsAtKey(trx, key);
  if (records.length > mostAtEnabledKey)
    throw conflict('identity-key-too-wide', { path: 'keyId', params: { most: mostAtEnabledKey } });
  return records;
}

/**
 * Lets a key join whom its names let it join, however many people share it. Takes effect before the answer. Throws
 * `identity-key-unknown`, `identity-key-weak` and `identity-key-too-wide`.
 */
export async function enableSharedKey(ctx: StoreContext, wish: KeyWish) {
  await withTransaction(ctx.pg, async trx => {
    const at = ctx.now();
    const records = await recordsToEnable(trx, wish);
    await change(trx, ctx, {
      wish,
      action: 'identity.enable-key',
      set: sql`enabled_at = ${at}, ignored_at = null`,
      where: sql`enabled_at is null`,
    });
    await waitFor(trx, records, at);
  });
  return { changed: await takeEffect(ctx) };
}

/** The limits hold for the key again; whom it alone joined are parted. Throws `identity-key-unknown`. */
export async function disableSharedKey(ctx: StoreContext, wish: KeyWish) {
  await withTransaction(ctx.pg, async trx => {
    await change(trx, ctx, {
      wish,
      action: 'identity.disable-key',
      set: sql`enabled_at = null, ignored_at = null`,
      where: sql`enabled_at is not null`,
    });
    await sql`
      insert into identity_waiting (customer_id, since)
      select distinct customer_id, ${ctx.now()}::timestamptz from identity_keys
      where kind = ${wish.kind} and key_id = ${wish.keyId}
      ${waitsAnew}`.execute(trx);
  });
  return { changed: await takeEffect(ctx) };
}
