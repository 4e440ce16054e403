/**
 * The one reading of "sales" from the facts: signed lines (sales +, refunds −) under a sales definition at an as-of
 * time. Every stage that counts money or occasions starts here, so that totals agree to the cent and whatever counts as
 * activity counts everywhere.
 */
import type { ToldSource } from '../../records/activity.ts';
import type { SalesDefinition } from '../../records/sales-definition.ts';
import { toldLines, toldSources } from './activity-lines.ts';
import { type KnownTime, knownRefunds, knownRows } from './known-rows.ts';
import { type FactsSql, factsSql, joinSql, p } from './sql.ts';

/** `asOf` is also the exclusive upper bound of the business time. */
export interface SaleLinesOptions extends KnownTime {
  readonly definition: SalesDefinition;
  /** Inclusive lower bound of `booked_at`, where the reader's own definition has one. */
  readonly from?: Date;
  /** A subquery `customer_id, rule` of who is under which rule: today's where left out, see `excludedAsOf`. */
  readonly excluded?: FactsSql;
  /** Lines of one customer only, found without reading those of others. */
  readonly customerId?: string;
}

/**
 * Columns: customer_id, order_id, line_no, sold_at (the purchase's time, also on its refund), day (of sold_at in the
 * definition's zone), booked_at (a refund's own time), sku, product_name, category, quantity, net_amount,
 * discount_amount (already out of net_amount; 0 of a refund), margin_amount (null where neither cost nor rate is known),
 * channel, store, region, kind 'sale' | 'refund'. Refunds are negative. One scan of `order_lines` and one of `refunds` where
 * orders count, one of its events for each other source.
 */
export function saleLines(options: SaleLinesOptions): FactsSql {
  const { activities, subtractReturns } = options.definition;
  const orders = activities.some(({ kind }) => kind === 'orders');
  const parts = [
    ...(orders ? [saleRows(options)] : []),
    ...(orders && subtractReturns ? [refundRows(options)] : []),
    ...toldSources(activities).map(source => toldRows(source, options)),
  ];
  return joinSql(parts, ' union all ');
}

/** Lines told by events, with the margin of their category's rate. */
function toldRows(source: ToldSource, options: SaleLinesOptions): FactsSql {
  const { definition, from } = options;
  const kinds = definition.subtractReturns ? factsSql`` : factsSql` and kind = 'sale'`;
  return factsSql`select customer_id, order_id, line_no, sold_at, day, booked_at, sku, product_name, category, quantity, net_amount,
  discount_amount, ${marginOf(definition, factsSql`net_amount`)} as margin_amount, channel, store, region, kind
from (${toldLines(source, options)}) as told_lines
where ${customerCounts(options)}${since(from, factsSql`sold_at`)}${kinds}`;
}

function saleRows(options: SaleLinesOptions): FactsSql {
  const { definition, asOf } = options;
  return factsSql`select customer_id, order_id, line_no, sold_at, toDate(sold_at, ${p.string(definition.zone)}) as day,
  sold_at as booked_at, sku, product_name, category, quantity, net_amount, discount_amount,
  ${marginOf(definition, factsSql`net_amount`)} as margin_amount, channel, store, region, 'sale' as kind
from ${knownRows('order_lines', options)} as known_lines
where is_deleted = 0 and counts_as_sale = 1 and sold_at < ${p.dateTime(asOf)}${since(options.from, factsSql`sold_at`)}
  and ${lineKindCounts(definition)}${duplicatesCount(definition)} and currency = ${p.string(definition.currency)}
  and ${customerCounts(options)}`;
}

function refundRows(options: SaleLinesOptions): FactsSql {
  const { definition, asOf } = options;
  const purchaseAt = factsSql`ifNull(purchase_sold_at, refunded_at)`;
  return factsSql`select customer_id, order_id, line_no, ${purchaseAt} as sold_at,
  toDate(${purchaseAt}, ${p.string(definition.zone)}) as day, refunded_at as booked_at, sku, '' as product_name,
  category, -quantity as quantity, -amount as net_amount, toDecimal64(0, 4) as discount_amount,
  ${refundMargin(definition)} as margin_amount, channel, '' as store, '' as region, 'refund' as kind
from ${knownRefunds(options)} as known_refunds
where is_deleted = 0 and refunded_at < ${p.dateTime(asOf)}${since(options.from, factsSql`refunded_at`)}
  and ${lineKindCounts(definition)} and currency = ${p.string(definition.currency)} and ${customerCounts(options)}`;
}

const since = (from: Date | undefined, column: FactsSql): FactsSql =>
  from ? factsSql` and ${column} >= ${p.dateTime(from)}` : factsSql``;

/** Adjustments (bad debt, corrections of the books) are never sales. */
const lineKindCounts = (definition: SalesDefinition): FactsSql =>
  definition.includeNonProduct
    ? factsSql`line_kind in ('product', 'non-product')`
    : factsSql`line_kind = 'product'`;

const duplicatesCount = (definition: SalesDefinition): FactsSql =>
  definition.includeDuplicates ? factsSql`` : factsSql` and duplicate_no = 0`;

function customerCounts({ definition, excluded, customerId }: SaleLinesOptions): FactsSql {
  const one = customerId ? factsSql`customer_id = ${p.uuid(customerId)}` : factsSql`1 = 1`;
  if (definition.excludeRules.length === 0) return one;
  return factsSql`${one} and customer_id not in (${excludedCustomers(definition.excludeRules, excluded)})`;
}

/**
 * `customer_id, rule` of today's exclusions. `settings final` rather than `final`: on a view the keyword is accepted and
 * ignored, the setting reaches the table below.
 */
export const excludedToday: FactsSql = factsSql`(select customer_id, rule from customer_exclusions
    where is_deleted = 0 settings final = 1)`;

/** Customers under any of the rules, one column `customer_id`. */
export const excludedCustomers = (rules: readonly string[], excluded = excludedToday): FactsSql =>
  factsSql`select customer_id from ${excluded} as exclusions where has(${p.strings(rules)}, rule)`;

/** The margin rate of a line's category, or null: a fixed-point share, so that sums stay exact. */
function marginRate({ marginRateByCategory, defaultMarginRate }: SalesDefinition): FactsSql {
  const byCategory = Object.entries(marginRateByCategory ?? {}).map(
    ([category, rate]) => factsSql`category = ${p.string(category)}, ${rateText(rate)}`,
  );
  const fallback = defaultMarginRate === null ? factsSql`null` : rateText(defaultMarginRate);
  if (byCategory.length === 0) return fallback;
  return factsSql`multiIf(${joinSql(byCategory, ', ')}, ${fallback})`;
}

const rateText = (rate: number): FactsSql => factsSql`toDecimal64(${p.string(rate.toFixed(6))}, 6)`;

function marginOf(definition: SalesDefinition, net: FactsSql): FactsSql {
  const byRate = factsSql`round(toDecimal128(${net}, 4) * ${marginRate(definition)}, 4)`;
  return factsSql`if(isNotNull(cost_amount), ${moneyCast(factsSql`${net} - cost_amount`)}, ${moneyCast(byRate)})`;
}

const moneyCast = (value: FactsSql): FactsSql => factsSql`cast(${value} as Nullable(Decimal(18, 4)))`;

const refundMargin = (definition: SalesDefinition): FactsSql =>
  factsSql`-(${marginOf(definition, factsSql`amount`)})`;
