/**
 * Keys of programs: `rk_PREFIX_SECRET`, shown once, kept as SHA-256 (a 256-bit random secret needs no slow hash).
 * The prefix lets a person recognise a key in a list without seeing it. A key may be bound to network addresses, may
 * end, and lives on for a while beside the one that takes its place. All times but `created_at` are machine times.
 */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { badInput, conflict, notFound } from '../kernel/errors.ts';
import type { KeyReply, KeyRow } from '../records/account.ts';
import { type DataScope, scopeOf } from '../records/data-scope.ts';
import type { StoreContext } from '../store/context.ts';
import { saveAudit } from '../store/state/audit.store.ts';
import { type StateTransaction, withTransaction } from '../store/state/state-db.ts';
import { requireAddresses } from './access/address-list.ts';

export const keyScopeSchema = z.enum(['track', 'read', 'manage']);
export type KeyScope = z.infer<typeof keyScopeSchema>;

const hourMs = 3600_000;
/** `last_used_at` is written at most this often. */
const usedEveryMs = 60_000;
const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

export interface KeyWish {
  readonly name: string;
  readonly scope: string;
  readonly addresses?: readonly string[];
  readonly expiresInDays?: number | undefined;
  /** Null or left out: everybody. */
  readonly dataScope?: DataScope | null | undefined;
}

interface KeySpec {
  readonly name: string;
  readonly scope: KeyScope;
  readonly addresses: readonly string[];
  readonly expiresAt: Date | null;
  readonly dataScope: DataScope | null;
}

function requireScope(scope: string): KeyScope {
  const known = keyScopeSchema.safeParse(scope);
  if (known.success) return known.data;
  const expected = keyScopeSchema.options.join(', ');
  throw badInput('field-invalid', { path: 'scope', received: scope, expected });
}

/** A program owns no customers. Throws `scope-own-key`. */
function requireKeyScope(scope: DataScope | null): DataScope | null {
  if (scope?.own) throw badInput('scope-own-key', { path: 'dataScope.own' });
  return scope;
}

const endOf = (ctx: StoreContext, days: number | undefined): Date | null =>
  days === undefined ? null : new Date(ctx.machineNow().getTime() + days * 24 * hourMs);

/** Makes a key and returns it in the clear, for the only time. Throws `key-name-taken`, `field-invalid`, `address-invalid`. */
export async function addApiKey(ctx: StoreContext, wish: KeyWish): Promise<KeyReply> {
  const spec: KeySpec = {
    name: wish.name,
    scope: requireScope(wish.scope),
    addresses: requireAddresses(wish.addresses ?? []),
    expiresAt: endOf(ctx, wish.expiresInDays),
    dataScope: requireKeyScope(wish.dataScope ?? null),
  };
  return withTransaction(ctx.pg, async trx => {
    const { keyId, prefix, key } = await insertKey(trx, ctx, spec);
    await saveAudit(trx, ctx, {
      action: 'api-key.add',
      target: `api-key:${keyId}`,
      after: { ...spec, prefix },
    });
    return replyOf(key, spec);
  });
}

const replyOf = (key: string, { name, scope, expiresAt }: KeySpec): KeyReply => ({
  key,
  name,
  scope,
  expiresAt: expiresAt?.toISOString() ?? null,
});

async function insertKey(trx: StateTransaction, ctx: StoreContext, spec: KeySpec) {
  const prefix = randomBytes(4).toString('hex');
  const key = `rk_${prefix}_${randomBytes(32).toString('base64url')}`;
  const made = await trx
    .insertInto('api_keys')
    .values({
      key_id: ctx.newId(),
      name: spec.name,
      prefix,
      key_hash: hashOf(key),
      scope: spec.scope,
      created_at: ctx.now(),
      addresses: [...spec.addresses],
      expires_at: spec.expiresAt,
      data_scope: spec.dataScope ? JSON.stringify(spec.dataScope) : null,
      made_by: ctx.caller?.actorId ?? null,
    })
    .onConflict(on =>
      on.column('name').where('revoked_at', 'is', null).where('replaced_at', 'is', null).doNothing(),
    )
    .returning('key_id')
    .executeTakeFirst();
  if (!made) throw conflict('key-name-taken', { path: 'name', received: spec.name });
  return { keyId: made.key_id, prefix, key };
}

