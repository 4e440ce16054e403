/**
 * Orders told by events, kept in state as they are now and written to facts through the outbox in the same transaction: each
 * change exactly once, in order, also while facts are away.
 */
import { sql } from 'kysely';
import type { StoreContext } from '../../store/context.ts';
import { enqueueFacts } from '../../store/state/outbox.ts';
import type { StateTransaction } from '../../store/state/state-db.ts';
import type { OrderTold } from './prepare-events.ts';
import {
  lineRows,
  orderAfter,
  refundRow,
  type Stamp,
  type TrackedOrder,
  type TrackedRefund,
} from './tracked-order.ts';

interface OrderRow extends Omit<TrackedOrder, 'lines'> {
  readonly lines: TrackedOrder['lines'] | string;
}

const orderColumns = sql`source, order_id as "orderId", customer_id as "customerId",
  coalesce(said_id, customer_id) as "saidId", occurred_at as "occurredAt",
  ordered_at as "orderedAt", status, currency, channel, store, coupon_code as "couponCode", lines,
  lines_written as "linesWritten"`;

async function lockOrders(
  trx: StateTransaction,
  source: string,
  ids: readonly string[],
): Promise<TrackedOrder[]> {
  const { rows } = await sql<OrderRow>`
    select ${orderColumns} from tracked_orders where source = ${source} and order_id = any(${ids})
    order by order_id for update`.execute(trx);
  return rows as TrackedOrder[];
}

/** Whose a visitor's events are by now, and which person a record is. */
async function findOwners(
  trx: StateTransaction,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly saidId: string; readonly customerId: string }>> {
  const { rows } = await sql<{ raw: string; saidId: string; customerId: string }>`
    select said.raw, said.said_id as "saidId", coalesce(l.customer_id, said.said_id) as "customerId"
    from (
      select id as raw, coalesce(v.customer_id, id) as said_id
      from unnest(${ids}::uuid[]) as id left join customer_links v on v.raw_id = id) said
    left join identity_links l on l.raw_id = said.said_id`.execute(trx);
  return new Map(rows.map(({ raw, ...owner }) => [raw, owner]));
}

interface Change {
  readonly order: TrackedOrder;
  /** Who had it before, where that was somebody else. */
  readonly former: string | null;
  /** It was cancelled, or is no longer. */
  readonly turned?: boolean;
}

const nameOf = ({ source, orderId }: { source: string; orderId: string }) => `${source}\u0000${orderId}`;

/** Saves orders in one statement and returns the revision each has now, by `nameOf`. No order comes twice. */
async function saveOrders(
  trx: StateTransaction,
  orders: readonly TrackedOrder[],
): Promise<ReadonlyMap<string, string>> {
  const all = <T>(of: (order: TrackedOrder) => T) => orders.map(of);
  const { rows } = await sql<{ source: string; orderId: string; revision: string }>`
    insert into tracked_orders (source, order_id, customer_id, occurred_at, ordered_at, status, currency, channel, store,
      coupon_code, lines, lines_written, said_id, revision)
    select source, order_id, customer_id, occurred_at, ordered_at, status, currency, channel, store, coupon_code, lines,
      written, nullif(said_id, customer_id), nextval('tracked_revision')
    from unnest(${all(each => each.source)}::text[], ${all(each => each.orderId)}::text[],
      ${all(each => each.customerId)}::uuid[], ${all(each => each.occurredAt)}::timestamptz[],
      ${all(each => each.orderedAt)}::timestamptz[], ${all(each => each.status)}::text[],
      ${all(each => each.currency)}::text[], ${all(each => each.channel)}::text[], ${all(each => each.store)}::text[],
      ${all(each => each.couponCode)}::text[], ${all(each => JSON.stringify(each.lines))}::jsonb[],
      ${all(each => Math.max(each.linesWritten, each.lines.length))}::int[], ${all(each => each.saidId)}::uuid[])
      as told (source, order_id, customer_id, occurred_at, ordered_at, status, currency, channel, store, coupon_code, lines,
        written, said_id)
    order by source, order_id
    on conflict (source, order_id) do update set customer_id = excluded.customer_id, occurred_at = excluded.occurred_at,
      ordered_at = excluded.ordered_at, status = excluded.status, currency = excluded.currency, channel = excluded.channel,
      store = excluded.store, coupon_code = excluded.coupon_code, lines = excluded.lines,
      lines_written = excluded.lines_written, said_id = excluded.said_id, revision = excluded.revision
    returning source, order_id as "orderId", revision::text as revision`.execute(trx);
  return new Map(rows.map(row => [nameOf(row), row.revision]));
}

