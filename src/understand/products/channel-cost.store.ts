/**
 * What channels cost, laid on products: what the channels run laid on a sales channel in a month by its stored rules, by each
 * product's share of the sales made through it in that month, or of the year where it sold nothing in the month.
 */
import { currencyExponent } from '../../kernel/money.ts';
import type { ChannelCosts } from '../../records/channel-summary.ts';
import type { StoreContext } from '../../store/context.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import type { ProductLines } from './product-lines.store.ts';

type Stores = Pick<StoreContext, 'ch'>;

/** Decimal text by `sku_key`. */
export type CostByProduct = ReadonlyMap<string, string>;

export interface LaidCosts {
  readonly state: 'allocated' | 'missing';
  readonly byProduct: CostByProduct;
  readonly allocatedMinor: number;
  /** Spend that no sales channel took, or no product. */
  readonly leftMinor: number;
}

const none: LaidCosts = { state: 'missing', byProduct: new Map(), allocatedMinor: 0, leftMinor: 0 };

/** Sales of a channel in one month, and of the year it is part of. */
interface Total {
  readonly channel: string;
  readonly month: string;
  readonly sales: number;
}

const soldSql = ({ drafted, asOfDay }: ProductLines): FactsSql =>
  factsSql`select sku_key, toString(channel) as channel, toString(toStartOfMonth(booked_day)) as month, sum(net_amount) as sales
  from ${drafted} as lines where is_refund = 0 and booked_day > ${p.date(asOfDay)} - 365
  group by sku_key, channel, month having sales > 0`;

const monthKey = (month: string, channel: string) => `${month} ${channel}`;
const yearKey = (channel: string) => `year ${channel}`;

/** What a unit of sales through a channel costs, by month and, for months without sales, over the whole year. */
function ratesOf(cells: ChannelCosts['laid'], totals: readonly Total[]) {
  // An entry that nothing asks for: the engine takes no empty table of rates.
  const rates = new Map<string, number>([['', 0]]);
  let leftMinor = 0;
  for (const { channel, month, costMinor } of cells) {
    const own = totals.filter(total => total.channel === channel);
    const sold = own.find(total => total.month === month)?.sales ?? 0;
    const year = own.reduce((sum, total) => sum + total.sales, 0);
    const [key, sales] = sold > 0 ? [monthKey(month, channel), sold] : [yearKey(channel), year];
    if (sales > 0) rates.set(key, (rates.get(key) ?? 0) + costMinor / sales);
    else leftMinor += costMinor;
  }
  return { rates, leftMinor };
}

/**
 * The year's costs of channels on products. `missing` where no spend is known or the channels of the review have not been
 * computed. Two groupings of the draft; rates cross as parameters, one a channel and month.
 */
export async function loadChannelCosts(
  { ch }: Stores,
  lines: ProductLines,
  costs: ChannelCosts | null,
): Promise<LaidCosts> {
  if (!costs || costs.state === 'missing') return none;
  const sold = soldSql(lines);
  const totals = await ch.query<Total>(
    factsSql`select channel, month, toFloat64(sum(sales)) as sales from (${sold}) as sold group by channel, month`,
    { tag: 'products.channel-sales', role: 'batch' },
  );
  const { rates, leftMinor } = ratesOf(costs.laid, totals);
  const unit = 10 ** currencyExponent(lines.definition.currency);
  const keys = p.strings([...rates.keys()]);
  const values = factsSql`arrayMap(rate -> toFloat64(rate), ${p.strings([...rates.values()].map(rate => String(rate / unit)))})`;
  const rate = (key: FactsSql) => factsSql`transform(${key}, ${keys}, ${values}, toFloat64(0))`;
  const rows = await ch.query<{ sku_key: string; cost: string }>(
    // One rounding a product: the engine cuts a float to a decimal, which would lose a part of a cent in every cell.
    factsSql`select sku_key, cast(round(sum(toFloat64(sales) * (${rate(factsSql`concat(month, ' ', channel)`)}
    + ${rate(factsSql`concat('year ', channel)`)})), 4) as Decimal(18, 4)) as cost
from (${sold}) as sold group by sku_key having cost != 0`,
    { tag: 'products.channel-cost', role: 'batch' },
  );
  const laidMinor = costs.laid.reduce((sum, cell) => sum + cell.costMinor, 0);
  const unlaid = costs.lines
    .filter(line => line.purpose !== 'service')
    .reduce((sum, line) => sum + line.channelsLeftMinor, 0);
  return {
    state: 'allocated',
    byProduct: new Map(rows.map(row => [row.sku_key, row.cost])),
    allocatedMinor: laidMinor - leftMinor,
    leftMinor: unlaid + leftMinor,
  };
}
