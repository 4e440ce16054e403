/**
 * Keys of programs: `rk_PREFIX_SECRET`, shown once, kept as SHA-256 (a 256-bit random secret needs no slow hash).
 * The prefix lets a person recognise a key in a list without seeing it.
 */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { badInput, conflict } from '../kernel/errors.ts';
import type { StoreContext } from '../store/context.ts';
import { saveAudit } from '../store/state/audit.store.ts';
import { type StateTransaction, withTransaction } from '../store/state/state-db.ts';

export const keyScopeSchema = z.enum(['track', 'read', 'manage']);
export type KeyScope = z.infer<typeof keyScopeSchema>;

const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

/** Makes a key and returns it in the clear, for the only time. Throws `key-name-taken` and `field-invalid`. */
export async function addApiKey(ctx: StoreContext, name: string, scope: string): Promise<string> {
  const known = keyScopeSchema.safeParse(scope);
  if (!known.success) {
    const expected = keyScopeSchema.options.join(', ');
    throw badInput('field-invalid', { path: 'scope', received: scope, expected });
  }
  const prefix = randomBytes(4).toString('hex');
  const key = `rk_${prefix}_${randomBytes(32).toString('base64url')}`;
  await withTransaction(ctx.pg, async trx => {
    const keyId = await insertKey(trx, ctx, { name, prefix, scope: known.data, hash: hashOf(key) });
    await saveAudit(trx, ctx, {
      action: 'api-key.add',
      target: `api-key:${keyId}`,
      after: { name, prefix, scope: known.data },
    });
  });
  return key;
}

interface NewKey {
  readonly name: string;
  readonly prefix: string;
  readonly scope: KeyScope;
  readonly hash: Buffer;
}

async function insertKey(trx: StateTransaction, ctx: StoreContext, key: NewKey): Promise<string> {
  const made = await trx
    .insertInto('api_keys')
    .values({
      key_id: ctx.newId(),
      name: key.name,
      prefix: key.prefix,
      key_hash: key.hash,
      scope: key.scope,
      created_at: ctx.now(),
    })
    .onConflict(conflictOn => conflictOn.column('name').doNothing())
    .returning('key_id')
    .executeTakeFirst();
  if (!made) throw conflict('key-name-taken', { path: 'name', received: key.name });
  return made.key_id;
}

/** The live key with this text, or null. */
export async function findApiKey(
  ctx: StoreContext,
  key: string,
): Promise<{ keyId: string; scope: KeyScope } | null> {
  const row = await ctx.pg
    .selectFrom('api_keys')
    .select(['key_id', 'scope'])
    .where('key_hash', '=', hashOf(key))
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return row ? { keyId: row.key_id, scope: row.scope } : null;
}

/** All keys, newest first; only the prefix of each is known here. */
export async function findApiKeys(ctx: StoreContext) {
  const rows = await ctx.pg.selectFrom('api_keys').selectAll().orderBy('created_at', 'desc').execute();
  return rows.map(row => ({
    keyId: row.key_id,
    name: row.name,
    prefix: `rk_${row.prefix}`,
    scope: row.scope,
    createdAt: row.created_at.toISOString(),
    revokedAt: row.revoked_at?.toISOString() ?? null,
  }));
}

/** Ends a key; the next request with it is refused. Null when there is no such key. */
export async function revokeApiKey(ctx: StoreContext, keyId: string): Promise<Date | null> {
  const now = ctx.now();
  return withTransaction(ctx.pg, async trx => {
    const row = await trx
      .updateTable('api_keys')
      .set(eb => ({ revoked_at: eb.fn.coalesce('revoked_at', eb.val(now)) }))
      .where('key_id', '=', keyId)
      .returning(['name', 'revoked_at'])
      .executeTakeFirst();
    if (!row) return null;
    await saveAudit(trx, ctx, {
      action: 'api-key.revoke',
      target: `api-key:${keyId}`,
      after: { name: row.name, revokedAt: row.revoked_at },
    });
    return row.revoked_at;
  });
}