async function writeBoth(
  trx: StateTransaction,
  log: 'order_lines' | 'refunds',
  { rows, at }: { rows: readonly object[]; at: Date },
) {
  if (rows.length === 0) return;
  await enqueueFacts(trx, { table: `${log}_log`, rows, at });
  await enqueueFacts(trx, { table: log, rows, at });
}

type Refund = TrackedRefund & { readonly written: boolean };

async function lockRefunds(
  trx: StateTransaction,
  orders: readonly TrackedOrder[],
): Promise<ReadonlyMap<string, readonly Refund[]>> {
  const { rows } = await sql<Refund>`
    select r.source, r.refund_id as "refundId", r.order_id as "orderId", r.customer_id as "customerId",
      r.refunded_at as "refundedAt", r.currency, r.amount::text as amount, r.lines, r.reason, r.written
    from tracked_refunds r
    join unnest(${orders.map(each => each.source)}::text[], ${orders.map(each => each.orderId)}::text[])
      as told (source, order_id) on told.source = r.source and told.order_id = r.order_id
    order by r.source, r.order_id, r.refund_id for update of r`.execute(trx);
  return Map.groupBy(rows, nameOf);
}

/** Rows of those refunds of an order that facts do not have yet, or have under another customer. */
function refundRowsOf(
  { order, former, turned = false }: Change,
  { refunds, stamp }: { readonly refunds: readonly Refund[]; readonly stamp: Stamp },
): object[] {
  const due = refunds.filter(({ written }) => !written || former !== null || turned);
  // What was never sold cannot be given back: with the sale, its refunds go.
  const isDeleted = order.status === 'cancelled' ? 1 : 0;
  const gone = former === null ? [] : refunds.filter(({ written }) => written);
  const { customerId } = order;
  return [
    ...due.map(refund => refundRow({ ...refund, customerId }, { order, stamp, isDeleted })),
    ...gone.map(refund =>
      refundRow({ ...refund, customerId: former ?? customerId }, { order, stamp, isDeleted: 1 }),
    ),
  ];
}

/** Saves changed orders and writes their lines and refunds; so many statements whatever the number of orders. */
async function writeChanges(trx: StateTransaction, changes: readonly Change[], at: Date): Promise<void> {
  if (changes.length === 0) return;
  const revisions = await saveOrders(
    trx,
    changes.map(({ order }) => order),
  );
  const stampOf = (order: TrackedOrder): Stamp => ({
    ingestedAt: at.toISOString(),
    version: revisions.get(nameOf(order)) ?? '0',
  });
  const sold = changes.filter(({ order }) => order.lines.length > 0);
  const refunds = await lockRefunds(
    trx,
    sold.map(({ order }) => order),
  );
  await writeBoth(trx, 'refunds', {
    at,
    rows: sold.flatMap(change =>
      refundRowsOf(change, {
        refunds: refunds.get(nameOf(change.order)) ?? [],
        stamp: stampOf(change.order),
      }),
    ),
  });
  const given = sold.filter(({ order }) => refunds.has(nameOf(order))).map(({ order }) => order);
  if (given.length > 0)
    await sql`
      update tracked_refunds r set written = true, customer_id = told.customer_id
      from unnest(${given.map(each => each.source)}::text[], ${given.map(each => each.orderId)}::text[],
        ${given.map(each => each.customerId)}::uuid[]) as told (source, order_id, customer_id)
      where r.source = told.source and r.order_id = told.order_id`.execute(trx);
  await writeBoth(trx, 'order_lines', {
    at,
    rows: changes.flatMap(({ order, former }) => lineRows(order, former, stampOf(order))),
  });
}

