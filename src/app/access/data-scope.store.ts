/** Which customers an account, a role or a key may see: read at every request, changed by two people. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { conflict, notFound } from '../../kernel/errors.ts';
import { type DataScope, dataScopeText, scopeOf } from '../../records/data-scope.ts';
import type { Role } from '../../records/permission.ts';
import type { Caller } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { type Deed, requireSecondPerson, useApproval } from '../../store/state/approval.store.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { requireRole } from '../accounts.store.ts';
import { refusalOf } from './account-rules.ts';

const stored = (scope: DataScope | null): string | null => (scope ? JSON.stringify(scope) : null);

/** Short and exact: an approval of one scope is of no use for another. */
const digestOf = (scope: DataScope | null): string =>
  createHash('sha256')
    .update(stored(scope) ?? '')
    .digest('hex')
    .slice(0, 16);

interface ScopeChange {
  readonly userId: string;
  /** Null: everybody, or what the role is limited to. */
  readonly scope: DataScope | null;
  readonly caller: Caller;
}

/**
 * Gives an account its scope; open sessions follow at once. Throws `account-unknown`, `account-own`,
 * `account-of-owner`, `scope-of-owner`, and `approval-needed` until a second person has approved.
 */
export async function changeScope(ctx: StoreContext, { userId, scope, caller }: ScopeChange): Promise<void> {
  const { role, before } = await findStanding(ctx, userId);
  const by = caller.role ? { userId: caller.actorId, role: caller.role } : null;
  const refusal = refusalOf({ by, of: { userId, role, active: false }, to: role, activeOwners: 0 });
  if (refusal) throw conflict(refusal, { path: 'id' });
  if (role === 'owner' && scope) throw conflict('scope-of-owner', { path: 'dataScope' });
  const words = { about: 'scope', before: dataScopeText(before), after: dataScopeText(scope) };
  const deed: Deed = {
    kind: 'role',
    deed: `scope:${userId}:${digestOf(before)}:${digestOf(scope)}`,
    target: `user:${userId}`,
    detail: words,
    people: 1,
  };
  const leave = await requireSecondPerson(ctx, deed);
  await withTransaction(ctx.pg, async trx => {
    await useApproval(trx, ctx, { leave, deed });
    const { numUpdatedRows } = await trx
      .updateTable('users')
      .set({ data_scope: stored(scope) })
      .where('user_id', '=', userId)
      .where(sql<boolean>`data_scope is not distinct from ${stored(before)}::jsonb`)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw conflict('approval-over');
    await saveAudit(trx, ctx, {
      action: 'account.scope',
      target: `user:${userId}`,
      before: { dataScope: before },
      after: { dataScope: scope },
    });
  });
}

async function findStanding({ pg }: StoreContext, userId: string) {
  const row = await pg
    .selectFrom('users')
    .select(['role', 'data_scope'])
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (!row) throw notFound('account-unknown', { path: 'id' });
  return { role: row.role as Role, before: scopeOf(row.data_scope) };
}

/** The roles that are limited, in alphabetical order. */
export async function findLimitedRoles({ pg }: Pick<StoreContext, 'pg'>): Promise<Role[]> {
  const rows = await pg.selectFrom('limited_roles').select('role').orderBy('role').execute();
  return rows.map(row => row.role as Role);
}

/**
 * Limits exactly these roles. Throws `role-unknown`, `scope-of-owner`, and `approval-needed` until a second person has
 * approved.
 */
export async function saveLimitedRoles(ctx: StoreContext, wanted: readonly string[]): Promise<Role[]> {
  const roles = [...new Set(wanted.map(requireRole))].sort();
  if (roles.includes('owner')) throw conflict('scope-of-owner', { path: 'roles' });
  const before = await findLimitedRoles(ctx);
  const words = { about: 'limited-roles', before: before.join(', '), after: roles.join(', ') };
  const deed: Deed = {
    kind: 'role',
    deed: `limited-roles:${words.before}:${words.after}`,
    target: 'settings:limited-roles',
    detail: words,
    people: 1,
  };
  if (words.before === words.after) return roles;
  const leave = await requireSecondPerson(ctx, deed);
  await withTransaction(ctx.pg, async trx => {
    await useApproval(trx, ctx, { leave, deed });
    await trx.deleteFrom('limited_roles').execute();
    if (roles.length > 0)
      await trx
        .insertInto('limited_roles')
        .values(roles.map(role => ({ role })))
        .execute();
    await saveAudit(trx, ctx, {
      action: 'account.limited-roles',
      target: 'settings:limited-roles',
      before: { roles: before },
      after: { roles },
    });
  });
  return roles;
}
