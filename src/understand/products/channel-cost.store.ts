/**
 * What channels cost, laid on products: the spend of a channel in a month by each product's share of the sales made
 * through it in that month. Spend of a channel that sold nothing stays unallocated and is said so.
 */
import type { StoreContext } from '../../store/context.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import type { ProductLines } from './product-lines.store.ts';

type Stores = Pick<StoreContext, 'ch'>;

export interface ChannelCosts {
  readonly state: 'allocated' | 'missing';
  /** Decimal text by `sku_key`. */
  readonly byProduct: ReadonlyMap<string, string>;
  readonly allocated: string;
  readonly spent: string;
}

const none: ChannelCosts = { state: 'missing', byProduct: new Map(), allocated: '0', spent: '0' };

function spentSql({ asOf, asOfDay, definition }: ProductLines): FactsSql {
  const day = p.date(asOfDay);
  return factsSql`(select toString(channel) as channel, toStartOfMonth(spent_on) as month, sum(amount) as cost
  from (select * from spend where spent_on > ${day} - 365 and spent_on <= ${day} and is_deleted = 0
    and ingested_at <= ${p.dateTime(asOf)} and currency = ${p.string(definition.currency)} settings final = 1)
  group by channel, month)`;
}

/** Allocates the year's spend in the organisation's currency. `missing` where none has been imported. */
export async function loadChannelCosts({ ch }: Stores, lines: ProductLines): Promise<ChannelCosts> {
  const spent = spentSql(lines);
  const [all] = await ch.query<{ spent: string; n: string }>(
    factsSql`select sum(cost) as spent, count() as n from ${spent} as spent`,
    { tag: 'products.spend', role: 'batch' },
  );
  if (!all || all.n === '0') return none;
  const rows = await ch.query<{ sku_key: string; cost: string }>(
    factsSql`with sold as (select sku_key, toString(channel) as channel, toStartOfMonth(booked_day) as month, sum(net_amount) as sales
  from ${lines.drafted} as lines where is_refund = 0 and booked_day > ${p.date(lines.asOfDay)} - 365
  group by sku_key, channel, month having sales > 0)
select sku_key, sum(cast(toFloat64(cost) * toFloat64(sales) / toFloat64(total) as Decimal(18, 4))) as cost from sold
join (select channel, month, sum(sales) as total from sold group by channel, month) as totals using (channel, month)
join ${spent} as spent using (channel, month) group by sku_key`,
    { tag: 'products.channel-cost', role: 'batch' },
  );
  const byProduct = new Map(rows.map(row => [row.sku_key, row.cost]));
  const allocated = rows.reduce((sum, row) => sum + Number(row.cost), 0).toFixed(4);
  return { state: 'allocated', byProduct, allocated, spent: all.spent };
}
