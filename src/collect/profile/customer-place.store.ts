/** Whose customer a person is, given by hand. */
import { sql } from 'kysely';
import { badInput, notFound } from '../../kernel/errors.ts';
import type { CustomerPlace, CustomerPlaceRequest } from '../../records/data-scope.ts';
import type { StoreContext } from '../../store/context.ts';
import { loginKind } from '../../store/rekey/cipher-places.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { enqueuePlaces } from '../../store/state/customer-places.store.ts';
import { type StateTransaction, withTransaction } from '../../store/state/state-db.ts';

/** What is left out of the wish stays as it is. Throws `customer-unknown`, also for an erased one, and `owner-unknown`. */
export async function saveCustomerPlace(
  ctx: StoreContext,
  { customerId, wish }: { readonly customerId: string; readonly wish: CustomerPlaceRequest },
): Promise<CustomerPlace> {
  return withTransaction(ctx.pg, async trx => {
    const before = await lockedPlace(trx, customerId);
    const ownerId = wish.ownerEmail ? await ownerOf(trx, ctx, wish.ownerEmail) : wish.ownerEmail;
    const owner = ownerId === undefined ? wish.ownerId : ownerId;
    const after: CustomerPlace = {
      ownerId: owner === undefined ? before.ownerId : owner,
      store: wish.store === undefined ? before.store : wish.store,
      region: wish.region === undefined ? before.region : wish.region,
    };
    if (after.ownerId !== null && after.ownerId !== before.ownerId) await requireOwner(trx, after.ownerId);
    await trx
      .updateTable('customers')
      .set({ owner_id: after.ownerId, store: after.store, region: after.region })
      .where('customer_id', '=', customerId)
      .execute();
    await enqueuePlaces(trx, { customers: sql`select ${customerId}::uuid`, at: ctx.now() });
    await saveAudit(trx, ctx, { action: 'customer.place', target: `customer:${customerId}`, before, after });
    return after;
  });
}

async function lockedPlace(trx: StateTransaction, customerId: string): Promise<CustomerPlace> {
  const row = await trx
    .selectFrom('customers')
    .select(['owner_id', 'store', 'region'])
    .where('customer_id', '=', customerId)
    .where('erased_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw notFound('customer-unknown', { path: 'id' });
  return { ownerId: row.owner_id, store: row.store, region: row.region };
}

async function requireOwner(trx: StateTransaction, userId: string): Promise<void> {
  const known = await trx
    .selectFrom('users')
    .select('user_id')
    .where('user_id', '=', userId)
    .where('deactivated_at', 'is', null)
    .executeTakeFirst();
  if (!known) throw badInput('owner-unknown', { path: 'ownerId', received: userId });
}

/** The active account with this address. Throws `owner-unknown`, which repeats no address. */
async function ownerOf(trx: StateTransaction, { keys }: StoreContext, email: string): Promise<string> {
  const indexes = keys.blindIndexes(loginKind, email).map(({ index }) => index);
  const known = await trx
    .selectFrom('users')
    .select('user_id')
    .where('email_index', 'in', indexes)
    .where('deactivated_at', 'is', null)
    .executeTakeFirst();
  if (!known) throw badInput('owner-unknown', { path: 'ownerEmail' });
  return known.user_id;
}
