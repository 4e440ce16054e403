/** What the facts know of one customer: attributes, exclusions, totals, features, and what happened, newest first. */
import { nextPurchase, personValueRange } from '../../models/person-outlook.ts';
import type { CustomerFeatures, CustomerPage, TimelineEntry } from '../../records/customer.ts';
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

type Outlook = CustomerFeatures['outlook'];
type OutlookRow = Record<
  | 'alive'
  | 'chance90'
  | 'chance365'
  | 'chance1095'
  | 'orders365'
  | 'gapDays'
  | 'spread'
  | 'elapsed'
  | 'mean12'
  | 'sd12'
  | 'mean36'
  | 'sd36',
  number | null
> & { readonly valueIs: 'margin' | 'sales' };

function worthOf(mean: number | null, sd: number | null, chance: number | null): Outlook['value12'] {
  if (mean === null || sd === null || chance === null) return null;
  return { mean, ...personValueRange({ mean, sd, chance }) };
}

function outlookOf(row: OutlookRow): Outlook {
  const { gapDays, spread, elapsed } = row;
  const rhythm = gapDays !== null && spread !== null && elapsed !== null;
  return {
    aliveProbability: row.alive,
    orderProbability90: row.chance90,
    orderProbability365: row.chance365,
    expectedOrders365: row.orders365,
    nextPurchase: rhythm ? nextPurchase({ gapDays, spread, elapsedDays: elapsed }) : null,
    value12: worthOf(row.mean12, row.sd12, row.chance365),
    value36: worthOf(row.mean36, row.sd36, row.chance1095),
    valueIs: row.valueIs,
  };
}

/** The newest snapshot's row of the customer. */
export async function findFeatures(ctx: StoreContext, id: string): Promise<CustomerFeatures | null> {
  const [row] = await ask<Omit<CustomerFeatures, 'outlook'> & OutlookRow>(
    ctx,
    'features',
    factsSql`select toString(as_of) as asOf, stage, tier, rfm_cell as rfmCell, rhythm_band as rhythmBand, occasions,
  toString(last_day) as lastDay, expected_gap_days as expectedGapDays, overdue_probability as overdueProbability,
  main_category as mainCategory, main_channel as mainChannel, toString(stage_since) as stageSince, alive_probability as alive,
  order_probability_90 as chance90, order_probability_365 as chance365, order_probability_1095 as chance1095,
  expected_orders_365 as orders365, expected_gap_days as gapDays, log_gap_spread as spread, elapsed_days as elapsed,
  future_value_12 as mean12, future_value_12_sd as sd12, future_value_36 as mean36, future_value_36_sd as sd36, value_is as valueIs
from customer_features
where as_of = (select max(as_of) from customer_features) and customer_id = ${p.uuid(id)}
order by definition_version desc, version desc limit 1`,
  );
  if (!row) return null;
  const { stage, tier, rfmCell, rhythmBand, occasions, lastDay, mainCategory, mainChannel, stageSince } = row;
  const { expectedGapDays, overdueProbability } = row;
  const named = {
    stage,
    tier,
    rfmCell,
    rhythmBand,
    occasions,
    lastDay,
    mainCategory,
    mainChannel,
    stageSince,
  };
  return { asOf: iso(row.asOf), ...named, expectedGapDays, overdueProbability, outlook: outlookOf(row) };
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
