/** What the facts know of one customer: attributes, exclusions, totals, and what happened, newest first. */
import type { CustomerPage, TimelineEntry } from '../../records/customer.ts';
import type { ExclusionRuleName } from '../../records/sales-definition.ts';
import type { StoreContext } from '../../store/context.ts';
import { saleLines } from '../../store/facts/sale-lines.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import { loadSalesDefinition } from '../../store/state/sales-definition.store.ts';
import { findDealings } from './customer-dealings.store.ts';

/** An engine time as ISO text; the engine's zero means never. */
const iso = (text: string): string => `${text.replace(' ', 'T')}Z`;
const isoOrNull = (text: string | null): string | null =>
  text === null || text.startsWith('1970-01-01') ? null : iso(text);

const ask = <T>({ ch }: StoreContext, what: string, sql: FactsSql): Promise<T[]> =>
  ch.query<T>(sql, { tag: `customer.${what}`, role: 'interactive' });

/** The attributes the newest source gave. */
export async function findAttributes(ctx: StoreContext, id: string): Promise<CustomerPage['attributes']> {
  const [row] = await ask<{
    registered: string | null;
    region: string;
    city: string;
    birthYear: number;
    sex: string;
    acquisition: string;
    industry: string;
    kind: string;
  }>(
    ctx,
    'attributes',
    factsSql`select registered_at as registered, region, city, birth_year as birthYear, sex,
  acquisition_channel as acquisition, industry, kind
from customers where customer_id = ${p.uuid(id)} and is_deleted = 0 order by version desc limit 1`,
  );
  if (!row) return null;
  const { registered, birthYear, acquisition, ...rest } = row;
  return {
    ...rest,
    registeredAt: isoOrNull(registered),
    birthYear: birthYear || null,
    acquisitionChannel: acquisition,
  };
}

export const findExclusions = (
  ctx: StoreContext,
  id: string,
): Promise<{ rule: ExclusionRuleName; detail: string }[]> =>
  ask(
    ctx,
    'exclusions',
    factsSql`select rule, detail from customer_exclusions where customer_id = ${p.uuid(id)} and is_deleted = 0 order by rule`,
  );

/** Under the current definition, but of excluded customers too: their page shows what they bought. */
export async function findTotals(ctx: StoreContext, id: string): Promise<CustomerPage['totals']> {
  const definition = { ...(await loadSalesDefinition(ctx)), excludeRules: [] };
  const lines = saleLines({ definition, asOf: ctx.now(), knownAs: 'current', customerId: id });
  const [row] = await ask<{ orders: string; sales: string; first: string; last: string }>(
    ctx,
    'totals',
    factsSql`select uniqExactIf(order_id, kind = 'sale') as orders, toString(sum(net_amount)) as sales,
  minIf(sold_at, kind = 'sale') as first, maxIf(sold_at, kind = 'sale') as last
from (${lines})`,
  );
  const orders = Number(row?.orders ?? 0);
  return {
    orders,
    sales: row?.sales ?? '0',
    currency: definition.currency,
    firstAt: orders > 0 ? isoOrNull(row?.first ?? null) : null,
    lastAt: orders > 0 ? isoOrNull(row?.last ?? null) : null,
  };
}

interface OrderRow {
  readonly at: string;
  readonly orderId: string;
  readonly status: string;
  readonly amount: string;
  readonly currency: string;
  readonly counts: number;
  readonly lines: [sku: string, name: string, quantity: string, amount: string][];
}

const linesShown = 50;

async function findOrders(ctx: StoreContext, id: string, limit: number): Promise<TimelineEntry[]> {
  const rows = await ask<OrderRow>(
    ctx,
    'orders',
    factsSql`select max(sold_at) as at, order_id as orderId, any(status) as status, toString(sum(net_amount)) as amount,
  any(currency) as currency, max(counts_as_sale) as counts,
  groupArray(${p.uint32(linesShown)})((sku, product_name, toString(quantity), toString(net_amount))) as lines
from order_lines where customer_id = ${p.uuid(id)} and is_deleted = 0
group by source, order_id order by at desc, orderId limit ${p.uint32(limit)}`,
  );
  return rows.map(({ at, counts, lines, ...row }) => ({
    kind: 'order',
    ...row,
    at: iso(at),
    counts: counts === 1,
    lines: lines.map(([sku, productName, quantity, amount]) => ({ sku, productName, quantity, amount })),
  }));
}

async function findRefunds(ctx: StoreContext, id: string, limit: number): Promise<TimelineEntry[]> {
  const rows = await ask<{
    at: string;
    orderId: string;
    sku: string;
    amount: string;
    currency: string;
    matched: number;
  }>(
    ctx,
    'refunds',
    factsSql`select refunded_at as at, order_id as orderId, sku, toString(amount) as amount, currency, matched
from refunds where customer_id = ${p.uuid(id)} and is_deleted = 0
order by refunded_at desc, refund_id limit ${p.uint32(limit)}`,
  );
  return rows.map(row => ({ kind: 'refund', ...row, at: iso(row.at), matched: row.matched === 1 }));
}

async function findTouches(ctx: StoreContext, id: string, limit: number): Promise<TimelineEntry[]> {
  const rows = await ask<{
    at: string;
    campaignId: string | null;
    campaign: string | null;
    channel: string;
    event: string;
  }>(
    ctx,
    'touches',
    factsSql`select * from (
  select occurred_at as at, toNullable(toString(campaign_id)) as campaignId, cast(null as Nullable(String)) as campaign, toString(channel) as channel, toString(kind) as event
  from touches where customer_id = ${p.uuid(id)}
  union all select occurred_at, cast(null as Nullable(String)), toNullable(campaign), toString(channel), toString(kind)
  from past_touches where customer_id = ${p.uuid(id)})
order by at desc limit ${p.uint32(limit)}`,
  );
  return rows.map(row => ({ kind: 'touch', ...row, at: iso(row.at) }));
}

/** The newest orders, refunds, touches, service cases, answers and texts, at most `limit` of each. */
export async function findEvents(ctx: StoreContext, id: string, limit: number): Promise<TimelineEntry[]> {
  const all = await Promise.all([
    findOrders(ctx, id, limit),
    findRefunds(ctx, id, limit),
    findTouches(ctx, id, limit),
    findDealings(ctx, id, limit),
  ]);
  return all.flat();
}
