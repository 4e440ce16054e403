/**
 * Log-ins that last: a random token in the browser, its SHA-256 here, so that a stolen table opens nothing. A session
 * ends after 30 idle minutes, after 12 hours in any case, and at log-out; times are machine times.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Actor } from '../kernel/context.ts';
import type { StoreContext } from '../store/context.ts';
import { saveAudit } from '../store/state/audit.store.ts';
import { withTransaction } from '../store/state/state-db.ts';
import { type Account, accountOf } from './accounts.store.ts';

const idleMs = 30 * 60_000;
const absoluteMs = 12 * 3600_000;
/** `last_seen_at` is written at most this often, so that reading a page does not cost a write per request. */
const seenEveryMs = 30_000;

export interface LiveSession {
  readonly account: Account;
  readonly idleUntil: Date;
  readonly expiresAt: Date;
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Opens a session of the caller and returns its token; clears out what has expired on the way. */
export async function openSession(ctx: StoreContext, caller: Actor): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const now = ctx.machineNow();
  await ctx.pg.deleteFrom('sessions').where('expires_at', '<', now).execute();
  await withTransaction(ctx.pg, async trx => {
    await trx
      .insertInto('sessions')
      .values({
        token_hash: hashOf(token),
        user_id: caller.actorId,
        created_at: now,
        last_seen_at: now,
        expires_at: new Date(now.getTime() + absoluteMs),
      })
      .execute();
    await saveAudit(trx, ctx, { caller, action: 'session.open', target: `user:${caller.actorId}` });
  });
  return token;
}

/** The session of a token, or null when there is none, it has ended or its account is deactivated. */
export async function findSession(ctx: StoreContext, token: string): Promise<LiveSession | null> {
  const row = await ctx.pg
    .selectFrom('sessions')
    .innerJoin('users', 'users.user_id', 'sessions.user_id')
    .selectAll('users')
    .select(['sessions.last_seen_at', 'sessions.expires_at'])
    .where('token_hash', '=', hashOf(token))
    .where('deactivated_at', 'is', null)
    .executeTakeFirst();
  if (!row) return null;
  const now = ctx.machineNow();
  const idleUntil = new Date(row.last_seen_at.getTime() + idleMs);
  if (now >= idleUntil || now >= row.expires_at) return null;
  if (now.getTime() - row.last_seen_at.getTime() >= seenEveryMs) await touch(ctx, token, now);
  const live = new Date(Math.min(now.getTime() + idleMs, row.expires_at.getTime()));
  return { account: accountOf(ctx, row), idleUntil: live, expiresAt: row.expires_at };
}

async function touch(ctx: StoreContext, token: string, now: Date): Promise<void> {
  await ctx.pg
    .updateTable('sessions')
    .set({ last_seen_at: now })
    .where('token_hash', '=', hashOf(token))
    .execute();
}

/** Ends the session of a token; one that is over already stays so. */
export async function closeSession(ctx: StoreContext, token: string): Promise<void> {
  await withTransaction(ctx.pg, async trx => {
    const closed = await trx
      .deleteFrom('sessions')
      .where('token_hash', '=', hashOf(token))
      .returning('user_id')
      .executeTakeFirst();
    if (!closed) return;
    const caller: Actor = { ...ctx.caller, actorId: closed.user_id, actorKind: 'user' };
    await saveAudit(trx, ctx, { caller, action: 'session.close', target: `user:${closed.user_id}` });
  });
}
