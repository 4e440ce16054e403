/** Purchase days of a run's buyers with their value, or of an unselected part of a large base: what the correction of chances looks back on. */
import type { StoreContext } from '../../store/context.ts';
import { noCustomer } from '../../store/facts/no-customer.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { type ValueRule, valueAmount } from '../../store/facts/value-rule.ts';
import type { LineSource } from '../review-lines.store.ts';
import type { BuyerDays } from './standing.ts';

/** Of so many buyers each stage has thousands, and their number no longer limits what a correction knows. */
const mostBuyers = 50_000;

/**
 * Days with net purchases above zero, before the as-of day, in the order of customers. A larger base is thinned by a hash
 * of the customer, so that the same base gives the same part of it. One pass over the drafted lines.
 */
export async function loadBuyerDays(
  { ch }: Pick<StoreContext, 'ch'>,
  {
    source,
    asOfDay,
    value,
  }: { readonly source: LineSource; readonly asOfDay: string; readonly value: ValueRule },
): Promise<BuyerDays[]> {
  const run = p.uuid(source.runId);
  const buyers = factsSql`select customer_id, main_category from customer_features_draft where run_id = ${run} and occasions >= 1`;
  const every = factsSql`greatest(1, intDiv((select count() from (${buyers}) as counted) + ${p.uint32(mostBuyers - 1)}, ${p.uint32(mostBuyers)}))`;
  const perDay = factsSql`select customer_id, day, sum(net_amount) as net, round(toFloat64(sum(${valueAmount(value)})), 2) as day_value from ${source.drafted} as lines
    where customer_id != ${p.uuid(noCustomer)} and day < ${p.date(asOfDay)} and cityHash64(customer_id) % ${every} = 0
    group by customer_id, day having net > 0`;
  const rows = await ch.query<{ category: string; days: number[]; day_values: number[] }>(
    factsSql`select toString(main_category) as category, bought_days.1 as days, bought_days.2 as day_values from (
  select customer_id, arraySort(groupArray((toUInt16(day), day_value))) as bought_days from (${perDay}) as customer_days group by customer_id) as bought
inner join (${buyers}) as buyers using (customer_id) order by customer_id`,
    { tag: 'features.buyer-days', role: 'batch' },
  );
  return rows.map(({ category, days, day_values: values }) => ({
    category,
    days: days.map(Number),
    values: values.map(Number),
  }));
}
