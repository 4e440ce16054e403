/** The base's value in windows of the past, all windows in one pass over the lines. */
import type { StoreContext } from '../store/context.ts';
import { noCustomer } from '../store/facts/no-customer.ts';
import { type SaleLinesOptions, saleLines } from '../store/facts/sale-lines.ts';
import { type FactsSql, factsSql, joinSql, p } from '../store/facts/sql.ts';
import { type ValueRule, valueAmount } from '../store/facts/value-rule.ts';
import type { SeasonWindow, WindowMean } from './season-factor.ts';

export interface WindowsOptions {
  readonly lines: SaleLinesOptions;
  readonly value: ValueRule;
  readonly windows: readonly SeasonWindow[];
}

const dayMs = 86_400_000;
const moved = (at: Date, days: number) => p.dateTime(new Date(at.getTime() + days * dayMs));
const between = (from: FactsSql, to: FactsSql): FactsSql => factsSql`sold_at >= ${from} and sold_at < ${to}`;

/**
 * Customers who bought in the lookback before each window and their value within it, in the order of `windows`. One
 * bounded scan; two sums a window and customer.
 */
export async function loadWindowMeans(
  { ch }: Pick<StoreContext, 'ch'>,
  { lines, value, windows }: WindowsOptions,
): Promise<WindowMean[]> {
  if (windows.length === 0) return [];
  const earliest = Math.min(...windows.map(each => each.from.getTime() - each.lookbackDays * dayMs));
  const perWindow = (of: (window: SeasonWindow) => FactsSql) => joinSql(windows.map(of), ', ');
  const values = perWindow(
    ({ from, horizonDays }) =>
      factsSql`sumIf(${valueAmount(value)}, ${between(factsSql`${p.dateTime(from)}`, factsSql`${moved(from, horizonDays)}`)})`,
  );
  const active = perWindow(
    ({ from, lookbackDays }) =>
      factsSql`sumIf(net_amount, ${between(factsSql`${moved(from, -lookbackDays)}`, factsSql`${p.dateTime(from)}`)}) > 0`,
  );
  const rows = await ch.query<{ customers: string; value_sum: string }>(
    factsSql`select countIf(pair.2) as customers, sumIf(pair.1, pair.2) as value_sum from (
  select arrayJoin(arrayZip([${values}], [${active}], range(${p.uint32(windows.length)}))) as pair
  from (${saleLines({ ...lines, from: new Date(earliest) })}) as lines_around
  where customer_id != ${p.uuid(noCustomer)} group by customer_id)
group by pair.3 order by pair.3`,
    { tag: 'opportunities.window-means', role: 'batch' },
  );
  return windows.map((_, index) => ({
    customers: Number(rows[index]?.customers ?? 0),
    value: Number(rows[index]?.value_sum ?? 0),
  }));
}