export interface Rotation {
  /** For how long the old key lives beside the new one. */
  readonly graceHours: number;
  /** Left out: the new key ends when the old one would have. */
  readonly expiresInDays?: number | undefined;
}

/**
 * A new secret under the same name; the old one lives `graceHours` longer at most, and one older still ends at once, so
 * that no more than two live. Throws `key-unknown` for one that is revoked or already replaced.
 */
export async function rotateApiKey(ctx: StoreContext, keyId: string, wish: Rotation): Promise<KeyReply> {
  const graceEnd = new Date(ctx.machineNow().getTime() + wish.graceHours * hourMs);
  return withTransaction(ctx.pg, async trx => {
    const old = await trx
      .selectFrom('api_keys')
      .select(['name', 'scope', 'addresses', 'expires_at', 'data_scope'])
      .where('key_id', '=', keyId)
      .where('replaced_at', 'is', null)
      .where('revoked_at', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    if (!old) throw notFound('key-unknown', { path: 'id' });
    const { name, scope, addresses, expires_at: end } = old;
    await stepDown(trx, ctx, { keyId, name, livesUntil: end && end < graceEnd ? end : graceEnd });
    const expiresAt = endOf(ctx, wish.expiresInDays) ?? end;
    const dataScope = scopeOf(old.data_scope);
    const spec: KeySpec = { name, scope, addresses, expiresAt, dataScope };
    const { keyId: newId, prefix, key } = await insertKey(trx, ctx, spec);
    await saveAudit(trx, ctx, {
      action: 'api-key.rotate',
      target: `api-key:${newId}`,
      before: { keyId, livesUntil: graceEnd },
      after: { ...spec, prefix },
    });
    return replyOf(key, spec);
  });
}

/** The current key becomes the one that lives on for a while, and the one that did so until now ends. */
async function stepDown(
  trx: StateTransaction,
  ctx: StoreContext,
  { keyId, name, livesUntil }: { readonly keyId: string; readonly name: string; readonly livesUntil: Date },
): Promise<void> {
  await trx
    .updateTable('api_keys')
    .set({ revoked_at: ctx.now() })
    .where('name', '=', name)
    .where('replaced_at', 'is not', null)
    .where('revoked_at', 'is', null)
    .execute();
  await trx
    .updateTable('api_keys')
    .set({ replaced_at: ctx.machineNow(), expires_at: livesUntil })
    .where('key_id', '=', keyId)
    .execute();
}

export interface LiveKey {
  readonly keyId: string;
  readonly name: string;
  readonly scope: KeyScope;
  readonly addresses: readonly string[];
  /** The customers it may see; null: everybody. */
  readonly dataScope: DataScope | null;
}

/** The live key with this text, or null. */
export async function findApiKey(ctx: StoreContext, key: string): Promise<LiveKey | null> {
  const now = ctx.machineNow();
  const row = await ctx.pg
    .selectFrom('api_keys')
    .select(['key_id', 'name', 'scope', 'addresses', 'last_used_at', 'data_scope'])
    .where('key_hash', '=', hashOf(key))
    .where('revoked_at', 'is', null)
    .where(eb => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .executeTakeFirst();
  if (!row) return null;
  if (now.getTime() - (row.last_used_at?.getTime() ?? 0) >= usedEveryMs) {
    await ctx.pg
      .updateTable('api_keys')
      .set({ last_used_at: now })
      .where('key_id', '=', row.key_id)
      .execute();
  }
  const dataScope = scopeOf(row.data_scope);
  return { keyId: row.key_id, name: row.name, scope: row.scope, addresses: row.addresses, dataScope };
}

/** All keys, newest first; only the prefix of each is known here. */
export async function findApiKeys(ctx: StoreContext): Promise<KeyRow[]> {
  const rows = await ctx.pg
    .selectFrom('api_keys')
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('key_id', 'desc')
    .execute();
  return rows.map(row => ({
    keyId: row.key_id,
    name: row.name,
    prefix: `rk_${row.prefix}`,
    scope: row.scope,
    addresses: row.addresses,
    dataScope: scopeOf(row.data_scope),
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    expiresAt: row.expires_at?.toISOString() ?? null,
    replacedAt: row.replaced_at?.toISOString() ?? null,
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
