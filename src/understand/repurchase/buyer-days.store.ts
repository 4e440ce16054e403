/** Purchase days of a run's buyers, or of an unselected part of a large base: what the correction of chances looks back on. */
import type { StoreContext } from '../../store/context.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import type { Run } from '../features-inputs.store.ts';
import type { BuyerDays } from './standing.ts';

/** Of so many buyers each stage has thousands, and their number no longer limits what a correction knows. */
const mostBuyers = 50_000;

/**
 * Days with net purchases above zero, before the as-of day, in the order of customers. A larger base is thinned by a hash
 * of the customer, so that the same base gives the same part of it. One pass over the draft's rows.
 */
export async function loadBuyerDays(
  { ch }: Pick<StoreContext, 'ch'>,
  { runId, asOfDay }: Run,
): Promise<BuyerDays[]> {
  const buyers = factsSql`select customer_id, main_category, arrayFilter(d -> d < toUInt16(${p.date(asOfDay)}), days) as before
    from customer_features_draft where run_id = ${p.uuid(runId)} and occasions >= 1`;
  const every = factsSql`greatest(1, intDiv((select count() from (${buyers}) as counted) + ${p.uint32(mostBuyers - 1)}, ${p.uint32(mostBuyers)}))`;
  const rows = await ch.query<{ category: string; days: number[] }>(
    factsSql`select toString(main_category) as category, before as days from (${buyers}) as buyers
where notEmpty(before) and cityHash64(customer_id) % ${every} = 0 order by customer_id`,
    { tag: 'features.buyer-days', role: 'batch' },
  );
  return rows.map(({ category, days }) => ({ category, days: days.map(Number) }));
}
