/** Which categories first purchases are told apart by, and which one is missing where comparable customers buy it. */
import type { StoreContext } from '../store/context.ts';
import { saleLines } from '../store/facts/sale-lines.ts';
import { factsSql, p } from '../store/facts/sql.ts';
import { valueAmount } from '../store/facts/value-rule.ts';
import { enoughCustomers } from './opportunity-cells.ts';
import { mostCategories } from './opportunity-groups.ts';
import { type SnapshotOptions, snapshotRows } from './opportunity-snapshot.store.ts';

type Stores = Pick<StoreContext, 'ch'>;
type Options = Pick<SnapshotOptions, 'lines' | 'value' | 'snapshot' | 'horizonDays'>;
const batch = (tag: string) => ({ tag: `opportunities.${tag}`, role: 'batch' }) as const;
const dayMs = 86_400_000;

/** Categories of first purchases, those of most customers first. */
export async function loadFirstCategories({ ch }: Stores, options: Options): Promise<string[]> {
  const rows = await ch.query<{ name: string }>(
    factsSql`select toString(first_category) as name from ${snapshotRows(options)} and first_category != ''
group by first_category order by count() desc, name limit ${p.uint8(mostCategories)}`,
    batch('first-categories'),
  );
  return rows.map(row => row.name);
}

/**
 * The category whose money would grow most if active customers without it bought like all: among those with two occasions who
 * are on rhythm, (1 − penetration) × its value of the last horizon is largest. Null where no category has 100 buyers of
 * a year and 100 who are none.
 */
export async function findGapCategory({ ch }: Stores, options: Options): Promise<string | null> {
  const { lines, value, snapshot, horizonDays } = options;
  const back = (days: number) => new Date(snapshot.getTime() - days * dayMs);
  const here = factsSql`select customer_id from ${snapshotRows(options)} and occasions >= 2 and rhythm_band = 'on-rhythm'`;
  const [row] = await ch.query<{ name: string }>(
    factsSql`with (select count() from (${here}) as active_customers) as everybody
select toString(name) as name from (
  select category as name, uniqExactIf(customer_id, net > 0) as buyers, sum(late_value) as value from (
    select customer_id, category, sum(net_amount) as net, sumIf(${valueAmount(value)}, sold_at >= ${p.dateTime(back(horizonDays))}) as late_value
    from (${saleLines({ ...lines, from: back(365) })}) as lines_of_year
    where sold_at >= ${p.dateTime(back(365))} and category != '' and customer_id in (${here})
    group by customer_id, category) as bought
  group by category having buyers >= ${p.uint32(enoughCustomers)} and everybody - buyers >= ${p.uint32(enoughCustomers)} and value > 0) as categories
order by (1 - buyers / everybody) * toFloat64(value) desc, name limit 1`,
    batch('gap-category'),
  );
  return row?.name ?? null;
}
