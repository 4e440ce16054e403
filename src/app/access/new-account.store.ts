/**
 * Giving somebody a role by making their account, at once or by invitation, is a change of role like any other: without
 * this a second person's approval would be one invitation away.
 */
import type { Role } from '../../records/permission.ts';
import type { StoreContext } from '../../store/context.ts';
import { fieldAad } from '../../store/field-aad.ts';
import { type Deed, goingAlone, requireSecondPerson, useApproval } from '../../store/state/approval.store.ts';
import { loginIndexes, requireEmail, requireRole, saveAccount } from '../accounts.store.ts';
import { isWayToMore } from './account-rules.ts';
import { requirePassword } from './passwords.ts';

/** Where the address of a request's person is bound to; the account has no id yet. */
const addressAad = (index: string) => fieldAad('approvals', 'detail', index);

/** The deed of giving a role to an address that has no account. The request keeps the address encrypted. */
export function newAccountDeed(
  ctx: StoreContext,
  { email, role }: { readonly email: string; readonly role: Role },
): Deed {
  const index = ctx.keys.matchHash('new-account', email).toString('hex');
  const { cipher, keyVersion } = ctx.keys.encrypt(email, addressAad(index));
  return {
    kind: 'role',
    deed: `role:new:${index}:${role}`,
    target: 'user:new',
    detail: { before: null, after: role },
    sealed: { index, cipher: cipher.toString('base64'), keyVersion },
    people: 1,
  };
}

/** The address in a request for a new account; null where its key is gone. */
export function openAddress({ keys }: StoreContext, sealed: NonNullable<Deed['sealed']>): string | null {
  try {
    return keys.decrypt(Buffer.from(sealed.cipher, 'base64'), sealed.keyVersion, addressAad(sealed.index));
  } catch {
    return null;
  }
}

/** The deed of giving a known account another role; the same one however it is done. */
export const roleDeed = (userId: string, { from, to }: { readonly from: Role; readonly to: Role }): Deed => ({
  kind: 'role',
  deed: `role:${userId}:${from}:${to}`,
  target: `user:${userId}`,
  detail: { before: from, after: to },
  people: 1,
});

/** The deed of letting somebody set a known account's password, who could then log in as that person. */
export const accessDeed = (userId: string, role: Role): Deed => ({
  kind: 'role',
  deed: `access:${userId}`,
  target: `user:${userId}`,
  detail: { about: 'access', role },
  people: 1,
  notCounting: userId,
});

/** The deed of letting a known account in by its password alone, which a link for a new one then opens. */
export const secondFactorDeed = (userId: string, role: Role): Deed => ({
  kind: 'role',
  deed: `second-factor:${userId}`,
  target: `user:${userId}`,
  detail: { about: 'second-factor', role },
  people: 1,
  notCounting: userId,
});

interface Wish {
  readonly email: string;
  readonly role: string;
  readonly password: string;
  /** The role of who asks; none for the server's own command line. */
  readonly by?: Role | undefined;
  /** Why the server's own command line goes on without a second person. */
  readonly alone?: string | undefined;
}

const knownDeed = (userId: string, change: { readonly from: Role; readonly to: Role }): Deed =>
  change.from === change.to ? accessDeed(userId, change.to) : roleDeed(userId, change);

/**
 * `saveAccount` for a person's or the command line's request. A password for an account that keeps its role needs
 * somebody else only where it is a way to more. Throws what that throws and `approval-needed`.
 */
export async function makeAccount(
  given: StoreContext,
  { alone, by, ...account }: Wish,
): Promise<{ userId: string; created: boolean }> {
  const ctx = goingAlone(given, alone);
  const email = requireEmail(account.email);
  const role = requireRole(account.role);
  requirePassword(account.password, email);
  const known = await ctx.pg
    .selectFrom('users')
    .select(['user_id', 'role'])
    .where('email_index', 'in', loginIndexes(ctx, email))
    .executeTakeFirst();
  if (known?.role === role && !isWayToMore(by, role)) return saveAccount(ctx, account);
  const deed = known
    ? knownDeed(known.user_id, { from: known.role as Role, to: role })
    : newAccountDeed(ctx, { email, role });
  const leave = await requireSecondPerson(ctx, deed);
  return saveAccount(ctx, account, trx => useApproval(trx, ctx, { leave, deed }));
}