/** Whether it changed anything: a refund told again as it was keeps its day. */
async function saveRefund(trx: StateTransaction, refund: TrackedRefund): Promise<boolean> {
  const { rows } = await sql`
    insert into tracked_refunds (source, refund_id, order_id, customer_id, refunded_at, currency, amount, lines, reason,
      written)
    values (${refund.source}, ${refund.refundId}, ${refund.orderId}, ${refund.customerId}, ${refund.refundedAt},
      ${refund.currency}, ${refund.amount}, ${JSON.stringify(refund.lines)}, ${refund.reason}, false)
    on conflict (source, refund_id) do update set amount = excluded.amount, lines = excluded.lines,
      refunded_at = excluded.refunded_at, reason = excluded.reason, written = false
    where tracked_refunds.refunded_at < excluded.refunded_at
      and (tracked_refunds.amount, tracked_refunds.lines, tracked_refunds.reason)
        is distinct from (excluded.amount, excluded.lines, excluded.reason)
    returning true`.execute(trx);
  return rows.length > 0;
}

/**
 * Applies what a group of requests says of orders, in the order it came. The same event again changes nothing. Rows are
 * locked in the order of their ids.
 */
export async function saveOrdersTold(
  ctx: StoreContext,
  trx: StateTransaction,
  { source, at, orders }: { source: string; at: Date; orders: readonly OrderTold[] },
): Promise<void> {
  if (orders.length === 0) return;
  const owners = await findOwners(trx, [...new Set(orders.map(each => each.customerId))]);
  const ids = [...new Set(orders.map(({ event }) => event.orderId))].sort();
  const before = new Map((await lockOrders(trx, source, ids)).map(order => [order.orderId, order]));
  const after = new Map<string, TrackedOrder>(before);
  const refunded = new Set<string>();
  for (const { customerId: sender, isNamed, messageId, event } of orders) {
    const { customerId, saidId } = owners.get(sender) ?? { customerId: sender, saidId: sender };
    const currency = event.currency ?? after.get(event.orderId)?.currency ?? ctx.settings.currency;
    if (event.kind === 'refunded') {
      const { orderId, lines, amount, reason, occurredAt: refundedAt } = event;
      const refundId = event.refundId ?? messageId;
      const isNews = await saveRefund(trx, {
        source,
        refundId,
        orderId,
        customerId,
        refundedAt,
        currency,
        amount,
        lines: lines ?? [],
        reason,
      });
      if (isNews) refunded.add(orderId);
    } else
      after.set(
        event.orderId,
        orderAfter(after.get(event.orderId) ?? null, {
          source,
          customerId,
          saidId,
          isNamed,
          event,
          currency,
        }),
      );
  }
  const changes = [...after.values()].filter(
    order => order !== before.get(order.orderId) || refunded.has(order.orderId),
  );
  const formerOf = ({ orderId, customerId }: TrackedOrder) => {
    const former = before.get(orderId)?.customerId ?? customerId;
    return former === customerId ? null : former;
  };
  await writeChanges(
    trx,
    changes.map(order => ({
      order,
      former: formerOf(order),
      turned: (before.get(order.orderId)?.status === 'cancelled') !== (order.status === 'cancelled'),
    })),
    at,
  );
}

/** Orders told of somebody are another one's now. */
export interface Owner {
  readonly saidId: string;
  /** Whom they count as told of from now on: the customer a visitor turned out to be, else the same record. */
  readonly nowSaidId: string;
  readonly customerId: string;
}

/** The orders of visitors who turned out to be customers, and of records who turned out to be one person, become theirs. */
export async function moveOrders(trx: StateTransaction, owners: readonly Owner[], at: Date): Promise<void> {
  if (owners.length === 0) return;
  const owner = new Map(owners.map(each => [each.saidId, each]));
  const { rows } = await sql<OrderRow>`
    select ${orderColumns} from tracked_orders 
    where said_id = any(${[...owner.keys()]}::uuid[]) or (said_id is null and customer_id = any(${[...owner.keys()]}::uuid[]))
    order by source, order_id for update`.execute(trx);
  const changes = (rows as TrackedOrder[]).flatMap(order => {
    const now = owner.get(order.saidId);
    if (!now) return [];
    const { customerId, nowSaidId: saidId } = now;
    const former = order.customerId === customerId ? null : order.customerId;
    return [{ order: { ...order, customerId, saidId }, former }];
  });
  await writeChanges(trx, changes, at);
}
