/** Actions on products in state: taken on, changed and listed; every change with its audit entry. */
import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { badInput, conflict, notFound } from '../../kernel/errors.ts';
import type {
  ProductActionRow,
  productActionChange,
  productActionQuery,
  productActionTake,
} from '../../records/product-action.ts';
import type { StoreContext } from '../../store/context.ts';
import { containing, orderSql, pageOf, windowOf } from '../../store/list-window.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { zoneDay } from '../zone-day.ts';
import { findProduct } from './product-rows.store.ts';
import { findProducts } from './products.store.ts';

type Stored = Omit<ProductActionRow, 'createdAt' | 'updatedAt' | 'isOverdue' | 'currency'> & {
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

const columns = sql`action_id as "actionId", sku, product_name as name, kind, state, review_id as "reviewId", evidence,
  owner, due_on::text as "dueOn", note, started_on::text as "startedOn", follow_up as "followUp",
  created_at as "createdAt", updated_at as "updatedAt"`;

const today = ({ now, settings }: Pick<StoreContext, 'now' | 'settings'>) => zoneDay(now(), settings.zone);

const rowOf = (ctx: StoreContext, row: Stored): ProductActionRow => ({
  ...row,
  currency: ctx.settings.currency,
  isOverdue: row.state === 'open' && row.dueOn < today(ctx),
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

const sorts = {
  name: sql`product_name`,
  kind: sql`array_position(array['secure', 'push', 'fix', 'clear', 'stop'], kind)`,
  state: sql`array_position(array['open', 'done', 'dropped'], state)`,
  owner: sql`owner`,
  due: sql`due_on`,
  started: sql`started_on`,
};

/** One page of actions; open ones by due day first. Throws `cursor-invalid`. */
export async function findActionPage(ctx: StoreContext, query: z.output<typeof productActionQuery>) {
  const window = windowOf(ctx, 'product-actions', query);
  const { state = null, kind = null } = query;
  const pattern = containing(query.query);
  const from = sql`from product_actions where (product_name ilike ${pattern} or sku ilike ${pattern} or owner ilike ${pattern})
    and (${state}::text is null or state = ${state}) and (${kind}::text is null or kind = ${kind})`;
  const order: RawBuilder<unknown> = query.sort
    ? orderSql(query.sort, sorts, sql`action_id`)
    : sql`order by ${sorts.state}, due_on, action_id`;
  const { rows } = await sql<Stored>`
    select ${columns} ${from} ${order} limit ${window.limit} offset ${window.offset}`.execute(ctx.pg);
  const { rows: counted } = await sql<{ n: number }>`select count(*)::int as n ${from}`.execute(ctx.pg);
  return {
    actions: rows.map(row => rowOf(ctx, row)),
    ...pageOf(ctx, 'product-actions', { ...window, total: counted[0]?.n ?? 0 }),
  };
}

async function findAction(ctx: StoreContext, id: string): Promise<Stored> {
  const { rows } = await sql<Stored>`select ${columns} from product_actions where action_id = ${id}`.execute(
    ctx.pg,
  );
  if (!rows[0]) throw notFound('product-action-unknown', { path: 'id', received: id, params: { id } });
  return rows[0];
}

/**
 * Takes an action on from today. Throws `products-not-computed`, `product-unknown`, `product-action-due-past` and
 * `product-action-open` where the product has an open one of the kind.
 */
export async function saveAction(
  ctx: StoreContext,
  { review, sku, kind, owner, dueOn, note }: z.output<typeof productActionTake>,
): Promise<ProductActionRow> {
  const stored = await findProducts(ctx, review);
  if (!stored) throw notFound('products-not-computed', { path: 'review', received: review });
  const product = await findProduct(ctx, stored.key, sku);
  if (!product) throw notFound('product-unknown', { path: 'sku', received: sku, params: { sku } });
  const day = today(ctx);
  if (dueOn < day)
    throw badInput('product-action-due-past', { path: 'dueOn', received: dueOn, expected: `>= ${day}` });
  const actionId = ctx.newId();
  const evidence = product.action === kind ? product.evidence : [];
  await withTransaction(ctx.pg, async trx => {
    const { numInsertedOrUpdatedRows: made } = await trx
      .insertInto('product_actions')
      .values({
        action_id: actionId,
        sku,
        product_name: product.name,
        kind,
        state: 'open',
        review_id: stored.key.reviewId,
        evidence: JSON.stringify(evidence),
        owner,
        due_on: dueOn,
        note,
        started_on: day,
        follow_up: null,
        created_at: ctx.now(),
        updated_at: ctx.now(),
      })
      .onConflict(row => row.doNothing())
      .executeTakeFirstOrThrow();
    if (!made) throw conflict('product-action-open', { path: 'sku', received: sku, params: { sku } });
    await saveAudit(trx, ctx, {
      action: 'product-action.take',
      target: `product-action:${actionId}`,
      after: { sku, kind, owner, dueOn, note },
    });
  });
  return rowOf(ctx, await findAction(ctx, actionId));
}

/** Changes state, owner, due day or note. Throws `product-action-unknown`, and `product-action-open` on opening a second one. */
export async function changeAction(
  ctx: StoreContext,
  id: string,
  change: z.output<typeof productActionChange>,
): Promise<ProductActionRow> {
  const before = await findAction(ctx, id);
  const after = {
    state: change.state ?? before.state,
    owner: change.owner ?? before.owner,
    dueOn: change.dueOn ?? before.dueOn,
    note: change.note ?? before.note,
  };
  await withTransaction(ctx.pg, async trx => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from product_actions
      where state = 'open' and sku = ${before.sku} and kind = ${before.kind} and action_id <> ${id}`.execute(
      trx,
    );
    if (after.state === 'open' && (rows[0]?.n ?? 0) > 0)
      throw conflict('product-action-open', {
        path: 'state',
        received: before.sku,
        params: { sku: before.sku },
      });
    await trx
      .updateTable('product_actions')
      .set({
        state: after.state,
        owner: after.owner,
        due_on: after.dueOn,
        note: after.note,
        updated_at: ctx.now(),
      })
      .where('action_id', '=', id)
      .execute();
    const { state, owner, dueOn, note } = before;
    await saveAudit(trx, ctx, {
      action: 'product-action.change',
      target: `product-action:${id}`,
      before: { state, owner, dueOn, note },
      after,
    });
  });
  return rowOf(ctx, await findAction(ctx, id));
}
