/**
 * Log-ins that last: a random token in the browser, its SHA-256 here, so that a stolen table opens nothing. A session
 * ends after idle minutes and after hours in any case, both of the settings, and at log-out; times are machine times.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Actor } from '../kernel/context.ts';
import { type DataScope, scopeOf } from '../records/data-scope.ts';
import type { StoreContext } from '../store/context.ts';
import { saveAudit } from '../store/state/audit.store.ts';
import { withTransaction } from '../store/state/state-db.ts';
import { isLimitedRole } from './access/limited-role.store.ts';
import { type Account, accountOf } from './accounts.store.ts';

/** `last_seen_at` is written at most this often, so that reading a page does not cost a write per request. */
const seenEveryMs = 30_000;

export interface LiveSession {
  readonly sessionId: string;
  readonly account: Account;
  /** The customers they may see; null: everybody. */
  readonly dataScope: DataScope | null;
  readonly idleUntil: Date;
  readonly expiresAt: Date;
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
const idleMs = ({ settings }: StoreContext): number => settings.sessionIdleMinutes * 60_000;

/** Opens a session of the caller and returns its token; clears out what has expired on the way. `agent`: what the browser says it is. */
export async function openSession(ctx: StoreContext, caller: Actor, agent = ''): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const now = ctx.machineNow();
  await ctx.pg.deleteFrom('sessions').where('expires_at', '<', now).execute();
  await withTransaction(ctx.pg, async trx => {
    await trx
      .insertInto('sessions')
      .values({
        token_hash: hashOf(token),
        session_id: ctx.newId(),
        user_id: caller.actorId,
        created_at: now,
        last_seen_at: now,
        expires_at: new Date(now.getTime() + ctx.settings.sessionHours * 3600_000),
        address: caller.address ?? null,
        agent: agent.slice(0, 300) || null,
      })
      .execute();
    await saveAudit(trx, ctx, { caller, action: 'session.open', target: `user:${caller.actorId}` });
  });
  return token;
}

/**
 * The session of a token, or null when there is none, it has ended or its account is deactivated. `isUse` false only asks
 * whether it lives, which does not keep it from growing idle.
 */
export async function findSession(
  ctx: StoreContext,
  token: string,
  isUse = true,
): Promise<LiveSession | null> {
  const row = await ctx.pg
    .selectFrom('sessions')
    .innerJoin('users', 'users.user_id', 'sessions.user_id')
    .selectAll('users')
    .select(['sessions.session_id', 'sessions.last_seen_at', 'sessions.expires_at'])
    .select(isLimitedRole.as('role_limited'))
    .where('token_hash', '=', hashOf(token))
    .where('deactivated_at', 'is', null)
    .executeTakeFirst();
  if (!row) return null;
  const now = ctx.machineNow();
  const idleUntil = new Date(row.last_seen_at.getTime() + idleMs(ctx));
  if (now >= idleUntil || now >= row.expires_at) return null;
  if (isUse && now.getTime() - row.last_seen_at.getTime() >= seenEveryMs) await touch(ctx, token, now);
  const live = new Date(Math.min(now.getTime() + idleMs(ctx), row.expires_at.getTime()));
  return {
    sessionId: row.session_id,
    account: accountOf(ctx, row),
    // Somebody must see everything: an owner is never limited.
    dataScope: row.role === 'owner' ? null : scopeOf(row.data_scope, row.role_limited),
    idleUntil: live,
    expiresAt: row.expires_at,
  };
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

/** Sessions of a person that are neither expired nor idle for too long: last used first, of equals the newest. */
export async function findSessions(ctx: StoreContext, userId: string) {
  const now = ctx.machineNow();
  const rows = await ctx.pg
    .selectFrom('sessions')
    .select(['session_id', 'address', 'agent', 'created_at', 'last_seen_at'])
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .where('last_seen_at', '>', new Date(now.getTime() - idleMs(ctx)))
    .orderBy('last_seen_at', 'desc')
    .orderBy('created_at', 'desc')
    .orderBy('session_id', 'desc')
    .execute();
  return rows.map(row => ({
    sessionId: row.session_id,
    address: row.address,
    agent: row.agent,
    openedAt: row.created_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
  }));
}

/** Ends one session of a person by its id; whether there was one. */
export async function closeOneSession(
  ctx: StoreContext,
  { userId, sessionId }: { readonly userId: string; readonly sessionId: string },
): Promise<boolean> {
  return withTransaction(ctx.pg, async trx => {
    const closed = await trx
      .deleteFrom('sessions')
      .where('user_id', '=', userId)
      .where('session_id', '=', sessionId)
      .returning('session_id')
      .executeTakeFirst();
    if (!closed) return false;
    await saveAudit(trx, ctx, { action: 'session.close', target: `user:${userId}` });
    return true;
  });
}
