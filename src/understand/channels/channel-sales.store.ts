/** What went through each channel: orders and money by month, buyers by the channels they used, and who was new. */
import type { StoreContext } from '../../store/context.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import type { ChannelLines } from './channel-lines.store.ts';
import type { AcquiredRow, NamedChannel, NewRow, SalesMonth, UsedRow } from './channel-rows.ts';

type Stores = Pick<StoreContext, 'ch'>;

/** Sales and orders of the year that ends with the review by channel and month. One pass over the draft. */
export const salesSql = (lines: FactsSql, asOfDay: string): FactsSql =>
  factsSql`select toStartOfMonth(booked_day) as month, toString(channel) as channel, sumIf(net_amount, is_refund = 0) as sales,
  -sumIf(net_amount, is_refund = 1) as returns, uniqExactIf(order_key, is_refund = 0) as orders,
  countIf(is_refund = 0 and store != '') as store_lines, countIf(is_refund = 0) as lines
from ${lines} as drafted where booked_day > ${p.date(asOfDay)} - 365 group by month, channel order by month, channel`;

export const loadSales = ({ ch }: Stores, { drafted, asOfDay }: ChannelLines): Promise<SalesMonth[]> =>
  ch.query<SalesMonth>(salesSql(drafted, asOfDay), { tag: 'channels.sales', role: 'batch' });

/** Buyers of the year by exactly which channels they bought through. */
export const loadUsed = ({ ch }: Stores, { buyers, asOfDay }: ChannelLines): Promise<UsedRow[]> =>
  ch.query<UsedRow>(
    factsSql`select used, count() as buyers, sum(arraySum(arrayFilter((amount, day) -> day > ${p.date(asOfDay)} - 365, amounts, days))) as net
from ${buyers} as buyers where notEmpty(used) group by used order by buyers desc, used`,
    { tag: 'channels.used', role: 'batch' },
  );

const acquired = (lines: ChannelLines): FactsSql =>
  factsSql`(select customer_id, toString(acquisition_channel) as source from (select * from customer_features
    where as_of = ${p.dateTime(lines.asOf)} and definition_version = ${p.uint32(lines.definition.version)} settings final = 1))`;

/** Customers by the month and channel of their first purchase ever and by how they were won, over 37 months. */
export const loadNew = ({ ch }: Stores, lines: ChannelLines): Promise<NewRow[]> =>
  ch.query<NewRow>(
    factsSql`select toStartOfMonth(days[1]) as month, channels[1] as first_channel, f.source as source,
  toUInt8(days[1] > ${p.date(lines.asOfDay)} - 365) as in_window, count() as customers
from (select customer_id, days, channels from ${lines.buyers} as b
  where days[1] >= toStartOfMonth(${p.date(lines.asOfDay)}) - interval 36 month) as buyers
left join ${acquired(lines)} as f using (customer_id)
group by month, first_channel, source, in_window order by month, first_channel, source, in_window`,
    { tag: 'channels.new', role: 'batch' },
  );

/** Purchases of the year by month, by the channel they went through and by how their customer was won. */
export const loadAcquired = ({ ch }: Stores, lines: ChannelLines): Promise<AcquiredRow[]> =>
  ch.query<AcquiredRow>(
    factsSql`select month, channel, source, sum(amount) as amount
from (select customer_id, toStartOfMonth(one_day) as month, one_channel as channel, one_amount as amount from ${lines.buyers} as b
  array join days as one_day, channels as one_channel, amounts as one_amount where one_day > ${p.date(lines.asOfDay)} - 365) as bought
inner join (select * from ${acquired(lines)} as won where source != '') as f using (customer_id)
group by month, channel, source order by month, channel, source`,
    { tag: 'channels.acquired', role: 'batch' },
  );

/** What the table of channels says of each. */
export const loadNamed = ({ ch }: Stores): Promise<NamedChannel[]> =>
  ch.query<NamedChannel>(
    factsSql`select channel, title, toString(kind) as kind from (select * from channels where is_deleted = 0 settings final = 1) order by channel`,
    { tag: 'channels.named', role: 'batch' },
  );
