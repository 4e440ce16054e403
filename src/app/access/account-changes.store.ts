/** What is done to an account after it was made: invited, given a role, deactivated, signed out everywhere. */
import { conflict, notFound } from '../../kernel/errors.ts';
import { Pii } from '../../kernel/pii.ts';
import type { Role } from '../../records/permission.ts';
import type { Caller } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { goingAlone, requireSecondPerson, useApproval } from '../../store/state/approval.store.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import { insertAccount, loginIndexes, requireEmail, requireRole } from '../accounts.store.ts';
import { closeOneSession } from '../sessions.store.ts';
import { makeLink } from './account-link.store.ts';
import { isWayToMore, refusalOf } from './account-rules.ts';
import { accessDeed, newAccountDeed, roleDeed, secondFactorDeed } from './new-account.store.ts';
import { takeSecondFactor } from './second-factor.store.ts';

interface Standing {
  readonly user_id: string;
  readonly role: Role;
  readonly deactivated_at: Date | null;
  readonly second_factor_at: Date | null;
}

/**
 * The account, its row and those of all owners locked, so that two changes at once cannot take the last two owners
 * away. Throws `account-unknown` and what the rules refuse.
 */
async function lockedForChange(
  trx: StateTransaction,
  {
    userId,
    caller,
    to,
  }: { readonly userId: string; readonly caller: Caller; readonly to: Role | null | 'same' },
): Promise<Standing> {
  const rows = await trx
    .selectFrom('users')
    .select(['user_id', 'role', 'deactivated_at', 'second_factor_at'])
    .where(eb => eb.or([eb('user_id', '=', userId), eb('role', '=', 'owner')]))
    .orderBy('user_id')
    .forUpdate()
    .execute();
  const of = rows.find(row => row.user_id === userId) as Standing | undefined;
  if (!of) throw notFound('account-unknown', { path: 'id' });
  const refusal = refusalOf({
    by: caller.role ? { userId: caller.actorId, role: caller.role } : null,
    of: { userId, role: of.role, active: of.deactivated_at === null },
    to: to === 'same' ? of.role : to,
    activeOwners: rows.filter(row => row.role === 'owner' && row.deactivated_at === null).length,
  });
  if (refusal) throw conflict(refusal, { path: 'id' });
  return of;
}

/** The account of an address that was invited and has not arrived, if any. Throws `account-exists` for any other. */
async function findInvited(trx: StateTransaction, ctx: StoreContext, address: string) {
  const known = await trx
    .selectFrom('users')
    .select(['user_id', 'password_hash', 'deactivated_at'])
    .where('email_index', 'in', loginIndexes(ctx, address))
    .executeTakeFirst();
  if (known && (known.password_hash !== null || known.deactivated_at !== null)) {
    throw conflict('account-exists', { path: 'email' });
  }
  return known;
}

/** An account without a password and the link by which its person sets one. Throws `account-exists`, `email-invalid`, `role-unknown`, `approval-needed`. */
export async function inviteAccount(
  ctx: StoreContext,
  wish: {
    readonly email: string;
    readonly role: string;
    readonly caller: Caller;
    readonly alone?: string | undefined;
  },
) {
  const { email, role, caller } = wish;
  const address = requireEmail(email);
  const as = requireRole(role);
  if (caller.role && caller.role !== 'owner' && as === 'owner')
    throw conflict('account-of-owner', { path: 'role' });
  await withTransaction(ctx.pg, trx => findInvited(trx, ctx, address));
  const asked = goingAlone(ctx, wish.alone);
  const deed = newAccountDeed(ctx, { email: address, role: as });
  const leave = await requireSecondPerson(asked, deed);
  return withTransaction(ctx.pg, async trx => {
    await useApproval(trx, asked, { leave, deed });
    const known = await findInvited(trx, ctx, address);
    const userId =
      known?.user_id ?? (await insertAccount(trx, ctx, { email: address, role: as, passwordHash: null }));
    if (known) await trx.updateTable('users').set({ role: as }).where('user_id', '=', userId).execute();
    const link = await makeLink(trx, ctx, { userId, purpose: 'invitation' });
    await saveAudit(trx, ctx, {
      action: 'account.invite',
      target: `user:${userId}`,
      after: { role: as, email: new Pii(address) },
    });
    return { userId, email: address, role: as, ...link };
  });
}

interface LinkWish {
  readonly userId: string;
  readonly caller: Caller;
  readonly alone?: string | undefined;
}

/**
 * A link for a new password; the old one goes on until it is used. Throws `account-unknown`, what the rules refuse and,
 * where the link is a way to more, `approval-needed`.
 */
export async function makePasswordLink(given: StoreContext, wish: LinkWish) {
  const { userId, caller } = wish;
  const ctx = goingAlone(given, wish.alone);
  const standing = (trx: StateTransaction) => lockedForChange(trx, { userId, caller, to: 'same' });
  const { role: known } = await withTransaction(ctx.pg, standing);
  const deed = isWayToMore(caller.role, known) ? accessDeed(userId, known) : null;
  const leave = deed && (await requireSecondPerson(ctx, deed));
  return withTransaction(ctx.pg, async trx => {
    const { role } = await standing(trx);
    if (role !== known) throw conflict('approval-over');
    if (deed && leave) await useApproval(trx, ctx, { leave, deed });
    const link = await makeLink(trx, ctx, { userId, purpose: 'password' });
    await saveAudit(trx, ctx, { action: 'account.password-link', target: `user:${userId}`, after: { role } });
    return link;
  });
}

