/**
 * Replies kept by `Idempotency-Key`: a request repeated by the same actor gets the first one's reply instead of a
 * second effect. Machine time only.
 */
import { conflict } from '../../kernel/errors.ts';
import type { StateDb } from './state-db.ts';

export interface RequestIdentity {
  readonly actorId: string;
  /** The header's value. */
  readonly key: string;
  readonly route: string;
  /** A keyed digest of what was asked. */
  readonly requestHash: Uint8Array;
}

export type RequestStart =
  | { readonly kind: 'first' }
  | { readonly kind: 'repeat'; readonly status: number; readonly response: unknown };

/**
 * Registers a request, or gives the reply of its first time. Throws `idempotency-key-reused` when the key came with
 * another request and `idempotency-in-progress` while the first is still at work.
 */
export async function beginRequest(
  db: StateDb,
  { actorId, key, route, requestHash }: RequestIdentity,
  at: Date,
): Promise<RequestStart> {
  const hash = Buffer.from(requestHash);
  const inserted = await db
    .insertInto('idempotency')
    .values({
      actor_id: actorId,
      key,
      route,
      request_hash: hash,
      status: null,
      response: null,
      created_at: at,
    })
    .onConflict(existing => existing.columns(['actor_id', 'key']).doNothing())
    .returning('key')
    .executeTakeFirst();
  if (inserted) return { kind: 'first' };
  const earlier = await requestOf(db, { actorId, key })
    .select(['route', 'request_hash', 'status', 'response'])
    .executeTakeFirst();
  // The first attempt failed between the two statements and took its row away.
  if (!earlier) return beginRequest(db, { actorId, key, route, requestHash }, at);
  if (earlier.route !== route || !earlier.request_hash.equals(hash)) throw conflict('idempotency-key-reused');
  if (earlier.status === null) throw conflict('idempotency-in-progress');
  return { kind: 'repeat', status: earlier.status, response: earlier.response };
}

const requestOf = (db: StateDb, { actorId, key }: Pick<RequestIdentity, 'actorId' | 'key'>) =>
  db.selectFrom('idempotency').where('actor_id', '=', actorId).where('key', '=', key);

/** Keeps the reply for repeats. */
export async function finishRequest(
  db: StateDb,
  { actorId, key }: Pick<RequestIdentity, 'actorId' | 'key'>,
  reply: { readonly status: number; readonly response: unknown },
): Promise<void> {
  await db
    .updateTable('idempotency')
    .set({ status: reply.status, response: JSON.stringify(reply.response ?? null) })
    .where('actor_id', '=', actorId)
    .where('key', '=', key)
    .execute();
}

/** Forgets a request that failed without an effect, so that the same key may try again. */
export async function abandonRequest(
  db: StateDb,
  { actorId, key }: Pick<RequestIdentity, 'actorId' | 'key'>,
): Promise<void> {
  await db
    .deleteFrom('idempotency')
    .where('actor_id', '=', actorId)
    .where('key', '=', key)
    .where('status', 'is', null)
    .execute();
}

/** Requests a dead process left unfinished; called when a process takes the database for itself. */
export async function forgetUnfinished(db: StateDb, before: Date): Promise<void> {
  await db.deleteFrom('idempotency').where('status', 'is', null).where('created_at', '<', before).execute();
}

/** Replies too old to be asked for again. */
export async function forgetReplies(db: StateDb, before: Date): Promise<void> {
  await db.deleteFrom('idempotency').where('created_at', '<', before).execute();
}
