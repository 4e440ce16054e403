/** The base's value in windows of the past, all windows in one pass over the lines. */
import type { StoreContext } from '../store/context.ts';
import { noCustomer } from '../store/facts/no-customer.ts';
import { type SaleLinesOptions, saleLines } from '../store/facts/sale-lines.ts';
import { type FactsSql, factsSql, joinSql, p } from '../store/facts/sql.ts';
import { type ValueRule, valueAmount } from '../store/facts/value-rule.ts';
import { isOfCategory } from './opportunity-snapshot.store.ts';
import type { SeasonWindow, WindowMean } from './season-factor.ts';

export interface WindowsOptions {
  readonly lines: SaleLinesOptions;
  readonly value: ValueRule;
  readonly windows: readonly SeasonWindow[];
  readonly category: string | null;
}

const dayMs = 86_400_000;
const moved = (at: Date, days: number) => p.dateTime(new Date(at.getTime() + days * dayMs));
const between = (from: FactsSql, to: FactsSql): FactsSql => factsSql`sold_at >= ${from} and sold_at < ${to}`;

/**
 * Customers who bought in the lookback before each window and their value within it, in the order of `windows`. One
 * bounded scan; three sums a window and customer.
 */
export async function loadWindowMeans(
  { ch }: Pick<StoreContext, 'ch'>,
  { lines, value, windows, category }: WindowsOptions,
): Promise<WindowMean[]> {
  if (windows.length === 0) return [];
  const earliest = Math.min(...windows.map(each => each.from.getTime() - each.lookbackDays * dayMs));
  const perWindow = (of: (window: SeasonWindow) => FactsSql) => joinSql(windows.map(of), ', ');
  const within = ({ from, horizonDays }: SeasonWindow) =>
    between(factsSql`${p.dateTime(from)}`, factsSql`${moved(from, horizonDays)}`);
  const values = perWindow(window => factsSql`sumIf(${valueAmount(value)}, ${within(window)})`);
  const ofCategory = isOfCategory({ category });
  const categoryValues = perWindow(
    window => factsSql`sumIf(${valueAmount(value)}, ${within(window)} and ${ofCategory})`,
  );
  const active = perWindow(
    ({ from, lookbackDays }) =>
      factsSql`sumIf(net_amount, ${between(factsSql`${moved(from, -lookbackDays)}`, factsSql`${p.dateTime(from)}`)}) > 0`,
  );
  const rows = await ch.query<Record<string, string>>(
    factsSql`select countIf(pair.2) as customers, sumIf(pair.1, pair.2) as value_sum,
  sumIf(pair.4, pair.2) as category_sum, countIf(pair.2 and pair.4 > 0) as category_buyers from (
  select arrayJoin(arrayZip([${values}], [${active}], range(${p.uint32(windows.length)}), [${categoryValues}])) as pair
  from (${saleLines({ ...lines, from: new Date(earliest) })}) as lines_around
  where customer_id != ${p.uuid(noCustomer)} group by customer_id)
group by pair.3 order by pair.3`,
    { tag: 'opportunities.window-means', role: 'batch' },
  );
  return windows.map((_, index) => ({
    customers: Number(rows[index]?.customers ?? 0),
    value: Number(rows[index]?.value_sum ?? 0),
    ofCategory: {
      value: Number(rows[index]?.category_sum ?? 0),
      buyers: Number(rows[index]?.category_buyers ?? 0),
    },
  }));
}
