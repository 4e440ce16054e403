/** Who may change whose account: nobody their own standing, no admin an owner's, and never the last owner away. */
import { notAllowed } from '../../kernel/errors.ts';
import { permissions, type Role, roleMay } from '../../records/permission.ts';
import type { Caller } from '../../records/route.ts';

export interface AccountChange {
  /** Null: the server's own command line, which may change anybody. */
  readonly by: { readonly userId: string; readonly role: Role } | null;
  readonly of: { readonly userId: string; readonly role: Role; readonly active: boolean };
  /** The role afterwards; null when the account is deactivated. */
  readonly to: Role | null;
  /** Active owners now, the changed account among them. */
  readonly activeOwners: number;
}

export type AccountRefusal = 'account-own' | 'account-of-owner' | 'account-last-owner';

/** Why the change must not be made, or null. */
export function refusalOf({ by, of, to, activeOwners }: AccountChange): AccountRefusal | null {
  if (by && by.userId === of.userId) return 'account-own';
  if (by && by.role !== 'owner' && (of.role === 'owner' || to === 'owner')) return 'account-of-owner';
  if (of.role === 'owner' && of.active && to !== 'owner' && activeOwners <= 1) return 'account-last-owner';
  return null;
}

/**
 * Whether a new password for this role's account is a way to more: its holder may decide what others ask, or may
 * something the maker may not. Whoever makes the link could use it.
 */
export const isWayToMore = (by: Role | undefined, of: Role): boolean =>
  roleMay(of, 'approval.decide') ||
  (by !== undefined && permissions.some(each => roleMay(of, each) && !roleMay(by, each)));

/** Setting a password of somebody else's account in one step is left to owners; others invite. Throws `account-of-owner`. */
export function requireMayMake({ role }: Pick<Caller, 'role'>): void {
  if (role !== undefined && role !== 'owner') throw notAllowed('account-of-owner', { path: 'email' });
}