/**
 * Gives a role; open sessions follow at once. Throws `account-unknown`, `role-unknown`, what the rules refuse, and
 * `approval-needed` until a second person has approved.
 */
export async function changeRole(
  ctx: StoreContext,
  wish: {
    readonly userId: string;
    readonly role: string;
    readonly caller: Caller;
    readonly alone?: string | undefined;
  },
): Promise<void> {
  const { userId, caller, alone } = wish;
  const to = requireRole(wish.role);
  // Before anybody is asked: what the rules refuse needs no second person.
  const { role: from } = await withTransaction(ctx.pg, trx => lockedForChange(trx, { userId, caller, to }));
  const asked = goingAlone(ctx, alone);
  const deed = roleDeed(userId, { from, to });
  const leave = await requireSecondPerson(asked, deed);
  await withTransaction(ctx.pg, async trx => {
    const before = await lockedForChange(trx, { userId, caller, to });
    if (before.role !== from) throw conflict('approval-over');
    await useApproval(trx, asked, { leave, deed });
    await trx.updateTable('users').set({ role: to }).where('user_id', '=', userId).execute();
    await saveAudit(trx, ctx, {
      action: 'account.role',
      target: `user:${userId}`,
      before: { role: from },
      after: { role: to },
    });
  });
}

/**
 * Ends the account or lets it in again; ended, its sessions and links are gone at once. Letting somebody in again whose
 * role is a way to more is giving that role: throws `approval-needed` until a second person has approved.
 */
export async function setActive(
  given: StoreContext,
  wish: LinkWish & { readonly active: boolean },
): Promise<void> {
  const { userId, active, caller } = wish;
  const ctx = goingAlone(given, wish.alone);
  const to = active ? 'same' : null;
  const known = await withTransaction(ctx.pg, trx => lockedForChange(trx, { userId, caller, to }));
  const comesBack = active && known.deactivated_at !== null && isWayToMore(caller.role, known.role);
  const deed = comesBack ? accessDeed(userId, known.role) : null;
  const leave = deed && (await requireSecondPerson(ctx, deed));
  await withTransaction(ctx.pg, async trx => {
    if (deed && leave) await useApproval(trx, ctx, { leave, deed });
    const { role, deactivated_at: was } = await lockedForChange(trx, { userId, caller, to });
    const deactivatedAt = active ? null : (was ?? ctx.now());
    await trx
      .updateTable('users')
      .set({ deactivated_at: deactivatedAt })
      .where('user_id', '=', userId)
      .execute();
    if (!active) {
      await endSessions(trx, userId);
      await trx
        .deleteFrom('account_links')
        .where('user_id', '=', userId)
        .where('used_at', 'is', null)
        .execute();
    }
    const action = active ? 'account.activate' : 'account.deactivate';
    await saveAudit(trx, ctx, { action, target: `user:${userId}`, after: { role } });
  });
}

/** Ends all sessions of an account; how many there were. */
export async function signOut(ctx: StoreContext, userId: string, caller: Caller): Promise<number> {
  return withTransaction(ctx.pg, async trx => {
    await lockedForChange(trx, { userId, caller, to: 'same' });
    const ended = await endSessions(trx, userId);
    await saveAudit(trx, ctx, { action: 'account.sign-out', target: `user:${userId}`, after: { ended } });
    return ended;
  });
}

/** Ends one session of somebody else. Throws `account-unknown`, what the rules refuse, `session-unknown`. */
export async function signOutOnce(
  ctx: StoreContext,
  {
    userId,
    sessionId,
    caller,
  }: { readonly userId: string; readonly sessionId: string; readonly caller: Caller },
): Promise<void> {
  await withTransaction(ctx.pg, trx => lockedForChange(trx, { userId, caller, to: 'same' }));
  const ended = await closeOneSession(ctx, { userId, sessionId });
  if (!ended) throw notFound('session-unknown', { path: 'sessionId' });
}

/**
 * Takes a person's second factor away, for the day phone and recovery codes are both lost. With a password link, which
 * whoever makes it could use, it would open anybody's account to one person: one that is on needs a second person,
 * whatever the role may. Throws `account-unknown`, what the rules refuse, `approval-needed`.
 */
export async function resetSecondFactor(given: StoreContext, wish: LinkWish): Promise<void> {
  const { userId, caller } = wish;
  const ctx = goingAlone(given, wish.alone);
  const standing = (trx: StateTransaction) => lockedForChange(trx, { userId, caller, to: 'same' });
  const known = await withTransaction(ctx.pg, standing);
  const deed = known.second_factor_at ? secondFactorDeed(userId, known.role) : null;
  const leave = deed && (await requireSecondPerson(ctx, deed));
  await withTransaction(ctx.pg, async trx => {
    const { second_factor_at: on } = await standing(trx);
    // Confirmed between the two looks: what nobody was asked about is not done.
    if (on && !leave) throw conflict('approval-over');
    if (deed && leave) await useApproval(trx, ctx, { leave, deed });
    await takeSecondFactor(trx, ctx, userId);
  });
}

async function endSessions(trx: StateTransaction, userId: string): Promise<number> {
  const ended = await trx
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .returning('session_id')
    .execute();
  return ended.length;
}
